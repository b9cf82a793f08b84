import { ConfigError } from "../engine/errors.ts";
import type { EduScore } from "./scorer.ts";

/** Turns the probabilities of a classifier's labels, in the order of its labels, into a score. */
export type LabelReading = (probabilities: ArrayLike<number>) => EduScore;

const BEST = 5;
/** From this label on a text counts as educational. */
const POSITIVE = 3;

/**
 * How labels are read as educational quality. Labels that are the numbers 0 to 5 (`3`, `LABEL_3`, `score-3`) give the expected score, as
 * Swallow's classifiers do; of any others, `positive` names the good one, and its probability is the score. With two labels of which one
 * is named `hq`, `positive`, `good`, `educational` or `1`, it need not be named. Throws {@link ConfigError} where it is unclear.
 */
export function labelReading(where: string, labels: readonly string[], positive?: string): LabelReading {
  const grades = labels
    .map((label) => /^(?:\w*?[-_ ])?([0-5])$/.exec(label)?.[1])
    .map((digit) => (digit === undefined ? -1 : Number(digit)));
  if (positive === undefined && labels.length > 2 && new Set(grades).size === labels.length && !grades.includes(-1))
    return (probabilities) => readGrades(probabilities, grades);
  const chosen = positive ?? labels.find((label) => /^(?:\w*[-_ ])?(?:hq|positive|good|educational|1)$/i.test(label));
  const index = labels.indexOf(chosen ?? "");
  if (index >= 0 && labels.length > 1)
    return (probabilities) => {
      const probability = Math.min(1, probabilities[index] as number);
      return { raw: probability, edu: BEST * probability, atLeastThree: probability };
    };
  const shown = labels.slice(0, 8).join(", ");
  throw new ConfigError([
    `${where}: it is unclear which label is the good one, got ${chosen ?? "none"} of ${shown}${labels.length > 8 ? " …" : ""}. Name one with --positive.`,
  ]);
}

function readGrades(probabilities: ArrayLike<number>, grades: readonly number[]): EduScore {
  let [all, sum, positives] = [0, 0, 0];
  for (const [index, grade] of grades.entries()) {
    const probability = probabilities[index] as number;
    all += probability;
    sum += grade * probability;
    if (grade >= POSITIVE) positives += probability;
  }
  return { raw: sum / all, edu: sum / all, atLeastThree: positives / all };
}
