import type { Detector } from "../detector.ts";
import { IdentifierPlaces } from "./identifier-places.ts";
import { koreanPersons } from "./korean-person.ts";
import { latinPersons } from "./latin-person.ts";
import { givenNames, glosses } from "./person-glosses.ts";
import { tablePersons } from "./person-tables.ts";

/** Finds persons by the position of their names: behind labels, beside offices and identifiers, in signatures, columns and lists. */
export const person: Detector = {
  name: "person",
  types: ["PERSON"],
  triggers: ["digits", "at"],
  words: ["성명", "성함", "예금주", "수취인", "신청인", "드림\n", "올림\n", "(인)", "(서명)"],
  reach: { before: 1300, after: 1300 },
  find({ view: { text }, wholeText }) {
    const identifiers = new IdentifierPlaces(text, wholeText);
    const named = [...koreanPersons(text, identifiers), ...latinPersons(text, identifiers), ...tablePersons(text, identifiers)];
    const persons = [...named, ...glosses(text, named, identifiers)];
    return [...persons, ...givenNames(text, persons)];
  },
};
