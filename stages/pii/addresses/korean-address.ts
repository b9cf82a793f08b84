import type { IdentifierPlaces } from "../names/identifier-places.ts";
import type { Candidate } from "../span.ts";
import { isDistrict, PROVINCES, townNames } from "./places.ts";

/** How far before its number an address may begin, in characters. */
const LOOK_BACK = 80;
/** How much may follow the number: building, block, floor and unit. */
const LOOK_AHEAD = 80;

/** What ends the street or the place of a lot, and the number behind it: `매탄로 88`, `로5길 22`, `효자동 234-1`, `산 47-3`. */
const ANCHOR =
  /[로길동리가읍면](?: ?\d{1,4}(?:번)?[가나다라]?길)? ?(?:산 ?|지하 ?|산)?\d{1,5}(?:-\d{1,4})?(?:번지)?(?![\d,.]*\d)(?! ?(?:층|호|회|명|개|인|시|분|년|월|일|점|차|번째|조|항|대|원|%|㎡|km|배|곳|가지)(?![가-힣]))/gu;

const PROVINCE = `(?:${Object.keys(PROVINCES)
  .sort((a, b) => b.length - a.length)
  .join("|")})(?:특별자치시|특별자치도|특별시|광역시|시|도)?`;
/** A city's own district may be glued to it: 수원시영통구. */
const DISTRICT = "[가-힣]{1,5}[시군구](?:[ \\n]{1,2}|(?=[가-힣]{1,4}구[ \\n]))";
const TOWN = "[가-힣]{1,6}(?:\\d{1,2})?[읍면동리가]";
const STREET = "[가-힣A-Za-z0-9·一-鿿]{0,12}";
/** The places before a street or lot, up to the end of the text. The last word is the beginning of the street's or lot's own name. */
const PLACES = new RegExp(
  `(?<![가-힣])(?:(${PROVINCE})[ \\n]{1,2})?((?:${DISTRICT}){0,2})((?:${TOWN}[ \\n]{1,2}){0,3})(${STREET}(?:${STREET}(?:로|길|대로) ?\\d{0,4})?)$`,
  "u",
);

const BUILDING =
  "아파트|빌라|빌딩|오피스텔|타워|맨션|하우스|청사|팰리스|캐슬|자이|푸르지오|래미안|힐스테이트|더샵|편한세상|마을|단지|상가|센터|주공|원룸텔|원룸|연립|주택|빌리지|경찰청|시청|구청|청사|파크|시티|프라자|플라자|스퀘어|빌|관|몰|병원|학교|은행|회관|기숙사|코아|타운|뷰|엘가|스타";
/** One piece behind the number: a block, floor or unit, a building, or a note in parentheses. */
const PIECE = new RegExp(
  [
    // Blocks, floors and units.
    "^,? ?(?:제 ?)?(?:지하|B)? ?\\d{1,4}(?:-\\d{1,4})?(?:호실?|(?:동|층|단지|차|관)(?:상가)?(?=[은는이가을를의에로요]?(?![가-힣])|에서|입니다|이[고며에요]))",
    "^,? ?[A-Za-z가나다라마바사아]동(?![가-힣])",
    "^,? ?B\\d{1,4}호",
    "^,? ?[A-Z]룸(?![가-힣])",
    "^(?:,? ?|(?<=[동지]) )\\d{3,4}-\\d{3,4}(?![\\d-])",
    "^ \\d{3,4}(?=[ )\\n]|$)",
    // A building's name before a block, floor or unit.
    "^,? ?(?:[가-힣A-Za-z0-9·]{1,12} ){0,2}[가-힣A-Za-z·][가-힣A-Za-z0-9·]{1,13}(?= ?(?:제 ?)?(?:[A-Z가나다라]동|(?:[A-Z가나다라]?동 )?[B]?\\d{1,4}(?:동|호|층|단지|차)(?![가-힣])))",
    `^,? ?[가-힣A-Za-z0-9·]{0,14}(?:${BUILDING})(?=[,.)\\n은는이가을를에의]| \\(| ?\\d|[ ]?$| )`,
    // The neighbourhood and the building in parentheses.
    "^ ?\\([가-힣0-9]{1,6}(?:동|리|가|읍|면)(?:,[^()\\n]{1,24})?\\)",
  ].join("|"),
  "u",
);

