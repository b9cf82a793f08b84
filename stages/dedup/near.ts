import { dirname, join, resolve } from "node:path";
import { ConfigError, callerPlace, IntegrityError, StageError } from "../../engine/errors.ts";
import { loadKernels } from "../../engine/kernels/kernels.ts";
import { number, oneOf, strings, text } from "../../engine/options.ts";
import { KEPT, type Solution } from "../../engine/sketch-table.ts";
import { defineBarrier, type Sketcher } from "../../engine/stage.ts";
import { shapeOf } from "./band-shape.ts";
import { joinTables } from "./joined-table.ts";
import { CLUSTERINGS, keepTwins } from "./keep-twins.ts";
import { KEEPER_POLICIES, keeperRank, writeRank } from "./keeper-rank.ts";
import { shingleChooser, shingles } from "./shingle-kind.ts";
import { idWords, misfitOf, openIndexes, readIndex, type SignatureForm, writeIndex } from "./signature-index.ts";
import { openSigner } from "./signer.ts";
import { HASHES, layoutOf, type SketchOptions } from "./sketch-layout.ts";
import { TwinJudge, VERIFICATIONS, type Verification } from "./twin-judge.ts";
import { twinSolution } from "./twin-solution.ts";

const MOST_PERMUTATIONS = 1024;
const MOST_BANDS = 255;
/** Name of the file with the signatures of the documents kept, in the folder `signatures` of a run. */
export const INDEX_FILE = "near-duplicates.index";

const OPTIONS = {
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
  /** Under what name the signatures of the documents kept are left in the run's `signatures/near-duplicates.index`, for later runs; empty for nowhere. */
  index: text(""),
  /** Such files of earlier runs, relative to the config: documents with a twin among theirs are removed, and told which. */
  against: strings([]),
};

const formOf = (options: SketchOptions & Pick<SignatureForm, "shingle"> & { readonly verify: Verification }): SignatureForm => {
  const { bands, rows, permutations, hash } = layoutOf(options);
  return { bands, rows, permutations, hash, shingle: options.shingle, hasShingles: options.verify === "exact" };
};

/** `paths`: where the files of `against` stand. */
const stageOf = (paths: readonly string[]) =>
  defineBarrier({
    name: "near-duplicates",
    version: 2,
    options: {
      ...OPTIONS,
      /** Digests of the files of `against`, so that other files at the same places are another plan. */
      digests: strings([]),
    },
    reasons: {
      "near-duplicate": "a document that is nearly the same was kept",
      "near-duplicate-of-earlier": "an earlier run kept a document that is nearly the same",
    },
    codes: ["near-duplicate", "near-duplicate-of-earlier"],
    thresholds: ({ similarity }) => ({ "near-duplicate": similarity, "near-duplicate-of-earlier": similarity }),
    /**
     * Documents that a kept one stands for, itself among them; for removed ones the similarity that signatures gave and common bands; bands of
     * a kept one that lead to `bucketLimit` others before it, so that no later one was held against it by them. Id and run of an earlier twin.
     */
    writes: {
      "cluster.size": "number",
      "cluster.estimate": "number",
      "cluster.bands": "number",
      "cluster.crowded": "number",
      "earlier.id": "label",
      "earlier.run": "label",
    },
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
    leaves: ({ index }) => (index === "" ? [] : [INDEX_FILE]),
    openSketch: (options, { kernels }): Sketcher => {
      const layout = layoutOf(options);
      const signer = openSigner(kernels, layout);
      const sketch = kernels.alloc(layout.words * 4);
      const kindOf = shingleChooser(options.shingle);
      const rankOf = keeperRank(options);
      const hasEvidence = options.verify === "exact";
      const nothing = new Uint32Array(0);
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
            into[next + layout.evidenceAt] = evidence.append(hasEvidence ? shingles : nothing);
            into[next + layout.evidenceAt + 1] = shingles.length;
            if (options.index !== "")
              evidence.append(idWords(batch.view(batch.idAt[row] as number, batch.idBytes[row] as number)));
            kernels.release(mark);
            next += layout.words;
          }
        },
      };
    },
    solve: (options, own, { kernels, leavesFolder }): Solution => {
      const layout = layoutOf(options);
      const form = formOf(options);
      for (const [at, path] of paths.entries()) {
        if (readIndex(path, kernels)?.digest !== options.digests[at])
          throw new ConfigError([`${options.against[at]}: the index has changed since the run began. Start the run again.`]);
      }
      const earlier = paths.length > 0 ? openIndexes(paths, layout, own.memoryBytes, kernels) : undefined;
      const settled = earlier?.table.documents ?? 0;
      if (settled + own.documents >= KEPT)
        throw new StageError(
          `near-duplicates: got ${own.documents} documents and ${settled} of earlier runs, wanted fewer than ${KEPT}. Name fewer indexes, or divide the run.`,
        );
      const table = earlier ? joinTables(earlier.table, own) : own;
      const judge = new TwinJudge(table, layout, options.similarity, options.verify, kernels);
      const twins = keepTwins(table, layout, judge, { ...options, settled });
      const solution = twinSolution(twins, own.documents, options.verify === "exact", earlier);
      if (options.index !== "" && leavesFolder !== undefined)
        writeIndex(join(leavesFolder, INDEX_FILE), options.index, form, layout, own, solution.keeper, kernels);
      return solution;
    },
  });

