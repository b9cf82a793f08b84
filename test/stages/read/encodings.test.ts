import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { tableOf } from "../../../stages/read/encodings.ts";
import { json } from "../../../stages/read/json.ts";
import { jsonl } from "../../../stages/read/jsonl.ts";
import { text } from "../../../stages/read/text.ts";
import { INVALID_MARK, transcoderOf } from "../../../stages/read/transcoder.ts";
import { readSource } from "../../helpers/a-builder.ts";
import { scratchFolders } from "../../helpers/scratch.ts";

const scratch = scratchFolders();
const KOREAN = "쭉정이는 날아가고 알곡만 키 안에 남았다. 뷁, 漢字, ①, ㄱㅏ, “따옴표”… 한글 1,234자.";

/** Decodes everything at once, then in pieces of some bytes with little room, and holds the two to be equal. */
function decode(bytes: Uint8Array, encoding: Parameters<typeof transcoderOf>[0], piece = bytes.length): Buffer {
  const transcoder = transcoderOf(encoding);
  const output = Buffer.alloc(piece * 3 + 4);
  const pieces: Buffer[] = [];
  let left = Buffer.alloc(0);
  for (let at = 0; at < bytes.length || left.length > 0; at += piece) {
    const isLast = at + piece >= bytes.length;
    let input = Buffer.concat([left, bytes.subarray(at, at + piece)]);
    do {
      transcoder.push(input, output, isLast);
      pieces.push(Buffer.from(output.subarray(0, transcoder.written)));
      input = input.subarray(transcoder.read);
    } while (transcoder.written > 0 && input.length > 0);
    left = input;
    if (isLast && transcoder.read === 0) break;
  }
  return Buffer.concat(pieces);
}

/** What the library makes of the bytes, with the mark in place of what it has no character for. */
const byLibrary = (bytes: Uint8Array, encoding: string): string =>
  iconv.decode(Buffer.from(bytes), encoding, { stripBOM: false });

describe("transcoding", () => {
  it.each([
    ["cp949", "cp949", KOREAN],
    ["euc-kr", "euc-kr", "쭉정이는 날아가고 ㈜ 漢字"],
    ["utf-16le", "utf-16le", `${KOREAN}\u{1F33E}`],
    ["utf-16be", "utf-16be", `${KOREAN}\u{1F33E}`],
    ["shift_jis", "cp932", "箕で籾殻を飛ばす。ｶﾅ"],
    ["windows-1252", "windows-1252", "Der Müller sagte: „façade“ – 5 €"],
    ["iso-8859-1", "iso-8859-1", "Der Müller sagte: façade"],
  ] as const)("gives what the library gives, wherever reads cut it: %s", (encoding, theirs, sample) => {
    const bytes = iconv.encode(sample, theirs);
    for (const piece of [1, 2, 3, 7, bytes.length]) expect(decode(bytes, encoding, piece).toString()).toBe(sample);
  });

  it("knows every pair that the library knows, and no other: cp949", () => {
    for (let lead = 0x81; lead <= 0xfe; lead++) {
      for (let trail = 0x41; trail <= 0xfe; trail++) {
        const theirs = byLibrary(Uint8Array.of(lead, trail), "cp949");
        const ours = decode(Uint8Array.of(lead, trail), "cp949");
        if (theirs.length === 1 && theirs !== "\uFFFD") expect(ours.toString()).toBe(theirs);
        else expect(ours[0]).toBe(INVALID_MARK);
      }
    }
  });

  it("marks what the encoding does not have, and swallows no ASCII behind it", () => {
    expect([...decode(Buffer.from([0x41, 0xc7, 0x0a, 0x42, 0xff, 0x80, 0xb0, 0xa1, 0xc7]), "cp949")]).toEqual([
      0x41, 0xff, 0x0a, 0x42, 0xff, 0xff, 0xea, 0xb0, 0x80, 0xff,
    ]);
    expect([...decode(Buffer.from([0x00, 0xd8, 0x41, 0x00, 0x00, 0xdc, 0x42]), "utf-16le")]).toEqual([0xff, 0x41, 0xff, 0xff]);
    expect([...decode(Buffer.from([0x81, 0xe9]), "windows-1252")]).toEqual([0xff, 0xc3, 0xa9]);
  });

  it("has JOHAB by the rules of its standard: syllables, jamo, symbols and Hanja", () => {
    // Pairs by KS C 5601-1992, annex 3.
    const pairs: [number, string][] = [
      [0x8861, "가"],
      [0xd065, "한"],
      [0x8b69, "글"],
      [0x8841, "ㄱ"],
      [0x8461, "ㅏ"],
      [0xd931, "\u3000"],
      [0xe031, "伽"],
    ];
    for (const [pair, wanted] of pairs)
      expect([pair, decode(Uint8Array.of(pair >> 8, pair & 255), "johab").toString()]).toEqual([pair, wanted]);
  });
});

