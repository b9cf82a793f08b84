import { fourPlaces } from "../../engine/four-places.ts";
import { below } from "../../engine/measured.ts";
import { number } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";

/**
 * Drops Korean texts with hardly any Hangul among their letters and English ones with much of another script. Goes by the label that
 * `language` gave; texts in other languages pass.
 */
export const scriptRatio = defineStage({
  name: "script-ratio",
  version: 2,
  options: {
    /** Least share of Hangul in the letters of a Korean text. Pages about programming have a tenth and more, code included. */
    minHangul: number(0.05, { min: 0, max: 1 }),
    /** Least share of Latin letters in those of an English text. */
    minLatin: number(0.7, { min: 0, max: 1 }),
  },
  reasons: {
    "little-hangul": "a Korean text with a share of Hangul below `minHangul`",
    "little-latin": "an English text with a share of Latin letters below `minLatin`",
  },
  thresholds: ({ minHangul, minLatin }) => ({ "little-hangul": minHangul, "little-latin": minLatin }),
  measures: { "little-hangul": below("text.script", "ko"), "little-latin": below("text.script", "en") },
  reads: ["lang"],
  writes: {
    /** Share of Hangul in the letters of a Korean text, of Latin in those of an English one, 0–1. */
    "text.script": "number",
  },
  open: ({ minHangul, minLatin }) => ({
    judgeBatch: (batch, verdicts) => {
      for (let row = 0; row < batch.count; row++) {
        if (!batch.alive[row]) continue;
        const lang = batch.label(row, "lang");
        if (lang !== "ko" && lang !== "en") continue;
        const hangul = batch.stat(row, "hangul");
        const latin = batch.stat(row, "latin");
        const letters = hangul + latin + batch.stat(row, "han") + batch.stat(row, "kana") + batch.stat(row, "otherLetters");
        const share = letters === 0 ? 0 : fourPlaces((lang === "ko" ? hangul : latin) / letters);
        verdicts.setNumber(row, "text.script", share);
        if (lang === "ko" && share < minHangul) verdicts.drop(row, "little-hangul", share);
        if (lang === "en" && share < minLatin) verdicts.drop(row, "little-latin", share);
      }
    },
  }),
});
