import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasSharedData, outputDigests, runCli, runJson, scratchFolder, sharedData } from "../helpers/run-cli.ts";

const SOURCES = [
  "ko_ud_gsd",
  "ko_ud_kaist",
  "ko_docs_react",
  "ko_klue_nli",
  "en_web_ewt_reviews",
  "en_textbook_d2l",
  "en_book_genesis",
  "en_speech_us",
];
const KILLS = 25;

/** Small steps that look random and are not. */
function* moments(seed: number): Generator<number> {
  for (let state = seed; ; state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) yield state / 2 ** 32;
}

describe.skipIf(!hasSharedData)("a run that is killed", () => {
  it(`ends in the same bytes after ${KILLS} kills at random moments`, { timeout: 900_000 }, async () => {
    const folder = scratchFolder();
    const files = SOURCES.map((source) => join(sharedData, "A_text", `${source}.jsonl.gz`));
    const words = (out: string) => [
      "run",
      ...files,
      "--set",
      "stages.count-tokens.tokenizer=estimate",
      "--out",
      join(folder, out),
      "--workers",
      "2",
    ];
    const started = process.hrtime.bigint();
    const whole = await runJson(words("whole"));
    const wholeMs = Number(process.hrtime.bigint() - started) / 1e6;
    const chance = moments(20_261_121);
    let killed = 0;
    for (let attempt = 0; attempt < KILLS * 3 && killed < KILLS; attempt++) {
      // From the first instant to a little past the end; every few kills the run is let grow old.
      const afterMs = (chance.next().value as number) * wholeMs;
      const result = await runCli([...words("killed"), "--quiet"], {
        onStart: (child) => {
          setTimeout(() => child.kill("SIGKILL"), afterMs);
        },
      });
      if (result.signal === "SIGKILL") killed++;
      else if (!existsSync(join(folder, "killed", "stage1", "manifest.json"))) throw new Error(result.stderr);
      else break;
    }
    expect(killed).toBeGreaterThan(0);
    // A run may finish before all kills are spent: go on with fresh ones, each killed once at a later moment.
    for (let round = 0; killed < KILLS; round++, killed++) {
      const out = `again${round % 4}`;
      const afterMs = wholeMs * (0.25 + 0.7 * (chance.next().value as number));
      await runCli([...words(out), "--fresh", "--quiet"], {
        onStart: (child) => {
          setTimeout(() => child.kill("SIGKILL"), afterMs);
        },
      });
      const resumed = await runJson(words(out));
      expect(resumed.documents).toEqual(whole.documents);
      expect(outputDigests(join(folder, out))).toEqual(outputDigests(join(folder, "whole")));
    }
    const resumed = await runJson(words("killed"));
    expect(resumed.documents).toEqual(whole.documents);
    expect(outputDigests(join(folder, "killed"))).toEqual(outputDigests(join(folder, "whole")));
    expect(await runCli(["verify", join(folder, "killed")])).toMatchObject({ code: 0 });
  });
});
