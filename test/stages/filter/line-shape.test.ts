import { lineShape } from "../../../stages/filter/line-shape.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const menu = ["- 처음", "- 소개", "- 오시는 길", "- 문의"].join("\n");
const report = ["추진 배경", "추진 경과", "기대 효과", "향후 계획"]
  .map((title) => `○ ${title}: 관계 부처가 함께 세부 과제를 정하고 해마다 두 차례 이행 여부를 점검하여 결과를 공개함`)
  .join("\n");

describeStage(lineShape({ maxLine: 200 }), {
  keeps: ["", "한 줄짜리 글이다.", "- 하나\n- 둘\n- 셋", `메뉴\n${menu}\n끝`, report, "끝이 없는 줄\n".repeat(50)],
  drops: {
    "mostly-bullets": [menu, "1. one\n2. two\n\n3. three\n4. four"],
    "endless-line": ["a".repeat(201), `짧은 줄\n${"가".repeat(201)}`],
  },
  attributes: [
    ["첫 줄이다.\n- 둘째\n\n셋째 줄", { "text.longest-line": 6, "text.bullets": 1 / 3, "text.terminal": 1 / 3 }],
    ["", { "text.longest-line": 0, "text.bullets": 0, "text.terminal": 0 }],
  ],
  unreachable: ["few-sentences"],
});

describeStage(lineShape({ minTerminal: 0.5, maxLine: 100, longItem: 1000 }), {
  keeps: ["첫 줄이다.\n둘째 줄"],
  drops: {
    "few-sentences": ["첫 줄이다.\n둘째 줄\n셋째 줄"],
    "mostly-bullets": [report.slice(0, 200).replaceAll(/.{50}/g, "$&\n- ")],
    "endless-line": ["b".repeat(101)],
  },
});
