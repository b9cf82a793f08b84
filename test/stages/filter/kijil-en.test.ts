import { kijilEn } from "../../../stages/filter/kijil-en.ts";
import { COMMON_RULES, ENGLISH_RULES } from "../../../stages/filter/kijil-rules.ts";
import { PAGE_RULES } from "../../../stages/filter/page-rules.ts";
import { describeEachRule } from "../../helpers/each-rule.ts";
import { describeStage } from "../../helpers/stage-contract.ts";
import { COMMON, PAGE, PLAIN } from "./texts-for-rules.ts";

describeEachRule(
  kijilEn,
  { ...ENGLISH_RULES, ...COMMON_RULES, ...PAGE_RULES },
  {
    ...COMMON,
    ...PAGE,
    minWords: { keeps: PLAIN.repeat(2), drops: PLAIN },
    minStopWords: { keeps: PLAIN, drops: "cats chase small birds over green fields daily" },
  },
);

describeStage(kijilEn(), {
  keeps: [`${PLAIN}Nobody who has seen it would say that it was built to last for long.`],
  drops: { "too-few-words": [PLAIN, ""] },
  unreachable: Object.values({ ...ENGLISH_RULES, ...COMMON_RULES, ...PAGE_RULES }).map(({ reason }) => reason),
  attributes: [[PLAIN, { "en.words": 11, "en.stop-words": 5 / 11 }]],
});
