import type { EntityType, Span } from "./span.ts";
import { hashOf, surrogateOf } from "./surrogates.ts";

/** What becomes of a value. */
export const POLICIES = ["tag", "mask", "surrogate", "hash", "keep"] as const;
export type Policy = (typeof POLICIES)[number];

/** A policy for each type. */
export type PolicyTable = Readonly<Record<EntityType, Policy>>;

const KOREAN_TAGS: Readonly<Record<EntityType, string>> = {
  RRN: "주민등록번호",
  FRN: "외국인등록번호",
  DRIVER_LICENSE: "운전면허번호",
  PASSPORT: "여권번호",
  BUSINESS_REG_NO: "사업자등록번호",
  CORP_REG_NO: "법인등록번호",
  HEALTH_INSURANCE_NO: "건강보험증번호",
  CUSTOMS_CODE: "개인통관고유부호",
  PHONE: "전화번호",
  EMAIL: "이메일",
  HANDLE: "계정",
  CREDIT_CARD: "카드번호",
  BANK_ACCOUNT: "계좌번호",
  IBAN: "국제계좌번호",
  VEHICLE_PLATE: "차량번호",
  ADDRESS: "주소",
  PERSON: "이름",
  DATE_OF_BIRTH: "생년월일",
  IP_ADDRESS: "아이피주소",
  MAC: "맥주소",
  SSN: "사회보장번호",
  CRYPTO_WALLET: "지갑주소",
  SECRET: "비밀값",
  URL_CREDENTIAL: "접속정보",
  GPS: "좌표",
};

const WORDS = [...Object.values(KOREAN_TAGS), ...Object.keys(KOREAN_TAGS)].join("|");
/** What stands in place of a value under `tag` and `hash`: rules read over it. */
export const TAG = new RegExp(String.raw`\[(?:${WORDS})(?:_\d+|:[a-z2-7]{10})?\]`, "g");

const SYLLABLE = /[가-힣]/g;
const LATIN = /[A-Za-z]/g;

/** Whether a text is Korean rather than English, by its letters. */
function isKorean(text: string): boolean {
  const head = text.slice(0, 4000);
  return (head.match(SYLLABLE)?.length ?? 0) * 2 >= (head.match(LATIN)?.length ?? 0);
}

/** A text with every span replaced by its policy, and the spans that were. */
export interface Redacted {
  readonly text: string;
  readonly replaced: readonly Span[];
}

/**
 * Replaces spans, in order and not overlapping, by the policies of their types. Distinct values under `tag` are numbered from the second
 * on, so that it stays visible who is who: `[PHONE]`, `[PHONE_2]`, `[PHONE]`.
 */
export function redact(text: string, spans: readonly Span[], policies: PolicyTable, key: string | Buffer): Redacted {
  const korean = isKorean(text);
  const numbers = new Map<string, number>();
  const counts = new Map<EntityType, number>();
  const numberOf = (type: EntityType, value: string): number => {
    const known = numbers.get(`${type}\0${value}`);
    if (known !== undefined) return known;
    const number = (counts.get(type) ?? 0) + 1;
    counts.set(type, number);
    numbers.set(`${type}\0${value}`, number);
    return number;
  };
  const pieces: string[] = [];
  const replaced: Span[] = [];
  let at = 0;
  for (const span of spans) {
    const policy = policies[span.type];
    if (policy === "keep") continue;
    const value = text.slice(span.start, span.end);
    const word = korean ? KOREAN_TAGS[span.type] : span.type;
    const canonical = canonicalOf(value);
    let instead: string | undefined;
    if (policy === "mask") instead = maskOf(span.type, value);
    else if (policy === "surrogate") instead = surrogateOf(span.type, canonical, key);
    else if (policy === "hash") instead = `[${word}:${hashOf(span.type, canonical, key)}]`;
    if (instead === undefined) {
      const number = numberOf(span.type, canonical);
      instead = `[${word}${number > 1 ? `_${number}` : ""}]`;
    }
    if (instead === value) continue;
    pieces.push(text.slice(at, span.start), instead);
    at = span.end;
    replaced.push(span);
  }
  pieces.push(text.slice(at));
  return { text: pieces.join(""), replaced };
}

/** A value without what people write in it as they please, so that it is the same however it is written. */
const canonicalOf = (value: string): string =>
  value
    .normalize("NFKC")
    .replace(/(?<=\d)[ .()-]+(?=\d)/g, "-")
    .toLowerCase();

/** Hides most of a value and keeps its form. What is left still tells much: for audits, not for release. */
function maskOf(type: EntityType, value: string): string {
  const hide = (text: string) => text.replace(/[\p{L}\p{N}]/gu, "*");
  if (type === "RRN" || type === "FRN") return keepEnds(value, 7, 0);
  if (type === "EMAIL") {
    const at = value.indexOf("@");
    return at > 0 ? `${value.charAt(0)}${hide(value.slice(1, at))}${value.slice(at)}` : keepEnds(value, 1, 0);
  }
  if (type === "PHONE" || type === "CREDIT_CARD") return keepEnds(value, 3, 4);
  if (type === "BANK_ACCOUNT" || type === "IBAN") return keepEnds(value, 0, 3);
  if (type === "PERSON")
    return value.length <= 2 ? `${value.charAt(0)}*` : `${value.charAt(0)}${hide(value.slice(1, -1))}${value.slice(-1)}`;
  if (type === "SECRET" || type === "URL_CREDENTIAL") return "********";
  return keepEnds(value, 2, 0);
}

/** Hides all letters and digits but the first and last few. */
function keepEnds(value: string, first: number, last: number): string {
  const all = value.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  let index = 0;
  return value.replace(/[\p{L}\p{N}]/gu, (letter) => {
    const kept = index < first || index >= all - last;
    index++;
    return kept ? letter : "*";
  });
}