const PYTHON = `
import json
pairs = {}
for lead in range(0x80, 0x100):
    for trail in range(0x100):
        try:
            text = bytes([lead, trail]).decode("johab")
        except UnicodeDecodeError:
            continue
        if len(text) == 1:
            pairs[lead << 8 | trail] = ord(text)
print(json.dumps(pairs))
`;
const python = spawnSync("python3", ["-c", PYTHON], { encoding: "utf8" });

describe.skipIf(python.status !== 0)("JOHAB", () => {
  it("has the very pairs that Python's codec has", () => {
    const theirs = JSON.parse(python.stdout) as Readonly<Record<string, number>>;
    const { pairs } = tableOf("johab");
    const ours = Object.fromEntries([...pairs.entries()].filter(([, unit]) => unit !== 0));
    expect(Object.keys(ours).length).toBeGreaterThan(17_000);
    expect(ours).toEqual(theirs);
  });
});

async function readAs(source: typeof jsonl | typeof json | typeof text, content: Uint8Array, options: object = {}) {
  const folder = scratch();
  writeFileSync(join(folder, "in"), content);
  return (
    (source as typeof text)("in", { files: "in", ...options }) &&
    readSource((source as typeof text)("in", { files: "in", ...options }), folder, 4096)
  );
}

describe("files of other encodings", () => {
  const lines = Array.from({ length: 3000 }, (_, index) => ({ id: `줄-${index}`, text: `${KOREAN} ${index}` }));
  const asLines = lines.map((line) => `${JSON.stringify(line)}\n`).join("");

  it.each(["cp949", "utf-16le", "utf-16be"] as const)(
    "are read like UTF-8, declared or detected, packed or not: %s",
    async (encoding) => {
      const utf8 = await readAs(jsonl, Buffer.from(asLines));
      const bytes = iconv.encode(asLines, encoding);
      for (const content of [bytes, gzipSync(bytes)]) {
        for (const [options, evidence] of [
          [{ encoding }, `${encoding}, declared`],
          [{}, expect.stringMatching(new RegExp(`^${encoding}, \\d+ % of \\d+ `))],
        ] as const) {
          const { records, error } = await readAs(jsonl, content, options);
          expect(error).toBeUndefined();
          expect(records).toEqual(utf8.records.map((record) => ({ ...record, encoding: evidence })));
        }
      }
    },
  );

  it("are known by a byte order mark, which is no part of the text", async () => {
    for (const encoding of ["utf-16le", "utf-16be"] as const) {
      const { records } = await readAs(text, iconv.encode("\uFEFF짧다", encoding));
      expect(records).toEqual([{ offset: 0, text: "짧다", encoding: `${encoding}, byte order mark` }]);
    }
    expect((await readAs(text, Buffer.from("\uFEFF짧다"))).records).toEqual([{ offset: 3, text: "짧다" }]);
  });

  it("have the record refused that holds no character of theirs, and no other", async () => {
    const bytes = iconv.encode(asLines, "cp949");
    const at = bytes.indexOf(iconv.encode('줄-7"', "cp949"));
    const broken = Buffer.concat([bytes.subarray(0, at + 1), Buffer.from([0x20]), bytes.subarray(at + 2)]);
    const { records } = await readAs(jsonl, broken);
    expect(records).toHaveLength(3000);
    expect(records.filter(({ refused }) => refused)).toEqual([
      { offset: records[7]?.offset, refused: "invalid-encoding", encoding: expect.stringMatching(/^cp949, /) },
    ]);
    const array = iconv.encode(JSON.stringify(lines), "cp949");
    const spot = array.indexOf(iconv.encode('줄-9"', "cp949"));
    array[spot + 1] = 0x20;
    const document = await readAs(json, array, { encoding: "cp949" });
    expect(document.records.filter(({ refused }) => refused).map(({ offset, refused }) => [offset, refused])).toEqual([
      [9, "invalid-encoding"],
    ]);
    const file = await readAs(
      text,
      iconv
        .encode(`${KOREAN.repeat(3)}`, "cp949")
        .subarray(0, -1)
        .fill(0xff, 40, 41),
      { encoding: "cp949" },
    );
    expect(file.records.map(({ refused }) => refused)).toEqual(["invalid-encoding"]);
  });

  it("are UTF-8 where one record of many is broken, and where nothing speaks for another", async () => {
    const broken = Buffer.from(asLines);
    broken[broken.indexOf("줄-5") + 1] = 0x41;
    expect((await readAs(jsonl, broken)).records.filter(({ refused }) => refused)).toEqual([
      { offset: expect.any(Number), refused: "invalid-utf8" },
    ]);
    const latin = await readAs(jsonl, Buffer.from('{"text":"caf\xe9"}\n{"text":"tea"}\n', "latin1"));
    expect(latin.records.map(({ refused }) => refused)).toEqual(["invalid-utf8", undefined]);
  });
});
