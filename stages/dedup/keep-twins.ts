import { KEPT, type SketchTable } from "../../engine/sketch-table.ts";
import { PairSearch } from "./search-pairs.ts";
import type { SketchLayout } from "./sketch-layout.ts";
import type { PairJudge, SketchPlace } from "./twin-judge.ts";

/** What a cluster is: a keeper and the documents that are its twins, or all documents that chains of twins connect. */
export const CLUSTERINGS = ["keeper", "components"] as const;
/** One of {@link CLUSTERINGS}. */
export type Clustering = (typeof CLUSTERINGS)[number];

/** Marks a place whose document is kept. */
export const ITSELF = 0xffff_ffff;

/** Who stands for whom and how that was found, by place in keeper order; documents that share no band are not among them. */
export interface Twins {
  readonly search: PairSearch;
  /** The place of the document kept instead, or {@link ITSELF}. */
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
  /** The first documents, so many, are kept whatever they are like; they come first in keeper order too. */
  readonly settled?: number;
}

/**
 * Walks through the documents in keeper order and keeps each that has no twin among those kept before it: no two kept ones are twins, and
 * every removed one has a kept twin, the first in keeper order. With `components` documents are found by removed ones too, and everything
 * that is connected has the first of it for its keeper.
 */
export function keepTwins(table: SketchTable, layout: SketchLayout, judge: PairJudge, rule: KeepRule): Twins {
  const { settled = 0, bucketLimit } = rule;
  const search = new PairSearch(table, layout, bucketLimit);
  const places = search.crowded.length;
  const twins: Twins = {
    search,
    keeper: new Uint32Array(places).fill(ITSELF),
    exact: new Float32Array(places).fill(Number.NaN),
    estimate: new Float32Array(places).fill(Number.NaN),
    bands: new Float32Array(places).fill(Number.NaN),
  };
  const note = (removed: number, keeper: number): void => {
    if (twins.keeper[removed] !== ITSELF) return;
    twins.keeper[removed] = keeper;
    twins.exact[removed] = judge.exact;
    twins.estimate[removed] = judge.estimate;
    twins.bands[removed] = judge.bands;
  };
  if (rule.clusters === "keeper") {
    search.eachPair((later, earlier) => {
      if (later.document < settled || !judge.areTwins(earlier, later)) return false;
      note(later.place, earlier.place);
      return true;
    });
    return twins;
  }
  // A root is the first of its component.
  const forest = Uint32Array.from({ length: places }, (_, place) => place);
  search.eachPair((later, earlier) => {
    if (later.document < settled) return false;
    // Whoever has the same shingles has the same twins, and need not be found by any.
    const same = haveSameSignature(earlier, later, layout);
    const [a, b] = [rootOf(forest, later.place), rootOf(forest, earlier.place)];
    if ((!same && a === b) || !judge.areTwins(earlier, later)) return false;
    note(later.place, earlier.place);
    forest[Math.max(a, b)] = Math.min(a, b);
    return same && !(judge.exact < 1);
  });
  for (let place = 0; place < places; place++) {
    const root = rootOf(forest, place);
    twins.keeper[place] = root === place || search.documentAt(place) < settled ? ITSELF : root;
  }
  return twins;
}

/**
 * The keeper of each of the documents behind the first `settled`, numbered from there on. A document whose keeper is among those has itself.
 */
export function keepersOf({ search, keeper }: Twins, documents: number, settled = 0): Uint32Array {
  const keepers = new Uint32Array(documents).fill(KEPT);
  for (let place = 0; place < keeper.length; place++) {
    if (keeper[place] === ITSELF) continue;
    const document = search.documentAt(place);
    const stands = search.documentAt(keeper[place] as number);
    keepers[document - settled] = (stands < settled ? document : stands) - settled;
  }
  return keepers;
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
