import { describe, expect, it } from "vitest";
import { listedWords } from "../../../stages/filter/listed-words.ts";
import { listFiles } from "../../helpers/a-list-file.ts";
import { openStage } from "../../helpers/judge-records.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const list = listFiles();
const korean = list("ko.txt", "# 사과 이야기\n사과\n!사과문\n*풋감\n");
const english = list("en.txt", "plum\nplum pie\n*berry\nT&T\n");
const stage = listedWords({ korean: [korean], english: [english], maxShare: 0.25 });
const ko = (text: string) => ({ text, attributes: { lang: "ko" } });
const en = (text: string) => ({ text, attributes: { lang: "en" } });

describeStage(stage, {
  keeps: [ko("사과가 하나"), en("one plum"), "plum plum", { text: "plum plum", attributes: { lang: "other" } }, ko("")],
  drops: { "listed-words": [ko("사과를 사과"), en("plum, PLUM and plum")] },
  attributes: [
    [en("x PLUM-tree (plum) plums aplum"), { "listed.found": 2, "listed.share": 0.4 }],
    [ko("나는 너와 그의 사과를 본다"), { "listed.found": 1, "listed.share": 0.2 }],
  ],
});

describe("listedWords", () => {
  it.each([
    [ko("사과들은 사과나무에서 왔다, 못사과는 아니다"), 2],
    [ko("사과문을 썼다"), 0],
    [ko("땡풋감이다 풋감"), 2],
    [en("a plum pie is one"), 1],
    [en("blueberry strawberry"), 2],
    [en("t&t T&Tx"), 1],
    [en("naïveplum plumé plum"), 1],
    [en("1plum plum1 plum"), 1],
  ])("counts %o", async (record, found) => {
    const judge = await openStage(stage);
    expect(judge([record])[0]?.set["listed.found"]).toBe(found);
  });
});
