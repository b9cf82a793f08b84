import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { projectRoot, scratchFolder } from "../helpers/run-cli.ts";

const LESSON =
  "The area of a circle is found by cutting it into thin sectors and laying them side by side. The more sectors there are, the closer the shape comes to a rectangle whose height is the radius and whose " +
  "width is half the circumference. Therefore the area equals the radius times half the circumference, which is pi times the radius squared. For example, a circle of radius 3 has an area of about 28.3.";
const LINES = [
  JSON.stringify({ id: "lesson", text: LESSON, more: 1 }),
  JSON.stringify({ id: "talk", text: "진짜 너무 웃겨 ㅋㅋㅋㅋ 오늘 뭐 먹지" }),
  JSON.stringify({ id: "other", text: "Сегодня идёт дождь, и мы остаёмся дома весь день." }),
  "{ broken",
];

/** Runs the built command line with an input of its own. */
function kijil(folder: string, words: readonly string[], input: string | Buffer = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(projectRoot, "dist/cli/main.js"), ...words], {
    cwd: folder,
    input,
  });
  return { code: status, stdout: stdout.toString(), stderr: stderr.toString() };
}
const parsed = (lines: string): Record<string, unknown>[] =>
  lines
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("kijil score", () => {
  it("scores every document in the order of the input", () => {
    const { code, stdout, stderr } = kijil(scratchFolder(), ["score"], LINES.slice(0, 3).join("\n"));
    expect(code).toBe(0);
    const [lesson, talk, other] = parsed(stdout);
    expect(Object.keys(lesson ?? {})).toEqual(["id", "lang", "edu", "percentile", "bucket", "topic"]);
    expect(lesson).toMatchObject({ id: "lesson", lang: "en" });
    expect(lesson?.["edu"]).toBeGreaterThan(1.7);
    expect(talk).toMatchObject({ id: "talk", lang: "ko" });
    expect(talk?.["edu"]).toBeLessThan(1.5);
    expect(talk?.["percentile"]).toBeLessThan(0.5);
    expect(other).toMatchObject({ id: "other", lang: "other", edu: null, percentile: null, bucket: null });
    expect(stderr).toContain("3 documents read, 2 scored, 1 in another language.");
  });

  it("writes gzip, takes a language, and says what it could not use", () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "in.jsonl.gz"), gzipSync(LINES.join("\n")));
    const { code, stdout } = kijil(folder, ["score", "in.jsonl.gz", "--lang", "en", "-o", "out.jsonl.gz", "--json"]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      format: "kijil-score/1",
      documents: { read: 4, scored: 3, otherLanguage: 0, quarantined: 1 },
    });
    expect(parsed(gunzipSync(readFileSync(join(folder, "out.jsonl.gz"))).toString())).toHaveLength(3);
  });

  it.each([
    [["score", "--lang", "fr"], /--lang must be ko or en, got fr/],
    [["score", "--json"], /Name a file for these with -o/],
    [["score", "--model", "absent.bin"], /absent\.bin: the model cannot be read/],
  ])("%j ends with 2", (words, message) => {
    const { code, stderr } = kijil(scratchFolder(), words);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
