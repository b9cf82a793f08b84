import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { describe, expect, it } from "vitest";
import { compressFrame } from "../../../engine/zstd.ts";
import { json } from "../../../stages/read/json.ts";
import { jsonl } from "../../../stages/read/jsonl.ts";
import { text } from "../../../stages/read/text.ts";
import { readSource } from "../../helpers/a-builder.ts";
import { scratchFolders } from "../../helpers/scratch.ts";

const scratch = scratchFolders();
const LONG = `${"아주 긴 이름의 폴더/".repeat(12)}글.txt`;

interface Entry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  readonly type?: "file" | "symlink" | "link" | "directory" | "fifo";
}

/** A tar as the tar-stream package writes it. */
async function tarOf(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack();
  const pieces: Buffer[] = [];
  tar.on("data", (piece) => pieces.push(piece as Buffer));
  const ended = new Promise<void>((resolve) => tar.on("end", () => resolve()));
  for (const { name, content = "", type = "file" } of entries)
    tar.entry({ name, type, ...(type.endsWith("link") ? { linkname: "x" } : {}) }, Buffer.from(content));
  tar.finalize();
  await ended;
  return Buffer.concat(pieces);
}

interface ZipEntry extends Entry {
  readonly method?: number;
  readonly flags?: number;
  readonly checksum?: number;
  readonly rawName?: Uint8Array;
}

/** A zip, written by hand so that it can be wrong on purpose (APPNOTE.TXT 4.3). */
function zipOf(entries: readonly ZipEntry[]): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content = "", method = 8, flags = 0x800, checksum, rawName } of entries) {
    const bytes = Buffer.from(content);
    const stored = method === 8 ? deflateRawSync(bytes) : method === 93 ? Buffer.from(compressFrame(bytes, 1)) : bytes;
    const path = Buffer.from(rawName ?? name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(checksum ?? crc32(bytes), 10);
    common.writeUInt32LE(stored.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, path, stored]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, tail, path]));
    pieces.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...pieces, ...directory, end]);
}

async function read(name: string, content: Uint8Array, options: object = {}) {
  const folder = scratch();
  writeFileSync(join(folder, name), content);
  return readSource(text("in", { files: name, ...options }), folder);
}

const TWO: readonly Entry[] = [
  { name: "./b.txt", content: "둘" },
  { name: "a/", type: "directory" },
  { name: "a/a.txt", content: "하나" },
  { name: "a/c.md", content: "no" },
  { name: "a/.hidden.txt", content: "no" },
  { name: LONG, content: "긴 이름" },
  { name: "a/empty.txt" },
];
const READ = [
  { member: "b.txt", offset: 0, text: "둘" },
  { member: "a/a.txt", offset: 0, text: "하나" },
  { member: LONG, offset: 0, text: "긴 이름" },
];

