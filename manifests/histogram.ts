const MOST_BINS = 16;
/** Shares of the values below the first and above the last bin of one width. */
const TAIL = 0.01;
/** Where the bulk of the values spans more than this factor, bins double. */
const WIDE = 50;

/** Edges of bins for some values, one of them the threshold, so that no bin holds both sides of it; rising. */
export function histogramEdges(values: Float64Array, threshold: number): readonly number[] {
  if (values.length === 0) return [threshold];
  const sorted = values.slice().sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
  const low = Math.min(at(TAIL), threshold);
  const high = Math.max(at(1 - TAIL), threshold);
  if (low === high) return [threshold];
  if (threshold > 0 && low >= 0 && high / Math.max(low, threshold / 16) > WIDE) return doubled(low, high, threshold);
  const width = niceWidth((high - low) / (MOST_BINS - 2));
  const edges: number[] = [];
  const first = Math.floor((low - threshold) / width);
  const last = Math.ceil((high - threshold) / width);
  for (let step = first; step <= last; step++) edges.push(Number((threshold + step * width).toPrecision(12)));
  return edges.filter((edge) => edge > (sorted[0] as number) || edge === threshold);
}

function doubled(low: number, high: number, threshold: number): readonly number[] {
  const edges = [threshold];
  for (let edge = threshold / 2; edge > low && edges.length < MOST_BINS / 2; edge /= 2) edges.unshift(edge);
  for (let edge = threshold * 2; edge < high && edges.length < MOST_BINS; edge *= 2) edges.push(edge);
  return edges;
}

/** The next of 1, 2 and 5 times a power of ten. */
function niceWidth(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  return ([1, 2, 5, 10].find((factor) => factor * power >= width) as number) * power;
}

/** Bin of a value: 0 below the first edge, else one more than the last edge that is not above it. */
export function indexOfBin(edges: readonly number[], value: number): number {
  let bin = 0;
  while (bin < edges.length && value >= (edges[bin] as number)) bin++;
  return bin;
}
