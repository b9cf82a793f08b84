import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RecordRenderer } from "../../../stages/write/render-record.ts";
import { type ARecord, aBatch } from "../../helpers/a-batch.ts";

const render = (records: readonly ARecord[], attributes: readonly string[], metadata: boolean, room = 64): unknown[] => {
  const batch = aBatch(records, { source: '웹 "ko"' });
  const renderer = new RecordRenderer({ attributes, metadata }, room);
  const sizes = records.map((_, row) => renderer.append(batch, row));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(renderer.bytes);
  const text = new TextDecoder().decode(renderer.rendered.slice());
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
};

describe("RecordRenderer", () => {
  it("renders any text, id and metadata as the JSON that stands for them", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ id: fc.string({ unit: "grapheme", minLength: 1 }), text: fc.string({ unit: "grapheme-composite" }) }),
          {
            maxLength: 5,
          },
        ),
        (records) => {
          const sound = records.map(({ id, text }) => ({ id, text: text }));
          expect(render(sound, [], false)).toEqual(sound.map(({ id, text }) => ({ id, text, source: '웹 "ko"' })));
        },
      ),
    );
  });

  it("carries attributes in the order asked and leaves out what was not set", () => {
    const records = [
      { text: "a", attributes: { lang: "ko", tokens: 3 } },
      { text: "b", attributes: { tokens: 0.25 } },
    ];
    expect(render(records, ["tokens", "lang"], true)).toMatchObject([
      { attributes: { tokens: 3, lang: "ko" } },
      { attributes: { tokens: 0.25 } },
    ]);
  });

  it("carries metadata as it was read, or not at all", () => {
    const records = [{ text: "a", meta: { license: "CC0-1.0", tags: ["x", { y: null }] } }, { text: "b" }];
    expect(render(records, [], true)).toMatchObject([{ metadata: { license: "CC0-1.0", tags: ["x", { y: null }] } }, {}]);
    expect(render(records, [], false).some((record) => "metadata" in (record as object))).toBe(false);
  });

  it("holds a text far longer than its room and than one piece of escaping", () => {
    const text = '가"\u0001\n'.repeat(700_000);
    expect(render([{ text }], [], false)).toMatchObject([{ text }]);
  });
});
