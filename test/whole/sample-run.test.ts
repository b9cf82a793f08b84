import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { outputDigests, projectRoot, runCli, runJson, scratchFolder } from "../helpers/run-cli.ts";

const README = join(projectRoot, "README.md");
const OUTPUT = /(<!-- output of npm start -->\n```\n)([\s\S]*?)(```\n<!-- end of output -->)/;

describe("the bundled sample", () => {
  it("gives the output that the README shows (UPDATE_README=1 writes it there)", async () => {
    // The command of `npm start`, into the folder that it names.
    const result = await runCli(["run", "--quiet", "--fresh"]);
    expect(result).toMatchObject({ code: 0, stderr: "" });
    const readme = readFileSync(README, "utf8");
    if (process.env["UPDATE_README"])
      writeFileSync(
        README,
        readme.replace(OUTPUT, (_, before, _old, after) => before + result.stdout + after),
      );
    else expect(OUTPUT.exec(readme)?.[2]).toBe(result.stdout);
  });

  it("accounts for all 344 records: planted duplicates, junk and one broken line", async () => {
    const out = join(scratchFolder(), "out");
    const { format, documents, mixes } = await runJson(["run", "--out", out, "--workers", "2"]);
    const removed = Object.fromEntries(Object.entries(documents.removed).filter(([, count]) => count > 0));
    expect(format).toBe("kijil-run/1");
    expect(documents.read).toBe(344);
    expect(documents.quarantined).toBe(1);
    expect(documents.kept + documents.quarantined + Object.values(removed).reduce((sum, count) => sum + count, 0)).toBe(344);
    // examples/README.md plants 16 copies and 4 recrawls of one URL.
    expect(removed["exact-duplicates:duplicate-text"]).toBe(16);
    expect(removed["exact-duplicates:duplicate-url"]).toBe(4);
    expect(Object.keys(mixes)).toEqual(["stage1", "stage2"]);
    const again = join(scratchFolder(), "out");
    await runJson(["run", "--out", again, "--workers", "1"]);
    expect(outputDigests(again)).toEqual(outputDigests(out));
    expect(await runCli(["verify", out])).toMatchObject({ code: 0 });
  });

  it("tells the life of a copy and of a kept document", async () => {
    const out = join(scratchFolder(), "out");
    await runJson(["run", "--out", out]);
    const trace = async (id: string) => JSON.parse((await runCli(["trace", id, "--run", out, "--json"])).stdout);
    const copy = await trace("web-ko-0047");
    expect(copy).toMatchObject({
      format: "kijil-trace/1",
      decisions: [{ stage: "exact-duplicates", action: "drop", reason: "duplicate-text" }],
      twin: { id: "web-ko-0037" },
      shards: [],
    });
    const kept = await trace("wiki-ko-0001");
    expect(kept.twin).toBeNull();
    const byUrl = await trace(copy.document.url);
    expect(byUrl.document.id).toBe("web-ko-0047");
  });
});
