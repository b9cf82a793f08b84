import type { Candidate } from "../span.ts";
import type { IdentifierPlaces } from "./identifier-places.ts";
import { LIKE, likenessOf, surnameOf } from "./korean-name.ts";
import { personAt } from "./korean-person.ts";
import { LATIN_NAME } from "./latin-person.ts";
import { evidence, titleBegins } from "./name-evidence.ts";
import { NOT_NAMES } from "./not-names.ts";
import { cellsOf, cellsUnder } from "./table-columns.ts";

const NAME_HEADER =
  /^(?:성 ?명|이 ?름|성함|신청자|신청인|예금주|회원명|고객명|담당자?|대표자?|보호자|입금자|수령인|수취인|참가자|(?:full |legal |student |patient |employee |customer |guest |member )?name|student|patient|guardian|tenant|parent|emergency contact|contact|passenger|guest)$/u;
/** A quick look before lines are cut into cells. */
const NAME_HEADERS =
  /(?:^|[|\t,;/ ])(?:성 ?명|이 ?름|성함|신청자|신청인|예금주|회원명|고객명|담당자?|대표자?|보호자|입금자|수령인|수취인|참가자|[A-Za-z ]*name|student|patient|guardian|tenant|parent|emergency contact|contact|passenger|guest) *[|\t,;/\n]/iu;
const HEADER_WORDS = [
  "성명",
  "성 명",
  "이름",
  "이 름",
  "성함",
  "신청",
  "예금주",
  "회원명",
  "고객명",
  "담당",
  "대표",
  "보호자",
  "입금자",
  "수령인",
  "수취인",
  "참가자",
  "ame",
  "AME",
  "tudent",
  "atient",
  "uardian",
  "enant",
  "arent",
  "ontact",
  "assenger",
  "uest",
];
const mayHaveNameColumn = (text: string): boolean => HEADER_WORDS.some((word) => text.includes(word)) && NAME_HEADERS.test(text);

/** Columns that tables of persons have beside the name. */
const PERSONAL_HEADER =
  /연락처|전화|휴대폰|핸드폰|주소|생년월일|생일|계좌|은행|이메일|메일|주민|여권|phone|mobile|cell|e-?mail|address|birth|dob|passport|ssn|guardian|allerg|insurer/iu;
const SPACED = /^[가-힣] {1,3}[가-힣] {1,3}[가-힣]$/u;
const LATIN_CELL = new RegExp(`^${LATIN_NAME}(?=$| ?\\()`, "u");

const COLUMN = evidence("person-column", 0.9, true, true);
const ROW = evidence("person-row", 0.7, false, true);

/** Persons in the columns of tables whose headers ask for names, and in rows with an identifier. */
export function tablePersons(text: string, identifiers: IdentifierPlaces): Candidate[] {
  const found: Candidate[] = [];
  for (const { headers, start, end } of mayHaveNameColumn(text) ? cellsUnder(text, NAME_HEADER) : []) {
    if (!headers.some((header) => PERSONAL_HEADER.test(header)) && !identifiers.near(start)) continue;
    const length = nameInCell(text.slice(start, end));
    if (length > 0) found.push(personAt(start, start + length, COLUMN));
  }
  for (const { start, end } of identifiedRows(text, identifiers.identifiers)) found.push(personAt(start, end, ROW));
  return found;
}

/** Length of the name that a cell of a name column begins with, an office or a note behind it; 0 if none. */
function nameInCell(cell: string): number {
  if (SPACED.test(cell)) return surnameOf(cell) !== "" ? cell.length : 0;
  const hangul = /^[가-힣]{2,4}(?![가-힣])/u.exec(cell)?.[0] ?? (titleBegins(cell.slice(3)) ? cell.slice(0, 3) : "");
  if (hangul !== "") {
    const behind = cell.slice(hangul.length).trimStart();
    const fits = behind === "" || /^[(/]/.test(behind) || titleBegins(behind.replace(/[(\d].*$/u, ""));
    return fits && surnameOf(hangul) !== "" && !NOT_NAMES.has(hangul) ? hangul.length : 0;
  }
  const latin = LATIN_CELL.exec(cell)?.[0];
  return latin?.includes(" ") ? latin.length : 0;
}

const DIVIDED = /\|\||\||\t|;|,| \/ /;
/** Longest line that is looked at as a row, before and behind its identifier. */
const ROW_CHARACTERS = 200;

/** Cells that are a name and nothing else, in lines of three cells or more with an identifier. */
function* identifiedRows(text: string, identifiers: readonly number[]): Generator<{ start: number; end: number }> {
  let done = 0;
  for (const place of identifiers) {
    if (place < done) continue;
    const least = Math.max(0, place - ROW_CHARACTERS);
    const around = text.slice(least, place + ROW_CHARACTERS);
    const from = least + around.lastIndexOf("\n", place - least) + 1;
    const feed = around.indexOf("\n", place - least);
    done = least + (feed < 0 ? around.length : feed);
    const line = text.slice(from, done);
    const divider = DIVIDED.exec(line)?.[0];
    const cells = divider ? cellsOf(line, divider) : [];
    if (cells.length < 3) continue;
    for (const { at, text: cell } of cells)
      if (/^[가-힣]{3,4}$/u.test(cell) && likenessOf(cell) >= LIKE) yield { start: from + at, end: from + at + cell.length };
  }
}
