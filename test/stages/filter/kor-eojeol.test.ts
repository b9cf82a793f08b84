import { FINEWEB_RULES } from "../../../stages/filter/fineweb-rules.ts";
import { GOPHER_RULES } from "../../../stages/filter/gopher-rules.ts";
import { korEojeol } from "../../../stages/filter/kor-eojeol.ts";
import { REPETITION_RULES } from "../../../stages/filter/repetition-rules.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const reasons = [REPETITION_RULES, FINEWEB_RULES, GOPHER_RULES].flatMap((rules) =>
  Object.values(rules).map(({ reason }) => reason),
);
const PROSE =
  "지난해 마을 도서관은 낡은 창고를 고쳐 작은 전시실을 열었다. 관장은 주민들이 찍은 사진을 한 장씩 벽에 걸었고, 아이들은 그 앞에서 오래 머물렀다. " +
  "봄이 되자 학교 선생님도 학생들을 데리고 와서 옛 시장의 모습을 설명하였다. 그 뒤로 찾아오는 사람이 날마다 늘어났다.";

describeStage(korEojeol(), {
  keeps: [PROSE, { text: "English is not judged.", attributes: { lang: "en" } }],
  drops: {
    "repeated-lines": [`${PROSE}\n`.repeat(3)],
    "top-two-gram": ["좋다 정말"],
    "few-terminal-lines": [PROSE.slice(0, -1)],
    "few-letter-words": [`${PROSE} 1 ( 2 ) 3.`],
    "too-few-words": [`${PROSE.slice(0, 60)}.`],
  },
  unreachable: reasons,
  attributes: [["나는 학교에 갔다.", { "eojeol.words": 3, "eojeol.letter-words": 1 }]],
});
