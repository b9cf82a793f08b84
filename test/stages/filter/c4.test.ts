import { c4 } from "../../../stages/filter/c4.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const FIVE = "One is here. Two is here. Three is here. Four is here. Five is here.";

describeStage(c4(), {
  keeps: [FIVE, { text: "짧다", attributes: { lang: "ko" } }],
  drops: {
    "few-sentences": ["", "Only one sentence is here.", "no mark at the end\n".repeat(9)],
    "lorem-ipsum": [`${FIVE}\nLorem Ipsum dolor sit amet.`],
    "curly-bracket": [`${FIVE}\nif (x) { return "it ends."`],
  },
  edits: {
    "lines-removed": [
      [`  ${FIVE}  \nMenu\n\nToo short.\nand so on...`, FIVE],
      [`${FIVE}\nPlease turn on JavaScript now.\nThis site uses cookies to please you.`, FIVE],
      [`${FIVE} It is said[12] here.\n${"x".repeat(1001)} is one word.`, `${FIVE} It is said here.`],
      // A bracket in a line that leaves before is not seen, and U+2028 ends a line.
      [`${FIVE}\u2028function f() {`, FIVE],
    ],
  },
  attributes: [
    [
      `${FIVE}\nMenu\nOne. Two.\nWe use cookies here.`,
      { "lines.no-terminal-mark": 1, "lines.few-words": 1, "lines.policy": 1, "lines.sentences": 5 },
    ],
  ],
});

describeStage(c4({ off: ["no-terminal-mark", "curly-bracket", "lorem-ipsum", "few-sentences"] }), {
  keeps: ["a line { without a mark"],
  edits: { "lines-removed": [["three words here\nMenu", "three words here"]] },
  unreachable: ["few-sentences", "lorem-ipsum", "curly-bracket"],
});
