import { bankAccounts } from "./bank-accounts.ts";
import type { Detector } from "./detector.ts";
import { findNumbers } from "./number-rule.ts";
import { americanPhones, internationalPhones, koreanPhones, labelledPhones } from "./phones.ts";
import {
  businessNumbers,
  driverLicences,
  healthInsurance,
  NAMED_LICENCE,
  paymentCards,
  socialSecurity,
} from "./register-numbers.ts";
import { isMaskedResident, MASKED_RESIDENT, residentNumbers } from "./resident-numbers.ts";
import type { Candidate } from "./span.ts";

const RULES = [
  residentNumbers,
  businessNumbers,
  driverLicences,
  healthInsurance,
  socialSecurity,
  paymentCards,
  bankAccounts,
  koreanPhones,
  americanPhones,
  internationalPhones,
  labelledPhones,
];

/** Numbers that identify: of residents, foreigners, firms, licences, insurances, cards, accounts and telephones. */
export const numbers: Detector = {
  name: "numbers",
  types: [
    "RRN",
    "FRN",
    "CORP_REG_NO",
    "BUSINESS_REG_NO",
    "DRIVER_LICENSE",
    "HEALTH_INSURANCE_NO",
    "SSN",
    "CREDIT_CARD",
    "BANK_ACCOUNT",
    "PHONE",
  ],
  triggers: ["digits"],
  words: ["O1O", "01O", "O10", "o1o"],
  reach: { before: 240, after: 80 },
  find: ({ view: { text } }) => {
    const candidates = findNumbers(text, RULES);
    for (const match of text.matchAll(MASKED_RESIDENT)) {
      if (isMaskedResident(match)) candidates.push(whole(match, "RRN", "rrn-masked", 0.8));
    }
    for (const match of text.matchAll(NAMED_LICENCE)) candidates.push(whole(match, "DRIVER_LICENSE", "licence-region", 0.9));
    return candidates;
  },
};

const whole = (match: RegExpExecArray, type: Candidate["type"], rule: string, score: number): Candidate => ({
  start: match.index,
  end: match.index + match[0].length,
  type,
  rule,
  score,
});
