import { describe, expect, it } from "vitest";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { KEPT } from "../../../engine/sketch-table.ts";
import { repeatedUnits } from "../../../stages/dedup/repeated-units.ts";
import { aSketchTable, sketchParts } from "../../helpers/a-sketch-table.ts";
import { describeBarrier, without } from "../../helpers/barrier-contract.ts";

const page = (id: string, text: string, source = "web") => ({ id, text, source });
const COOKIES = "이 누리집은 쿠키를 씁니다. 계속 쓰시면 동의하신 것으로 봅니다.";
const NOTICE = "All texts of this page may be copied and passed on as you like.";

describeBarrier(repeatedUnits({ fewestCharacters: 10 }), {
  documents: [
    page("a", `처음 오는 글입니다. 반갑습니다.\n\n${COOKIES}\n\n끝에 오는 글입니다. 안녕히 가세요.`),
    page("b", `${COOKIES}\n\n다른 쪽의 글은 이렇게 시작합니다.\n`),
    page("c", `다른 쪽의 글도 있습니다, 길게.\n\n${COOKIES.replaceAll(" ", "  ")}\n${NOTICE}`),
    page("d", `${NOTICE}\n\nThe middle of it.\n\n\n${NOTICE.toUpperCase()}\n\nThe end of it.`),
    page("e", ` ${COOKIES}\n\n${NOTICE}\n`),
    page("f", "짧다\n\n짧다"),
    page("g", `${NOTICE}\n\n짧다`, "books"),
    page("h", ""),
  ],
  // A paragraph that a line was added to is another one; short ones are no copies.
  removed: { e: ["only-repeated", "a"] },
  edited: {
    b: "다른 쪽의 글은 이렇게 시작합니다.\n",
    d: `${NOTICE}\n\nThe middle of it.\n\n\nThe end of it.`,
    g: "짧다",
  },
  orderMatters: true,
});

describeBarrier(repeatedUnits({ unit: "sentence", span: 2, fewestCharacters: 4, fewestLeft: 3 }), {
  documents: [
    page("a", "하나가 있다. 둘이 있다. 셋이 있다.\n넷이 있다."),
    page("b", "딴 말이 있다. 둘이 있다. 셋이 있다. 또 딴 말."),
    page("c", "둘이 있다. 하나가 있다."),
    page("d", "셋이 있다.\n\n넷이 있다. 예"),
    page("e", "음. 둘이 있다. 셋이 있다."),
  ],
  removed: { d: ["only-repeated", "a"], e: ["only-repeated", "a"] },
  edited: { b: "딴 말이 있다. 또 딴 말." },
  orderMatters: true,
});

describe("repeatedUnits on hostile input", () => {
  const kernels = loadKernels();
  async function solve(texts: readonly string[], memoryBytes: number, options: Parameters<typeof repeatedUnits>[0] = {}) {
    const stage = repeatedUnits(options);
    const parts = await sketchParts(
      stage,
      texts.map((text) => ({ text })),
      [1000, 5000],
      kernels,
    );
    return stage.solve(aSketchTable(stage.sketchWords, parts, memoryBytes), { seed: 1, kernels });
  }

  it("leaves one of nine thousand times the same, with the count, in whatever memory", async () => {
    const text = `${NOTICE}\n\n${COOKIES}`;
    for (const memoryBytes of [1, 1 << 30]) {
      const { keeper, attributes } = await solve(new Array<string>(9000).fill(text), memoryBytes, { fewestCharacters: 20 });
      expect([...keeper.keys()].filter((document) => keeper[document] !== (document === 0 ? KEPT : 0))).toEqual([]);
      expect(new Set(attributes?.["units.copies"]?.slice(0, 9000))).toEqual(new Set([9000]));
    }
  });

  it("takes a paragraph that all documents share out of all but the first", async () => {
    const texts = Array.from(
      { length: 6000 },
      (_, number) => `${NOTICE}\n\nPage ${number} says something that no other page says.`,
    );
    const { keeper, cuts, attributes } = await solve(texts, 1);
    expect(keeper.every((stands) => stands === KEPT)).toBe(true);
    expect(cuts?.(0)).toBeUndefined();
    for (let document = 1; document < texts.length; document++)
      expect(without(texts[document] as string, cuts?.(document) as Uint32Array)).toBe(texts[document]?.slice(NOTICE.length + 2));
    expect(attributes?.["units.cut"]?.slice(0, 3)).toEqual(Uint32Array.from([0, 1, 1]));
  });

  it("cuts a text of a hundred thousand units, and the same in NFD as what it is", async () => {
    const long = Array.from({ length: 100_000 }, (_, number) => `이것은 ${number % 50_000}번째 줄입니다, 꽤 긴 줄입니다.`).join(
      "\n",
    );
    const { cuts } = await solve([long, "", "\n\n", long.slice(0, 80).normalize("NFD")], 1, {
      unit: "line",
      fewestCharacters: 10,
    });
    expect(without(long, cuts?.(0) as Uint32Array).split("\n")).toHaveLength(50_000);
    expect(cuts?.(3)).toBeUndefined();
  });
});
