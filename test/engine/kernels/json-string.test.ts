import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeJson, unescapeJson } from "../../../engine/kernels/oracle/json-string.ts";
import { randomBytes, realFiles, realRecords, run, unicodeText } from "./byte-kernels.ts";

const stringified = (text: string): Buffer => Buffer.from(JSON.stringify(text).slice(1, -1));

test.each([
  ['\\b\\t\\n\\f\\r\\"\\\\\\/', '\b\t\n\f\r"\\/'],
  ["\\u0000\\u001f\\u007f\\u00e9\\u07ff\\u0800\\uffff", "\0\x1f\x7f\u00e9\u07ff\u0800\uffff"],
  ["\\uD55C\\uae00", "한글"],
  ["\\ud83d\\ude00\\ud800\\udc00\\udbff\\udfff", "😀\u{10000}\u{10ffff}"],
  ["\\ud83d", "\ufffd"],
  ["\\ud83d\\n", "\ufffd\n"],
  ["\\ud83dx", "\ufffdx"],
  ["\\ud83d\\ud83d\\ude00", "\ufffd😀"],
  ["\\ude00\\ud83d", "\ufffd\ufffd"],
  ["\\ud83d\\u0041", "\ufffdA"],
  ["\\ud83d\\\\ude00", "\ufffd\\ude00"],
])("unescape %s", (body, text) => {
  expect(Buffer.from(JSON.parse(`"${body}"`) as string).equals(Buffer.from(text))).toBe(true);
  for (let before = 0; before <= 20; before++) {
    const start = "가".repeat(before);
    for (const end of ["", "x", "0123456789abcdef"]) {
      expect(run.unescapeJson(Buffer.from(start + body + end)).toString()).toBe(start + text + end);
    }
  }
  expect(unescapeJson(Buffer.from(body))).toEqual(Buffer.from(text));
});

test("a high surrogate at the end of a body does not look for its other half behind it", () => {
  const body = Buffer.from("\\ud83d\\ude00");
  expect(run.unescapeJson(body.subarray(0, 6)).toString()).toBe("\ufffd");
});

test("every character below U+0180 and the line separators are escaped as JSON.stringify does", () => {
  const codePoints = [...Array(0x180).keys(), 0x2028, 0x2029, 0xfeff, 0xffff, 0x10ffff];
  for (const codePoint of codePoints) {
    for (const before of [0, 3, 15, 16, 31]) {
      const text = `${"x".repeat(before) + String.fromCodePoint(codePoint)}y`;
      expect(run.escapeJson(Buffer.from(text))).toEqual(stringified(text));
    }
  }
  expect(run.escapeJson(Buffer.alloc(100)).length).toBe(600);
});

test("escape = JSON.stringify and unescape takes it back, on random text", () => {
  fc.assert(
    fc.property(unicodeText, (text) => {
      const input = Buffer.from(text);
      const escaped = run.escapeJson(input);
      expect(escaped).toEqual(stringified(input.toString()));
      expect(run.unescapeJson(escaped)).toEqual(input);
    }),
    { numRuns: 3_000 },
  );
});

test("kernels = oracles on random bytes; bytes that are not UTF-8 pass as they are", () => {
  fc.assert(
    fc.property(randomBytes, (input) => {
      const escaped = run.escapeJson(input);
      expect(escaped.equals(escapeJson(input))).toBe(true);
      expect(run.unescapeJson(escaped).equals(input)).toBe(true);
      if (isUtf8(input)) expect(escaped).toEqual(stringified(Buffer.from(input).toString()));
    }),
    { numRuns: 3_000 },
  );
});

test("kernel = oracle = JSON.parse on random bodies", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "\\n",
      '\\"',
      "\\\\",
      "\\/",
      "\\ud83d",
      "\\ude00",
      "\\u00e9",
      "\\uD55C",
      "한",
      "😀",
      "plain text of more than a block",
    ),
    fc.string({ maxLength: 8 }).map((text) => JSON.stringify(text).slice(1, -1)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
      const body = Buffer.from(parts.join(""));
      const decoded = run.unescapeJson(body);
      expect(decoded).toEqual(unescapeJson(body));
      expect(decoded).toEqual(Buffer.from(JSON.parse(`"${body.toString()}"`) as string));
    }),
    { numRuns: 3_000 },
  );
});

test.skipIf(realFiles.length === 0).each(realFiles.length ? realFiles : ["shared data is absent"])(
  "escape = JSON.stringify on %s",
  (file) => {
    for (const record of realRecords(file)) {
      const { text } = JSON.parse(record.toString()) as { text: string };
      expect(run.escapeJson(Buffer.from(text)).equals(stringified(text))).toBe(true);
    }
  },
);
