import { guessLanguage } from "../../classifiers/language.ts";
import { proseOf } from "../../classifiers/markdown-code.ts";
import type { Batch } from "../../engine/batch.ts";
import { fourPlaces } from "../../engine/four-places.ts";
import { listOf } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";
import { type Letters, lettersOf, lettersOfText } from "./letters.ts";

type Language = "ko" | "en" | "other";

interface Judgement {
  readonly language: Language;
  readonly confidence: number;
  /** What it rests on: all letters, or those of the prose where code had to be set aside. */
  readonly letters: Letters;
}

/** Below this share of Hangul a text in Latin letters is judged as if it had none: a name, a quotation. */
const FEW_HANGUL = 0.02;
/** From this share on, Hangul decides against Latin letters that are no English prose: identifiers, commands, tables. */
const SOME_HANGUL = 0.1;
/** Share of function words from which a text is English for sure; other languages in Latin letters stay below 2 %. */
const SURELY_ENGLISH = 0.06;
const FEWEST_FUNCTION_WORDS = 3;
/** Fewer letters than this are too few for the n-gram model. */
const FEWEST_LETTERS = 20;
/** Confidence in English where there is nothing but a few ASCII letters or code to go by. */
const PRIOR = 0.3;
const NOT_LATIN = /[^\p{Script=Latin}\p{M}'’.,!?]+/gu;
const NOT_LETTER = /\P{L}/gu;
const NOT_ASCII = /[^\0-\x7f]/;

/**
 * Tells Korean, English and everything else apart and drops what is not wanted. Scripts decide first (a Hangul syllable weighs as much
 * as 2.5 Latin letters), English function words second; code, tags and addresses are set aside where the two are close. The n-gram
 * model is asked only about texts in Latin letters with hardly any English function word.
 */
export const language = defineStage({
  name: "language",
  version: 2,
  options: {
    /** Languages that go on. */
    keep: listOf<Language>(["ko", "en", "other"], ["ko", "en"]),
  },
  reasons: { "other-language": "the text is not in one of the languages of `keep`" },
  writes: {
    /** `ko`, `en` or `other`: the language of the larger part of the prose. */
    lang: "label",
    /** Share of the lesser of Korean and English in the two, 0–0.5, by weighted letters of prose. */
    "lang.mixed": "number",
    /** Share of Hangul in all letters, 0–1. */
    "lang.hangul": "number",
    /** Share of the evidence that speaks for `lang`, 0–1. */
    "lang.confidence": "number",
  },
  open: ({ keep }) => ({
    judgeBatch: (batch, verdicts) => {
      for (let row = 0; row < batch.count; row++) {
        if (!batch.alive[row]) continue;
        const { language, confidence: evidence, letters } = judge(batch, row);
        const confidence = fourPlaces(evidence);
        const both = letters.korean + letters.english;
        verdicts.setLabel(row, "lang", language);
        verdicts.setNumber(row, "lang.mixed", both === 0 ? 0 : fourPlaces(Math.min(letters.korean, letters.english) / both));
        verdicts.setNumber(row, "lang.hangul", fourPlaces(letters.hangulShare));
        verdicts.setNumber(row, "lang.confidence", confidence);
        if (!keep.includes(language)) verdicts.drop(row, "other-language", confidence);
      }
    },
  }),
});

function judge(batch: Batch, row: number): Judgement {
  const letters = lettersOf(batch, row);
  const { korean, latin, english, other } = letters;
  const total = korean + latin + other;
  if (total === 0) return { language: "other", confidence: 0, letters };
  if (other > korean && other > latin) return { language: "other", confidence: other / total, letters };
  const share = korean / (korean + latin);
  if (share >= 0.5) return { language: "ko", confidence: korean / total, letters };
  if (share < FEW_HANGUL) return judgeLatin(batch, row, letters);
  if (share >= SOME_HANGUL && korean >= 2 * english) return { language: "ko", confidence: koreanShare(letters), letters };
  const prose = lettersOfText(batch.kernels, Buffer.from(proseOf(latin1(batch, row)), "latin1"));
  const found = { ...prose, hangulShare: letters.hangulShare };
  if (prose.korean > prose.english && prose.korean >= SOME_HANGUL * (prose.korean + prose.latin)) {
    return { language: "ko", confidence: koreanShare(prose), letters: found };
  }
  return judgeLatin(batch, row, found);
}

const koreanShare = ({ korean, english, other }: Letters): number => korean / (korean + english + other);

function judgeLatin(batch: Batch, row: number, letters: Letters): Judgement {
  const { korean, latin, english, other, functionWords, latinWords } = letters;
  if (functionWords >= FEWEST_FUNCTION_WORDS && functionWords >= SURELY_ENGLISH * latinWords) {
    return { language: "en", confidence: (english + latin) / 2 / (korean + latin + other), letters };
  }
  const prose = Buffer.from(proseOf(latin1(batch, row)), "latin1")
    .toString()
    .replace(NOT_LATIN, " ");
  const isAscii = !NOT_ASCII.test(prose);
  if (isAscii && prose.replace(NOT_LETTER, "").length < FEWEST_LETTERS) return { language: "en", confidence: PRIOR, letters };
  const { language, score, english: scoreOfEnglish, isReliable } = guessLanguage(prose);
  if (language === "en") return { language: "en", confidence: score, letters };
  if (isReliable || !isAscii) return { language: "other", confidence: score, letters };
  return { language: "en", confidence: Math.min(PRIOR, scoreOfEnglish), letters };
}

function latin1(batch: Batch, row: number): string {
  const { buffer, byteOffset, length } = batch.textView(row);
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
}
