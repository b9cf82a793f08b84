import { TableColumns } from "./table-columns.ts";

/** What a word beside a number says that the number is. */
export type LabelKind =
  | "resident"
  | "foreigner"
  | "corporate"
  | "business"
  | "licence"
  | "passport"
  | "health"
  | "customs"
  | "phone"
  | "account"
  | "bank"
  | "card"
  | "plate"
  | "social"
  | "network"
  | "version"
  | "home"
  | "other";

/** Words by kind, in the order in which they are tried at a place; `other` are numbers of things, not of persons. */
const WORDS: readonly (readonly [LabelKind, string])[] = [
  ["corporate", String.raw`법인\s?(?:등록)?\s?번호|법인등록|corporate reg`],
  ["business", String.raw`사업자\s?(?:등록)?\s?(?:번호)?|business reg|\bBRN\b`],
  ["foreigner", String.raw`외국인\s?(?:등록)?\s?(?:증|번호)?|국내거소신고|alien reg|foreigner? reg|\bARC\b|\bFRN\b`],
  ["resident", String.raw`주민\s?(?:등록)?\s?(?:번호)?|주번|민번|resident reg|\bRRN\b`],
  ["licence", String.raw`운전\s?면허\s?(?:증|번호)?|면허\s?(?:증|번호)|driver'?s? licen[cs]e|licen[cs]e (?:no|number)`],
  ["passport", "여권|passport"],
  ["health", String.raw`건강\s?보험|의료\s?보험|건보|보험증|증\s?번호|직장가입|지역가입|가입자\s?번호|health ins`],
  ["customs", String.raw`통관|관세|고유부호|\bPCCC\b|customs`],
  [
    "other",
    String.raw`주문|운송장|송장|등기|접수\s?번호|신청\s?번호|증권\s?번호|승인\s?번호|관리\s?번호|예매|예약\s?번호|바코드|시리얼|일련|모델|품번|부품|제품|인증|허가|신고\s?번호|고시|조례|법률|의안|특허|출원|ISBN|ISSN|DOI|S/N|\bserial|\border|\btracking|\bpart\b|\bmodel\b|\bSKU\b|\bpatent|\breceipt|invoice|barcode|\bticket|\bcase\b|\bISO\b|\bRFC\b|\bCVE\b|문서\s?번호|사건\s?번호|처방전|동물등록|칩|chip`,
  ],
  ["plate", String.raw`차량|자동차|번호판|차\s?번호|승용|license plate|\bplate\b`],
  ["card", String.raw`카드|\bcard\b|visa\b|mastercard|amex|CVC|CVV`],
  ["account", String.raw`계좌|통장|입금|송금|이체|예금|환급|\baccount|\bacct\b|\bA/C\b`],
  [
    "bank",
    String.raw`(?:국민|신한|우리|하나|외환|기업)(?:은행|뱅크)?(?=[^가-힣]|으?로|$)|\bKB|\bIBK|농협|\bNH|수협|SC제일|씨티|카카오뱅크|카뱅|카카오|토스뱅크|토스|케이뱅크|K뱅크|부산은행|대구은행|iM뱅크|경남은행|광주은행|전북은행|제주은행|산업은행|\bKDB|우체국|새마을|신협|저축은행|산림조합|은행|뱅크|\bwoori|\bshinhan|\bkookmin|\bhana|\bbank`,
  ],
  [
    "phone",
    String.raw`전화|연락처|연락|휴대폰|휴대전화|핸드폰|폰번호|폰|(?<![가-힣])번호|직통|문의|팩스|문자|H\.?P|모바일|\bTEL\b|\bFAX\b|☎|📞|☏|\bphone|\bcall|\bmobile|\bcell|\btext\b|\bcontact|whatsapp`,
  ],
  ["social", String.raw`\bSSN\b|social security`],
  ["network", String.raw`아이피|\bIPs?\b|접속|서버|\bhost|\bserver|\bclient\b|\baddr|remote`],
  ["version", String.raw`버전|릴리스|\bversion|\bver\.?|\brelease|\bv(?=$)|firmware|펌웨어|build`],
  ["home", String.raw`우리\s?집|집\b|집\s?위치|자택|현관|거주지|내\s?위치|\bhome\b|my (?:location|house|place)|위치\s?공유`],
];

/** Every word that labels a value, a group for each kind. */
export const LABEL_WORDS = new RegExp(WORDS.map(([, words]) => `(${words})`).join("|"), "gi");

/** A label and how far it stands from what it labels, in characters. */
export interface Label {
  readonly kind: LabelKind;
  readonly distance: number;
}

/** What stands around numbers of one folded text. */
export class LabelReader {
  readonly #text: string;
  #columns: TableColumns | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * Labels before a place, the nearest first: in its line, or at the end of the line before where it begins its own; at most `reach`
   * characters away. In a table, the head of its column comes first.
   */
  before(at: number, reach = 40): Label[] {
    const stretch = this.textBefore(at, reach);
    const labels: Label[] = [];
    for (const match of stretch.matchAll(LABEL_WORDS)) {
      labels.unshift({ kind: kindOf(match), distance: stretch.length - match.index - match[0].length });
    }
    this.#columns ??= new TableColumns(this.#text);
    const head = this.#columns.headOf(at);
    if (head !== undefined) for (const match of head.matchAll(LABEL_WORDS)) labels.unshift({ kind: kindOf(match), distance: 0 });
    return labels;
  }

  /** What stands before a place in its line, or at the end of the line before where it begins its own. */
  textBefore(at: number, reach: number): string {
    const stretch = this.#text.slice(Math.max(0, at - reach), at);
    const feed = stretch.lastIndexOf("\n");
    if (feed < 0) return stretch;
    const own = stretch.slice(feed + 1);
    return /[\p{L}\p{N}]/u.test(own) ? own : stretch.slice(stretch.lastIndexOf("\n", feed - 1) + 1);
  }

  /** What stands behind a place in its line. */
  textAfter(at: number, reach: number): string {
    return this.#text.slice(at, at + reach).split("\n", 1)[0] ?? "";
  }

  /** Labels behind a place, in its line, the nearest first. */
  after(at: number, reach = 12): Label[] {
    return [...this.textAfter(at, reach).matchAll(LABEL_WORDS)].map((match) => ({ kind: kindOf(match), distance: match.index }));
  }
}

function kindOf(match: RegExpMatchArray): LabelKind {
  for (let index = 0; index < WORDS.length; index++)
    if (match[index + 1] !== undefined) return (WORDS[index] as [LabelKind, string])[0];
  return "other";
}

/** Whether one of some kinds is among labels. */
export const has = (labels: readonly Label[], ...kinds: readonly LabelKind[]): boolean =>
  labels.some(({ kind }) => kinds.includes(kind));
