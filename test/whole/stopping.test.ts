import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasSharedData, outputDigests, runCli, runJson, scratchFolder, sharedData } from "../helpers/run-cli.ts";

/** Waits until a file is there; the run under way makes it. */
async function untilThere(path: string): Promise<void> {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe.skipIf(!hasSharedData)("a run under way", () => {
  const words = (out: string) => [
    "run",
    join(sharedData, "A_text"),
    "--set",
    "stages.count-tokens.tokenizer=estimate",
    "--out",
    out,
    "--workers",
    "2",
  ];

  it("stops on SIGINT with 130 and a word on how to go on, and goes on", async () => {
    const folder = scratchFolder();
    const out = join(folder, "out");
    const stopped = await runCli([...words(out), "--quiet"], {
      onStart: (child) => void untilThere(join(out, "work/pass-0")).then(() => child.kill("SIGINT")),
    });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toMatch(/again/);
    expect(existsSync(join(out, "stage1/manifest.json"))).toBe(false);
    await runJson(words(out));
    await runJson(words(join(folder, "whole")));
    expect(outputDigests(out)).toEqual(outputDigests(join(folder, "whole")));
  });

  it("keeps a second run away from its folder", async () => {
    const folder = scratchFolder();
    const out = join(folder, "out");
    let second: Promise<Awaited<ReturnType<typeof runCli>>> | undefined;
    const first = await runCli([...words(out), "--quiet"], {
      onStart: () => {
        second = untilThere(join(out, "work/pass-0")).then(() => runCli([...words(out), "--quiet"]));
      },
    });
    expect(first.code).toBe(0);
    const refused = await second;
    expect(refused?.code).toBe(2);
    expect(refused?.stderr).toContain("out");
    expect(await runCli(["verify", out])).toMatchObject({ code: 0 });
  });
});
