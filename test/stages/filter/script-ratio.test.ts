import { scriptRatio } from "../../../stages/filter/script-ratio.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const inLanguage = (lang: string, text: string) => ({ text, attributes: { lang } });

describeStage(scriptRatio(), {
  keeps: [
    inLanguage("ko", "한글이 있는 글, with some English"),
    inLanguage("en", "plain English with α and β"),
    inLanguage("other", "今日は雨"),
    "no language was told",
  ],
  drops: {
    "little-hangul": [inLanguage("ko", "가 in a text that has nothing but Latin letters"), inLanguage("ko", "123")],
    "little-latin": [inLanguage("en", "Москва and Петербург")],
  },
  attributes: [
    [inLanguage("ko", "가나 ab"), { "text.script": 0.5 }],
    [inLanguage("en", "가나다 a"), { "text.script": 0.25 }],
  ],
});
