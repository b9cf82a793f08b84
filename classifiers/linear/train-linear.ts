import { SCORE_BUCKETS } from "../../engine/kernels/score-layout.ts";
import { type HeldOutScores, POSITIVE_FROM } from "../evaluation/held-out.ts";
import { SCORED_LANGUAGES, type ScoredLanguage } from "../scorer.ts";
import type { LabelledRow } from "../training/labelled-rows.ts";
import { sourceFolds } from "../training/source-folds.ts";
import { type Design, type DesignShares, layOut } from "./design.ts";
import type { LanguageHead, LinearModel } from "./model-file.ts";
import { fitIsotonic, fitOrdinal, percentileTable } from "./ordinal.ts";
import { quantise, type RandomUnits, randomUnits, scaleOf, UNIT_SCALE, UNIT_WIDTH, UNITS } from "./random-units.ts";
import { type RidgeWeights, solveRidge } from "./ridge.ts";
import type { TextFeatures } from "./text-features.ts";

/** What can be set about training; the defaults were chosen on folds of held-out sources. */
export interface TrainingOptions {
  readonly shares: DesignShares;
  readonly penalty: number;
  /** Buckets met in fewer sources are left out. */
  readonly leastSources: number;
  /** How much a row counts whose rubric is not the one of most rows. */
  readonly otherRubrics: number;
  /** A source of n rows counts as n to the power of one less this: 0 leaves rows as they are, 1 makes sources equal. */
  readonly sourceBalance: number;
}

export const TRAINING_DEFAULTS: TrainingOptions = {
  shares: { words: 1, characters: 1, units: 0.5 },
  penalty: 1,
  leastSources: 2,
  otherRubrics: 0.3,
  sourceBalance: 0,
};

/** A row with its features, and what training makes of its score. */
export interface TrainingRow {
  readonly row: LabelledRow;
  readonly features: TextFeatures;
  /** Score on the scale of the rubric that is learned. */
  readonly target: number;
  readonly importance: number;
}

/** The weights as they are before they are rounded to bytes. */
export interface LinearWeights {
  readonly weights: RidgeWeights;
  readonly design: Pick<Design, "buckets" | "wordColumns">;
  readonly dense: LinearModel["dense"];
  readonly shares: DesignShares;
}

/** Learns weights from rows; the same rows in the same order give the same weights. */
export function fitWeights(rows: readonly TrainingRow[], units: RandomUnits, options: TrainingOptions): LinearWeights {
  const sources = rows.map(({ row }) => row.source);
  const dense = scaleOf(rows.map(({ features }) => features.dense));
  const { shares, leastSources } = options;
  const design = layOut(
    rows.map(({ features }) => features),
    sources,
    { scale: dense, units, shares, leastSources },
  );
  const counts = new Map<string, number>();
  for (const source of sources) counts.set(source, (counts.get(source) ?? 0) + 1);
  const mean = rows.length / counts.size;
  const importance = Float64Array.from(
    rows,
    ({ row, importance: own }) => own * (mean / (counts.get(row.source) as number)) ** options.sourceBalance,
  );
  const weights = solveRidge(
    design,
    Float64Array.from(rows, ({ target }) => target),
    importance,
    options.penalty,
  );
  return { weights, design, dense, shares };
}

/** Rounds weights to bytes, by one scale for words and one for runs of characters; heads are added by {@link withHeads}. */
export function roundWeights({ weights, design, dense, shares }: LinearWeights): Omit<LinearModel, "heads" | "labels"> {
  const words = new Float64Array(SCORE_BUCKETS.words);
  const characters = new Float64Array(SCORE_BUCKETS.characters);
  design.buckets.forEach((bucket, column) => {
    const weight = weights.sparse[column] as number;
    if (column < design.wordColumns) words[bucket] = weight * Math.sqrt(shares.words);
    else characters[bucket] = weight * Math.sqrt(shares.characters);
  });
  const [wordBytes, wordScale] = toBytes(words);
  const [characterBytes, characterScale] = toBytes(characters);
  const unitShare = Math.sqrt((2 * shares.units) / UNITS) / UNIT_SCALE;
  return {
    bias: weights.bias,
    words: wordBytes,
    wordScale,
    characters: characterBytes,
    characterScale,
    units: weights.units.map((weight) => weight * unitShare),
    dense,
  };
}

const MOST_BYTE = 127;

function toBytes(weights: Float64Array): readonly [Int8Array, number] {
  let most = 0;
  for (const weight of weights) most = Math.max(most, Math.abs(weight));
  const scale = most === 0 ? 1 : most / MOST_BYTE;
  return [Int8Array.from(weights, (weight) => Math.round(weight / scale)), scale];
}

