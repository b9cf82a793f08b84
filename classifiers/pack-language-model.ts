import { writeFileSync } from "node:fs";
import { modelPath, type Ngram, packModel } from "./ngram-model.ts";

// Run by `npm run build`: packs the n-grams of the package eld, which keeps them in a source file, for ./ngram-model.ts.

interface EldData {
  readonly languages: Readonly<Record<number, string>>;
  /** N-grams as the package writes them, a blank for the edge of a word, to scores by number of the language. */
  readonly ngrams: Readonly<Record<string, Readonly<Record<number, number>>>>;
}

const entry = import.meta.resolve("eld/small");
const load = async (path: string): Promise<Record<string, unknown>> => import(new URL(path, entry).href);
const { ngramsData } = (await load("../ngrams/small.js")) as { readonly ngramsData: EldData };
const { dictionary } = (await load("../dictionary.js")) as { readonly dictionary: readonly string[] };
const { avgScore } = (await load("../avgScore.js")) as { readonly avgScore: Readonly<Record<string, number>> };

/** Bytes from 0x80 on are written as characters that do not otherwise occur. */
const byteOf = new Map(
  dictionary
    .map((character, byte) => [character, byte] as const)
    .filter(([character, byte]) => byte >= 0x80 && character !== " "),
);

function readNgram([written, scores]: [string, Readonly<Record<number, number>>]): Ngram {
  const begins = written.startsWith(" ");
  const ends = written.endsWith(" ");
  const bytes = [...written.trim()].map((character) => byteOf.get(character) ?? character.charCodeAt(0));
  return { bytes, begins, ends, scores: Object.entries(scores).map(([language, score]) => [Number(language), score]) };
}

const languages = Object.values(ngramsData.languages);
writeFileSync(
  modelPath(),
  packModel(
    languages,
    languages.map((code) => avgScore[code] ?? Number.NaN),
    Object.entries(ngramsData.ngrams).map(readNgram),
  ),
);
