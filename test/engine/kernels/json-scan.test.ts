import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KINDS, scanRecord } from "../../../engine/kernels/oracle/json-scan.ts";
import { randomBytes, realFiles, realRecords, run } from "./byte-kernels.ts";

const WANTED = ["id", "text", "meta", "a", "b\n", "é", "", "a key that is longer than one block of bytes"];

const kindOf = (value: unknown): number => {
  if (typeof value === "string") return KINDS.string;
  if (typeof value === "number") return KINDS.number;
  if (value === null) return KINDS.null;
  if (typeof value === "boolean") return value ? KINDS.true : KINDS.false;
  return Array.isArray(value) ? KINDS.array : KINDS.object;
};

/** Checks the kernel against the oracle, and both against JSON.parse; returns the verdict. */
function check(record: Uint8Array, wanted: readonly string[] = WANTED): number {
  const found = run.scanRecord(record, wanted);
  const oracle = scanRecord(record, wanted);
  expect(found.verdict).toBe(oracle.verdict);
  if (found.verdict === 0) expect(found.values).toEqual(oracle.values);
  if (found.verdict === 3) return 3;
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(record).toString());
  } catch {
    expect(found.verdict).toBe(1);
    return 1;
  }
  expect(found.verdict).toBe(kindOf(parsed) === KINDS.object ? 0 : 2);
  if (found.verdict || !isUtf8(record)) return found.verdict;
  for (const [index, { kind, at, bytes }] of found.values.entries()) {
    const key = wanted[index]!;
    const span = record.subarray(at, at + bytes);
    const isPresent = Object.hasOwn(parsed as object, key);
    expect(kind !== KINDS.absent).toBe(isPresent);
    if (!isPresent) continue;
    const value = (parsed as Record<string, unknown>)[key];
    expect(kind).toBe(kindOf(value) === KINDS.string && span.includes(0x5c) ? KINDS.escapedString : kindOf(value));
    if (typeof value === "string") expect(run.unescapeJson(span)).toEqual(Buffer.from(value));
    else expect(JSON.parse(Buffer.from(span).toString())).toEqual(value);
  }
  return 0;
}

const verdictOf = (text: string): number => check(Buffer.from(text, "latin1"));

