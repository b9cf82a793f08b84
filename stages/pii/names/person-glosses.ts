import type { Candidate } from "../span.ts";
import { type IdentifierPlaces, matchesIn } from "./identifier-places.ts";
import { LIKE, likenessOf } from "./korean-name.ts";
import { personAt } from "./korean-person.ts";
import { evidence } from "./name-evidence.ts";
import { mayBeHanjaName, mayRomanise } from "./romanised.ts";

const GLOSS = evidence("person-gloss", 0.85, true, true);
const GIVEN = evidence("person-given-name", 0.7, false, false);

const ROMANISED = "\\p{Lu}[\\p{L}'-]{1,20},?(?: \\p{Lu}[\\p{L}'-]{1,20}){1,3}";
const BEHIND = new RegExp(
  `^ ?\\((?:한글 |영문 |본명 |한글이름 )?['"‘]?([一-鿿]{2,4}|[가-힣]{2,6}|${ROMANISED})['"’]?(?:, (${ROMANISED}))?[),]`,
  "u",
);
const PAIR = new RegExp(`(?<![가-힣])([가-힣]{3}) ?\\((${ROMANISED}|[一-鿿]{3})\\)`, "gu");

/** Other spellings of names in parentheses: of names that were found, and of pairs that tell of themselves near an identifier. */
export function glosses(text: string, persons: readonly Candidate[], identifiers: IdentifierPlaces): Candidate[] {
  const found: Candidate[] = [];
  for (const { start, end } of persons) {
    const match = BEHIND.exec(text.slice(end, end + 90));
    if (!match) continue;
    let from = end;
    for (const spelling of match.slice(1)) {
      if (spelling === undefined || !spells(text.slice(start, end), spelling)) continue;
      from = text.indexOf(spelling, from);
      found.push(personAt(from, from + spelling.length, GLOSS));
      from += spelling.length;
    }
  }
  for (const { 0: whole, 1: hangul, 2: other, index } of matchesIn(text, identifiers.zones, PAIR)) {
    if (!hangul || !other || likenessOf(hangul) < LIKE || !spells(hangul, other) || !identifiers.near(index)) continue;
    const at = index + whole.indexOf(other, hangul.length);
    found.push(personAt(index, index + hangul.length, GLOSS), personAt(at, at + other.length, GLOSS));
  }
  return found;
}

/** Whether a name in parentheses may be the name before them in another script. */
function spells(name: string, other: string): boolean {
  const [korean, foreign] = /^[가-힣]/u.test(other) ? [other, name] : [name, other];
  if (!/^[가-힣]/u.test(korean) || /[가-힣]/u.test(foreign)) return false;
  if (/^[一-鿿]/u.test(foreign)) return mayBeHanjaName(foreign);
  return likenessOf(korean) >= LIKE ? mayRomanise(korean, foreign) : korean.length > 3;
}

const CALLED =
  /^(?:씨|님|야|아|이|이가|언니|오빠|누나|형|쌤|샘| ?(?:씨|님|집사님|언니|오빠|누나|형제|자매|엄마|아빠|선생님|쌤|샘))(?![가-힣]{3})/u;
/** How far from the full name its given name alone is taken for the same person, in characters. */
const WITHIN = 300;

/** Given names alone, called or honoured, near the full name they belong to: 지규씨, 민호야. Latin ones stand alone. */
export function givenNames(text: string, persons: readonly Candidate[]): Candidate[] {
  const found: Candidate[] = [];
  const seen = new Set<string>();
  for (const { start, end } of persons) {
    const name = text.slice(start, end);
    const parts = /^[가-힣]{3}$/u.test(name) ? [name.slice(1)] : name.includes(" ") ? partsOf(name) : [];
    for (const part of parts) {
      if (seen.has(`${part} ${start >> 8}`)) continue;
      seen.add(`${part} ${start >> 8}`);
      const from = Math.max(0, start - WITHIN);
      const around = text.slice(from, end + WITHIN);
      for (let at = around.indexOf(part); at >= 0; at = around.indexOf(part, at + part.length)) {
        const behind = around.slice(at + part.length, at + part.length + 8);
        if (/[\p{L}\p{N}@._-]/u.test(around.charAt(at - 1))) continue;
        if (/^[가-힣]/u.test(part) ? !CALLED.test(behind) : /^[\p{L}\p{N}@_]/u.test(behind)) continue;
        found.push(personAt(from + at, from + at + part.length, GIVEN));
      }
    }
  }
  return found;
}

/** Names that are English words too, or of places. */
const WORDS_TOO =
  /^(?:Will|Mark|May|April|June|Rose|Grace|Hope|Faith|Joy|Bill|Art|Summer|Dawn|Jack|Rich|Young|King|Page|White|Black|Brown|Green|West|North|South|East|Long|Short|Church|Stone|Wood|Hill|Park|Lane|Street|Paris|London|Austin|Dallas|Victoria|Virginia|Georgia|Carolina|Jordan|China|India|Israel|Santa|Saint|Song|Lee|Deacon|Miss|Ms|Mrs|Mr|Dr)$/;

function partsOf(name: string): string[] {
  const words = name.split(" ").map((word) => word.replace(/[.,"“”]/g, ""));
  return [words[0] as string, words.at(-1) as string].filter(
    (word) => word.length >= 4 && /^\p{Lu}\p{Ll}/u.test(word) && !WORDS_TOO.test(word),
  );
}
