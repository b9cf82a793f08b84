import { digitsOf, isCorporateNumber, isDate, isForeignerNumber, isResidentNumber, isTradeNumber } from "./checksums.ts";
import { has } from "./labels.ts";
import type { FoundNumber, Judged, NumberRule } from "./number-rule.ts";

/** First year of the century that the seventh digit tells (Rule on Resident Registration Numbers): 9 and 0 are the 1800s. */
const CENTURY = [1800, 1900, 1900, 2000, 2000, 1900, 1900, 2000, 2000, 1800] as const;
/** Numbers of the future are none; what was written is younger than the rule. */
const LAST_YEAR = 2035;

/**
 * Resident, foreigner and corporate registration numbers, which all have 13 digits. A check digit only adds confidence: resident numbers
 * issued since October 2020 have none. Corporate numbers of Seoul begin with 110111, which reads as a date of birth.
 */
export const residentNumbers: NumberRule = {
  shape: /(?<![\d-])\d{6}(?:[ \t]?[-.|][ \t]?|-\r?\n|\r?\n-|[ \t]{0,2})\d{7}(?!\d|-\d)/g,
  judge: (found) => {
    const { written, digits } = found;
    if (digits.startsWith("000000")) return undefined;
    const numbers = digitsOf(digits);
    const parted = /\D/.test(written);
    const format = /^\d{6} ?- ?\d{7}$/.test(written) || found.run.isDisguised;
    const labels = found.labelsBefore(40);
    const near = labels.find(
      ({ kind }) => kind === "corporate" || kind === "foreigner" || kind === "resident" || kind === "other",
    );
    if (near?.kind === "corporate" || has(found.labelsAfter(14), "corporate")) return corporate(numbers, format, true);
    const sex = numbers[6] as number;
    if (!isBirthDate(numbers))
      return isCorporateNumber(numbers) && parted && corporateContext(found) ? corporate(numbers, format, true) : undefined;
    const isForeigner = sex >= 5 && sex <= 8;
    const checksum = isForeigner ? isForeignerNumber(numbers) : isResidentNumber(numbers);
    const label =
      (!parted && isBehindName(found)) ||
      near?.kind === "resident" ||
      near?.kind === "foreigner" ||
      has(found.labelsAfter(14), "resident", "foreigner");
    if (!label && corporateContext(found)) return corporate(numbers, format, true);
    if ((sex === 9 || sex === 0) && !checksum) return undefined;
    if (!checksum && !label && (!parted || /^11011[1-4]/.test(digits) || near?.kind === "other" || /[.]/.test(written)))
      return undefined;
    if (!parted && !label && (near?.kind === "other" || isTradeNumber(numbers) || /^1[3-9]/.test(digits))) return undefined;
    return {
      type: isForeigner ? "FRN" : "RRN",
      rule: `${isForeigner ? "frn" : "rrn"}-${checksum ? "check-digit" : label ? "labelled" : "shape"}`,
      base: parted ? 0.5 : 0.3,
      checksum,
      label,
      format,
    };
  },
};

/** In brackets right behind two to four syllables, as a name is written. */
const isBehindName = ({ text, start, end }: FoundNumber): boolean =>
  /[가-힣]{2,4} ?\($/.test(text.slice(Math.max(0, start - 8), start)) && text.charAt(end) === ")";

const corporateContext = (found: FoundNumber): boolean =>
  /주식회사|\(주\)|㈜|거래처|법인/.test(found.text.slice(Math.max(0, found.start - 24), found.start));

function corporate(numbers: readonly number[], format: boolean, label: boolean): Judged {
  return { type: "CORP_REG_NO", rule: "corp-labelled", base: 0.4, checksum: isCorporateNumber(numbers), label, format };
}

/** Whether the first six digits are a day that the seventh allows. */
function isBirthDate(numbers: readonly number[]): boolean {
  const [y1 = 0, y2 = 0, m1 = 0, m2 = 0, d1 = 0, d2 = 0, sex = 0] = numbers;
  const year = (CENTURY[sex] as number) + y1 * 10 + y2;
  return year <= LAST_YEAR && isDate(year, m1 * 10 + m2, d1 * 10 + d2);
}

/** Resident numbers of which the end is hidden: they still tell birth and sex. */
export const MASKED_RESIDENT = /(?<![\d-])(\d{2})(\d{2})(\d{2}) ?- ?([1-8])(?:\d{0,5}[*xX●○◯■□#]{1,9})(?![\d*])/g;

/** Whether a match of {@link MASKED_RESIDENT} begins with a date. */
export function isMaskedResident(match: RegExpMatchArray): boolean {
  return isBirthDate(digitsOf(match[0]).slice(0, 7));
}
