import type { Detector } from "../detector.ts";
import { IdentifierPlaces, NAMING_TRIGGERS } from "./identifier-places.ts";
import { koreanPersons } from "./korean-person.ts";
import { latinPersons } from "./latin-person.ts";
import { givenNames, glosses } from "./person-glosses.ts";
import { tablePersons } from "./person-tables.ts";

/** Finds persons by the position of their names: behind labels, beside offices and identifiers, in signatures, columns and lists. */
export const person: Detector = {
  name: "person",
  types: ["PERSON"],
  triggers: ["digits", "at"],
  words: NAMING_TRIGGERS,
  reach: { before: 1300, after: 1300 },
  find(neighbourhood) {
    const identifiers = IdentifierPlaces.of(neighbourhood);
    const { text } = neighbourhood.view;
    if (identifiers.zones.length === 0) return tablePersons(text, identifiers);
    const named = [...koreanPersons(text, identifiers), ...latinPersons(text, identifiers), ...tablePersons(text, identifiers)];
    const persons = [...named, ...glosses(text, named, identifiers)];
    return [...persons, ...givenNames(text, persons)];
  },
};
