import type { LabelledSpan } from "../../../classifiers/transformer/token-classifier.ts";
import type { Candidate } from "../span.ts";
import { likenessOf, PARTICLES } from "./korean-name.ts";

/** Least probability at which a model's name or address is taken, as cards of Korean models advise (.85 to .9). */
export const LEAST_MODEL_SCORE = 0.85;

const PERSON_LABEL = /^(?:PS|PER|PERSON|NAME|(?:private_|given_?|sur|last_?|first_?|full_?)(?:person|name))$/i;
const ADDRESS_LABEL = /^(?:(?:private_|street_?)?addr(?:ess)?|AD)$/i;
const particles = new RegExp(`(?:${PARTICLES})$`, "u");
const HONORIFICS = /(?:\s?(?:씨|님|군|양))$/u;

/**
 * What a model labelled, as candidates: its persons and addresses, never anything else, with particles and honorifics taken off a name's
 * end. Places and organisations of general models are no addresses.
 */
export function modelCandidates(text: string, labelled: readonly LabelledSpan[], least: number = LEAST_MODEL_SCORE): Candidate[] {
  return labelled.flatMap((span): Candidate[] => {
    if (span.score < least) return [];
    const shared = { start: span.start, score: span.score };
    if (ADDRESS_LABEL.test(span.label) && /\d/.test(text.slice(span.start, span.end)))
      return [{ ...shared, end: span.end, type: "ADDRESS", rule: "model-address" }];
    if (!PERSON_LABEL.test(span.label)) return [];
    const end = span.start + bareName(text.slice(span.start, span.end)).length;
    // One syllable or letter (김 씨, A 씨) names nobody.
    return end - span.start < 2 ? [] : [{ ...shared, end, type: "PERSON", rule: "model-person" }];
  });
}

/** A name without what Korean hangs on it: 김하늘에게서 → 김하늘, but 김가은 as it is. */
export function bareName(word: string): string {
  const name = word.replace(HONORIFICS, "");
  if (!/[가-힣]$/u.test(name)) return name;
  const bare = name.replace(particles, "");
  if (bare === name || bare.length < 2) return name;
  return name.length > 3 || likenessOf(bare) > likenessOf(name) ? bare : name;
}

/**
 * Rules and model together: what a rule has found stays as it is, and the model adds persons and addresses where no rule has found anything.
 * Rules win because numbers and contacts are theirs alone, and a model that may replace a rule's span has been measured to find less (ko-pii, docs/HYBRID_NER.md).
 */
export function withModel(rules: readonly Candidate[], model: readonly Candidate[]): Candidate[] {
  const byPlace = [...rules].sort((a, b) => a.start - b.start);
  const added: Candidate[] = [];
  let next = 0;
  let reached = 0;
  for (const each of [...model].sort((a, b) => a.start - b.start)) {
    while (next < byPlace.length && (byPlace[next] as Candidate).start < each.end)
      reached = Math.max(reached, (byPlace[next++] as Candidate).end);
    if (reached <= each.start && (added.at(-1)?.end ?? 0) <= each.start) added.push(each);
  }
  return [...byPlace, ...added].sort((a, b) => a.start - b.start);
}
