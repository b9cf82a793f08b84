import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { textUnits } from "../../../engine/kernels/oracle/text-units.ts";
import { KEPT } from "../../../engine/sketch-table.ts";
import { repeatedPassages } from "../../../stages/dedup/repeated-passages.ts";
import { aSketchTable, sketchParts } from "../../helpers/a-sketch-table.ts";
import { describeBarrier, without } from "../../helpers/barrier-contract.ts";

const page = (id: string, text: string) => ({ id, text, source: "web" });
const STORY = "옛날 어느 마을에 한 농부가 살았다. 그는 아침마다 밭에 나갔다.\n저녁이면 돌아왔다.";

describeBarrier(repeatedPassages({ characters: 30 }), {
  documents: [
    page("a", `머리말이다. ${STORY} 끝.`),
    page("b", `A line of its own.\n${STORY}\n\nAnother line.`),
    page("c", STORY.replaceAll("\n", " ")),
    page("d", "그는 아침마다 밭에 나갔다. 저녁이면 잤다."),
    page("e", `그래서: ${STORY}`),
  ],
  removed: { c: ["only-passages", "a"] },
  // The passage of e begins with another sentence; what is left of the story is too short.
  edited: { b: "A line of its own.\n\nAnother line." },
  orderMatters: true,
});

/** Marks, by comparing everything with everything, the sentences that lie in a run of `characters` that stands before. */
function expected(texts: readonly string[], characters: number): boolean[][] {
  const all = texts.map((text) => textUnits(text, "sentence"));
  const marks = all.map((units) => units.map(() => false));
  const places = all.flatMap((units, document) => units.map((_, unit) => ({ document, unit })));
  for (const [index, later] of places.entries()) {
    for (const earlier of places.slice(0, index)) {
      let length = 0;
      for (let held = 0; ; length++) {
        const a = all[later.document]?.[later.unit + length];
        const b = all[earlier.document]?.[earlier.unit + length];
        if (a === undefined || b === undefined || a.key !== b.key) {
          if (held >= characters)
            for (let unit = 0; unit < length; unit++) (marks[later.document] as boolean[])[later.unit + unit] = true;
          break;
        }
        held += a.characters;
      }
    }
  }
  return marks;
}

describe("repeatedPassages", () => {
  const kernels = loadKernels();

  it("takes out what a comparison of everything with everything finds, and of each sentence leaves the first copy", async () => {
    const sentence = fc.constantFrom(
      "가나다라.",
      "마바 사.",
      "A b c.",
      "Long sentence of some words.",
      "X.",
      "긴 문장이 하나 여기에 있다!",
      "Y\n",
      "\n\n",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.array(sentence, { maxLength: 14 }).map((pieces) => pieces.join(" ")),
          { minLength: 1, maxLength: 7 },
        ),
        fc.integer({ min: 20, max: 45 }),
        async (texts, characters) => {
          const stage = repeatedPassages({ characters });
          const parts = await sketchParts(
            stage,
            texts.map((text) => ({ text })),
            [2, 3],
            kernels,
          );
          const { keeper, cuts } = await stage.solve(aSketchTable(stage.sketchWords, parts, 1), { seed: 1, kernels });
          const marks = expected(texts, characters);
          const left = new Set<bigint>();
          for (const [document, text] of texts.entries()) {
            const units = textUnits(text, "sentence");
            const kept = units.filter((_, unit) => !marks[document]?.[unit]).map(({ key }) => key);
            for (const key of kept) left.add(key);
            expect(keeper[document] !== KEPT).toBe(kept.length === 0 && units.length > 0);
            if (keeper[document] !== KEPT) continue;
            const cut = cuts?.(document);
            const after = cut ? without(text, cut) : text;
            expect(textUnits(after, "sentence").map(({ key }) => key)).toEqual(kept);
          }
          for (const text of texts) for (const { key } of textUnits(text, "sentence")) expect(left).toContain(key);
        },
      ),
      { numRuns: 150 },
    );
  });
});
