/**
 * English function words that hardly occur as words of other languages in Latin letters, the list of the kernel `functionWords`.
 * Left out as common elsewhere: to (Polish, Czech), for, at, by (Danish), are (Romanian), was, had, is, in, we (Dutch), will, also
 * (German), her (Turkish, Norwegian), any (Catalan), a, an, as, be, do, he, me, no, on, so.
 */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  (
    "the and of that with this from which you not were been would their there they what when has have it his she but " +
    "or if these those than then them could should who into about your our because how its some other each while " +
    "where through such does did before between only can make many most"
  ).split(" "),
);

const MOST_WORDS = 65_535;

/** What the kernel `functionWords` counts. */
export function functionWords(text: string): { matches: number; words: number } {
  const words = (text.match(/(?:(?=\p{L})\p{Script=Latin})+/gu) ?? []).slice(0, MOST_WORDS);
  const matches = words.filter((word) => FUNCTION_WORDS.has(word.replace(/[A-Z]/g, (letter) => letter.toLowerCase())));
  return { matches: matches.length, words: words.length };
}
