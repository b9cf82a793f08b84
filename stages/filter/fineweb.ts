import { FINEWEB_RULES } from "./fineweb-rules.ts";
import { defineRules } from "./rules.ts";

/** FineWeb's own quality rules with its published limits. */
export const fineweb = defineRules({
  name: "fineweb",
  version: 1,
  prefix: "fineweb",
  rules: FINEWEB_RULES,
  languages: ["en"],
  words: "english",
  limits: { minTerminalLines: 0.12, maxShortLines: 0.67, maxRepeatedCharacters: 0.01, maxFeeds: 0.3 },
});
