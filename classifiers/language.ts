import { loadNgramModel, type NgramModel, scoreNgrams } from "./ngram-model.ts";

/** What the n-gram model takes a text to be. */
export interface LanguageGuess {
  /** ISO 639-1, or empty where the model knows nothing. */
  readonly language: string;
  /** Of the best language, 0–1: a share of matched n-grams, not a probability. */
  readonly score: number;
  /** The same for English. */
  readonly english: number;
  /** By the model's own test: enough n-grams, and a distance to the second that its authors found telling. */
  readonly isReliable: boolean;
}

/** UTF-16 units given to the model: it stops counting after some 350 bytes, and all pieces should count. */
const SAMPLE = 345;
const PIECES = 3;

let model: { readonly ngrams: NgramModel; readonly english: number } | undefined;

/**
 * Names the language of a text in Latin letters by the n-gram model of eld, size `small`. Loaded at the first call and synchronously,
 * because a stage cannot know before its first undecided document whether it will need it. Deterministic; 60 languages.
 */
export function guessLanguage(text: string): LanguageGuess {
  model ??= loadModel();
  const { best, score, asked, isReliable } = scoreNgrams(model.ngrams, sampleOf(text.replace(/\s+/g, " ").trim()), model.english);
  return { language: model.ngrams.languages[best] ?? "", score, english: asked, isReliable };
}

function loadModel() {
  const ngrams = loadNgramModel();
  return { ngrams, english: ngrams.languages.indexOf("en") };
}

/** The beginning, the middle and the end, so that a header in another language does not decide alone. */
function sampleOf(text: string): string {
  if (text.length <= SAMPLE) return text;
  const length = Math.floor(SAMPLE / PIECES) - 1;
  const step = Math.floor((text.length - length) / (PIECES - 1));
  return Array.from({ length: PIECES }, (_, piece) => text.slice(piece * step, piece * step + length)).join(" ");
}