describe("archives", () => {
  it.each([
    ["tar", async () => tarOf(TWO)],
    ["tar.gz", async () => gzipSync(await tarOf(TWO))],
    ["tar.zst", async () => Buffer.from(compressFrame(await tarOf(TWO), 3))],
    ["zip", async () => zipOf(TWO.filter(({ type }) => type !== "directory"))],
  ])("are read member by member in their own order: %s", async (_, make) => {
    const { records, error } = await read("a.bin", await make());
    expect(error).toBeUndefined();
    expect(records).toEqual(READ);
  });

  it.each([["--format=ustar"], ["--format=pax"], ["--format=gnu"], ["--format=v7"]])(
    "are read as tar %s writes them",
    async (format) => {
      const folder = scratch();
      const long = format === "--format=v7" || format === "--format=ustar" ? "짧은.txt" : LONG;
      for (const [name, content] of [
        ["a.txt", "하나"],
        [long, "x".repeat(70_000)],
      ] as const) {
        mkdirSync(dirname(join(folder, "in", name)), { recursive: true });
        writeFileSync(join(folder, "in", name), content);
      }
      symlinkSync("a.txt", join(folder, "in/link.txt"));
      execFileSync("tar", [format, "--sort=name", "-cf", "out.tar", "-C", "in", "."], { cwd: folder });
      const { records, error } = await readSource(text("in", { files: "out.tar" }), folder);
      expect(error).toBeUndefined();
      expect(new Set(records)).toEqual(
        new Set([
          { member: "a.txt", offset: 0, text: "하나" },
          { member: "link.txt", offset: 0, refused: "member-not-a-file" },
          { member: long, offset: 0, text: "x".repeat(70_000) },
        ]),
      );
    },
  );

  it("hold any streamed format, compressed members too, and give the offsets of the member", async () => {
    const lines = '{"text":"하나"}\n{"text":"둘"}\n';
    const entries = [
      { name: "a.jsonl", content: lines },
      { name: "b.jsonl.gz", content: gzipSync(lines) },
      { name: "c.ndjson.zst", content: compressFrame(Buffer.from(lines), 1) },
    ];
    const wanted = ["a.jsonl", "b.jsonl.gz", "c.ndjson.zst"].flatMap((member) => [
      { member, offset: 0, text: "하나" },
      { member, offset: 18, text: "둘" },
    ]);
    const folder = scratch();
    const tar = await tarOf(entries);
    const stored = zipOf(entries.map((entry) => ({ ...entry, method: 0 })));
    for (const content of [tar, gzipSync(tar), zipOf(entries), stored]) {
      writeFileSync(join(folder, "in.bin"), content);
      for (const most of [1, 4096])
        expect((await readSource(jsonl("in", { files: "in.bin" }), folder, undefined, { most })).records).toEqual(wanted);
    }
  });

  it("go on behind a malformed JSON document, of which nothing readable is lost", async () => {
    const array = `[${Array.from({ length: 3000 }, (_, index) => `{"text":"${index}"}`).join(",")}`;
    const folder = scratch();
    const tar = await tarOf([
      { name: "a.json", content: `${array},{"text" 7` },
      { name: "b.json", content: `${array}]` },
    ]);
    for (const content of [tar, gzipSync(tar)]) {
      writeFileSync(join(folder, "in.bin"), content);
      const { records, error } = await readSource(json("in", { files: "in.bin" }), folder);
      expect(error).toMatchObject({ message: expect.stringContaining("in.bin!a.json: is malformed JSON") });
      expect(records.filter(({ member }) => member === "a.json")).toHaveLength(3000);
      expect(records.filter(({ member }) => member === "b.json")).toHaveLength(3000);
    }
  });

  it("refuse members that cannot be trusted or read, each with its reason, and read the others", async () => {
    const entries: Entry[] = [
      { name: "../../etc/a.txt", content: "x" },
      { name: "a/../../b.txt", content: "x" },
      { name: "C:\\c.txt", content: "x" },
      { name: "good.txt", content: "good" },
      { name: "good.txt", content: "again" },
      { name: "inner.tar.gz", content: gzipSync(await tarOf(TWO)) },
      { name: "sly.txt", content: await tarOf(TWO) },
      { name: "last.txt", content: "last" },
    ];
    const refusals = [
      { member: "../../etc/a.txt", offset: 0, refused: "unsafe-member-path" },
      { member: "a/../../b.txt", offset: 0, refused: "unsafe-member-path" },
      { member: "C:\\c.txt", offset: 0, refused: "unsafe-member-path" },
      { member: "good.txt", offset: 0, text: "good" },
      { member: "good.txt", offset: 0, refused: "duplicate-member" },
      { member: "inner.tar.gz", offset: 0, refused: "nested-archive" },
      { member: "sly.txt", offset: 0, refused: "nested-archive" },
      { member: "last.txt", offset: 0, text: "last" },
    ];
    expect((await read("in.tar", await tarOf(entries))).records).toEqual(refusals);
    expect((await read("in.zip", zipOf(entries))).records).toEqual(refusals);
    const links = [
      { name: "a.txt", type: "symlink" as const },
      { name: "b.txt", type: "fifo" as const },
      { name: "c.txt", content: "c" },
    ];
    expect((await read("in.tar", await tarOf(links))).records.map(({ refused }) => refused)).toEqual([
      "member-not-a-file",
      "member-not-a-file",
      undefined,
    ]);
    const odd = zipOf([
      { name: "/abs.txt", content: "x" },
      { name: "nul\0.txt", content: "x" },
      { name: "locked.txt", content: "x", flags: 0x801 },
      { name: "lzma.txt", content: "x", method: 14 },
      { name: "zstd.txt", content: "zstd", method: 93 },
      { name: "", rawName: Buffer.from("b1db2e747874", "hex"), content: "name of CP949", flags: 0 },
    ]);
    expect((await read("in.zip", odd)).records.map(({ member, refused, text: read }) => [member, refused ?? read])).toEqual([
      ["/abs.txt", "unsafe-member-path"],
      ["nul\0.txt", "unsafe-member-path"],
      ["locked.txt", "encrypted-member"],
      ["lzma.txt", "member-compression-unknown"],
      ["zstd.txt", "zstd"],
      ["글.txt", "name of CP949"],
    ]);
  });

  it("say what was lost where they break off, and give what comes before", async () => {
    const tar = await tarOf(TWO);
    const cut = await read("in.tar", tar.subarray(0, 512 * 3));
    expect(cut.records).toEqual(READ.slice(0, 1));
    expect(cut.error).toMatchObject({ code: "INPUT_TRUNCATED", message: expect.stringMatching(/^in\.tar: tar: ends/) });
    const inside = await read("in.tar", tar.subarray(0, 514));
    expect(inside.error).toMatchObject({ code: "INPUT_TRUNCATED" });
    const zipped = await read("in.tgz", gzipSync(tar).subarray(0, -30));
    expect(zipped.error).toMatchObject({ code: "INPUT_TRUNCATED" });
    const damaged = Buffer.from(tar);
    damaged.write("#", 1024 + 20);
    expect((await read("in.tar", damaged)).error).toMatchObject({
      code: "INPUT_CORRUPT",
      message: expect.stringContaining("no sound header at decoded byte 1024"),
    });
    const two = await read("in.tar", Buffer.concat([tar, tar]));
    expect(two.records).toEqual(READ);
    expect(two.error).toMatchObject({ message: expect.stringContaining("behind its end mark") });
    const zip = await read("in.zip", zipOf([{ name: "a.txt", content: "a" }]).subarray(0, -8));
    expect(zip.error).toMatchObject({ code: "INPUT_CORRUPT", message: expect.stringMatching(/^in\.zip: zip: /) });
    const wrong = await read(
      "in.zip",
      zipOf([
        { name: "a.txt", content: "a", checksum: 1 },
        { name: "b.txt", content: "b" },
      ]),
    );
    expect(wrong.records.map(({ text: found }) => found)).toEqual(["b"]);
    expect(wrong.error).toMatchObject({
      message: expect.stringContaining("in.zip!a.txt: zip: its content is not what the directory states"),
    });
  });

  it("keep to the number of members and to what they may grow to together, and hold some that are wanted", async () => {
    const many = Array.from({ length: 5 }, (_, index) => ({ name: `${index}.txt`, content: String(index) }));
    for (const content of [await tarOf(many), zipOf(many)]) {
      const { records, error } = await read("in.bin", content, { maxMembers: 3 });
      expect(records).toHaveLength(3);
      expect(error).toMatchObject({
        code: "INPUT_MEMBERS",
        message: expect.stringContaining("more than 3 members (maxMembers)"),
      });
    }
    const none = await read("in.zip", zipOf([{ name: "a.md", content: "x" }]));
    expect(none.error).toMatchObject({
      message: "in.zip: none of its 1 members is called *.txt, *.text. Name an archive that holds such files.",
    });
    const zeros = new Uint8Array(40 * 2 ** 20).fill(0x61);
    const bomb = zipOf([
      { name: "a.txt", content: zeros },
      { name: "b.txt", content: zeros },
    ]);
    const exploded = await read("in.zip", bomb, { maxExpansion: 10, split: "\n" });
    expect(exploded.records).toHaveLength(1);
    expect(exploded.error).toMatchObject({ code: "INPUT_EXPANSION", message: expect.stringContaining("maxExpansion") });
  });

  it("hold a member that is compressed inside of a compressed archive only up to maxRecordBytes", async () => {
    const noise = Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7919 * index) % 251).map((byte) => byte + 1));
    const tar = gzipSync(
      await tarOf([
        { name: "a.txt.gz", content: gzipSync(noise.toString("hex")) },
        { name: "b.txt", content: "b" },
      ]),
    );
    expect((await read("in.bin", tar, { maxRecordBytes: 300 })).records).toEqual([
      { member: "a.txt.gz", offset: 0, refused: "member-too-large" },
      { member: "b.txt", offset: 0, text: "b" },
    ]);
  });
});
