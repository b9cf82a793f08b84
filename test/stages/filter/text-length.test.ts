import { expect, it } from "vitest";
import { textLength } from "../../../stages/filter/text-length.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const korean = "비가 그치자 아이들이 골목으로 뛰어나왔다.";
const english = "When the rain stopped, the children ran out into the lane.";

describeStage(textLength(), {
  keeps: [korean, english, `git 명령으로 저장소를 복제한 다음 npm install 실행`],
  drops: {
    "too-short-korean": ["짧은 글", "열아홉 글자가 되는 글을 적어 본다", "Zoom 회의 링크"],
    "too-short": ["", "too short to be of use", "12345 67890 12345 67890"],
    "too-long": ["가".repeat(1_000_001)],
  },
  attributes: [
    [korean, { "text.characters": 23 }],
    ["👨‍👩‍👧", { "text.characters": 5 }],
    ["", { "text.characters": 0 }],
  ],
});

describeStage(textLength({ minCharactersKorean: 3, minCharacters: 2, maxCharacters: 5 }), {
  keeps: ["세 글", "ab", "abcde"],
  drops: { "too-short-korean": ["둘"], "too-short": ["a"], "too-long": ["abcdef", "여섯 글자다"] },
});

it("complains where nothing could pass", () => {
  expect(textLength({ minCharacters: 10, maxCharacters: 5 }).problems[0]?.message).toContain("Nothing could pass");
});
