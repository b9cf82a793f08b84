import { symbolRatio } from "../../../stages/filter/symbol-ratio.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

describeStage(symbolRatio(), {
  keeps: ["", "보통 글이다.", "It costs 3,000 won (about 2.20 dollars).", "ab1!"],
  drops: { "too-many-symbols": ["=====|=====|=====", "1,234 5,678 9,012 합계", "★★★★★ ▶▶ 클릭"] },
  attributes: [
    ["ab1!", { "text.symbols": 0.5 }],
    ["가 나 다 ★", { "text.symbols": 0.25 }],
    ["", { "text.symbols": 0 }],
  ],
});

describeStage(symbolRatio({ maxShare: 0.1 }), { keeps: ["글 열 자에 하나는 괜찮다."], drops: { "too-many-symbols": ["a, b"] } });
