import { mojibake } from "../../../stages/clean/mojibake.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

// Written out, because TextDecoder of Node 20 reads "windows-1252" as Latin-1.
const FROM_80 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
const misread = (text: string) =>
  Buffer.from(text)
    .toString("latin1")
    .replace(/[\u0080-\u009f]/g, (control) => FROM_80[control.charCodeAt(0) - 0x80] as string);
const asLatin1 = (text: string) => Buffer.from(text).toString("latin1");
/** 안녕하세요 한국어 in EUC-KR, read as Latin-1. */
const eucKr = "¾È³çÇÏ¼¼¿ä ÇÑ±¹¾î";
const korean = "안녕하세요. 오늘은 날씨가 맑습니다.";
/** Korean in EUC-KR of which some bytes are UTF-8 by chance, read as Latin-1. */
const chance = "그래프와 알고리즘: 쭉정이! “따옴표”";
const chanceBytes = Buffer.from("b1d7b7a1c7c1bfcd20becbb0edb8aec1f23a20c2dfc1a4c0cc2120a1b0b5fbbfc8c7a5a1b1", "hex").toString(
  "latin1",
);
/** What is left when control characters were removed on the way. */
const ruin = asLatin1(korean).replace(/[\u0080-\u009f]/g, "");

const accented = "Señor Peña está en París; l'été à la plage, où naïveté et cœur; Ärger über Öl; æðumþörf";
const typography = "“Quotes” – dashes — and … dots, 100 £, 5 €, ©®™, «à», ‘x’";

describeStage(mojibake(), {
  keeps: [
    "",
    korean,
    "plain ASCII",
    accented,
    typography,
    "ÀÁÂÃÄÅ ÈÉÊË ÌÍÎÏ",
    "Привет, мир",
    "占い師に聞く",
    "¡¡¡Olé!!! ¿¿Qué??",
    "éééé ñññ",
    "PÄÄSKYSEN PESÄ ON RÄYSTÄÄN ALLA, SÄÄ ON LÄMMIN JA TYÖ ON TEHTY",
  ],
  drops: {
    "broken-encoding": [ruin, "占쏙옙占쏙옙 占쏙옙占쏙옙 글"],
  },
  edits: {
    "repaired-encoding": [
      [misread(korean), korean],
      [asLatin1(korean), korean],
      [misread(misread(korean)), korean],
      [misread("“It’s fine” — café, 5 €"), "“It’s fine” — café, 5 €"],
      [misread("emoji 😀 and é"), "emoji 😀 and é"],
      ["the price was Â£30 in all of the shops that we went to", "the price was £30 in all of the shops that we went to"],
      [`${korean} ${misread("첨부")}`, `${korean} 첨부`],
      [eucKr, "안녕하세요 한국어"],
      [chanceBytes, chance],
    ],
  },
  attributes: [[misread("가나다"), { "text.mojibake": 1 }]],
});

describeStage(mojibake({ action: "drop", maxShare: 0.2 }), {
  keeps: [korean, "the price was Â£30 in all of the shops that we went to"],
  drops: { "broken-encoding": [misread(korean), eucKr] },
  unreachable: ["repaired-encoding"],
});

describeStage(mojibake({ action: "keep" }), {
  keeps: [korean, misread(korean), ruin],
  attributes: [[misread("가나다"), { "text.mojibake": 1 }]],
  unreachable: ["repaired-encoding", "broken-encoding"],
});
