/** A binary tree over labels: node i < labels is a leaf; inner nodes follow, the root last. */
export interface LabelTree {
  readonly labels: number;
  /** Children by inner node, from the first inner one on. */
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/** Weight of a node that is not made yet, as in fastText's loss.cc. */
const UNMADE = 1e15;

/** The Huffman tree that fastText builds over labels, given their counts in its order (most frequent first). */
export function labelTree(counts: readonly number[]): LabelTree {
  const labels = counts.length;
  const weights = new Float64Array(2 * labels).fill(UNMADE);
  weights.set(counts);
  const left = new Int32Array(labels - 1);
  const right = new Int32Array(labels - 1);
  let leaf = labels - 1;
  let node = labels;
  const lightest = (): number => (leaf >= 0 && (weights[leaf] as number) < (weights[node] as number) ? leaf-- : node++);
  for (let inner = 0; inner < labels - 1; inner++) {
    const a = lightest();
    const b = lightest();
    left[inner] = a;
    right[inner] = b;
    weights[labels + inner] = (weights[a] as number) + (weights[b] as number);
  }
  return { labels, left, right };
}

/**
 * Sums along each label's path: `ofNode` tells for an inner node what going left and going right add. Writes one sum a label.
 */
export function sumPaths(
  { labels, left, right }: LabelTree,
  ofNode: (inner: number) => readonly [number, number],
  sums: Float64Array,
): void {
  const held = new Float64Array(Math.max(1, 2 * labels - 1));
  for (let inner = labels - 2; inner >= 0; inner--) {
    const [toLeft, toRight] = ofNode(inner);
    const sum = held[labels + inner] as number;
    held[left[inner] as number] = sum + toLeft;
    held[right[inner] as number] = sum + toRight;
  }
  for (let label = 0; label < labels; label++) sums[label] = held[label] as number;
}
