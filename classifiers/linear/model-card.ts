import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { type HeldOutFigures, type HeldOutScores, heldOutFigures } from "../evaluation/held-out.ts";
import { SCORED_LANGUAGES } from "../scorer.ts";
import { ridgeFit } from "../training/ridge.ts";
import { seededRandom } from "../training/seeded-random.ts";
import { sourceFolds } from "../training/source-folds.ts";
import type { LearningSet } from "./learn.ts";
import { FEATURE_SPEC } from "./model-file.ts";
import { heldOutRaws, isMain, type TrainingOptions, type TrainingRow } from "./train-linear.ts";

const count = (values: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of [...values].sort()) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

/** Figures by language of some held-out scores. */
export type Figures = Readonly<Record<string, HeldOutFigures>>;

/** What a model is and how well it does, for who is to decide whether to use it. */
export interface ModelCard {
  readonly format: "kijil-model-card/1";
  readonly kind: "linear";
  readonly model: { readonly sha256: string; readonly features: string };
  readonly labels: {
    readonly files: readonly { readonly name: string; readonly sha256: string }[];
    readonly rows: number;
    readonly byLanguage: Readonly<Record<string, number>>;
    readonly bySource: Readonly<Record<string, number>>;
    readonly byAnnotator: Readonly<Record<string, number>>;
    readonly byRubric: Readonly<Record<string, number>>;
  };
  readonly unlabelled: Readonly<Record<string, number>>;
  readonly options: TrainingOptions;
  /** Whole sources held out, means over cuts into folds, intervals by source; the model and what needs no model beside it. */
  readonly heldOut: { readonly seeds: readonly number[]; readonly methods: Readonly<Record<string, Figures>> };
  readonly licences: readonly string[];
}

/** Figures of the model and of its baselines on the same folds: length alone, dense features alone, and chance. */
export function heldOutMethods(
  rows: readonly TrainingRow[],
  options: TrainingOptions,
  seeds: readonly number[],
): Record<string, Figures> {
  const main = rows.filter(isMain);
  const labelled = main.map(({ row }) => row);
  const empty = new Uint32Array(0);
  const denseOnly = rows.map((each) => ({ ...each, features: { ...each.features, words: empty, characters: empty } }));
  const methods: Record<string, readonly HeldOutScores[]> = {
    linear: seeds.map((seed) => heldOutRaws(rows, options, seed)),
    "dense features": seeds.map((seed) => heldOutRaws(denseOnly, options, seed)),
    "length only": seeds.map((seed) => lengthOnly(main, seed)),
    chance: seeds.map((seed) => {
      const random = seededRandom(seed);
      return { folds: foldsOf(main, seed), scores: Float64Array.from(main, () => random()) };
    }),
  };
  return Object.fromEntries(
    Object.entries(methods).map(([name, runs]) => [
      name,
      Object.fromEntries(
        SCORED_LANGUAGES.filter((lang) => labelled.some((row) => row.lang === lang)).map((lang) => [
          lang,
          heldOutFigures(labelled, runs, lang),
        ]),
      ),
    ]),
  );
}

const foldsOf = (main: readonly TrainingRow[], seed: number): Uint8Array =>
  sourceFolds(
    main.map(({ row }) => row.source),
    5,
    seed,
  );

function lengthOnly(main: readonly TrainingRow[], seed: number): HeldOutScores {
  const folds = foldsOf(main, seed);
  const scores = new Float64Array(main.length);
  const lengths = main.map(({ row }) => Math.log1p(row.text.length));
  for (let fold = 0; fold < 5; fold++) {
    const train = main.flatMap((_, index) => (folds[index] === fold ? [] : [index]));
    const features = Float64Array.from(train.flatMap((index) => [lengths[index] as number, (lengths[index] as number) ** 2]));
    const targets = train.map((index) => (main[index] as TrainingRow).target);
    const { weights, bias } = ridgeFit(features, 2, targets, 1e-3);
    lengths.forEach((length, index) => {
      if (folds[index] === fold) scores[index] = bias + (weights[0] as number) * length + (weights[1] as number) * length ** 2;
    });
  }
  return { folds, scores };
}

/** The card of a trained model. `files` are those that the labels were read from. */
export function cardOf(
  set: LearningSet,
  files: readonly string[],
  bytes: Uint8Array,
  options: TrainingOptions,
  seeds: readonly number[],
  methods: Readonly<Record<string, Figures>>,
  licences: readonly string[],
): ModelCard {
  const labelled = set.rows.map(({ row }) => row);
  const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");
  return {
    format: "kijil-model-card/1",
    kind: "linear",
    model: { sha256: sha256(bytes), features: FEATURE_SPEC },
    labels: {
      files: files.map((path) => ({ name: basename(path), sha256: sha256(readFileSync(path)) })),
      rows: labelled.length,
      byLanguage: count(labelled.map(({ lang }) => lang)),
      bySource: count(labelled.map(({ source }) => source)),
      byAnnotator: count(labelled.map(({ annotator }) => annotator)),
      byRubric: count(labelled.map(({ rubric }) => rubric)),
    },
    unlabelled: Object.fromEntries(
      SCORED_LANGUAGES.map((lang) => [lang, set.unlabelled.filter((text) => text.lang === lang).length]),
    ),
    options,
    heldOut: { seeds, methods },
    licences,
  };
}
