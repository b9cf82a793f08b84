import type { Kernels } from "../../engine/kernels/kernels.ts";
import type { SketchTable } from "../../engine/sketch-table.ts";
import { PairSearch } from "./search-pairs.ts";
import { layoutOf, type SketchOptions } from "./sketch-layout.ts";
import { TwinJudge, type Verification } from "./twin-judge.ts";

/** The options of `nearDuplicates` that decide which pairs are twins. */
export interface PairOptions extends SketchOptions {
  readonly verify: Verification;
  readonly bucketLimit: number;
}

/** A pair of documents that are twins, and their similarity: of their sets of shingles, or estimated where these are not compared. */
export type VisitPair = (a: number, b: number, similarity: number) => void;

/**
 * Calls for every pair of twins that share a band, not only for those by which a document is removed; each pair once, the one that would
 * be kept first. Of a key that more than `bucketLimit` documents share, pairs with the first of these alone.
 */
export function visitPairs(options: PairOptions, table: SketchTable, kernels: Kernels, visit: VisitPair): void {
  const layout = layoutOf(options);
  const judge = new TwinJudge(table, layout, options.similarity, options.verify, kernels);
  new PairSearch(table, layout, options.bucketLimit).eachPair((later, earlier) => {
    if (judge.areTwins(earlier, later))
      visit(earlier.document, later.document, options.verify === "exact" ? judge.exact : judge.estimate);
    return false;
  });
}
