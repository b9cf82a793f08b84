import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { InputError } from "../../engine/errors.ts";
import { loadKernels } from "../../engine/kernels/kernels.ts";
import type { Source } from "../../engine/source.ts";
import { aPart, type ReadResult, readPart } from "../helpers/a-builder.ts";
import { corrupt } from "../helpers/corrupt.ts";
import { writeConfig } from "../helpers/hostile.ts";
import { randomFrom } from "../helpers/random-from.ts";
import { type RunJson, runCli, scratchFolder } from "../helpers/run-cli.ts";
import { validFiles } from "../helpers/valid-files.ts";

/** For each format; files of one format that are compressed or encoded in several ways share them. */
const CORRUPTIONS = 2000;
/** Files of each kind that go through the command line. */
const RUN_FILES = Number(process.env["KIJIL_RUN_FILES"] ?? 20);
/** More than a file of some kilobytes can hold: a reader that gives more goes round in a circle. */
const MOST_RECORDS = 20_000;
/** Formats that take any bytes for what they are. */
const LENIENT = ["html", "markdown", "text"];

const files = await validFiles();
const folder = mkdtempSync(join(tmpdir(), "kijil-mutation-"));
afterAll(() => rmSync(folder, { recursive: true }));
const kernels = loadKernels();

/** Reads a file of these bytes to its end or fault, cut into as many parts as its source makes of it. */
async function read(source: Source, name: string, bytes: Uint8Array): Promise<ReadResult> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const file = { path, name, bytes: bytes.length, modifiedMs: 0 };
  const records: ReadResult["records"][number][] = [];
  try {
    for (const range of await source.split(file, Number.MAX_SAFE_INTEGER)) {
      // The builder decodes every text as UTF-8 and throws where it is none.
      const part = await readPart(source, aPart(file, range), { kernels });
      records.push(...part.records);
      if (part.error !== undefined) return { records, error: part.error, batches: 0 };
    }
  } catch (error) {
    return { records, error, batches: 0 };
  }
  return { records, batches: 0 };
}

describe.each(files.map((file, index) => [file.file, file, index] as const))(
  "%s",
  (name, { bytes, source, share, format }, index) => {
    const rounds = (CORRUPTIONS * share) / 100;

    it(`gives, refuses or tells of what is in it after ${rounds} corruptions`, async () => {
      const below = randomFrom(0x6b696a69 + index);
      const reader = source(join(folder, name));
      const sound = await read(reader, name, bytes);
      expect([sound.error, sound.records.filter(({ refused }) => refused)]).toEqual([undefined, []]);
      expect(sound.records.length).toBeGreaterThan(0);
      let faults = 0;
      let refused = 0;
      for (let round = 0; round < rounds; round++) {
        const { records, error } = await read(reader, name, corrupt(bytes, below));
        if (error !== undefined && !(error instanceof InputError)) throw new Error(`corruption ${round}`, { cause: error });
        if (records.length > MOST_RECORDS) throw new Error(`corruption ${round}: ${records.length} records`);
        if (error !== undefined) faults++;
        refused += records.filter((record) => record.refused !== undefined).length;
      }
      if (!LENIENT.includes(format)) expect(faults + refused).toBeGreaterThan(0);
    });
  },
);

describe("the command line", () => {
  it(`ends with 0 or 3 over ${RUN_FILES} corruptions of each, and loses no record`, async () => {
    const run = scratchFolder();
    const below = randomFrom(7);
    for (const [index, { file, bytes }] of files.entries()) {
      mkdirSync(join(run, "in", String(index)), { recursive: true });
      for (let round = 0; round < RUN_FILES; round++)
        writeFileSync(join(run, "in", String(index), `${round}-${file}`), corrupt(bytes, below));
    }
    writeConfig(
      run,
      files.map(({ format }, index) => ({ format, name: `s${index}`, options: { files: `in/${index}/*`, maxBadShare: 1 } })),
    );
    const { code, stdout, stderr } = await runCli(["run", "--out", "out", "--workers", "2", "--json", "--quiet"], { cwd: run });
    expect([0, 3], stderr).toContain(code);
    const { documents, sources, unreadable } = JSON.parse(stdout) as RunJson;
    const { read: all, kept, quarantined, removed } = documents;
    expect(all).toBe(kept + quarantined + Object.values(removed).reduce((sum, count) => sum + count, 0));
    expect(Object.values(sources).reduce((sum, source) => sum + source.read, 0)).toBe(all);
    for (const [index, { file }] of files.entries()) expect(sources[`s${index}`]?.kept, file).toBeGreaterThan(0);
    expect(unreadable?.length).toBeGreaterThan(0);
  }, 600_000);
});
