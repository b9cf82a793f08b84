import { KEPT, type SketchTable } from "../../engine/sketch-table.ts";
import { searchPairs } from "./search-pairs.ts";
import type { SketchLayout } from "./sketch-layout.ts";
import type { PairJudge, SketchPlace } from "./twin-judge.ts";

/** What a cluster is: a keeper and the documents that are its twins, or all documents that chains of twins connect. */
export const CLUSTERINGS = ["keeper", "components"] as const;
/** One of {@link CLUSTERINGS}. */
export type Clustering = (typeof CLUSTERINGS)[number];

/** Per document: who stands for it and how it was found. */
export interface Twins {
  /** The document kept in its place, or KEPT. */
  readonly keeper: Uint32Array;
  /** Similarity of the sets of shingles of a removed document and the twin it was found by. */
  readonly exact: Float32Array;
  readonly estimate: Float32Array;
  readonly bands: Float32Array;
}

/** What {@link keepTwins} is told. */
export interface KeepRule {
  readonly clusters: Clustering;
  /** Documents at most that are found by one key: those before all others in keeper order. */
  readonly bucketLimit: number;
}

/**
 * Walks through the documents in keeper order and keeps each that has no twin among those kept before it: no two kept ones are twins, and
 * every removed one has a kept twin, the first in keeper order. With `components` documents are found by removed ones too, and everything
 * that is connected has the first of it for its keeper.
 */
export function keepTwins(table: SketchTable, layout: SketchLayout, judge: PairJudge, rule: KeepRule): Twins {
  const { documents } = table;
  const twins: Twins = {
    keeper: new Uint32Array(documents).fill(KEPT),
    exact: new Float32Array(documents).fill(Number.NaN),
    estimate: new Float32Array(documents).fill(Number.NaN),
    bands: new Float32Array(documents).fill(Number.NaN),
  };
  const note = (removed: number, keeper: number): void => {
    if (twins.keeper[removed] !== KEPT) return;
    twins.keeper[removed] = keeper;
    twins.exact[removed] = judge.exact;
    twins.estimate[removed] = judge.estimate;
    twins.bands[removed] = judge.bands;
  };
  if (rule.clusters === "keeper") {
    searchPairs(table, layout, rule.bucketLimit, (later, earlier) => {
      if (!judge.areTwins(earlier, later)) return false;
      note(later.document, earlier.document);
      return true;
    });
    return twins;
  }
  // Places in keeper order; a root is the first of its component.
  const forest = Uint32Array.from({ length: documents }, (_, place) => place);
  const { documents: found, order } = searchPairs(table, layout, rule.bucketLimit, (later, earlier) => {
    // Whoever has the same shingles has the same twins, and need not be found by any.
    const same = haveSameSignature(earlier, later, layout);
    const [a, b] = [rootOf(forest, later.place), rootOf(forest, earlier.place)];
    if ((!same && a === b) || !judge.areTwins(earlier, later)) return false;
    note(later.document, earlier.document);
    forest[Math.max(a, b)] = Math.min(a, b);
    return same && !(judge.exact < 1);
  });
  const documentAt = (place: number): number => found[order[place] as number] as number;
  for (let place = 0; place < order.length; place++) {
    const root = rootOf(forest, place);
    if (root !== place) twins.keeper[documentAt(place)] = documentAt(root);
  }
  return twins;
}

function rootOf(forest: Uint32Array, place: number): number {
  let root = place;
  while (forest[root] !== root) {
    forest[root] = forest[forest[root] as number] as number;
    root = forest[root] as number;
  }
  return root;
}

function haveSameSignature(a: SketchPlace, b: SketchPlace, { keysAt, words }: SketchLayout): boolean {
  for (let word = keysAt; word < words; word++) if (a.sketches[a.at + word] !== b.sketches[b.at + word]) return false;
  return true;
}
