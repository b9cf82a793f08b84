import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli, scratchFolder } from "../helpers/run-cli.ts";

const CONFIG = `
import { defineConfig } from "kijil";
import { invisibleCharacters } from "kijil/stages/clean/invisible-characters";
import { kijilKo } from "kijil/stages/filter/kijil-ko";
import { language } from "kijil/stages/filter/language";
import { jsonl } from "kijil/stages/read/jsonl";
export default defineConfig({
  name: "rule",
  output: "out",
  sources: [jsonl("river", { files: ["river.jsonl"] }), jsonl("kiln", { files: ["kiln.jsonl"] })],
  stages: [invisibleCharacters(), language(), kijilKo()],
  mixes: {},
});
`;
const SENTENCE = "도공은 강가에서 흙을 파서 마을로 가져왔다. 저녁에는 가마에 불을 지피고 밤새 곁을 지켰다. ";
/** Ten words with a particle, and so many runs of talk. */
const talk = (runs: number) => `\u200b${SENTENCE.repeat(2)}${"비ㅋㅋ ".repeat(runs)}`;
const lines = (texts: readonly string[]) => texts.map((text, index) => `${JSON.stringify({ id: `d${index}`, text })}\n`).join("");

function aRun(): string {
  const folder = scratchFolder();
  writeFileSync(join(folder, "pipeline.config.ts"), CONFIG);
  writeFileSync(join(folder, "river.jsonl"), lines([talk(0), talk(1), talk(2), "너무 짧다ㅋㅋ ㅋㅋ"]));
  writeFileSync(join(folder, "kiln.jsonl"), lines([talk(4), talk(0), "The potter sat by the river and thought of the kiln."]));
  return folder;
}
const inspect = async (folder: string, ...more: readonly string[]) =>
  runCli(["inspect", "out", "--filter", ...more], { cwd: folder });

describe("kijil inspect --filter", () => {
  it("tells a rule's numbers by source and language, what another limit would do, and what lies near the cut", {
    timeout: 60_000,
  }, async () => {
    const folder = aRun();
    expect((await runCli(["run", "--quiet", "--workers", "1"], { cwd: folder })).code).toBe(0);
    const { stdout, code } = await inspect(folder, "kijil-ko:talk=0.05", "--sample", "2", "--json");
    expect(code).toBe(0);
    const { format, rule, groups, moves, samples } = JSON.parse(stdout);
    expect([format, rule.attribute, rule.drops, rule.threshold]).toEqual(["kijil-rule/1", "ko.talk", "above", 0.1]);
    const summed = groups.map(
      (group: { source: string; language: string; documents: number; broken: number; histogram: number[] }) => [
        group.source,
        group.language,
        group.documents,
        group.broken,
        group.histogram.reduce((sum, documents) => sum + documents, 0),
      ],
    );
    // The rule measured no English text.
    expect(summed).toEqual([
      ["kiln", "ko", 2, 1, 2],
      ["river", "ko", 4, 2, 4],
    ]);
    // One run among the particles of four sentences is more than 0.05 and less than 0.1.
    expect(
      moves.map((move: { threshold: number; dropped: { documents: number }; released: { documents: number } }) => [
        move.threshold,
        move.dropped.documents,
        move.released.documents,
      ]),
    ).toEqual([[0.05, 1, 0]]);
    expect(samples.map(({ id, source }: { id: string; source: string }) => `${source}/${id}`)).toEqual(["river/d2", "river/d1"]);
    for (const { text, spans } of samples) {
      // As the rule got it: rid of what cannot be seen.
      expect(text.startsWith("도공은")).toBe(true);
      expect(spans.map(([start, end]: [number, number]) => text.slice(start, end))).toEqual(spans.map(() => "ㅋㅋ"));
    }
    const shown = await inspect(folder, "talk", "--sample", "1");
    expect(shown.stdout).toContain("«ㅋㅋ»");
    expect(shown.stdout).toMatch(/would drop of the pool/);

    // What it cannot do it says.
    const unknown = await inspect(folder, "kijil-ko:tall");
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("no such rule was recorded in this run")]);
    expect((await inspect(folder, "talk=high")).stderr).toContain("the limit must be a number, got high");
    const config = join(folder, "pipeline.config.ts");
    writeFileSync(config, readFileSync(config, "utf8").replace("kijilKo()", "kijilKo({ maxTalk: 0.2 })"));
    expect((await inspect(folder, "talk")).code).toBe(0);
    expect((await inspect(folder, "talk", "--sample", "1")).stderr).toContain("its config has changed since");
  });
});
