import { kijilKo } from "../../../stages/filter/kijil-ko.ts";
import { COMMON_RULES, KOREAN_RULES } from "../../../stages/filter/kijil-rules.ts";
import { PAGE_RULES } from "../../../stages/filter/page-rules.ts";
import { describeEachRule } from "../../helpers/each-rule.ts";
import { describeStage } from "../../helpers/stage-contract.ts";
import { COMMON, PAGE } from "./texts-for-rules.ts";

const PROSE =
  "마을 도서관은 낡은 창고를 고쳐 작은 전시실을 열었고 관장은 주민들이 찍은 사진을 벽에 걸었다. 아이들은 그 앞에서 오래 머물렀다.";

describeEachRule(
  kijilKo,
  { ...KOREAN_RULES, ...COMMON_RULES, ...PAGE_RULES },
  {
    ...COMMON,
    ...PAGE,
    minHangulWords: { keeps: PROSE, drops: "다섯 낱말로 된 글이다." },
    minEndings: { keeps: PROSE, drops: "가격 문의 전화 주문 배송 안내" },
    maxTalk: { keeps: PROSE, drops: "와 대박ㅋㅋㅋ 너무 재밌다!! 또 볼래.." },
    maxCrammed: { keeps: PROSE, drops: "띄어쓰기없이길게이어서쓴글은읽기어렵다" },
  },
);

describeStage(kijilKo(), {
  keeps: [PROSE, { text: "Not judged.", attributes: { lang: "en" } }],
  drops: {
    "too-few-words": ["짧다."],
    talk: ["ㅋㅋㅋ 진짜요?? 저는 어제 그 영화를 친구랑 보고 왔는데요.. 끝까지 졸았어요ㅠㅠ 다시는 안 봐요!!"],
  },
  unreachable: Object.values({ ...KOREAN_RULES, ...COMMON_RULES, ...PAGE_RULES }).map(({ reason }) => reason),
  attributes: [[PROSE, { "ko.words": 19, "ko.talk": 0, "ko.endings": 2 / 19 }]],
});
