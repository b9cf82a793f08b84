import { expect, it } from "vitest";
import { language } from "../../../stages/filter/language.ts";
import { otherLanguages } from "../../fixtures/other-languages.ts";
import { openStage } from "../../helpers/judge-records.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const korean = "어제 저녁에는 비가 많이 와서 집에서 책을 읽었다. 오늘은 날이 개어 강가를 걸었다.";
const english = "It rained all evening, so we stayed at home and read the books that you had given to us.";
const code = ["```js", "const total = items.map((item) => item.price * item.count).reduce((a, b) => a + b, 0);", "```"].join(
  "\n",
);
const commands = "`docker run --rm --interactive --tty --volume path/to/directory:/mnt image`";

describeStage(language(), {
  keeps: [korean, english, "안녕", "OK", "hello", `${korean}\n\n${code}\n${code}\n${code}`, `${korean}\n\n${english}`],
  drops: {
    "other-language": [
      "",
      "12:30 ...",
      "今日は雨が降りました。",
      "Le chat dort sur la table.",
      "Привет, как дела?",
      "Xin chào, bạn khỏe không?",
    ],
  },
  attributes: [
    [korean, { lang: "ko", "lang.mixed": 0, "lang.hangul": 1, "lang.confidence": 1 }],
    [english, { lang: "en", "lang.mixed": 0, "lang.hangul": 0 }],
    ["ㅋㅋㅋㅋ", { lang: "ko", "lang.confidence": 1 }],
    ["OK", { lang: "en", "lang.confidence": 0.3 }],
    ["國家의 主權은 國民에게 있고, 모든 權力은 國民으로부터 나온다.", { lang: "ko", "lang.confidence": 1 }],
    [`# 명령어\n\n새 컨테이너 실행:\n\n${commands}\n\n자세히:\n\n${commands}`, { lang: "ko" }],
    [`${code}\n\n합계를 구한다.\n\n${code}`, { lang: "ko" }],
    [`${english} The word for rain is 비. ${english} ${english} ${english}`, { lang: "en" }],
    [
      "Le marché (시장) ouvre à huit heures chaque matin, et les enfants partent pour l'école avec leurs amis.",
      { lang: "other" },
    ],
  ],
});

describeStage(language({ keep: ["ko"] }), { keeps: [korean], drops: { "other-language": [english, "日本語だけ"] } });

it("tells how much of the other language a mixed document has", async () => {
  const judge = await openStage(language());
  const [more, less] = judge([
    `${korean}\n${english}`,
    `${korean} ${korean} ${korean}\n${english} ${english} ${english} ${english} ${english} ${english}`,
  ]);
  expect(more?.set).toMatchObject({ lang: "ko" });
  expect(more?.set["lang.mixed"]).toBeGreaterThan(0.3);
  expect(less?.set).toMatchObject({ lang: "en" });
  expect(less?.set["lang.mixed"]).toBeGreaterThan(0.2);
});

it("takes no other language for Korean or English", async () => {
  const judge = await openStage(language());
  const answers = judge(Object.values(otherLanguages).flat());
  expect(answers.map(({ set }) => set["lang"])).toEqual(Object.values(otherLanguages).flatMap(() => ["other", "other"]));
});
