import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { FILTER_BITS, placesOf } from "../../stages/pii/names/known-nouns.ts";
import { hasNameForm } from "../../stages/pii/names/korean-name.ts";

// Compiles the filter of Korean nouns out of the dictionary mecab-ko-dic, as the package kuromoji-ko 1.0.8 has it (Apache-2.0):
// `npm run fixtures:nouns -- FOLDER`, where FOLDER is that package's `dict`. The project keeps the filter, not the dictionary.

/** The text of the module with the filter, of the words of three syllables that are common nouns and have the form of a rare name. */
export function compileNouns(folder: string): string {
  const entries = gunzipSync(readFileSync(`${folder}/tid_pos.dat.gz`))
    .toString()
    .split("\0");
  const nouns = entries.flatMap((entry) => /^([가-힣]{3}),NNG,/u.exec(entry)?.[1] ?? []).filter(hasNameForm);
  const bits = new Uint8Array(FILTER_BITS / 8);
  for (const noun of nouns)
    for (const place of placesOf(noun)) bits[place >> 3] = (bits[place >> 3] as number) | (1 << (place & 7));
  const lines =
    Buffer.from(bits)
      .toString("base64")
      .match(/.{1,124}/g) ?? [];
  return [
    "// Common nouns of Korean that have the form of a name (mecab-ko-dic), as the bits of a Bloom filter in base64.",
    "// Written by test/helpers/compile-nouns.ts.",
    "",
    "/** Bits of the filter that `known-nouns.ts` asks. */",
    "export const NOUN_BITS = `",
    ...lines,
    "`;",
    "",
  ].join("\n");
}
