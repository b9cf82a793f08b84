import { has } from "./labels.ts";
import type { NumberRule } from "./number-rule.ts";

/**
 * Groups in which banks write their account numbers (templates of the Korea Financial Telecommunications and Clearings Institute's CMS
 * scheme of 2026-05-08). They add confidence; what makes a number an account is the word beside it.
 */
const TEMPLATES = new Set(
  (
    "3-2-4-2-1 4-2-5-1 4-2-7-1 3-4-4 6-2-6 3-3-6 3-3-7-1 4-3-6 3-5-1-2-2-1 3-2-5-1 3-6-3 3-6-5 3-4-4-2 6-2-5-1 3-4-4-2-1 3-6-2-2-1 " +
    "3-2-6-1 8-2 3-8 4-2-7 4-4-4 3-3-7 3-4-3-4 1-9 3-2-6 3-2-9 1-6-2-1 1-6-1-2-2 3-5-2-1 2-11 3-4-5-1 3-3-5-1 1-3-8-1 1-3-2-6-1 3-9-1 " +
    "2-2-5-1 3-9 3-7-1-3 3-8-1 4-2-6-1 3-3-4 5-2-5-1 3-2-2-6-1 5-2-6 4-4-4-1 3-6-2-3 3-2-6-1-3 3-6-2-1 4-7-2 6-2-7 3-3-6-1"
  ).split(" "),
);
const FEWEST = 9;
const MOST = 16;

/** Bank accounts: ten to fourteen digits beside the name of a bank or a word for accounts; never digits alone. */
export const bankAccounts: NumberRule = {
  shape:
    /(?<![\d-])\d{1,8}(?:-\d{1,11}){1,5}(?![\d-])|(?<!\d|\d[ -])\d{3,6}(?: \d{2,7}){1,3}(?![\d-]| \d)|(?<![\d-])\d{9,16}(?![\d-])/g,
  judge: (found) => {
    const { digits, written } = found;
    if (
      found.text.charAt(found.start - 1) === "/" ||
      (/^0(?:2|[3-6]\d|70)-\d{3,4}-\d{4}$/.test(written) && !has(found.labelsBefore(36), "account"))
    )
      return undefined;
    if (digits.replace(/0/g, "").length < 4) return undefined;
    if (digits.length < FEWEST || digits.length > MOST || /^000|^(\d)\1+$/.test(digits)) return undefined;
    const labels = found.labelsBefore(36).filter(({ distance }) => distance <= 22);
    const behind = found.labelsAfter(14).filter(({ distance }) => distance <= 3);
    const nearest = labels.find(({ kind }) => kind !== "other" || labels[0]?.kind === "other");
    const isAnchored =
      nearest?.kind === "bank" ||
      nearest?.kind === "account" ||
      (has(behind, "bank") && !has(labels.slice(0, 1), "phone", "business"));
    if (!isAnchored) return undefined;
    const isMobile = /^01[016789]/.test(digits) && (digits.length === 10 || digits.length === 11) && !has(labels, "account");
    if (isMobile || isMoment(written)) return undefined;
    const template = TEMPLATES.has(
      written
        .replace(/ /g, "-")
        .split("-")
        .map(({ length }) => length)
        .join("-"),
    );
    if (written.includes(" ") && !template) return undefined;
    const isKnownBank = has(labels, "bank") || has(behind, "bank");
    const isShort = digits.length < 10;
    if (isShort && !has(labels, "account")) return undefined;
    return {
      type: "BANK_ACCOUNT",
      rule: isKnownBank ? "account-of-bank" : "account-labelled",
      base: template ? 0.45 : 0.3,
      label: true,
      format: written.includes("-"),
    };
  },
};

/** A day, a day and a time, or a number of seconds. */
const isMoment = (written: string): boolean =>
  /^(?:19|20)\d{2}-\d{1,2}-\d{1,2}/.test(written) || /^(?:19|20)\d{6}(?:\d{6})?$/.test(written);
