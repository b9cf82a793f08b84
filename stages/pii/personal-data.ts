import { fourPlaces } from "../../engine/four-places.ts";
import { flag, listOf, number, oneOf, text } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";
import { densityOf } from "./density.ts";
import type { Policy } from "./policies.ts";
import { policiesOf, Redactor } from "./redactor.ts";
import type { Profile } from "./score.ts";
import { ENTITY_TYPES, type EntityType, type Span } from "./span.ts";
import { keyOf } from "./surrogate-key.ts";

const encoder = new TextEncoder();

/**
 * Finds Korean and English personal data and replaces it: by a typed tag, or as the options say. Documents that are lists of persons are
 * dropped. Recorded are types, rules and counts, never a value. Rules: docs/personal-data.md.
 */
export const personalData = defineStage({
  name: "personal-data",
  version: 1,
  isCostly: true,
  options: {
    /** How sure a rule has to be: `strict` takes more, `conservative` less. */
    profile: oneOf<Profile>(["strict", "balanced", "conservative"], "balanced"),
    /** Types that are replaced by a value of the same form which cannot exist. */
    surrogate: listOf<EntityType>(ENTITY_TYPES, ["EMAIL", "IP_ADDRESS"]),
    /** Types of which the form and some characters are kept. For audits: a mask tells much. */
    mask: listOf<EntityType>(ENTITY_TYPES, []),
    /** Types that are replaced by a keyed hash, so that values can be linked. */
    hash: listOf<EntityType>(ENTITY_TYPES, []),
    /** Types that stay. */
    keep: listOf<EntityType>(ENTITY_TYPES, []),
    /** Path of a file whose bytes are the key of surrogates and hashes; without one the run's seed is. */
    keyFile: text(""),
    /** Whether documents that are lists of persons are dropped. */
    dropLists: flag(true),
    /** Distinct resident or foreigner numbers with a valid check digit that a document may have. */
    maxResidentNumbers: number(1, { min: 0 }),
    /** Distinct identifiers of the first tier that a document may have. */
    maxIdentifiers: number(2, { min: 0 }),
    /** Distinct telephone numbers and e-mail addresses that a document may have. */
    maxContacts: number(9, { min: 0 }),
    /** Largest share of the characters that six spans or more may take. */
    maxShare: number(0.05, { min: 0, max: 1 }),
  },
  reasons: {
    "resident-numbers": "more resident or foreigner numbers with a valid check digit than `maxResidentNumbers`",
    "identifier-list": "more identifiers than `maxIdentifiers`",
    "contact-list": "more telephone numbers and e-mail addresses than `maxContacts`",
    "dense-personal-data": "personal data takes more than `maxShare` of the characters",
    "personal-data-replaced": "personal data was replaced",
  },
  edits: ["personal-data-replaced"],
  thresholds: ({ maxResidentNumbers, maxIdentifiers, maxContacts, maxShare }) => ({
    "resident-numbers": maxResidentNumbers,
    "identifier-list": maxIdentifiers,
    "contact-list": maxContacts,
    "dense-personal-data": maxShare,
  }),
  writes: {
    /** Values found, those that the policies keep left out. */
    "pii.spans": "number",
    /** How many of each type: `EMAIL:2 PHONE:1`. */
    "pii.types": "label",
    /** How many by each rule: `email:2 phone-mobile:1`. */
    "pii.rules": "label",
  },
  check: ({ surrogate, mask, hash, keep }) => {
    const twice = ENTITY_TYPES.filter((type) => [surrogate, mask, hash, keep].filter((list) => list.includes(type)).length > 1);
    return twice.length === 0 ? undefined : `${twice.join(", ")} must be in one of surrogate, mask, hash and keep, got more`;
  },
  open: (options, { kernels, seed }) => {
    const changes: Partial<Record<EntityType, Policy>> = {};
    for (const type of ENTITY_TYPES) changes[type] = "tag";
    for (const policy of ["surrogate", "mask", "hash", "keep"] as const)
      for (const type of options[policy]) changes[type] = policy;
    const redactor = new Redactor(kernels, {
      profile: options.profile,
      policies: policiesOf(changes),
      key: keyOf(options.keyFile, seed),
    });
    return {
      judgeBatch: (batch, verdicts) => {
        for (let row = 0; row < batch.count; row++) {
          if (!batch.alive[row]) continue;
          const found = redactor.find(batch.textAt[row] as number, batch.textBytes[row] as number);
          if (!found) continue;
          verdicts.setNumber(row, "pii.spans", found.spans.length);
          verdicts.setLabel(
            row,
            "pii.types",
            countsOf(found.spans, ({ type }) => type),
          );
          verdicts.setLabel(
            row,
            "pii.rules",
            countsOf(found.spans, ({ rule }) => rule),
          );
          const dense = options.dropLists ? densityOf(found.text, found.spans, options) : undefined;
          if (dense) {
            verdicts.drop(row, dense.reason, fourPlaces(dense.value));
            continue;
          }
          const replaced = redactor.replace(found);
          if (replaced === found.text) continue;
          const bytes = encoder.encode(replaced);
          verdicts.edit(row, "personal-data-replaced", batch.arena(bytes), bytes.length);
        }
      },
    };
  },
});

/** `a:2 b:1`, in the order of the names. */
function countsOf(spans: readonly Span[], nameOf: (span: Span) => string): string {
  const counts = new Map<string, number>();
  for (const span of spans) counts.set(nameOf(span), (counts.get(nameOf(span)) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name}:${count}`)
    .join(" ");
}
