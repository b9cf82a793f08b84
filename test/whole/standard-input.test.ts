import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { outputDigests, projectRoot, runCli, scratchFolder } from "../helpers/run-cli.ts";

const MAIN = join(projectRoot, "dist/cli/main.js");
const lines = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      text: `체로 치고 키로 까부르면 쭉정이는 날아가고 알곡이 남는다. 이 문장은 시험을 위하여 지은 것이며 ${index}번째이다.`,
    }),
  ).join("\n");

/** Runs the command line with these bytes on its standard input. */
function piped(
  words: readonly string[],
  cwd: string,
  content: string | null,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...words], {
      cwd,
      stdio: [content === null ? "ignore" : "pipe", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout?.on("data", (piece) => {
      stdout += piece;
    });
    child.stderr?.on("data", (piece) => {
      stderr += piece;
    });
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    child.stdin?.end(content);
  });
}

describe("standard input", () => {
  it("is a source like a file of the same bytes, told by what it holds, and taken up where a run stopped", async () => {
    const folder = scratchFolder();
    const run = (content: string | null, out: string) =>
      piped(["run", "-", "--out", out, "--json", "--quiet", "--workers", "2"], folder, content);
    const first = await run(lines(50), "out");
    expect([first.code, first.stderr]).toEqual([0, ""]);
    expect(JSON.parse(first.stdout).documents).toMatchObject({ read: 50, quarantined: 0 });
    const trace = await runCli(["trace", "stdin/stdin@0", "--run", "out", "--json"], { cwd: folder });
    expect(JSON.parse(trace.stdout).document).toMatchObject({ source: "stdin", file: "stdin", offset: 0 });

    const digests = outputDigests(join(folder, "out"));
    const spooled = readdirSync(join(folder, "out/work")).filter((file) => file.startsWith("stdin-"));
    expect(spooled).toHaveLength(1);
    expect((await run(lines(50), "out")).code).toBe(0);
    expect(outputDigests(join(folder, "out"))).toEqual(digests);
    expect(await runCli(["mix", "--run", "out", "--quiet"], { cwd: folder })).toMatchObject({ code: 0 });
    expect(await runCli(["verify", "out"], { cwd: folder })).toMatchObject({ code: 0 });

    const other = await piped(["run", "-", "--out", "out", "--json", "--quiet", "--fresh"], folder, lines(7));
    expect(JSON.parse(other.stdout).documents.read).toBe(7);
    expect(readdirSync(join(folder, "out/work")).filter((file) => file.startsWith("stdin-"))).not.toEqual(spooled);
  });

  it("is an empty source when it is empty or closed", async () => {
    const folder = scratchFolder();
    for (const content of ["", null]) {
      const { code, stdout, stderr } = await piped(["run", "-", "--out", "out", "--json", "--quiet"], folder, content);
      expect([code, stderr]).toEqual([0, ""]);
      expect(JSON.parse(stdout).documents.read).toBe(0);
    }
  });

  it("is read where a config says so, and by run alone", async () => {
    const folder = scratchFolder();
    writeFileSync(
      join(folder, "pipeline.config.ts"),
      `import { defineConfig } from "kijil";
import { text } from "kijil/stages/read/text";
export default defineConfig({
  name: "piped",
  sources: [text("notes", { files: ["-", "b.txt"], split: "\\n%\\n" })],
  stages: [],
  mixes: { all: { buckets: [{ name: "all", where: {}, repeat: 1 }] } },
});
`,
    );
    writeFileSync(join(folder, "b.txt"), "셋");
    const { code, stderr } = await piped(["run", "--quiet"], folder, "하나\n%\n둘");
    expect([code, stderr.trim()]).toEqual([0, ""]);
    const manifest = JSON.parse(readFileSync(join(folder, "out/piped/all/manifest.json"), "utf8"));
    expect(manifest.inputs.map(({ name }: { name: string }) => name)).toEqual(["b.txt", "stdin"]);
    expect(manifest.totals.documents).toBe(3);
    const planned = await piped(["plan", "-"], folder, "");
    expect(planned).toMatchObject({ code: 2, stderr: expect.stringContaining("only kijil run takes it") });
  });
});
