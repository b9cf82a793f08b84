/** Kinds of personal data, by the names that `kijil redact --spans` prints. */
export const ENTITY_TYPES = [
  "RRN", // resident registration number
  "FRN", // foreigner registration number
  "DRIVER_LICENSE",
  "PASSPORT",
  "BUSINESS_REG_NO",
  "CORP_REG_NO",
  "HEALTH_INSURANCE_NO",
  "CUSTOMS_CODE", // personal customs clearance code
  "PHONE",
  "EMAIL",
  "HANDLE",
  "CREDIT_CARD",
  "BANK_ACCOUNT",
  "IBAN",
  "VEHICLE_PLATE",
  "ADDRESS",
  "PERSON",
  "DATE_OF_BIRTH",
  "IP_ADDRESS",
  "MAC",
  "SSN",
  "CRYPTO_WALLET",
  "SECRET",
  "URL_CREDENTIAL",
  "GPS",
] as const;

export type EntityType = (typeof ENTITY_TYPES)[number];

/** A stretch of a text that is personal data; `end` is exclusive, offsets count UTF-16 code units of the text as it was given. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly type: EntityType;
  /** Confidence, 0–1. */
  readonly score: number;
  /** Name of the rule that found it, such as `rrn-hyphenated`. */
  readonly rule: string;
}

/** A span as a detector proposes it, with what decides when proposals overlap. */
export interface Candidate extends Span {
  /** A check digit (or another property that chance rarely has) holds. */
  readonly checksum?: boolean;
  /** A word beside it says what it is. */
  readonly labelled?: boolean;
  /** Every other place of the document that has these very characters holds the same value: a number or a name found with certainty. */
  readonly propagates?: boolean;
}

/**
 * 1: unique identifiers and credentials, which always go · 2: direct contact · 3: what identifies only together with other data. The
 * first tier follows the Korean list of unique identifying information (Enforcement Decree of the Personal Information Protection Act,
 * art. 19) and adds what opens an account.
 */
export const TIERS: Readonly<Record<EntityType, 1 | 2 | 3>> = {
  RRN: 1,
  FRN: 1,
  DRIVER_LICENSE: 1,
  PASSPORT: 1,
  BUSINESS_REG_NO: 3,
  CORP_REG_NO: 3,
  HEALTH_INSURANCE_NO: 1,
  CUSTOMS_CODE: 1,
  PHONE: 2,
  EMAIL: 2,
  HANDLE: 2,
  CREDIT_CARD: 1,
  BANK_ACCOUNT: 1,
  IBAN: 1,
  VEHICLE_PLATE: 2,
  ADDRESS: 2,
  PERSON: 3,
  DATE_OF_BIRTH: 3,
  IP_ADDRESS: 2,
  MAC: 2,
  SSN: 1,
  CRYPTO_WALLET: 2,
  SECRET: 1,
  URL_CREDENTIAL: 1,
  GPS: 2,
};
