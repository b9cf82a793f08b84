/** What speaks for and against a candidate. */
export interface Evidence {
  /** Confidence in the shape alone, 0–1. */
  readonly base: number;
  /** Whether a check digit, a date or a range holds that chance rarely fulfils. */
  readonly checksum?: boolean;
  /** Whether a word beside it says what it is. */
  readonly label?: boolean;
  /** Whether it is written with the separators that are usual for it. */
  readonly format?: boolean;
  /** Sum of what speaks against it, 0 or more. */
  readonly against?: number;
}

const CHECKSUM = 0.35;
const LABEL = 0.3;
const FORMAT = 0.1;

/** Confidence of a candidate, 0–1: its shape, raised by check digit, label and usual separators, lowered by what speaks against it. */
export function scoreOf({ base, checksum, label, format, against = 0 }: Evidence): number {
  const sum = base + (checksum ? CHECKSUM : 0) + (label ? LABEL : 0) + (format ? FORMAT : 0) - against;
  return Math.round(Math.min(1, Math.max(0, sum)) * 100) / 100;
}

/** Least score at which a candidate is taken, by profile. */
export const PROFILES = { strict: 0.45, balanced: 0.6, conservative: 0.8 } as const;

export type Profile = keyof typeof PROFILES;
