import { confusionOf, positiveF1 } from "../evaluation/agreement.ts";
import { POSITIVE_FROM } from "../evaluation/held-out.ts";
import { spearman } from "../evaluation/ranks.ts";
import { SCORED_LANGUAGES, type ScoredLanguage } from "../scorer.ts";
import { sourceFolds } from "../training/source-folds.ts";
import type { LearningSet } from "./learn.ts";
import { expectedScore, fitOrdinal } from "./ordinal.ts";
import { type RandomUnits, randomUnits } from "./random-units.ts";
import type { TextFeatures } from "./text-features.ts";
import { fitWeights, isMain, rawScore, roundWeights, type TrainingOptions, type TrainingRow } from "./train-linear.ts";

/** What one round added and what came of it; every figure is of the frozen rows, which no round learns from. */
export interface Round {
  readonly round: number;
  /** Unlabelled texts taken in, in all, and how many of them as educational. */
  readonly added: number;
  readonly addedGood: number;
  /** Share of the unlabelled texts that the model of this round takes to be 2.5 and more, by language. */
  readonly shareKept: Readonly<Record<ScoredLanguage, number>>;
  readonly frozenF1: number;
  readonly frozenSpearman: number;
}

/** The rounds, the rows that the best of them learned from, and why they ended. */
export interface SelfTraining {
  readonly rounds: readonly Round[];
  readonly rows: readonly TrainingRow[];
  readonly ended: string;
}

/** One part in five of the sources stays out of all rounds. */
const FOLDS = 5;
/** A pseudo-label counts so much of a label, and less with each round. */
const PSEUDO = 0.15;
const DECAY = 0.8;
/** Pseudo-labels have at most this share of what all rows weigh. */
const MOST_MASS = 0.5;
/** Shares of a language's unlabelled texts, by the mean rank of two views, from which candidates are taken. */
const TOP = 0.05;
const BOTTOM = 0.2;
/** Ranks of the two views may lie so far apart. */
const AGREEMENT = 0.1;
/** Of one source at most this share of a round's additions. */
const MOST_OF_SOURCE = 0.1;
const LENGTH_GROUPS = 5;
/** A round has to bring this much rank correlation on the frozen rows, or it was the last. */
const LEAST_GAIN = 0.005;

interface Candidate {
  readonly index: number;
  readonly isGood: boolean;
  readonly score: number;
}

/**
 * Learns from unlabelled texts in rounds, as Kanana refines its filter (arXiv 2502.18934, 2.2), here with every step recorded: texts are
 * scored by two views that share no feature (words, and runs of characters), those that both place among the best or the worst are taken
 * in as many of each length group as of every other, and the model learns anew from labels and these. Rounds end when the frozen rows are
 * ranked no better; the rows of the best round are answered, those without any where none helped.
 */
export function selfTrain(
  { rows, unlabelled, maker }: LearningSet,
  options: TrainingOptions,
  most: number,
  onRound: (round: Round) => void,
): SelfTraining {
  const units = randomUnits();
  const main = rows.filter(isMain);
  const foldOf = sourceFolds(
    main.map(({ row }) => row.source),
    FOLDS,
    0,
  );
  const frozen = main.filter((_, index) => foldOf[index] === 0);
  const frozenSources = new Set(frozen.map(({ row }) => row.source));
  const labelled = rows.filter(({ row }) => !frozenSources.has(row.source));
  const texts = unlabelled.filter(({ source }) => !frozenSources.has(source));
  const features = texts.map(({ text }) => maker.of(text));
  const rounds: Round[] = [];
  let best: readonly TrainingRow[] = [];
  let added: readonly TrainingRow[] = [];
  let ended = "all rounds were done";
  for (let round = 0; round <= most; round++) {
    const current = round === 0 ? [] : pseudoRows(labelled, added, texts, features, units, options, round);
    const model = roundWeights(fitWeights([...labelled, ...current], units, options));
    const found = describeRound(round, model, frozen, current, texts, features, units);
    rounds.push(found);
    onRound(found);
    const before = rounds[round - 1];
    if (before && found.frozenSpearman < before.frozenSpearman + LEAST_GAIN) {
      ended = `round ${round} did not rank the frozen texts better by ${LEAST_GAIN}`;
      break;
    }
    best = current;
    added = current;
  }
  return { rounds, rows: [...rows, ...best], ended };
}

