import { LinearScorer } from "../../classifiers/linear/linear-scorer.ts";
import { type LoadedModel, loadModel } from "../../classifiers/linear/model-file.ts";
import { SCORED_LANGUAGES, type ScoredLanguage } from "../../classifiers/scorer.ts";
import { ConfigError } from "../../engine/errors.ts";
import { fourPlaces } from "../../engine/four-places.ts";
import { number, text } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";

/** Labelled rows below which a language of a model counts as untrained. */
const FEWEST_LABELS = 100;

/**
 * Scores the educational quality of Korean and English documents and records it; drops only where `dropBelow` asks for it. Scores of the
 * two languages are on unlike scales: what decides is where a document stands among those of its own. Documents in other languages pass
 * without a score.
 */
export const educational = defineStage({
  name: "educational",
  version: 1,
  options: {
    /** A model that `kijil train` wrote; empty is the shipped one. */
    model: text(""),
    /** Documents below this percentile of their language are dropped: 0.9 keeps the best tenth. 0 drops none. */
    dropBelow: number(0, { min: 0, max: 1 }),
  },
  reasons: { "low-educational-score": "a percentile of educational quality, within its language, below `dropBelow`" },
  thresholds: ({ dropBelow }) => ({ "low-educational-score": dropBelow }),
  reads: ["lang"],
  writes: {
    /** Expected score under the rubric, 0–5. */
    "edu.score": "number",
    /** The model's own number, which orders documents. */
    "edu.raw": "number",
    /** Calibrated probability of a score of 2.5 and more, 0–1. */
    "edu.good": "number",
    /** Share of unlabelled documents of the language that score lower, 0–1. */
    "edu.percentile": "number",
    /** The percentile in twentieths, 0–19. */
    "edu.bucket": "number",
  },
  open: ({ model: path, dropBelow }, { kernels }) => {
    const model = loadModel(path === "" ? undefined : path);
    if (dropBelow > 0) refuseUntrained(model, path);
    const scorer = new LinearScorer(model, kernels);
    return {
      judgeBatch: (batch, verdicts) => {
        for (let row = 0; row < batch.count; row++) {
          if (!batch.alive[row]) continue;
          const lang = batch.label(row, "lang");
          if (lang !== "ko" && lang !== "en") continue;
          const score = scorer.scoreAt(batch.textAt[row] as number, batch.textBytes[row] as number, lang);
          const percentile = fourPlaces(score.percentile);
          verdicts.setNumber(row, "edu.score", fourPlaces(score.edu));
          verdicts.setNumber(row, "edu.raw", fourPlaces(score.raw));
          verdicts.setNumber(row, "edu.good", fourPlaces(score.atLeastThree));
          verdicts.setNumber(row, "edu.percentile", percentile);
          verdicts.setNumber(row, "edu.bucket", score.bucket);
          if (percentile < dropBelow) verdicts.drop(row, "low-educational-score", percentile);
        }
      },
    };
  },
});

function refuseUntrained(model: LoadedModel, path: string): void {
  const untrained = SCORED_LANGUAGES.filter((lang: ScoredLanguage) => model.heads[lang].rows < FEWEST_LABELS);
  if (untrained.length === 0) return;
  const rows = untrained.map((lang) => `${model.heads[lang].rows} labels in ${lang}`).join(" and ");
  throw new ConfigError([
    `educational.dropBelow: a model that is hardly trained must not drop: ${path || "the shipped model"} has ${rows}, wanted ${FEWEST_LABELS}. Train it on more labels, or record scores only with dropBelow 0.`,
  ]);
}
