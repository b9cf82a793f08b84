import type { Detector } from "../detector.ts";
import { IdentifierPlaces } from "../names/identifier-places.ts";
import { englishAddresses, STREET_TRIGGERS } from "./english-address.ts";
import { koreanAddresses } from "./korean-address.ts";

/** Finds postal addresses of Korea, and of the United States and Britain. */
export const address: Detector = {
  name: "address",
  types: ["ADDRESS"],
  triggers: ["place-number"],
  words: STREET_TRIGGERS,
  reach: { before: 1300, after: 1300 },
  find(neighbourhood) {
    const identifiers = IdentifierPlaces.of(neighbourhood);
    const { text } = neighbourhood.view;
    return [...koreanAddresses(text, identifiers), ...englishAddresses(text, identifiers)];
  },
};
