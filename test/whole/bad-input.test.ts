import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { runCli, runJson, scratchFolder } from "../helpers/run-cli.ts";

const TEXT =
  "체로 치고 키로 까부르면 쭉정이는 날아가고 알곡이 남는다. 이 문장은 시험을 위하여 지은 것이며, 글의 길이가 걸러지지 않을 만큼 길다. 번호는";
const record = (number: number) => JSON.stringify({ id: `record-${number}`, text: `${TEXT} ${number}번이다.` });
const linesOf = (count: number) => Array.from({ length: count }, (_, number) => record(number));

interface Quarantined {
  readonly file: string;
  readonly offset: number | null;
  readonly reason: string;
}
const quarantine = (run: string): Quarantined[] =>
  readFileSync(join(run, "quarantine.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Quarantined);

describe("bad input", () => {
  it("is quarantined by file and byte offset, and not fatal below the allowed share", async () => {
    const folder = scratchFolder();
    const lines = linesOf(300);
    lines[7] = '{"id":"broken","text":"no end';
    lines[250] = '{"id":"none"}';
    const content = `${lines.join("\n")}\n`;
    writeFileSync(join(folder, "in.jsonl"), content);
    const { documents } = await runJson(["run", "in.jsonl", "--out", "out", "--workers", "1"], 0, { cwd: folder });
    expect(documents).toMatchObject({ read: 300, quarantined: 2 });
    expect(quarantine(join(folder, "out")).map(({ file, offset }) => [file, offset])).toEqual([
      ["in.jsonl", Buffer.from(content).indexOf('{"id":"broken"')],
      ["in.jsonl", Buffer.from(content).indexOf('{"id":"none"}')],
    ]);
  });

  it("ends the run with 3 above the allowed share, with all evidence written; repaired, the run goes on", async () => {
    const folder = scratchFolder();
    const lines = linesOf(100);
    for (const at of [1, 2, 3]) lines[at] = "{";
    writeFileSync(join(folder, "in.jsonl"), lines.join("\n"));
    const { documents } = await runJson(["run", "in.jsonl", "--out", "out", "--workers", "1"], 3, { cwd: folder });
    expect(documents).toMatchObject({ read: 100, quarantined: 3 });
    expect(quarantine(join(folder, "out"))).toHaveLength(3);
    const told = await runCli(["run", "in.jsonl", "--out", "out", "--workers", "1", "--quiet"], { cwd: folder });
    expect(told.code).toBe(3);
    expect(told.stdout + told.stderr).toMatch(/in[\s\S]*3/);
    writeFileSync(join(folder, "in.jsonl"), linesOf(100).join("\n"));
    expect((await runJson(["run", "in.jsonl", "--out", "out", "--workers", "1"], 0, { cwd: folder })).documents).toMatchObject({
      read: 100,
      quarantined: 0,
    });
  });

  it("that ends too early gives up what could be read and exits 3", async () => {
    const folder = scratchFolder();
    const packed = gzipSync(`${linesOf(2000).join("\n")}\n`);
    writeFileSync(join(folder, "cut.jsonl.gz"), packed.subarray(0, packed.length - 400));
    const { documents } = await runJson(["run", "cut.jsonl.gz", "--out", "out", "--workers", "1"], 3, { cwd: folder });
    expect(documents.read).toBeGreaterThan(0);
    expect(documents.read).toBeLessThanOrEqual(2000);
    expect(quarantine(join(folder, "out")).at(-1)?.offset).toBeNull();
  });

  it("that is not there, or a config that is wrong, touches nothing and exits 2", async () => {
    const folder = scratchFolder();
    const none = await runCli(["run", "nowhere.jsonl", "--out", "out"], { cwd: folder });
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("nowhere.jsonl");
    mkdirSync(join(folder, "in"));
    writeFileSync(
      join(folder, "pipeline.config.ts"),
      `import { defineConfig } from "kijil";
import { jsonl } from "kijil/stages/read/jsonl";
import { language } from "kijil/stages/filter/language";
import { textLength } from "kijil/stages/filter/text-length";
export default defineConfig({
  name: "wrong name",
  sources: [jsonl("a", { files: "in/*.jsonl", txt: "body" } as never), jsonl("b", { files: "none/*.jsonl" })],
  stages: [
    language({ keep: ["jp"] } as never),
    textLength({ mn: 3 } as never),
  ],
  mixes: { stage1: { tokens: 10, buckets: [{ name: "b", where: { source: "zz" }, share: 1.2 } as never] } },
});
`,
    );
    const wrong = await runCli(["run"], { cwd: folder });
    expect(wrong.code).toBe(2);
    for (const line of [6, 7, 9, 10, 12]) expect(wrong.stderr).toContain(`pipeline.config.ts:${line}`);
    expect(wrong.stderr).toContain("none/*.jsonl");
    expect(wrong.stderr).toContain("txt");
    expect(wrong.stderr).toContain("share");
    expect(wrong.stderr).toContain("zz");
    expect(wrong.stderr).not.toMatch(/^\s+at /m);
  });
});