/** The raw score of features under a model: what `LinearScorer` makes of the same text, in another way. */
export function rawScore(model: Omit<LinearModel, "heads" | "labels">, features: TextFeatures, units: RandomUnits): number {
  const sumOf = (buckets: Uint32Array, weights: Int8Array): number => {
    let sum = 0;
    for (const bucket of buckets) sum += weights[bucket] as number;
    return sum;
  };
  const inputs = new Int16Array(UNIT_WIDTH);
  quantise(features.dense, model.dense, inputs);
  const width = UNIT_WIDTH;
  let total = 0;
  for (let unit = 0, from = 0; unit < model.units.length; unit++, from += width) {
    let sum = units.offsets[unit] as number;
    for (let input = 0; input < width; input++) sum += (inputs[input] as number) * (units.signs[from + input] as number);
    total += Math.max(0, sum) * (model.units[unit] as number);
  }
  return (
    model.bias +
    (sumOf(features.words, model.words) * model.wordScale) / Math.sqrt(Math.max(1, features.words.length)) +
    (sumOf(features.characters, model.characters) * model.characterScale) / Math.sqrt(Math.max(1, features.characters.length)) +
    total
  );
}

/**
 * Puts rows of several rubrics on the scale of the one that most rows have: the score of another is moved by what texts differ in that
 * were scored under both, and a text scored under both counts once, under the main one.
 */
export function prepareRows(
  rows: readonly LabelledRow[],
  featuresOf: (row: LabelledRow) => TextFeatures,
  otherRubrics: number,
): readonly TrainingRow[] {
  const counts = new Map<string, number>();
  for (const { rubric } of rows) counts.set(rubric, (counts.get(rubric) ?? 0) + 1);
  const [main] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0] ?? [""];
  const own = new Map(rows.filter(({ rubric }) => rubric === main).map((row) => [row.id, row.score]));
  const shifts = new Map<string, number>();
  for (const rubric of counts.keys()) {
    const both = rows.filter((row) => row.rubric === rubric && own.has(row.id));
    const shift = both.reduce((sum, row) => sum + (own.get(row.id) as number) - row.score, 0) / Math.max(1, both.length);
    shifts.set(rubric, rubric === main ? 0 : shift);
  }
  return rows.flatMap((row) => {
    const isMain = row.rubric === main;
    if (!isMain && (own.has(row.id) || otherRubrics === 0)) return [];
    return [
      {
        row,
        features: featuresOf(row),
        target: row.score + (shifts.get(row.rubric) as number),
        importance: isMain ? 1 : otherRubrics,
      },
    ];
  });
}

/** Rows under the main rubric: those that figures and calibrations are of. */
export const isMain = ({ importance }: TrainingRow): boolean => importance === 1;

/**
 * Raw scores of the rows under the main rubric, in their order, by models that have seen no row of their source. Folds are cut by these
 * rows alone; rows of other rubrics lie in the fold of their source, or are always learned from where it has none.
 */
export function heldOutRaws(rows: readonly TrainingRow[], options: TrainingOptions, seed = 0, folds = 5): HeldOutScores {
  const units = randomUnits();
  const main = rows.filter(isMain);
  const foldOf = sourceFolds(
    main.map(({ row }) => row.source),
    folds,
    seed,
  );
  const foldOfSource = new Map(main.map(({ row }, index) => [row.source, foldOf[index] as number]));
  const scores = new Float64Array(main.length);
  for (let fold = 0; fold < folds; fold++) {
    const train = rows.filter(({ row }) => foldOfSource.get(row.source) !== fold);
    if (!train.some(isMain) || !foldOf.includes(fold)) continue;
    const model = roundWeights(fitWeights(train, units, options));
    main.forEach(({ features }, index) => {
      if (foldOf[index] === fold) scores[index] = rawScore(model, features, units);
    });
  }
  return { folds: foldOf, scores };
}

/** Raw scores of unlabelled documents of each language, in whatever order. */
export type UnlabelledRaws = Readonly<Record<ScoredLanguage, readonly number[]>>;

/**
 * Heads of each language from held-out raw scores of its rows under the main rubric; percentiles from unlabelled documents, or where there
 * are none from the rows.
 */
export function fitHeads(
  main: readonly LabelledRow[],
  raws: Float64Array,
  unlabelled: UnlabelledRaws,
): Readonly<Record<ScoredLanguage, LanguageHead>> {
  const head = (lang: ScoredLanguage): LanguageHead => {
    const own = main.flatMap((row, index) => (row.lang === lang ? [index] : []));
    const ownRaws = own.map((index) => raws[index] as number);
    const labels = own.map((index) => (main[index] as LabelledRow).score);
    const others = unlabelled[lang];
    return {
      rows: own.length,
      ...(own.length > 0 ? fitOrdinal(ownRaws, labels) : { slope: 0, thresholds: [0, 0, 0, 0, 0] }),
      knots: fitIsotonic(
        ownRaws,
        labels.map((label) => label >= POSITIVE_FROM),
      ),
      percentiles: percentileTable(others.length > 0 ? others : ownRaws.length > 0 ? ownRaws : [0]),
      unlabelled: others.length,
    };
  };
  return Object.fromEntries(SCORED_LANGUAGES.map((lang) => [lang, head(lang)])) as Record<ScoredLanguage, LanguageHead>;
}
