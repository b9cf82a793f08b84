import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { FIELD_OPTIONS, type FieldOptions, mapFields } from "../../../stages/read/fields.ts";
import { JsonRecords } from "../../../stages/read/json-record.ts";
import { ValueRecords } from "../../../stages/read/value-records.ts";
import { ABuilder } from "../../helpers/a-builder.ts";

const kernels = loadKernels();
const encoder = new TextEncoder();

const mapping = (options: Partial<FieldOptions>) =>
  mapFields({
    id: "id",
    text: "text",
    url: FIELD_OPTIONS.url.fallback ?? [],
    license: FIELD_OPTIONS.license.fallback ?? [],
    date: FIELD_OPTIONS.date.fallback ?? [],
    metadata: [],
    ...options,
  });

type Values = Readonly<Record<string, unknown>>;

function asValues(record: Values, options: Partial<FieldOptions> = {}, maxRecordBytes?: number) {
  const mark = kernels.mark();
  const builder = new ABuilder(kernels);
  new ValueRecords(mapping(options), maxRecordBytes).add(record, 7, builder);
  kernels.release(mark);
  return builder.records[0];
}

function asJson(record: Values, options: Partial<FieldOptions> = {}) {
  const mark = kernels.mark();
  const builder = new ABuilder(kernels);
  const records = new JsonRecords(mapping(options));
  records.place(kernels);
  const bytes = encoder.encode(JSON.stringify(record));
  const at = kernels.alloc(bytes.length);
  kernels.bytes().set(bytes, at);
  records.add(at, bytes.length, 7, builder);
  kernels.release(mark);
  return builder.records[0];
}

const KEYS = ["id", "text", "url", "license", "meta", "paragraph", "form", "수준", 'a"b', "constructor", "created"];
const string = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("가", "힣", "a", "\n", '"', "\\", "\u0000", "\ud800", "\udc00", "🦊", "\ufeff", "é") }),
  fc.constant("긴 글 ".repeat(2000)),
);
const { record } = fc.letrec<{ value: unknown; record: Values }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    string,
    fc.constantFrom(null, undefined, true, false, 0, -0, 1e21, 2.5, Number.NaN, new Date(0), new Date(Number.NaN)),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("record"),
  ),
  record: fc.dictionary(fc.constantFrom(...KEYS), tie("value"), { maxKeys: 8 }),
}));
const OPTIONS: readonly Partial<FieldOptions>[] = [
  {},
  { text: ["meta.text", "text"], id: ["meta.id", "id"], metadata: ["meta.form", "form", "수준", 'a"b', "constructor"] },
  { text: "paragraph[].form", metadata: { whole: ["paragraph", "meta"], text: "text" }, license: [] },
  { text: ["meta[].paragraph[].form", "paragraph[][]", "paragraph[]", "meta.paragraph[].text"], id: [] },
];

describe("ValueRecords", () => {
  it("makes of any record what JsonRecords makes of its JSON", () => {
    fc.assert(
      fc.property(record, fc.constantFrom(...OPTIONS), (values, options) => {
        expect(asValues(values, options)).toEqual(asJson(values, options));
      }),
      { numRuns: 3000, seed: 4 },
    );
  });

  it("agrees with JsonRecords where paragraphs are as the publishers write them", () => {
    const paragraphs = [{ form: "첫째 줄" }, { id: 2 }, { form: null }, { form: "둘째 \ud83d줄" }, { form: "" }];
    const options = { text: "paragraph[].form", id: "id" };
    for (const values of [
      { id: "A1", paragraph: paragraphs },
      { id: 12, paragraph: [] },
      { paragraph: [{ form: 3 }] },
      { paragraph: ["form"] },
      { paragraph: "form" },
      { id: [1], paragraph: paragraphs },
    ])
      expect(asValues(values, options)).toEqual(asJson(values, options));
    expect(asValues({ paragraph: paragraphs }, options)?.text).toBe("첫째 줄\n둘째 �줄\n");
  });

  it("takes strings as UTF-8 bytes, whole numbers as bigint and number arrays as arrays", () => {
    const bytes = (text: string) => encoder.encode(text);
    const given = {
      id: 12345678901234567890n,
      text: bytes('본문 "둘"\n'),
      url: bytes("https://example.com/가"),
      license: bytes("CC-BY"),
      meta: { date: new Date("2026-01-02T03:04:05Z"), counts: new Int32Array([1, 2]), big: [2n ** 60n], name: bytes('"') },
    };
    expect(asValues(given, { metadata: ["meta"] })).toEqual({
      offset: 7,
      id: "12345678901234567890",
      text: '본문 "둘"\n',
      url: "https://example.com/가",
      meta: '{"license":"CC-BY","date":"2026-01-02T03:04:05.000Z","url":"https://example.com/가","meta":{"date":"2026-01-02T03:04:05.000Z","counts":[1,2],"big":[1152921504606846976],"name":"\\""}}',
    });
    const pieces = { paragraph: [{ form: bytes("하나") }, { form: "둘" }, { form: bytes("") }] };
    expect(asValues(pieces, { text: "paragraph[].form" })?.text).toBe("하나\n둘\n");
  });

  it("refuses bytes that are not UTF-8 wherever they are taken", () => {
    const bad = new Uint8Array([0x61, 0xff]);
    const options = { text: ["text", "list[]"], metadata: ["note"] };
    for (const values of [
      { text: bad },
      { list: ["a", bad] },
      { id: bad, text: "" },
      { url: bad, text: "" },
      { note: [bad], text: "" },
    ])
      expect(asValues(values, options)).toEqual({ offset: 7, refused: "invalid-utf8" });
    expect(asValues({ other: bad, text: "a" }, options)?.text).toBe("a");
    // A fault in one record's metadata is not the next one's.
    const builder = new ABuilder(kernels);
    const records = new ValueRecords(mapping(options));
    records.add({ note: bad, text: "" }, 0, builder);
    records.add({ note: 1, text: "b" }, 1, builder);
    expect(builder.records).toEqual([
      { offset: 0, refused: "invalid-utf8" },
      { offset: 1, text: "b", meta: '{"note":1}' },
    ]);
  });

  it("refuses what nests deeper than 512 levels, as in JSON", () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    for (const levels of [510, 511, 512, 600]) {
      const values = { text: "a", deep: nested(levels) };
      expect(asValues(values, { metadata: ["deep"] })).toEqual(asJson(values, { metadata: ["deep"] }));
    }
  });

  it("refuses a record whose fields are together longer than allowed, and holds no memory for it", () => {
    const values = { id: "가", text: "나다", url: "u", license: "l" };
    const whole = 3 + 6 + 1 + '{"license":"l","url":"u"}'.length;
    expect(asValues(values, {}, whole)?.text).toBe("나다");
    const before = kernels.mark();
    const builder = new ABuilder(kernels);
    new ValueRecords(mapping({}), whole - 1).add(values, 0, builder);
    new ValueRecords(mapping({}), 5).add(values, 1, builder);
    expect(builder.records).toEqual([0, 1].map((offset) => ({ offset, refused: "record-too-long" })));
    expect(kernels.mark()).toBe(before);
  });
});