type NearDuplicatesOptions = Omit<NonNullable<Parameters<ReturnType<typeof stageOf>>[0]>, "digests">;
/** The stage that {@link nearDuplicates} makes. */
type NearDuplicates = ReturnType<ReturnType<typeof stageOf>>;

/**
 * Keeps one document of those that are nearly the same: whose sets of shingles have a Jaccard coefficient of `similarity` or more. Pairs
 * are found by MinHash bands (Broder 1997; Indyk & Motwani 1998) and then compared, by default exactly; of the documents in the order of
 * `keep` each is kept that has no twin among those kept before it, nor in the indexes of earlier runs.
 */
export function nearDuplicates(options: NearDuplicatesOptions = {}): NearDuplicates {
  return nearDuplicatesFrom(options, callerPlace(nearDuplicates));
}

/** `at` is the user's line: paths are relative to its file, and problems are told with it. */
function nearDuplicatesFrom(options: NearDuplicatesOptions, at: string | undefined): NearDuplicates {
  const { against } = options;
  const isList = Array.isArray(against) && against.every((name) => typeof name === "string");
  const names: readonly string[] = isList ? against : [];
  const paths = names.map((name) => resolve(at === undefined ? "." : dirname(at), name));
  const indexes = paths.map(indexAt);
  const make = stageOf(paths);
  const stage = make({
    ...options,
    digests: indexes.map((index) => (typeof index === "string" ? "" : index.digest)),
  });
  const problems = stage.problems.map(({ message }) => message);
  const wanted = problems.length === 0 ? formOf(stage.options as unknown as Parameters<typeof formOf>[0]) : undefined;
  for (const [place, index] of indexes.entries()) {
    const wrong = typeof index === "string" ? index : wanted && misfitOf(index, wanted);
    if (wrong !== undefined) problems.push(`near-duplicates.against: ${names[place]}: ${wrong}.`);
  }
  return {
    ...stage,
    problems: problems.map((message) => (at === undefined ? { message } : { message, at })),
    withOptions: (changes) => nearDuplicatesFrom({ ...options, ...changes }, at),
  };
}

/** The index in a file, or why there is none. */
function indexAt(path: string) {
  try {
    return readIndex(path, loadKernels()) ?? "it is no index of signatures, wanted one that a run left with the option `index`";
  } catch (error) {
    if (error instanceof IntegrityError) return "it is no index of signatures, or damaged. Make it again";
    return `it cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"}), wanted an index that a run left`;
  }
}

/** The options that people give, for `kijil plan --stages`; the digests follow from them. */
nearDuplicates.optionSpecs = OPTIONS;
