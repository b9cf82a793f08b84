import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { findLines } from "../../../engine/kernels/oracle/lines.ts";
import { SPLIT_PATTERNS, type SplitPattern } from "../../../engine/kernels/vocabulary-layout.ts";

const kernels = loadKernels();
const AFTER_OUTPUT = 64;
const UNTOUCHED = 0xee;
/** What stands after an input, in turn: it would go on with a number, a string, an escape, a character or a line. */
const AFTER_INPUT = ["1", '"', "}", "\\", "ue", "\x80", "\n", "\0"].map((text) => Buffer.alloc(64, text, "latin1"));
let turn = 0;

/** Runs with a copy of the input at an address of any alignment, and frees what was allocated. */
function onBytes<Result>(input: Uint8Array, use: (at: number, bytes: number) => Result): Result {
  const mark = kernels.mark();
  const before = turn++ % 16;
  const at = kernels.alloc(input.length + before) + before;
  kernels.bytes().set(input, at);
  kernels.bytes().set(AFTER_INPUT[turn % AFTER_INPUT.length]!, at + input.length);
  const result = use(at, input.length);
  kernels.release(mark);
  return result;
}

/** Calls a kernel that writes at most `most` bytes; fails when it touches more than these. */
function written(input: Uint8Array, most: number, call: (at: number, bytes: number, into: number) => number): Buffer {
  return onBytes(input, (at, bytes) => {
    const into = kernels.alloc(most + AFTER_OUTPUT);
    kernels.bytes().fill(UNTOUCHED, into, into + most + AFTER_OUTPUT);
    const length = call(at, bytes, into);
    const after = kernels.bytes().subarray(into + most, into + most + AFTER_OUTPUT);
    if (after.some((byte) => byte !== UNTOUCHED)) throw new Error("kernel: wrote past the bytes it may use");
    return Buffer.from(kernels.bytes().slice(into, into + length));
  });
}

/** The kernels of records and bytes, on byte arrays; values are given as offsets from the start of the record. */
export const run = {
  findLines: (input: Uint8Array, most: number): number[] =>
    onBytes(input, (at, bytes) => {
      const into = kernels.alloc(4 * most);
      const found = kernels.call.findLines(at, bytes, into, most);
      return [...kernels.words().subarray(into / 4, into / 4 + found)];
    }),
  scanRecord: (input: Uint8Array, wanted: readonly string[], deepest = 512) =>
    onBytes(input, (at, bytes) => {
      const table = kernels.alloc(4 + 8 * wanted.length);
      const into = kernels.alloc(12 * wanted.length);
      kernels.words().fill(9, into / 4, into / 4 + 3 * wanted.length);
      kernels.words()[table / 4] = wanted.length;
      for (const [index, name] of wanted.entries()) {
        const key = Buffer.from(name);
        const keyAt = kernels.alloc(key.length);
        kernels.bytes().set(key, keyAt);
        kernels.words().set([keyAt, key.length], table / 4 + 1 + 2 * index);
      }
      const verdict = kernels.call.scanRecord(at, bytes, table, into, deepest);
      const values = wanted.map((_, index) => {
        const [kind = 0, valueAt = 0, valueBytes = 0] = kernels.words().subarray(into / 4 + 3 * index);
        return { kind, at: kind ? valueAt - at : 0, bytes: valueBytes };
      });
      return { verdict, values };
    }),
  unescapeJson: (body: Uint8Array): Buffer => written(body, body.length, kernels.call.unescapeJson),
  escapeJson: (text: Uint8Array): Buffer => written(text, 6 * text.length, kernels.call.escapeJson),
  validUtf8: (input: Uint8Array): number => onBytes(input, kernels.call.validUtf8),
  isSurelyNfc: (text: string): boolean => onBytes(Buffer.from(text), kernels.call.isSurelyNfc) === 1,
  splitText: (pattern: SplitPattern, text: string): string[] => {
    const input = Buffer.from(text);
    const ends = written(input, 4 * input.length, (at, bytes, into) => {
      return 4 * kernels.call.splitText(SPLIT_PATTERNS.indexOf(pattern), at, bytes, into);
    });
    const pieces: string[] = [];
    for (let from = 0, at = 0; at < ends.length; at += 4) {
      const end = ends.readUInt32LE(at);
      pieces.push(input.toString("utf8", from, end));
      from = end;
    }
    return pieces;
  },
  hash128: (input: Uint8Array): Buffer =>
    written(input, 16, (at, bytes, into) => {
      kernels.call.hash128(at, bytes, into);
      return 16;
    }),
};

const shared = new URL("../../../../shared/data/A_text/", import.meta.url);

/** Files of real records that are at hand: Korean, English, much markup, much mathematics, pairs of languages. */
export const realFiles = [
  "ko_docs_react",
  "ko_folktales_korean-folktales-bilingual",
  "ko_law_statutes",
  "ko_textbook_d2l",
  "en_academic_arxiv",
  "en_docs_tldr",
  "en_web_cc_samples",
].filter((name) => existsSync(new URL(`${name}.jsonl.gz`, shared)));

/** The records of one of {@link realFiles}, without line ends. */
export function realRecords(name: string): Buffer[] {
  const file = gunzipSync(readFileSync(new URL(`${name}.jsonl.gz`, shared)));
  let start = 0;
  return findLines(file, Number.POSITIVE_INFINITY).map((end) => {
    const record = file.subarray(start, end);
    start = end + 1;
    return record;
  });
}

/** Bytes from a few values that mean something to JSON or UTF-8, and random ones. */
export const randomBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .array(fc.constantFrom(0x0a, 0x22, 0x5c, 0x75, 0x20, 0x1f, 0x61, 0x80, 0xbf, 0xc3, 0xe1, 0xed, 0xa0, 0xf0, 0x90, 0xf4), {
      maxLength: 200,
    })
    .map((values) => Uint8Array.from(values)),
);

/** Text of one, two, three and four bytes a character, with stretches of ASCII longer than a block. */
export const unicodeText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(fc.string({ unit: "binary", maxLength: 20 }), fc.constantFrom("가나다 ", "é", "😀", "x".repeat(70), "\n", '"\\\b')),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));