describe("verdicts", () => {
  test.each([
    [0, "{}"],
    [0, ' \t\n\r{ "a" \t:\n1 \r, "b" : [ ] } \n'],
    [1, ""],
    [1, " "],
    [1, "\xef\xbb\xbf{}"],
    [1, "\u00a0{}"],
    [1, "\f{}"],
    [1, "{} x"],
    [1, "{}{}"],
    [1, "{},"],
    [1, "{"],
    [1, "}"],
    [1, "{]"],
    [1, '{"a":[1}'],
    [1, '{"a"}'],
    [1, '{"a":}'],
    [1, '{"a":1,}'],
    [1, '{,"a":1}'],
    [1, '{"a":[1,]}'],
    [1, '{"a":[,1]}'],
    [1, '{"a" 1}'],
    [1, "{a:1}"],
    [1, "{'a':1}"],
    [1, '{"a":1 "b":2}'],
    [1, '{1:"a"}'],
    [2, "[]"],
    [2, '[{"a":1}]'],
    [2, '"text"'],
    [2, "1"],
    [2, " null "],
    [1, "nul"],
    [1, "[1"],
    [1, "null null"],
  ])("%i for %j", (verdict, text) => expect(verdictOf(text)).toBe(verdict));

  test.each(["0", "-0", "-0.0", "10", "1e5", "1E+5", "1e-05", "0.5", "-12.50e10", "1e999", "123456789012345678901"])(
    "number %s",
    (number) => {
      expect(verdictOf(`{"a":${number}}`)).toBe(0);
      expect(verdictOf(`{"a":[${number} , ${number}]}`)).toBe(0);
      expect(verdictOf(number)).toBe(2);
    },
  );

  test.each([
    "01",
    "-01",
    "1.",
    ".5",
    "-",
    "+1",
    "1e",
    "1e+",
    "1.e1",
    "0x1",
    "1_0",
    "--1",
    "Infinity",
    "NaN",
    "1a",
    "tru",
    "truee",
    "True",
    "nul",
    "undefined",
  ])("%s is no value", (text) => {
    expect(verdictOf(`{"a":${text}}`)).toBe(1);
    expect(verdictOf(text)).toBe(1);
  });

  test.each([
    '\\"',
    "\\\\",
    "\\/",
    "\\b\\f\\n\\r\\t",
    "\\u0000",
    "\\uD83D\\ude00",
    "\\ud800",
    "\\udc00x",
    "\x7f",
    "'",
    "\xc3\xa9",
  ])("string %s", (body) => {
    expect(verdictOf(`{"a":"${body}","id":"${"x".repeat(15)}${body}"}`)).toBe(0);
    expect(verdictOf(`{"${body}":"a"}`)).toBe(0);
  });

  test.each(["\\", "\\x", "\\a", "\\U0041", "\\u", "\\u12", "\\u123g", "\\u 123", "\\'", "\\\n"])(
    "string body %j is not valid",
    (body) => {
      expect(verdictOf(`{"a":"${body}"`)).toBe(1);
      expect(verdictOf(`{"a":"${body}"}`)).toBe(1);
      expect(verdictOf(`{"a":"${"x".repeat(14)}${body}`)).toBe(1);
    },
  );

  test("no control character may stand in a string, at any place of a block", () => {
    for (let control = 0; control < 0x20; control++) {
      for (const before of [0, 5, 15, 16, 40]) {
        expect(verdictOf(`{"a":"${"x".repeat(before)}${String.fromCharCode(control)}"}`)).toBe(1);
      }
    }
  });

  test("512 levels are the limit", () => {
    const nested = (levels: number, open: string, close: string) => `{"a":${open.repeat(levels - 1)}${close.repeat(levels - 1)}}`;
    expect(verdictOf(nested(512, "[", "]"))).toBe(0);
    expect(verdictOf(nested(513, "[", "]"))).toBe(3);
    expect(verdictOf(nested(100_000, "[", ""))).toBe(3);
    expect(verdictOf(`{"x":[${"[],".repeat(2_000)}{}]}`)).toBe(0);
    expect(verdictOf(`${'{"a":'.repeat(512)}1${"}".repeat(512)}`)).toBe(0);
    expect(verdictOf(`${'{"a":'.repeat(513)}1${"}".repeat(513)}`)).toBe(3);
    expect(verdictOf("[".repeat(513))).toBe(3);
  });

  test("fewer or more levels may be allowed, up to 4096", () => {
    const nested = (levels: number) => Buffer.from(`${"[".repeat(levels)}${"]".repeat(levels)}`);
    for (const deepest of [1, 2, 511, 513, 4096]) {
      for (const [levels, verdict] of [
        [deepest, 2],
        [deepest + 1, 3],
        [100_000, 3],
      ] as const) {
        expect(run.scanRecord(nested(levels), [], deepest).verdict).toBe(verdict);
        if (levels < 5000) expect(scanRecord(nested(levels), [], deepest).verdict).toBe(verdict);
      }
    }
    expect(run.scanRecord(nested(4097), [], 1_000_000).verdict).toBe(3);
  });

  test("a record cut anywhere is not JSON", () => {
    const record = '{"id":"x\\n\\u00e9","meta":{"a":[1.5e3,true,null,false,{}]},"a":"0123456789abcdef0123456789"}';
    expect(verdictOf(record)).toBe(0);
    for (let length = 0; length < record.length; length++) expect(verdictOf(record.slice(0, length))).toBe(1);
  });
});

describe("values", () => {
  test("the last of equal keys counts, escaped keys are decoded, only the top level is searched", () => {
    const text = '{"meta":{"a":9,"id":"deep"},"a":1,"\\u0061":[2],"a":"x\\ty","b\\n":null,"\\u00e9":true,"é":false,"":0}';
    expect(check(Buffer.from(text))).toBe(0);
    const spans = run
      .scanRecord(Buffer.from(text), WANTED)
      .values.map(({ kind, at, bytes }) => [kind, Buffer.from(text).toString("utf8", at, at + bytes)]);
    expect(spans.slice(0, 7)).toEqual([
      [KINDS.absent, ""],
      [KINDS.absent, ""],
      [KINDS.object, '{"a":9,"id":"deep"}'],
      [KINDS.escapedString, "x\\ty"],
      [KINDS.null, "null"],
      [KINDS.false, "false"],
      [KINDS.number, "0"],
    ]);
  });

  test("keys that begin alike, end alike or fill blocks are told apart", () => {
    const long = "k".repeat(40);
    const wanted = [long, `${long}k`, long.slice(1), "te", "text", "ext", "한국어"];
    expect(check(Buffer.from(`{"${long}":1,"${long}k":2,"${long}kk":3,"text":4,"ex\\u0074":5,"한국\\uc5b4":6}`), wanted)).toBe(0);
    expect(check(Buffer.from('{"text":1}'), [])).toBe(0);
  });

  test("a nested object is searched by scanning its span", () => {
    const text = '{"a":1,"meta":{"a":{"id":"found"}},"id":2}';
    const outer = scanRecord(Buffer.from(text), ["meta"]).values[0]!;
    const inner = run.scanRecord(Buffer.from(text).subarray(outer.at, outer.at + outer.bytes), ["a", "id"]);
    expect(inner).toEqual({
      verdict: 0,
      values: [
        { kind: KINDS.object, at: 5, bytes: 14 },
        { kind: KINDS.absent, at: 0, bytes: 0 },
      ],
    });
  });
});

