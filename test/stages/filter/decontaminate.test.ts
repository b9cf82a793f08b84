import { describe, expect, it } from "vitest";
import type { BatchJudge } from "../../../engine/stage.ts";
import { decontaminate } from "../../../stages/filter/decontaminate.ts";
import { listFiles } from "../../helpers/a-list-file.ts";
import { openStage } from "../../helpers/judge-records.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const list = listFiles();
const QUESTION =
  "A potter bakes seven bowls every morning and sells all but two of them at the harbour before noon; how many are left after five days?";
const KOREAN = "강가에 사는 도공은 아침마다 그릇 일곱 개를 굽고, 두 개만 남기고 모두 팔았다. 닷새 뒤에 남은 그릇은 몇 개인가?";
const SHORT = "Which of the three clay bowls cracked first?";
const FRAME = "Choose the answer that fits best and write down its letter in the box below please";
const lines = (items: readonly object[]) => items.map((item) => `${JSON.stringify(item)}\n`).join("");

const bowls = list(
  "bowls.jsonl",
  lines([
    { id: "q1", question: QUESTION, choices: ["ten", "fourteen"] },
    { question: SHORT },
    { id: 3, question: "Too short to tell." },
    ...Array.from({ length: 12 }, (_, index) => ({ id: `f${index}`, question: FRAME, answer: `only ${index}` })),
  ]),
);
const korean = list("그릇.json", JSON.stringify([{ 문제: KOREAN, 선택지: ["하나"] }]));
const plain = list("lines.txt", "\nThe kiln was as hot as the sun above the salt flats on that morning in May\n");
const benchmarks = [bowls, korean, plain];
const loud = QUESTION.toUpperCase().replaceAll(" ", " - ");

describeStage(decontaminate({ benchmarks }), {
  keeps: ["", "Nothing of it.", FRAME, "Too short to tell.", QUESTION.split(" ").slice(0, 12).join(" "), KOREAN.slice(0, 30)],
  drops: {
    "benchmark-item": [
      `Before.\n${QUESTION}\nBehind.`,
      loud,
      `x ${QUESTION.split(" ").slice(3, 16).join(" ")} y`,
      SHORT,
      KOREAN.replaceAll(" ", ""),
      `앞 ${KOREAN.slice(5)}`,
      "the kiln was as hot as the sun above the salt flats on that morning",
    ],
  },
  unreachable: ["benchmark-lines"],
  attributes: [
    [
      `Before.\n${QUESTION}`,
      { "contamination.benchmark": bowls, "contamination.item": "q1", "contamination.share": 1, "contamination.unit": 0 },
    ],
    [QUESTION.split(" ").slice(3, 16).join(" "), { "contamination.unit": 3, "contamination.share": 1 / 14 }],
    [SHORT, { "contamination.item": "line 2", "contamination.items": 1 }],
    [KOREAN, { "contamination.benchmark": korean, "contamination.item": "item 1" }],
    [`${QUESTION}\n${SHORT}`, { "contamination.items": 2 }],
  ],
});

describeStage(decontaminate({ benchmarks, action: "cut" }), {
  keeps: ["Nothing of it."],
  drops: { "benchmark-item": [QUESTION] },
  edits: {
    "benchmark-lines": [
      [`${"Before. ".repeat(30)}\n${QUESTION}\nBehind.`, `${"Before. ".repeat(30)}\nBehind.`],
      [`${"가마 앞에서. ".repeat(30)}\n${KOREAN}`, `${"가마 앞에서. ".repeat(30)}\n`],
      [`${SHORT} So.\n${"Behind. ".repeat(30)}`, "Behind. ".repeat(30)],
    ],
  },
});

describe("decontaminate", () => {
  it("records and lets pass where it is told to", async () => {
    const judge = await openStage(decontaminate({ benchmarks, action: "keep" }));
    expect(judge([QUESTION])[0]).toMatchObject({ action: "keep", set: { "contamination.item": "q1" } });
  });

  it("asks for a share of the item where one is set", async () => {
    const judge = await openStage(decontaminate({ benchmarks, minShare: 0.5 }));
    const half = QUESTION.split(" ").slice(0, 16).join(" ");
    expect(judge([half, QUESTION]).map(({ action }) => action)).toEqual(["keep", "drop"]);
  });

  it("shows the pieces of a text that an item has too", () => {
    const judge = decontaminate({ benchmarks }).open({ seed: 1, kernels: {} as never }) as BatchJudge<string>;
    const text = `앞 😀 ${SHORT} Behind.`;
    expect(judge.spans?.(text, "benchmark-item").map(([start, end]) => text.slice(start, end))).toEqual([SHORT.slice(0, -1)]);
  });

  it("reads the fields named and no others", async () => {
    const judge = await openStage(decontaminate({ benchmarks: [bowls], fields: ["answer"] }));
    expect(judge([QUESTION])[0]?.action).toBe("keep");
  });

  it.each([
    ["broken.jsonl", '{"a":1}\n{"a":\n', "broken.jsonl, line 2: it is not JSON"],
    ["list.json", "[1,", "it begins like a list in JSON and is none"],
    ["empty.txt", "\n\n", "holds no item"],
  ])("says what is wrong with %s", (name, content, complaint) => {
    expect(() => decontaminate({ benchmarks: [list(name, content)] }).open({ seed: 1, kernels: {} as never })).toThrow(complaint);
  });
});
