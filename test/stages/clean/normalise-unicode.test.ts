import { normaliseUnicode } from "../../../stages/clean/normalise-unicode.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

describeStage(normaliseUnicode(), {
  keeps: ["", "안녕하세요", "café", "ㅋㅋㅋ 전각ＡＢＣ", "日本語", "q\u0323\u0307"],
  edits: {
    "composed-characters": [
      ["한글".normalize("NFD"), "한글"],
      ["cafe\u0301", "café"],
      ["\u{F914}園", "樂園"],
      ["a\u0307\u0323", "a\u0323\u0307".normalize("NFC")],
    ],
  },
});