const pieces = [
  "a",
  "xyz ",
  "한",
  "é",
  "😀",
  "\\n",
  '\\"',
  "\\\\",
  "\\u0041",
  "\\ud83d\\ude00",
  "\\ud800",
  "\\udc00",
  "\\u0000",
  "\\/",
  "\x7f",
  "\u2028",
];
const quoted = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => `"${parts.join("")}"`);
const space = fc.constantFrom("", "", "", " ", "\n", "\t\r ");
const key = fc.oneof(
  fc.constantFrom(...WANTED.map((name) => JSON.stringify(name)), '"\\u0061"', '"\\u0069d"', '"b\\u000A"'),
  quoted,
);
const { object, any } = fc.letrec<{ object: string; any: string; inner: string }>((tie) => ({
  object: fc
    .array(fc.tuple(space, key, space, tie("any")), { maxLength: 6 })
    .map((members) => `{${members.map(([before, name, after, value]) => `${before + name + after}:${value}`).join(",")}}`),
  inner: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    quoted,
    fc.constantFrom("0", "-0", "1e5", "-1.5E+10", "12", "true", "false", "null"),
    tie("object"),
    fc.array(tie("any"), { maxLength: 4 }).map((elements) => `[${elements.join(",")}]`),
  ),
  any: fc.tuple(space, tie("inner"), space).map((parts) => parts.join("")),
}));

test("kernel = oracle = JSON.parse on random JSON", () => {
  fc.assert(
    fc.property(object, (text) => {
      expect(check(Buffer.from(text))).toBe(0);
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(any, (text) => {
      check(Buffer.from(text));
    }),
    { numRuns: 1_000 },
  );
});

test("kernel = oracle = JSON.parse on changed JSON and random bytes", () => {
  const splice = fc.constantFrom(
    '"',
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "0",
    "1",
    "-",
    ".",
    "e",
    "\n",
    "\0",
    "u",
    "tru",
    " ",
    "",
    "\xff",
  );
  fc.assert(
    fc.property(object, fc.nat(), splice, fc.nat({ max: 2 }), (text, place, put, removed) => {
      const record = Buffer.from(text);
      const at = place % (record.length + 1);
      check(Buffer.concat([record.subarray(0, at), Buffer.from(put, "latin1"), record.subarray(at + removed)]));
    }),
    { numRuns: 5_000 },
  );
  fc.assert(
    fc.property(randomBytes, (bytes) => {
      check(bytes);
      check(Buffer.concat([Buffer.from('{"a":"'), bytes, Buffer.from('"}')]));
    }),
    { numRuns: 2_000 },
  );
});

test.skipIf(realFiles.length === 0).each(realFiles.length ? realFiles : ["shared data is absent"])(
  "kernel = oracle = JSON.parse on %s",
  (file) => {
    const wanted = ["id", "text", "url", "source", "lang", "absent"];
    for (const record of realRecords(file)) {
      const { verdict, values } = run.scanRecord(record, wanted);
      const parsed = JSON.parse(record.toString()) as Record<string, unknown>;
      const read = values.map(({ kind, at, bytes }) =>
        kind === KINDS.string || kind === KINDS.escapedString
          ? run.unescapeJson(record.subarray(at, at + bytes)).toString()
          : kind && JSON.parse(record.toString("utf8", at, at + bytes)),
      );
      expect([verdict, read]).toEqual([0, wanted.map((name) => parsed[name] ?? 0)]);
      expect(values).toEqual(scanRecord(record, wanted).values);
    }
  },
);
