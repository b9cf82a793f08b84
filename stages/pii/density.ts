import { type Span, TIERS } from "./span.ts";

/** Why a document is better dropped than redacted, and what was counted. */
export interface Density {
  readonly reason: "resident-numbers" | "identifier-list" | "contact-list" | "dense-personal-data";
  readonly value: number;
}

/** From how many on a document is a list of persons rather than a text about something. */
export interface DensityLimits {
  readonly maxResidentNumbers: number;
  readonly maxIdentifiers: number;
  readonly maxContacts: number;
  readonly maxShare: number;
}

const FEWEST_SPANS = 6;
const isResident = ({ type, rule }: Span): boolean => (type === "RRN" || type === "FRN") && rule.endsWith("check-digit");

/** Whether a text holds so much personal data that replacing it would leave a husk, or that a missed value would be a leak. */
export function densityOf(text: string, spans: readonly Span[], limits: DensityLimits): Density | undefined {
  const written = ({ start, end }: Span) => text.slice(start, end);
  const distinct = (wanted: (span: Span) => boolean) => new Set(spans.filter(wanted).map(written)).size;
  const residents = distinct((span) => isResident(span));
  if (residents > limits.maxResidentNumbers) return { reason: "resident-numbers", value: residents };
  const identifiers = distinct(({ type }) => TIERS[type] === 1);
  if (identifiers > limits.maxIdentifiers) return { reason: "identifier-list", value: identifiers };
  const contacts = distinct(({ type }) => type === "PHONE" || type === "EMAIL");
  if (contacts > limits.maxContacts) return { reason: "contact-list", value: contacts };
  const share = spans.reduce((sum, { start, end }) => sum + end - start, 0) / Math.max(1, text.length);
  if (spans.length >= FEWEST_SPANS && share > limits.maxShare) return { reason: "dense-personal-data", value: share };
  return undefined;
}
