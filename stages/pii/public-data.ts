import type { Span } from "./span.ts";

/** Characters around a number in which a footer's words are looked for. */
const AROUND = 220;
const FOOTER =
  /통신판매업|사업자정보|호스팅|이용약관|개인정보\s?처리방침|무단\s?전재|All rights reserved|Copyright|ⓒ|©|찾아오시는 길|대표이사|\bTerms of (?:Use|Service)\b|Privacy Policy/i;

/**
 * Whether a value is published by the firm that bears it and of no person: registration numbers in the footer of a firm's page. What is
 * removed everywhere, whoever publishes it: identifiers of persons and credentials.
 */
export function isPublic(text: string, { type, start, end }: Span): boolean {
  if (type !== "BUSINESS_REG_NO" && type !== "CORP_REG_NO") return false;
  return FOOTER.test(text.slice(Math.max(0, start - AROUND), end + AROUND));
}
