import { gopherRepetition } from "../../../stages/filter/gopher-repetition.ts";
import { REPETITION_RULES } from "../../../stages/filter/repetition-rules.ts";
import { describeEachRule } from "../../helpers/each-rule.ts";
import { describeStage } from "../../helpers/stage-contract.ts";
import { REPETITION, VARIED } from "./texts-for-rules.ts";

const names = Object.keys(REPETITION_RULES) as (keyof typeof REPETITION_RULES)[];
describeEachRule(
  gopherRepetition,
  REPETITION_RULES,
  Object.fromEntries(names.map((name) => [name, REPETITION])) as Record<(typeof names)[number], typeof REPETITION>,
);

// One occurrence counts: `hello world` is its own most frequent pair, as in datatrove.
describeStage(gopherRepetition(), {
  keeps: [VARIED, ""],
  drops: { "top-two-gram": ["hello world"], "repeated-paragraphs": ["a\n\na\n\nb"] },
  unreachable: Object.values(REPETITION_RULES).map(({ reason }) => reason),
  attributes: [
    ["hello world", { "repetition.top-two": 1, "repetition.top-three": 0, "repetition.lines": 0 }],
    ["ab c d e f\nab c d e f\n", { "repetition.repeated-five": 6 / 22, "repetition.lines": 1 / 3 }],
  ],
});
