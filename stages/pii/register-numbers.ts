import { digitsOf, isBusinessNumber, isLuhn } from "./checksums.ts";
import { has } from "./labels.ts";
import type { NumberRule } from "./number-rule.ts";

/** Business registration numbers (3-2-5). The check digit is strong evidence and no gate: three of 231 published numbers fail it. */
export const businessNumbers: NumberRule = {
  shape: /(?<![\d-])\d{3}(?:-\d{2}-| \d{2} |\d{2})\d{5}(?![\d-])/g,
  judge: (found) => {
    const { digits, written } = found;
    if (Number(digits.slice(0, 3)) < 101 || digits.slice(3, 5) === "00") return undefined;
    const labels = found.labelsBefore(30);
    const label = labels[0]?.kind === "business" || has(labels.slice(0, 2), "business") || has(found.labelsAfter(14), "business");
    const checksum = isBusinessNumber(digitsOf(digits));
    const parted = written.includes("-");
    if (!label && (!checksum || !parted || has(labels.slice(0, 1), "other", "account", "bank"))) return undefined;
    return {
      type: "BUSINESS_REG_NO",
      rule: label ? "brn-labelled" : "brn-check-digit",
      base: 0.3,
      checksum,
      label,
      format: parted,
    };
  },
};

/** Codes of the regions that issue driver's licences, and the names that stand for them on cards until 2014. */
const REGION_NAMES = "서울|부산|경기|강원|충북|충남|전북|전남|경북|경남|제주|대구|인천|광주|대전|울산";
/** Matches an older licence: the region's name, and ten digits. */
export const NAMED_LICENCE = new RegExp(String.raw`(?<![가-힣])(?:${REGION_NAMES})[ \t]?\d{2}[- ]\d{6}[- ]\d{2}(?![\d-])`, "g");

/** Driver's licence numbers (2-2-6-2): code of the region, year, serial number, check and reissue. The check digit is not published. */
export const driverLicences: NumberRule = {
  shape: /(?<![\d-])(?:1[1-9]|2[0-68])(?:-\d{2}-\d{6}-| \d{2} \d{6} |\d{2}\d{6})\d{2}(?![\d-])/g,
  judge: (found) => {
    const parted = /\D/.test(found.written);
    const near = found.labelsBefore(30)[0];
    const label = has(found.labelsBefore(30), "licence") || has(found.labelsAfter(), "licence");
    if (!label && (!found.written.includes("-") || near?.kind === "other" || near?.kind === "account")) return undefined;
    return {
      type: "DRIVER_LICENSE",
      rule: label ? "licence-labelled" : "licence-shape",
      base: parted ? 0.55 : 0.35,
      label,
      format: parted,
    };
  },
};

/** Numbers of health insurance cards: eleven digits, the first apart. Their label is mandatory: they look like telephone numbers. */
export const healthInsurance: NumberRule = {
  shape: /(?<![\d-])\d[- ]?\d{10}(?![\d-])/g,
  judge: (found) => {
    if (found.digits.startsWith("0")) return undefined;
    const labels = found.labelsBefore(30);
    const nearest = labels.find(({ kind }) => kind !== "other");
    const label =
      nearest?.kind === "health" || (labels.slice(0, 2).some(({ kind }) => kind === "health") && /^\d[- ]/.test(found.written));
    const isListed =
      /^[1-9]-\d{10}$/.test(found.written) &&
      /건강\s?보험|보험증/.test(found.text.slice(Math.max(0, found.start - 400), found.start));
    if (!label && !isListed && !has(found.labelsAfter(14), "health")) return undefined;
    return { type: "HEALTH_INSURANCE_NO", rule: "health-labelled", base: 0.4, label: true, format: /^\d-/.test(found.written) };
  },
};

/** Social security numbers of the United States; areas 000, 666 and 9xx, group 00 and serial 0000 are never issued. */
export const socialSecurity: NumberRule = {
  shape: /(?<![\d-])(?!000|666|9)\d{3}(?:-(?!00)\d{2}-| (?!00)\d{2} |(?!00)\d{2})(?!0000)\d{4}(?![\d-])/g,
  judge: (found) => {
    const { digits } = found;
    // Printed in advertisements and documentation.
    if (["078051120", "219099999", "123456789", "111111111", "457555462"].includes(digits)) return undefined;
    const labels = found.labelsBefore(60);
    const label = has(labels, "social") || has(found.labelsAfter(20), "social");
    const format = /^\d{3}-\d{2}-\d{4}$/.test(found.written);
    const isKorean = /[가-힣]/.test(found.text.slice(Math.max(0, found.start - 30), found.end + 10));
    if (!label && (!format || isKorean || labels[0]?.kind === "other")) return undefined;
    return { type: "SSN", rule: label ? "ssn-labelled" : "ssn-shape", base: 0.5, label, format };
  },
};

/** Numbers that card companies publish for tests, which reach no bank. */
const TEST_CARDS = new Set([
  "4111111111111111",
  "4242424242424242",
  "4000056655665556",
  "5555555555554444",
  "2223003122003222",
  "5200828282828210",
  "5105105105105100",
  "378282246310005",
  "371449635398431",
  "6011111111111117",
  "6011000990139424",
  "3056930009020004",
  "30569309025904",
  "38520000023237",
  "3566002020360505",
  "6200000000000005",
  "4012888888881881",
  "4222222222222",
  "4000000000000002",
  "4000000000009995",
  "4000000000000077",
]);

/** Payment cards: 4-4-4-4, 4-6-5 or 13 to 19 digits that stand together. */
export const paymentCards: NumberRule = {
  shape:
    /(?<![\d-])(?:\d{4}[- .]\d{4}[- .]\d{4}[- .]\d{4}|\d{4}[- ]\d{6}[- ]\d{5}|\d{4}[- ]\d{6}[- ]\d{4}|\d{13,19})(?![\d-]|[ .]\d{3})/g,
  judge: (found) => {
    const { digits, written } = found;
    if (!/^[2-69]/.test(digits) || TEST_CARDS.has(digits) || /^(\d)\1+$/.test(digits) || /^4000000/.test(digits))
      return undefined;
    const parted = /\D/.test(written);
    const labels = found.labelsBefore(parted ? 60 : 120);
    const label = has(labels, "card") || has(found.labelsAfter(), "card");
    const checksum = isLuhn(digitsOf(digits));
    const brand = /^(?:4|5[1-5]|2[2-7]|3[47]|35|36|38|6011|65|62|9[0-9])/.test(digits);
    if (!label && (!checksum || !brand || !parted || has(labels.slice(0, 1), "other", "account"))) return undefined;
    if (!checksum && (!parted || labels.find(({ kind }) => kind === "card" || kind === "other")?.kind === "other"))
      return undefined;
    return {
      type: "CREDIT_CARD",
      rule: label ? "card-labelled" : "card-check-digit",
      base: 0.3,
      checksum,
      label,
      format: parted,
    };
  },
};
