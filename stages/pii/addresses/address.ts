import type { Detector } from "../detector.ts";
import { IdentifierPlaces } from "../names/identifier-places.ts";
import { englishAddresses } from "./english-address.ts";
import { koreanAddresses } from "./korean-address.ts";

/** Finds postal addresses of Korea, and of the United States and Britain. */
export const address: Detector = {
  name: "address",
  types: ["ADDRESS"],
  triggers: ["place-number"],
  words: [],
  reach: { before: 400, after: 400 },
  find({ view: { text }, wholeText }) {
    const identifiers = new IdentifierPlaces(text, wholeText);
    return [...koreanAddresses(text, identifiers), ...englishAddresses(text, identifiers)];
  },
};
