import { has, type Label } from "./labels.ts";
import type { FoundNumber, NumberRule } from "./number-rule.ts";

const SEPARATOR = String.raw`[ \t]?[-.)]?[ \t]?`;
/** Area codes and prefixes behind the 0 (Korean telecommunications numbering plan): mobile, areas, internet, personal numbers. */
const PREFIX = "(?:1[016789]|2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50\\d?)";
const BODY = String.raw`\d{3,4}${SEPARATOR}\d{4}(?!\d|-\d|\.\d)`;
const DOMESTIC = String.raw`(?<![\d-])(?<!\d\.)\(?0${PREFIX}${SEPARATOR}${BODY}`;
const ABROAD = String.raw`(?<![\d-])(?:\+|00)?82${SEPARATOR}(?:\(0\)|0)?${SEPARATOR}\(?${PREFIX}${SEPARATOR}${BODY}`;

/** Numbers of examples and of fiction. */
const PLACEHOLDERS = /^(?:010(?:0000\d{4}|1{8})|0(?:1|2)?0+|0\d{1,2}(?:0{7,8}|9{7,8}))$/;
const EXAMPLE_BEFORE = /(?:예시?|보기|형식|형태|패턴|e\.g\.|example|sample|format|placeholder)\s?[)\]:：=.,]*\s?["'`(]?$/i;
const EXAMPLES = new Set(["01012345678", "01011112222", "0212345678", "01000001234"]);

/** Korean telephones, at home and from abroad. Numbers that firms pay for (080, 15xx, 16xx, 18xx) are of no person and stay. */
export const koreanPhones: NumberRule = {
  shape: new RegExp(`${ABROAD}|${DOMESTIC}`, "g"),
  judge: (found) => {
    const { digits, written } = found;
    const national = digits.replace(/^(?:00)?82/, "").replace(/^0?/, "0");
    const lengths: readonly [number, number] = national.startsWith("02")
      ? [9, 10]
      : national.startsWith("010")
        ? [11, 11]
        : [10, 12];
    if (national.length < lengths[0] || national.length > lengths[1]) return undefined;
    if (/^[01]+$/.test(digits) || PLACEHOLDERS.test(national)) return undefined;
    const skip = written.startsWith("(") && !/^\(\d{2,4}\)/.test(written) ? 1 : undefined;
    const labels = found.labelsBefore(30);
    const label = isPhoneLabel(labels) || has(found.labelsAfter(8), "phone");
    const isMobile = national.startsWith("01");
    const parted = /\D/.test(written.slice(skip ?? 0)) || found.run.isDisguised;
    const against = doubtOf(found, labels, parted, isMobile, national);
    return {
      type: "PHONE",
      rule: isMobile ? "phone-mobile" : digits.startsWith("82") || digits.startsWith("0082") ? "phone-from-abroad" : "phone-area",
      base: isMobile || written.startsWith("+") ? 0.65 : parted ? 0.55 : 0.35,
      label,
      format: parted,
      against,
      ...(skip === undefined ? {} : { skip }),
    };
  },
};

function doubtOf(found: FoundNumber, labels: readonly Label[], parted: boolean, isMobile: boolean, national: string): number {
  if (EXAMPLES.has(national) && isExample(found)) return 1;
  // A postal code of the United States: MA 02110-1301.
  if (/^\d{5}-\d{4}$/.test(found.written) && /[A-Z]{2} $/.test(found.text.slice(Math.max(0, found.start - 3), found.start)))
    return 1;
  const nearest = labels[0];
  if (nearest?.kind === "other" && nearest.distance <= 12) return isMobile && parted ? 0.2 : 0.6;
  if (
    /제\s?$/.test(found.text.slice(Math.max(0, found.start - 2), found.start)) ||
    /^\s?호/.test(found.text.slice(found.end, found.end + 2))
  )
    return 1;
  return 0;
}

/** Code, quotation marks or the word example make a well-known number an example. */
function isExample({ text, start, end }: FoundNumber): boolean {
  const before = text.slice(Math.max(0, start - 16), start);
  const after = text.slice(end, end + 6);
  return (
    EXAMPLE_BEFORE.test(before) || (/["'`]$/.test(before) && /^["'`]/.test(after)) || /^\s?(?:형식|형태|처럼|같은|꼴)/.test(after)
  );
}

const isPhoneLabel = (labels: readonly Label[]): boolean =>
  labels.find(({ kind }) => kind === "phone" || kind === "other")?.kind === "phone";

/** Telephones of North America: neither area nor exchange begins with 0 or 1 or ends in 11. */
export const americanPhones: NumberRule = {
  shape: /(?<![\d-])(?<!\d[. ])(?:\+?1[-. ]?)?\(?(?!555)[2-9](?!11)\d{2}\)?[-. ]{0,2}[2-9](?!11)\d{2}[-. ]?\d{4}(?!\d|[-.]\d)/g,
  judge: (found) => {
    const { written } = found;
    // Numbers that the one who is called pays for are of no person.
    if (/^1?8(?:00|88|77|66|55|44|33)/.test(found.digits)) return undefined;
    const isBracketed = /\(\d{3}\)/.test(written);
    const skip = written.startsWith("(") && !isBracketed ? 1 : undefined;
    const parted = /\d{3}\)?[-. ]{1,2}\d{3}[-. ]\d{4}$/.test(written);
    const labels = found.labelsBefore(40);
    const label = isPhoneLabel(labels) || has(found.labelsAfter(8), "phone");
    if (!parted && !label && !written.startsWith("+1")) return undefined;
    const isMixed = !/^(?:\+?1[-. ])?(?:\(\d{3}\) ?|\d{3}([-. ]))\d{3}(?:\1|[-.])\d{4}$/.test(written.slice(skip ?? 0));
    const isBare = !label && !written.startsWith("+") && !isBracketed;
    const against =
      labels[0]?.kind === "other" || labels[0]?.kind === "account" || labels[0]?.kind === "bank"
        ? 0.5
        : isBare && isMixed
          ? 0.3
          : 0;
    return {
      type: "PHONE",
      rule: "phone-us",
      base: 0.5,
      label,
      format: parted,
      checksum: written.startsWith("+1") || isBracketed,
      against,
      ...(skip === undefined ? {} : { skip }),
    };
  },
};

/** Telephones of other countries: a plus sign, and 8 to 15 digits (ITU-T E.164). */
export const internationalPhones: NumberRule = {
  shape: /\+(?!82|1[2-9])[1-9]\d{0,2}(?:[ \t]?[-.()]{0,2}[ \t]?\d){6,13}(?!\d)/g,
  judge: (found) => {
    const { digits } = found;
    if (digits.length < 8 || digits.length > 15) return undefined;
    const label = isPhoneLabel(found.labelsBefore(30));
    return { type: "PHONE", rule: "phone-international", base: 0.6, label, format: /[ -]/.test(found.written) };
  },
};

/** Any other number of seven digits or more right behind a word for telephones. */
export const labelledPhones: NumberRule = {
  shape: /(?<![\d-])\(?0\d{1,4}\)?(?:[ \t]?[-.)]?[ \t]?\d){6,9}(?!\d|-\d)/g,
  judge: (found) => {
    const nearest = found.labelsBefore(14)[0];
    if (nearest?.kind !== "phone" || nearest.distance > 6 || found.digits.length < 9 || found.digits.length > 12)
      return undefined;
    if (/^0(?:00|80|30)/.test(found.digits) || PLACEHOLDERS.test(found.digits) || /^[01]+$/.test(found.digits)) return undefined;
    const skip = found.written.startsWith("(") && !/^\(\d{2,4}\)/.test(found.written) ? 1 : undefined;
    return { type: "PHONE", rule: "phone-labelled", base: 0.35, label: true, ...(skip === undefined ? {} : { skip }) };
  },
};
