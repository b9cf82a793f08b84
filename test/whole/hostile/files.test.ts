import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { compressFrame } from "../../../engine/zstd.ts";
import { type HostileSource, quarantineOf, watchMemory, writeConfig } from "../../helpers/hostile.ts";
import { runCli, runJson, scratchFolder } from "../../helpers/run-cli.ts";

const MEBIBYTE = 2 ** 20;
const TEXT = "체로 치고 키로 까부르면 쭉정이는 날아가고 알곡이 남는다. 이 문장은 시험을 위하여 지은 것이다.";
const record = (id: string | number, text: unknown = `${TEXT} ${id}번.`) => JSON.stringify({ id, text });
const records = (count: number) => Array.from({ length: count }, (_, index) => record(index));
const lines = (all: readonly (string | Buffer)[]) => Buffer.concat(all.flatMap((line) => [Buffer.from(line), Buffer.from("\n")]));

/** One file, a source of its own: how many of its records are kept, why others are not, and how its fault is told if it has one. */
interface Case {
  readonly file: string;
  readonly content: Uint8Array | string;
  readonly format?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** A number, or `some` of 3000. */
  readonly kept: number | "some";
  readonly refused?: Readonly<Record<string, number>>;
  readonly fault?: RegExp;
}

const packed = gzipSync(lines(records(3000)));
const frame = Buffer.from(compressFrame(lines(records(3000)), 3));
function flipped(bytes: Uint8Array, fromEnd: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length - fromEnd] = 255 - (copy[copy.length - fromEnd] as number);
  return copy;
}
const deep = `{"id":"deep","text":"x","y":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;

const CASES: Readonly<Record<string, Case>> = {
  sound: { file: "sound.jsonl", content: lines(records(200)), kept: 200 },
  fields: {
    file: "fields.jsonl",
    content: lines([
      ...records(20),
      '{"id":"a"}',
      '{"id":"b","text":null}',
      record("c", 12),
      record("d", ["x"]),
      '{"id":{},"text":"x"}',
    ]),
    kept: 20,
    refused: { "text-missing": 2, "text-not-a-string": 2, "id-not-usable": 1 },
  },
  bytes: {
    file: "bytes.jsonl",
    content: lines([
      ...records(20),
      Buffer.from('{"id":"utf8","text":"\xff\xfe"}', "latin1"),
      '{"id":"nul","text":"a\0b"}',
      Buffer.alloc(1000),
      '{"id":"half","text":"',
    ]),
    kept: 20,
    refused: { "invalid-json": 3, "invalid-utf8": 1 },
  },
  "broken-pair": {
    file: "cp949.jsonl",
    content: lines([
      ...records(20).map((line) => iconv.encode(line, "cp949")),
      Buffer.concat([iconv.encode('{"id":"pair","text":"가나', "cp949"), Buffer.from([0xb0]), Buffer.from('"}')]),
    ]),
    options: { encoding: "cp949" },
    kept: 20,
    refused: { "invalid-encoding": 1 },
  },
  deep: { file: "deep.jsonl", content: lines([...records(20), deep]), kept: 20, refused: { "too-deep": 1 } },
  "deep-document": {
    file: "deep.json",
    content: `[${records(20).join(",")},${deep}]`,
    format: "json",
    kept: 20,
    refused: { "too-deep": 1 },
  },
  long: {
    file: "long.jsonl",
    content: lines([...records(20), record("long", "x".repeat(3 * MEBIBYTE)), record("last")]),
    options: { maxRecordBytes: MEBIBYTE },
    kept: 21,
    refused: { "record-too-long": 1 },
  },
  twins: { file: "twins.jsonl", content: lines([...records(20), record(7, `${TEXT} 같은 이름.`), record(7)]), kept: 22 },
  empty: { file: "empty.jsonl", content: "", kept: 0 },
  blank: { file: "blank.jsonl", content: "\n  \n\r\n", kept: 0 },
  "cut-gzip": {
    file: "cut.jsonl.gz",
    content: packed.subarray(0, packed.length - 300),
    kept: "some",
    fault: /gzip: unexpected end of file/,
  },
  "cut-zstd": {
    file: "cut.jsonl.zst",
    content: frame.subarray(0, frame.length - 300),
    kept: "some",
    fault: /zstd: the file ends inside a frame/,
  },
  "wrong-crc": { file: "crc.jsonl.gz", content: flipped(packed, 6), kept: 3000, fault: /gzip: incorrect data check/ },
  "wrong-checksum": { file: "sum.jsonl.zst", content: flipped(frame, 2), kept: "some", fault: /zstd: / },
  "no-gzip": {
    file: "none.jsonl.gz",
    content: Buffer.concat([packed.subarray(0, 3), Buffer.alloc(40, 7)]),
    kept: 0,
    fault: /gzip: /,
  },
  bomb: {
    file: "bomb.jsonl.gz",
    content: gzipSync(Buffer.concat([lines(records(20)), Buffer.alloc(70 * MEBIBYTE, 0x20)])),
    options: { maxRecordBytes: MEBIBYTE },
    kept: 20,
    refused: { "record-too-long": 1 },
    fault: /decode to more than 67108864, wanted at most 200 for each byte \(maxExpansion\)\. If it may be so, raise/,
  },
  picture: {
    file: "picture.jsonl",
    content: Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(100, 0xff)]),
    kept: 0,
    refused: { "invalid-json": 1, "invalid-utf8": 2 },
  },
  "no-parquet": { file: "none.parquet", content: lines(records(20)), format: "parquet", kept: 0, fault: /Parquet/ },
  decomposed: {
    file: `${"한글 폴더".normalize("NFD")}/새 글.jsonl`,
    content: lines([...records(30), "{"]),
    kept: 30,
    refused: { "invalid-json": 1 },
  },
};

const sources = (cases: Readonly<Record<string, Case>>): HostileSource[] =>
  Object.entries(cases).map(([name, { file, format = "jsonl", options = {} }]) => ({
    format,
    name,
    options: { files: `in/${file}`, ...options },
  }));

function write(folder: string, cases: Readonly<Record<string, Case>>): void {
  for (const { file, content } of Object.values(cases)) {
    mkdirSync(dirname(join(folder, "in", file)), { recursive: true });
    writeFileSync(join(folder, "in", file), content);
  }
  writeConfig(folder, sources(cases));
}

describe("hostile files", () => {
  it("cost what is wrong with them and nothing else; repaired, the run goes on", async () => {
    const folder = scratchFolder();
    write(folder, CASES);
    const memory = watchMemory();
    const run = await runJson(["run", "--out", "out", "--workers", "1"], 3, { cwd: folder, onStart: memory.onStart });

    for (const [name, { kept, refused = {} }] of Object.entries(CASES)) {
      const counts = run.sources[name] ?? { read: -1, kept: -1, quarantined: -1 };
      const bad = Object.values(refused).reduce((sum, records) => sum + records, 0);
      expect(counts, name).toMatchObject({ read: counts.kept + bad, quarantined: bad });
      expect(run.quarantine?.[name] ?? {}, name).toEqual(refused);
      if (kept !== "some") expect(counts.kept, name).toBe(kept);
      else expect(counts.kept > 0 && counts.kept <= 3000, name).toBe(true);
    }
    const { read, kept, quarantined, removed } = run.documents;
    expect(read).toBe(kept + quarantined + Object.values(removed).reduce((sum, documents) => sum + documents, 0));

    const faulty = Object.entries(CASES).filter(([, { fault }]) => fault);
    expect(run.unreadable?.map(({ source }) => source)).toEqual(faulty.map(([name]) => name));
    for (const [index, [, { file, fault }]] of faulty.entries())
      expect(run.unreadable?.[index]).toMatchObject({
        file: `in/${file.normalize("NFC")}`,
        reason: expect.stringMatching(fault as RegExp),
      });
    const evidence = quarantineOf(join(folder, "out"));
    expect(evidence.filter(({ row }) => row !== null)).toHaveLength(quarantined);
    expect(evidence.filter(({ row }) => row === null).map(({ source, reason }) => ({ source, reason }))).toEqual(
      run.unreadable?.map(({ source, reason }) => ({ source, reason })),
    );
    // Places, never texts.
    expect(JSON.stringify([run, evidence])).not.toMatch(/쭉정이/);
    const lost = evidence.find(({ source, reason }) => source === "decomposed" && reason === "invalid-json");
    expect(lost).toMatchObject({ file: "in/한글 폴더/새 글.jsonl", offset: lines(records(30)).length, row: 30 });

    expect(run.notes).toEqual(
      expect.arrayContaining(["in/empty.jsonl: holds no record (0 B)", "in/blank.jsonl: holds no record (6 B)"]),
    );
    expect(run.mixes).toEqual({});
    expect(run.problems?.at(-1)).toMatch(/^no mix was drawn/);
    if (memory.peak() > 0) expect(memory.peak() / MEBIBYTE).toBeLessThan(600);

    const told = await runCli(["run", "--out", "out", "--workers", "2", "--quiet"], { cwd: folder });
    expect(told.code).toBe(3);
    expect(told.stdout).toMatch(/record-too-long\s+The record is longer than maxRecordBytes; raise it/);
    expect(told.stderr).not.toMatch(/^\s+at /m);

    // What is wrong is repaired or taken out, and shares are raised: the rest is not read again.
    const sound = Object.fromEntries(Object.entries(CASES).map(([name, one]) => [name, one.fault ? repair(one) : one]));
    write(folder, sound);
    writeConfig(
      folder,
      sources(sound).map((source) => ({ ...source, options: { ...source.options, maxBadShare: 1 } })),
    );
    const mended = await runJson(["run", "--out", "out", "--workers", "1"], 0, { cwd: folder });
    expect(mended.sources["wrong-crc"]).toEqual({ read: 10, kept: 10, quarantined: 0 });
    expect(mended.notes?.find((note) => note.includes("twins"))).toMatch(
      /^source twins: 2 documents bear the id of another one\. All are kept/,
    );
    expect(mended.mixes["all"]?.documents).toBe(mended.documents.kept);
    expect((await runCli(["verify", "out"], { cwd: folder })).code).toBe(0);
  });
});

/** A sound file under the same name, whatever the ending promises. */
function repair(broken: Case): Case {
  const { fault: _, refused: __, ...rest } = broken;
  return { ...rest, format: "jsonl", content: lines(records(10)), kept: 10 };
}
