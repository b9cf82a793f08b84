import type { IdentifierPlaces } from "../names/identifier-places.ts";
import type { Candidate } from "../span.ts";

const SUFFIX =
  "Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|Terrace|Ter|Highway|Hwy|Parkway|Pkwy|Circle|Cir|Trail|Trl|Square|Sq|Loop|Row|Mews|Close|Crescent|Gardens|Yard|Grove|Walk|Alley|Plaza|Bend";
const WORD = "(?:\\p{Lu}[\\p{L}'’.-]{0,20}|\\d{1,3}(?:st|nd|rd|th))";
const UNIT = "(?:Apt|Apartment|Suite|Ste|Unit|Flat|Level|Floor|Fl|Room|Rm)\\.? ?#?\\w{1,6}|#\\w{1,6}";
const STATE =
  "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]|PR";
const ZIP = "\\d{5}(?:-\\d{4})?";
const UK_POSTCODE = "[A-Z]{1,2}\\d[A-Z\\d]? \\d[A-Z]{2}";
const GAP = "(?:,? ?\\n ?|, ?| )";
const CITY = `${WORD}(?:[ -](?:${WORD}|upon|under|on|of|de|le)){0,4}`;

/** A street and house number with what may follow: unit, town, state and postcode. */
const STREET = new RegExp(
  `(?<![\\w.,/-])((?:${UNIT}|Arch \\d{1,3}), )?(\\d{1,6}[A-Za-z]? )?(?:[NSEW]\\.? )?(?!(?:Section|Chapter|Table|Figure|Page|Step)\\b)${WORD}(?: ${WORD}){0,3} (?:${SUFFIX})\\b(?=[,.\\n]| #| (?:Apt|Suite)\\b)(?:\\.(?= |,))?((?:,? (?:${UNIT}))?)((?:${GAP}${CITY}(?=${GAP}(?:${STATE}|${CITY})\\b|,? ${UK_POSTCODE}|[.;)|\\n]|$|: ))?)((?:${GAP}(?:${STATE})\\b(?: ${ZIP})?|${GAP}${UK_POSTCODE}|${GAP}${CITY} ${UK_POSTCODE})?)`,
  "uy",
);
/** Where an address may begin: a unit or a house number before a capital letter. */
const HOUSE =
  /(?<![\w.,/-])(?:(?:Flat|Unit|Apt|Apartment|Suite|Level|Arch) \w{1,5}, )?(?:\d{1,6}[A-Za-z]? (?=\p{Lu}|\d{1,3}(?:st|nd|rd|th))|(?<=\w, )(?=\p{Lu}))/gu;
const LABELLED =
  /(?:\b(?:[Aa]ddress(?:es)?(?: is| to|, here they are)?|[Ll]ives? (?:at|in|on)|[Ll]iving at|[Rr]esid(?:es?|ing|ent) (?:at|of)|(?:[Ff]lat|[Hh]ome|[Hh]ouse|[Aa]partment) (?:at|in|is)|[Mm]oved(?: again)?(?: to)?|[Ss]hip(?:ped)? to|[Mm]ail(?:ed)? to|[Rr]eturn to|[Ss]ent to|[Dd]eliver(?:ed)? to|[Ll]ocated at|[Mm]eet me at|[Ss]ite|[Oo]ffice|[Hh]old|gave)[:,]? ?[("]?|주소[는은]? ?[:：]? ?)\n? ?$/u;
/** Labels that are enough for a street and number alone. */
const ADDRESS_LABEL = /[Aa]ddress|lives at|주소/;
/** Addresses of documentation. */
const SPECIMEN = /^(?:123|1234|1600|221B?|742|10) (?:Main|Any|Elm|Example|Fake|Sample|Pennsylvania|Baker|Evergreen|Downing)\b/u;

/** What to look for in bytes to find every street. */
export const STREET_TRIGGERS: readonly string[] = SUFFIX.toLowerCase()
  .split("|")
  .flatMap((suffix) => [",", ".", "\n", " #", " apt", " suite"].map((behind) => ` ${suffix}${behind}`));

/** Addresses of the United States and Britain with what proves them: a state or postcode, a unit, a label, or an identifier near. */
export function englishAddresses(text: string, identifiers: IdentifierPlaces): Candidate[] {
  const found: Candidate[] = [];
  for (const { index } of text.matchAll(HOUSE)) {
    STREET.lastIndex = index;
    const match = STREET.exec(text);
    if (!match) continue;
    const [whole, before = "", house = "", unit = "", , region = ""] = match;
    const start = match.index;
    if ((house === "" && before === "") || SPECIMEN.test(whole)) continue;
    const labelled = LABELLED.test(text.slice(Math.max(0, start - 32), start));
    if (
      region === "" &&
      unit === "" &&
      before === "" &&
      !(labelled && ADDRESS_LABEL.test(text.slice(Math.max(0, start - 32), start))) &&
      !identifiers.near(start)
    )
      continue;
    found.push({
      start,
      end: start + whole.length,
      type: "ADDRESS",
      score: region !== "" ? 0.95 : 0.8,
      rule: "address-english",
      labelled,
      checksum: region !== "",
    });
  }
  return found;
}
