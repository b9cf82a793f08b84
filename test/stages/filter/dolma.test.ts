import { dolma } from "../../../stages/filter/dolma.ts";
import { DOLMA_REPETITION_RULES } from "../../../stages/filter/repetition-rules.ts";
import { describeStage } from "../../helpers/stage-contract.ts";
import { PLAIN, REPEATED, VARIED } from "./texts-for-rules.ts";

const others = [
  ...["too-few-words", "too-many-words", "short-words", "long-words", "many-symbol-words", "few-letter-words"],
  ...["few-stop-words", "mostly-bullets", "many-ellipsis-lines"],
  ...Object.values(DOLMA_REPETITION_RULES).map(({ reason }) => reason),
];
const NONE = ["minWords", "maxWords", "minMedianLength", "maxMedianLength", "minLetterWords", "minStopWords"] as const;

describeStage(dolma(), {
  keeps: [`the of ${VARIED}`],
  drops: {
    "too-few-words": [PLAIN],
    "too-many-words": ["ab ".repeat(100_001)],
    "short-words": ["a b c d e f ".repeat(10)],
    "long-words": ["incomprehensibilities ".repeat(50)],
    "many-symbol-words": [`the of ${VARIED} ${"and# ".repeat(12)}`],
    "few-letter-words": [`the of ${VARIED} ${"100 ".repeat(30)}`],
    "few-stop-words": [VARIED],
    "mostly-bullets": [`* the of ${VARIED}`],
    "many-ellipsis-lines": [`the of ${VARIED}…`],
    "repeated-lines": [`the of ${VARIED}\n\n\n\n`],
    "top-two-gram": [`${PLAIN.slice(0, -1)} `.repeat(12).replaceAll("the people", "xxxxxxxxxxxx yyyyyyyyyyyyy")],
  },
  unreachable: others,
  attributes: [
    ["ab# c\n* d…\n\n", { "dolma.words": 4, "dolma.median-length": 1.5, "dolma.symbol-words": 0.5, "dolma.lines": 0.5 }],
  ],
});

// Every copy counts here, and runs are shares of all runs.
describeStage(
  dolma({ off: [...NONE, "maxRepeatedLines", "maxRepeatedLineCharacters", "maxTopTwo", "maxTopThree", "maxTopFour"] }),
  {
    keeps: [VARIED],
    drops: { "repeated-five-grams": [REPEATED] },
    unreachable: others,
    attributes: [["a b c d e a b c d e", { "dolma.repeated-five": 2 / 6, "dolma.top-two": 0.4 }]],
  },
);