function describeRound(
  round: number,
  model: ReturnType<typeof roundWeights>,
  frozen: readonly TrainingRow[],
  current: readonly TrainingRow[],
  texts: LearningSet["unlabelled"],
  features: readonly TextFeatures[],
  units: RandomUnits,
): Round {
  const raws = frozen.map((row) => rawScore(model, row.features, units));
  const labels = frozen.map(({ target }) => target);
  const head = fitOrdinal(raws, labels);
  const isGood = features.map((each) => expectedScore(head, rawScore(model, each, units)) >= POSITIVE_FROM);
  const shareOf = (lang: ScoredLanguage): number => {
    const own = texts.flatMap((text, index) => (text.lang === lang ? [index] : []));
    return own.length === 0 ? 0 : own.filter((index) => isGood[index]).length / own.length;
  };
  return {
    round,
    added: current.length,
    addedGood: current.filter(({ target }) => target >= POSITIVE_FROM).length,
    shareKept: Object.fromEntries(SCORED_LANGUAGES.map((lang) => [lang, shareOf(lang)])) as Record<ScoredLanguage, number>,
    frozenF1: positiveF1(
      confusionOf(
        raws.map((raw) => expectedScore(head, raw) >= POSITIVE_FROM),
        labels.map((label) => label >= POSITIVE_FROM),
      ),
    ),
    frozenSpearman: spearman(raws, labels),
  };
}

/** Unlabelled texts that two views agree on, as rows of little weight. */
function pseudoRows(
  labelled: readonly TrainingRow[],
  added: readonly TrainingRow[],
  texts: LearningSet["unlabelled"],
  features: readonly TextFeatures[],
  units: RandomUnits,
  options: TrainingOptions,
  round: number,
): readonly TrainingRow[] {
  const all = [...labelled, ...added];
  const { words, characters } = options.shares;
  const views = [
    { words: words + characters, characters: 0, units: 0 },
    { words: 0, characters: words + characters, units: 0 },
  ].map((shares) => {
    const model = roundWeights(fitWeights(all, units, { ...options, shares }));
    return features.map((each) => rawScore(model, each, units));
  });
  const whole = roundWeights(fitWeights(all, units, options));
  const chosen: Candidate[] = [];
  for (const lang of SCORED_LANGUAGES) {
    const own = texts.flatMap((text, index) => (text.lang === lang ? [index] : []));
    const ranks = views.map((view) => shareRanks(own.map((index) => view[index] as number)));
    const agreed = own.flatMap((index, place): Candidate[] => {
      const [a, b] = [ranks[0]?.[place] as number, ranks[1]?.[place] as number];
      const rank = (a + b) / 2;
      if (Math.abs(a - b) > AGREEMENT || (rank < 1 - TOP && rank > BOTTOM)) return [];
      return [{ index, isGood: rank >= 1 - TOP, score: rawScore(whole, features[index] as TextFeatures, units) }];
    });
    for (const isGood of [true, false]) {
      chosen.push(
        ...balanced(
          agreed.filter((each) => each.isGood === isGood),
          texts,
        ),
      );
    }
  }
  const mass = labelled.reduce((sum, { importance }) => sum + importance, 0);
  const importance = Math.min(PSEUDO * DECAY ** (round - 1), (MOST_MASS * mass) / Math.max(1, chosen.length));
  return chosen.map(({ index, score }) => {
    const { id, text, lang, source } = texts[index] as LearningSet["unlabelled"][number];
    const target = Math.min(5, Math.max(0, score));
    return {
      row: { id, text, lang, source, score: target, annotator: "self-training", rubric: "self-training" },
      features: features[index] as TextFeatures,
      target,
      importance,
    };
  });
}

/** Place of each value in order, 0–1. */
function shareRanks(values: readonly number[]): Float64Array {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
  const ranks = new Float64Array(values.length);
  order.forEach((index, place) => {
    ranks[index] = (place + 0.5) / values.length;
  });
  return ranks;
}

/** As many candidates of each length group as the smallest that has any, and of no source more than its share. */
function balanced(candidates: readonly Candidate[], texts: LearningSet["unlabelled"]): readonly Candidate[] {
  if (candidates.length === 0) return [];
  const lengthOf = ({ index }: Candidate): number => texts[index]?.text.length as number;
  const ordered = [...candidates].sort((a, b) => lengthOf(a) - lengthOf(b) || a.index - b.index);
  const bySource = new Map<string, number>();
  const perSource = Math.max(1, Math.ceil(MOST_OF_SOURCE * candidates.length));
  const capped = ordered.filter(({ index }) => {
    const source = texts[index]?.source as string;
    const held = bySource.get(source) ?? 0;
    bySource.set(source, held + 1);
    return held < perSource;
  });
  const groups = Array.from({ length: LENGTH_GROUPS }, (_, group) => {
    const [from, to] = [
      Math.floor((group * ordered.length) / LENGTH_GROUPS),
      Math.floor(((group + 1) * ordered.length) / LENGTH_GROUPS),
    ];
    const members = new Set(ordered.slice(from, to));
    return capped.filter((candidate) => members.has(candidate));
  }).filter((group) => group.length > 0);
  const quota = Math.min(...groups.map((group) => group.length));
  return groups.flatMap((group) => group.slice(0, quota));
}
