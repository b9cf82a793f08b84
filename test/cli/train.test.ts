import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../classifiers/training/seeded-random.ts";
import { writeTransformer } from "../helpers/a-transformer.ts";
import { runCli, scratchFolder } from "../helpers/run-cli.ts";

const GOOD = ["원자", "물질", "good", "energy", "explains"];
const BAD = ["bad", "sale", "쿠폰", "buy", "long"];
const random = seededRandom(2);
const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)] as string;

/** A folder with labels of six sources in two languages and a small encoder. */
function aFolder(): string {
  const folder = scratchFolder();
  const rows = Array.from({ length: 120 }, (_, index) => {
    const isGood = index % 3 === 0;
    const words = Array.from({ length: 7 }, () => pick(random() < 0.8 === isGood ? GOOD : BAD));
    const source = `s${index % 6}${(index >> 3) % 2}`;
    return {
      id: `${index}`,
      text: words.join(" "),
      lang: index % 2 ? "ko" : "en",
      source,
      score: isGood ? 4 : 1,
      annotator: "person",
      rubric: "r/1",
    };
  });
  writeFileSync(join(folder, "labels.jsonl"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  writeTransformer(join(folder, "encoder"), { head: "none", words: [...GOOD, ...BAD], inner: 32 });
  writeTransformer(join(folder, "teacher"), { head: "sequence", words: [...GOOD, ...BAD], inner: 32 });
  return folder;
}

describe("kijil train", () => {
  it("trains a head on an encoder and a fastText model, with figures on unseen sources, the same bytes twice", async () => {
    const cwd = aFolder();
    const encoder = await runCli(
      ["train", "labels.jsonl", "--encoder", "encoder", "-o", "head.json", "--cache", "cache", "--json"],
      { cwd },
    );
    expect([encoder.code, encoder.stderr]).toEqual([0, expect.stringContaining("a million texts take")]);
    const { heldOut, labels, annotators } = JSON.parse(encoder.stdout);
    expect([labels, annotators]).toEqual([120, ["person"]]);
    expect(Object.keys(heldOut)).toEqual(["linear", "encoder head", "both, stacked"]);
    for (const lang of ["ko", "en"]) expect(heldOut["both, stacked"][lang].auroc.value).toBeGreaterThan(0.8);
    const first = readFileSync(join(cwd, "head.json"));
    await runCli(["train", "labels.jsonl", "--encoder", "encoder", "-o", "again.json", "--cache", "cache"], { cwd });
    expect(readFileSync(join(cwd, "again.json")).equals(first)).toBe(true);

    const fastText = await runCli(["train", "labels.jsonl", "--fasttext", "-o", "model.bin"], { cwd });
    expect(fastText.code).toBe(0);
    expect(fastText.stdout).toMatch(/fastText +ko +60 +\d+ /);

    const taught = await runCli(["train", "labels.jsonl", "--teacher", "model.bin", "-o", "taught.jsonl"], { cwd });
    expect(taught.code).toBe(0);
    const rows = readFileSync(join(cwd, "taught.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect([rows.length, rows[0].annotator]).toEqual([120, expect.stringMatching(/^teacher:fasttext:/)]);
    const stacked = await runCli(
      ["train", "labels.jsonl", "--teacher", "head.json", "--encoder", "encoder", "-o", "by-head.jsonl"],
      { cwd },
    );
    expect(stacked.code).toBe(0);
  });

  it("compresses a transformer, beside plain pruning", async () => {
    const cwd = aFolder();
    const words = ["train", "labels.jsonl", "--encoder", "teacher", "--compress", "0.5", "-o", "small"];
    const { code, stdout } = await runCli([...words, "--json"], { cwd });
    expect(code).toBe(0);
    const { found } = JSON.parse(stdout) as { found: { how: string; kept: number[]; drift: number }[] };
    expect(found.map(({ how, kept }) => [how, kept])).toEqual(["prune", "merge", "merge-fit"].map((how) => [how, [16, 16]]));
    expect(found[2]?.drift).toBeLessThan(found[0]?.drift as number);
    expect(existsSync(join(cwd, "small/onnx/model.onnx"))).toBe(true);
    const taught = await runCli(["train", "labels.jsonl", "--teacher", "small", "-o", "taught.jsonl.gz"], { cwd });
    expect(taught.code).toBe(0);
  });

  it.each([
    ["no output", ["labels.jsonl", "--fasttext"], 2, /Name a file with -o/],
    ["a share that is none", ["labels.jsonl", "--encoder", "encoder", "--compress", "2", "-o", "x"], 2, /got 2, wanted 0 to 1/],
    ["no encoder", ["labels.jsonl", "--compress", "0.5", "-o", "x"], 2, /Name its folder with --encoder/],
    ["a file that is not there", ["none.jsonl", "--fasttext", "-o", "x"], 3, /none\.jsonl/],
    ["an encoder that is none", ["labels.jsonl", "--encoder", ".", "-o", "x"], 3, /holds no config\.json/],
    ["texts without a name", ["labels.jsonl", "--fasttext", "--texts", "file", "-o", "x"], 2, /wanted NAME=FILE/],
  ])("refuses %s", async (_, words, code, message) => {
    const cwd = aFolder();
    const result = await runCli(["train", ...words], { cwd });
    expect(result.stderr).toMatch(message);
    expect(result.code).toBe(code);
  });
});
