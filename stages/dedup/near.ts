import { number, oneOf, strings, text } from "../../engine/options.ts";
import { KEPT, type Solution } from "../../engine/sketch-table.ts";
import { defineBarrier, type Sketcher } from "../../engine/stage.ts";
import { shapeOf } from "./band-shape.ts";
import { CLUSTERINGS, keepTwins } from "./keep-twins.ts";
import { KEEPER_POLICIES, keeperRank, writeRank } from "./keeper-rank.ts";
import { shingleChooser, shingles } from "./shingle-kind.ts";
import { openSigner } from "./signer.ts";
import { HASHES, layoutOf } from "./sketch-layout.ts";
import { TwinJudge, VERIFICATIONS } from "./twin-judge.ts";

const MOST_PERMUTATIONS = 1024;
const MOST_BANDS = 255;

/**
 * Keeps one document of those that are nearly the same: whose sets of shingles have a Jaccard coefficient of `similarity` or more. Pairs
 * are found by MinHash bands (Broder 1997; Indyk & Motwani 1998) and then compared, by default exactly; of the documents in the order of
 * `keep` each is kept that has no twin among those kept before it.
 */
export const nearDuplicates = defineBarrier({
  name: "near-duplicates",
  version: 1,
  options: {
    /** Jaccard coefficient from which two documents are twins. */
    similarity: number(0.8, { min: 0.1, max: 1 }),
    /** Share of the pairs of just that similarity that are to be found; of more similar ones more are. */
    recall: number(0.995, { min: 0.01, max: 0.9999 }),
    /** Hash functions of a signature at most: more let fewer unlike pairs be compared, and take longer. */
    permutations: number(112, { min: 16, max: MOST_PERMUTATIONS }),
    /** Bands of a signature and values of a band; 0 for what `similarity`, `recall` and `permutations` ask for. */
    bands: number(0, { min: 0, max: MOST_BANDS }),
    rows: number(0, { min: 0, max: 64 }),
    /** What texts are cut into: `word5` or `char5` and the like, for all or by the label `lang`, which is guessed where there is none. */
    shingle: shingles({ ko: "char5", ja: "char5", zh: "char5", other: "word5" }),
    /** Whose hash functions: 32 bits of `kijil`, or 64 of `datatrove` (XXH64, seed 1) to compare clusters with those of old runs; slower. */
    hash: oneOf(HASHES, "kijil"),
    /** How twins are made sure of: `exact` compares the sets of shingles, `sketch` estimates, `bands` takes every common band for proof. */
    verify: oneOf(VERIFICATIONS, "exact"),
    /** What a cluster is: a `keeper` and its twins, or `components`, all that chains of twins connect. */
    clusters: oneOf(CLUSTERINGS, "keeper"),
    /** Documents at most that one band key leads to: those first in keeper order. A limit to the work that boilerplate can make. */
    bucketLimit: number(1000, { min: 1 }),
    /** Whom a cluster keeps: the `longest`, the one of the highest `score`, the `newest`, the best of `sources`, the one with most `metadata`, the `first`. Ties: the first. */
    keep: oneOf(KEEPER_POLICIES, "longest"),
    /** For `keep: "score"`: a number attribute that an earlier stage writes. */
    score: text(""),
    /** For `keep: "sources"`: names of sources, the preferred first; all others come after them. */
    sources: strings([]),
  },
  reasons: { "near-duplicate": "a document that is nearly the same was kept" },
  codes: ["near-duplicate"],
  thresholds: ({ similarity }) => ({ "near-duplicate": similarity }),
  /** Documents that a kept one stands for, itself among them; for removed ones the similarity that signatures gave and common bands. */
  writes: { "cluster.size": "number", "cluster.estimate": "number", "cluster.bands": "number" },
  reads: ({ keep, score }) => (keep === "score" && score !== "" ? [score] : []),
  check: (options) => {
    const { keep, score, sources, bands, rows, similarity, recall, permutations } = options;
    if (keep === "score" && score === "") return 'keep is "score", but score names no attribute. Name the one to compare.';
    if (keep === "sources" && sources.length === 0)
      return 'keep is "sources", but sources names none. List them, the preferred first.';
    if (bands > 0 !== rows > 0) return `bands is ${bands} and rows is ${rows}. Give both, or neither to have them derived.`;
    if (bands * rows > MOST_PERMUTATIONS)
      return `bands × rows is ${bands * rows}, wanted at most ${MOST_PERMUTATIONS}. Give fewer.`;
    const shape = shapeOf(options);
    if (!shape || shape.bands > MOST_BANDS)
      return `recall ${recall} at similarity ${similarity} asks for more than ${permutations} permutations. Raise permutations or lower recall.`;
    return undefined;
  },
  sketchWords: (options) => layoutOf(options).words,
  openSketch: (options, { kernels }): Sketcher => {
    const layout = layoutOf(options);
    const signer = openSigner(kernels, layout);
    const sketch = kernels.alloc(layout.words * 4);
    const kindOf = shingleChooser(options.shingle);
    const rankOf = keeperRank(options);
    const hasEvidence = options.verify === "exact";
    return {
      sketchBatch: (batch, into, at, evidence) => {
        let next = at;
        for (let row = 0; row < batch.count; row++) {
          if (!batch.alive[row]) continue;
          // Both may measure the batch, which moves memory.
          const kind = kindOf(batch, row);
          const rank = rankOf(batch, row);
          const mark = kernels.mark();
          signer.sign(batch, row, kind, sketch);
          into.set(kernels.words().subarray(sketch >>> 2, (sketch >>> 2) + layout.words), next);
          writeRank(rank, into, next + layout.rankAt);
          const shingles = signer.shingles();
          into[next + layout.evidenceAt] = hasEvidence ? evidence.append(shingles) : 0;
          into[next + layout.evidenceAt + 1] = shingles.length;
          kernels.release(mark);
          next += layout.words;
        }
      },
    };
  },
  solve: (options, table, { kernels }): Solution => {
    const layout = layoutOf(options);
    const judge = new TwinJudge(table, layout, options.similarity, options.verify, kernels);
    const { keeper, exact, estimate, bands } = keepTwins(table, layout, judge, options);
    const size = new Uint32Array(table.documents).fill(1);
    for (const stands of keeper) if (stands !== KEPT) size[stands] = (size[stands] as number) + 1;
    keeper.forEach((stands, document) => {
      if (stands !== KEPT) size[document] = size[stands] as number;
    });
    return {
      keeper,
      code: new Uint8Array(table.documents),
      value: options.verify === "exact" ? exact : estimate,
      attributes: { "cluster.size": size, "cluster.estimate": estimate, "cluster.bands": bands },
    };
  },
});