const LABEL =
  /(?:주\s?소|주소지|소재지|거주지|배송지|수령지|송달장소|자택|근무지|본점|본사|등록기준지|본적|주거|현주소|위치|물건지|목적물|목적지|출발지|도착지|방문지|장소|사는 곳|댁|받는 곳|보내는 곳|작업실|사무실|매장|영업소)(?:[은는이]| ?\([^()\n]{1,10}\))? ?[:：┃|=]?[ "'“(\n]{0,6}$/u;

const UNIT = /\d(?:호|층|동)|\d{3,4}-\d{3,4}/u;
const POSTCODE = /(?:우|우편번호)[ :)]{0,3}\(?\d{5}\)?[ )\n]{1,2}$/u;

const MARK = /[시군구도주소]|서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|[충전경][북남]|제주/u;

/** Addresses of Korea, by street and number or by lot: whole, from the largest place that is named to the unit. */
export function koreanAddresses(text: string, identifiers: IdentifierPlaces): Candidate[] {
  const found: Candidate[] = [];
  let last = 0;
  for (const { 0: anchor, index } of text.matchAll(ANCHOR)) {
    if (index < last) continue;
    const from = Math.max(last, index - LOOK_BACK);
    const before = text.slice(from, index);
    // Without a province or district, or a label's word, there is nothing to read backwards over.
    if (!MARK.test(before)) continue;
    const head = PLACES.exec(before);
    if (!head) continue;
    const [whole, province = "", districts = "", towns = "", own = ""] = head;
    const start = from + head.index + (whole.length - whole.trimStart().length);
    const names = districts
      .replace(/시(?=[가-힣])/u, "시 ")
      .split(/[ \n]+/)
      .filter(Boolean);
    const proof = proofOf(shortProvince(province), names, towns, own, anchor, text.slice(Math.max(0, start - 24), start));
    const end = endOf(text, index + anchor.length);
    const sure =
      proof >= 0.95 ||
      UNIT.test(text.slice(index, end)) ||
      POSTCODE.test(text.slice(Math.max(0, start - 16), start)) ||
      identifiers.near(start);
    if (proof === 0 || !sure) continue;
    found.push({
      start,
      end,
      type: "ADDRESS",
      score: proof,
      rule: /^(?:동|리|가|읍|면)/u.test(anchor) ? "address-lot" : "address-street",
      labelled: proof >= 0.9,
      checksum: true,
    });
    last = end;
  }
  return found;
}

const shortProvince = (word: string): string =>
  word === ""
    ? ""
    : (Object.keys(PROVINCES)
        .filter((short) => word.startsWith(short))
        .sort((a, b) => b.length - a.length)[0] ?? "");

/** How sure the places make an address, 0 if they are none. */
function proofOf(province: string, names: readonly string[], towns: string, own: string, anchor: string, before: string): number {
  const lot = /^(?:동|리|가|읍|면)/u.test(anchor);
  const labelled = LABEL.test(before);
  const known = names.length > 0 && names.every((name) => isDistrict(name, province));
  const placed = names.length > 0 ? known : province !== "";
  // The name of a street or lot has at least one syllable before its ending.
  if (own.trim() === "" && towns === "") return 0;
  if (lot) {
    const town = `${own.trim().split(" ").at(-1) ?? ""}${anchor.charAt(0)}`.replace(/\d+(?=가$)/u, "");
    if (!placed && !labelled) return 0;
    if (names.length === 0 && !labelled && !townNames.has(town)) return 0;
    // Neighbourhoods are all in the table, villages (리) are not.
    if (!townNames.has(town) && anchor.charAt(0) !== "리" && !labelled) return 0;
    return labelled ? 0.95 : 0.9;
  }
  if (placed) return labelled ? 0.95 : 0.9;
  return labelled && (names.length > 0 || towns !== "") ? 0.8 : 0;
}

/** End of the address whose number ends at `at`, with the pieces behind it. */
function endOf(text: string, at: number): number {
  let end = at;
  const most = at + LOOK_AHEAD;
  for (
    let piece = PIECE.exec(text.slice(end, most));
    piece && piece[0].length > 0 && end < most;
    piece = PIECE.exec(text.slice(end, most))
  )
    end += piece[0].length;
  return end;
}
