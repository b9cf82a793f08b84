import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { InputError } from "../../../engine/errors.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { arrow } from "../../../stages/read/arrow.ts";
import { decodeLz4Block, decodeLz4Frame } from "../../../stages/read/lz4.ts";
import { readSource } from "../../helpers/a-builder.ts";
import { randomFrom } from "../../helpers/random-from.ts";

const fixtures = fileURLToPath(new URL("../../fixtures/arrow/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "kijil-arrow-"));
afterAll(() => rmSync(folder, { recursive: true }));
const kernels = loadKernels();
const python = process.env["KIJIL_PYTHON"];

const COLUMNS = ["title", "tags", "meta", "pairs", "vector", "date", "count", "flag"];
const read = (files: string, base: string, partBytes?: number, most?: number) =>
  readSource(arrow("a", { files, url: [], license: [], date: [], metadata: COLUMNS }), base, partBytes, {
    kernels,
    ...(most ? { most } : {}),
  });

/** The rows that pyarrow says it wrote, as records. */
const rowsIn = (base: string) =>
  readFileSync(join(base, "rows.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line, offset) => {
      const { text, id, ...meta } = JSON.parse(line);
      if (text === null) return { offset, refused: "text-missing" };
      const kept = Object.fromEntries(Object.entries(meta).filter(([, value]) => value !== null));
      return { offset, text, id, meta: kept };
    });

async function recordsOf(...given: Parameters<typeof read>) {
  const { records, error } = await read(...given);
  expect(error).toBeUndefined();
  return records.map(({ meta, ...record }) =>
    record.refused ? record : { ...record, meta: JSON.parse((meta ?? "{}").replace(/"count":(\d+)/, '"count":"$1"')) },
  );
}

const FILES = readdirSync(fixtures).filter((name) => /^(file|stream)-.*arrow$|^default.feather$/.test(name));

describe("arrow", () => {
  it.each(FILES)("%s: the rows that pyarrow wrote, whatever the parts and batches", async (name) => {
    const expected = rowsIn(fixtures);
    expect(await recordsOf(name, fixtures)).toEqual(expected);
    expect(await recordsOf(name, fixtures, 1, 2)).toEqual(expected);
    const source = arrow("a", { files: name });
    const [file] = await source.list(fixtures);
    expect(file && (await source.split(file, 1))).toHaveLength(3);
  });

  it("says that Feather version 1 cannot be read, and that other files are no Arrow", async () => {
    expect((await read("version-1.feather", fixtures)).error).toMatchObject({
      code: "INPUT_UNSUPPORTED",
      message: expect.stringMatching(/^version-1.feather: is Feather version 1/),
    });
    for (const bytes of ["", "{}\n", "ARROW1", "ARROW1\0\0ARROW1", "\0".repeat(64), "\xff\xff\xff\xff\xff\xff\xff\x7f"]) {
      writeFileSync(join(folder, "a.arrow"), bytes, "latin1");
      expect(await read("a.arrow", folder)).toMatchObject({ records: [], error: { code: "INPUT_CORRUPT" } });
    }
  });

  it("gives what lies before a cut, and says where it was", async () => {
    const whole = readFileSync(join(fixtures, "stream-zstd.arrow"));
    writeFileSync(join(folder, "a.arrow"), whole.subarray(0, whole.length - 600));
    const { records, error } = await read("a.arrow", folder);
    expect(records.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(error).toMatchObject({ code: "INPUT_CORRUPT", message: expect.stringMatching(/behind row 6.*cut off/) });
  });

  it.each(["file-plain.arrow", "stream-lz4.arrow", "file-zstd.arrow"])(
    "%s: after 120 corruptions each row is given, refused or told of",
    async (name) => {
      const whole = readFileSync(join(fixtures, name));
      const random = randomFrom(11);
      for (let round = 0; round < 120; round++) {
        const broken = Buffer.from(whole.subarray(0, round % 6 === 0 ? random(whole.length) : whole.length));
        for (let faults = random(4); faults >= 0 && broken.length > 0; faults--) {
          const at = random(broken.length);
          broken[at] = [random(256), 0, 255, (broken[at] ?? 0) ^ (1 << random(8))][random(4)] as number;
        }
        writeFileSync(join(folder, "a.arrow"), broken);
        const { records, error } = await read("a.arrow", folder);
        if (error !== undefined) expect(error).toBeInstanceOf(InputError);
        const offsets = records.map(({ offset }) => offset);
        expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));
      }
    },
  );

  it("refuses LZ4 that repeats what is not there or is longer than announced", () => {
    const into = new Uint8Array(32);
    expect(decodeLz4Block(Uint8Array.of(0x14, 0x61, 1, 0, 0x10, 0x62), into, 0)).toBe(10);
    expect(Buffer.from(into.subarray(0, 10)).toString()).toBe("aaaaaaaaab");
    for (const block of [
      [0x10, 0x61, 2, 0],
      [0x10, 0x61, 0, 0],
      [0xf0, 255],
      [0x1f, 0x61, 1, 0, 255, 255],
      [0x50, 0x61],
    ])
      expect(() => decodeLz4Block(Uint8Array.from(block), into, 0)).toThrow(/LZ4/);
    expect(() => decodeLz4Frame(new Uint8Array(20), 4)).toThrow(/no LZ4 frame/);
  });
});

describe.runIf(python)("Arrow files of many batches and blocks (KIJIL_PYTHON)", () => {
  it("are read as pyarrow wrote them", async () => {
    const script = join(folder, "write.py");
    copyFileSync(join(fixtures, "write.py"), script);
    execFileSync(python as string, [script, folder, "3000"]);
    const expected = rowsIn(folder);
    for (const name of FILES) expect(await recordsOf(name, folder, 100_000)).toEqual(expected);
  }, 120_000);
});
