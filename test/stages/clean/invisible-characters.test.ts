import { invisibleCharacters } from "../../../stages/clean/invisible-characters.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const familyEmoji = "\u{1F468}\u200d\u{1F469}\u200d\u{1F467}";

describeStage(invisibleCharacters(), {
  keeps: ["", "보통 글\n\t둘째 줄", `가족 ${familyEmoji}`],
  drops: { "mostly-broken": ["\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD} 12", "\u{FFFD}"] },
  edits: {
    "removed-invisible": [
      ["null\u0000 and bell\u0007", "null and bell"],
      ["\u{FEFF}바이트 순서", "바이트 순서"],
      ["soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"],
      ["\u202eright to left", "right to left"],
      [
        "a long enough English sentence with one don\u{FFFD}t in it stays",
        "a long enough English sentence with one dont in it stays",
      ],
    ],
  },
});

describeStage(invisibleCharacters({ maxBroken: 0 }), {
  keeps: ["깨끗한 글"],
  drops: { "mostly-broken": ["a long enough English sentence with one don\u{FFFD}t in it goes"] },
  edits: { "removed-invisible": [["a\u200b", "a"]] },
});
