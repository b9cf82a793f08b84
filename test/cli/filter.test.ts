import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decompressFrame } from "../../engine/zstd.ts";
import { projectRoot, scratchFolder } from "../helpers/run-cli.ts";

const GOOD = "The people of this town have to walk with some care. ".repeat(6).trim();
const KOREAN =
  "지난해 마을 도서관은 낡은 창고를 고쳐 작은 전시실을 열었다. 관장은 주민들이 찍은 사진을 한 장씩 벽에 걸었고, 아이들은 그 앞에서 오래 머물렀다. " +
  "봄이 되자 학교 선생님도 학생들을 데리고 와서 옛 시장의 모습을 설명하였다. 그 뒤로 찾아오는 사람이 날마다 늘어났다.";
const LINES = [
  JSON.stringify({ id: "good", text: GOOD, more: { kept: ["as", "it", "is"] } }),
  JSON.stringify({ id: "menu", text: `${GOOD}\nMenu`, n: 1 }),
  '{ "text": "1 2 3",   "id": "short" }',
  JSON.stringify({ id: "ko", text: KOREAN }),
];

/** Runs the built command line with an input of its own. */
function kijil(folder: string, arguments_: readonly string[], input: string | Buffer = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(projectRoot, "dist/cli/main.js"), ...arguments_], {
    cwd: folder,
    input,
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { code: status, stdout: stdout.toString(), stderr: stderr.toString() };
}
const decisionsOf = (stdout: string): unknown[] =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("kijil filter", () => {
  it("tells every decision in the order of the input, with every rule", () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "in.jsonl"), LINES.join("\n"));
    const { code, stdout, stderr } = kijil(folder, [
      "filter",
      "in.jsonl",
      "--preset",
      "gopher",
      "--preset",
      "fineweb2-kor",
      "--decisions",
    ]);
    expect(decisionsOf(stdout)).toEqual([
      { id: "good", lang: "en", keep: true, reasons: [] },
      { id: "menu", lang: "en", keep: true, reasons: [] },
      {
        id: "short",
        lang: "other",
        keep: true,
        reasons: [],
      },
      { id: "ko", lang: "ko", keep: true, reasons: [] },
    ]);
    expect([code, stderr]).toEqual([0, "4 documents read, 4 kept, 0 removed.\n"]);
    const all = kijil(folder, ["filter", "in.jsonl", "--preset", "gopher", "--decisions", "--quiet"]).stdout;
    expect(decisionsOf(all)[2]).toEqual({
      id: "short",
      lang: "other",
      keep: false,
      reasons: ["gopher/too-few-words", "gopher/short-words", "gopher/few-letter-words", "gopher/few-stop-words"],
    });
    const korean = kijil(folder, ["filter", "in.jsonl", "--preset", "fineweb2-kor", "--lang", "ko", "--decisions", "--quiet"]);
    expect(decisionsOf(korean.stdout).map((each) => (each as { lang: string; keep: boolean }).keep)).toEqual([
      ...[false, false, false, true],
    ]);
  });

  it("writes the lines kept as they were, and edited texts in their records", () => {
    const folder = scratchFolder();
    const input = `${LINES.join("\n")}\n`;
    writeFileSync(join(folder, "in.jsonl.gz"), gzipSync(input));
    const wanted = [LINES[0], JSON.stringify({ id: "menu", text: GOOD, n: 1 }), ""].join("\n");
    expect(kijil(folder, ["filter", "in.jsonl.gz", "--preset", "c4", "--quiet"])).toEqual({
      code: 0,
      stdout: wanted,
      stderr: "",
    });
    expect(kijil(folder, ["filter", "--preset", "c4", "--quiet"], input).stdout).toBe(wanted);
    expect(kijil(folder, ["filter", "-", "--preset", "c4", "--quiet", "-o", "out.jsonl.gz"], gzipSync(input)).stdout).toBe("");
    expect(gunzipSync(readFileSync(join(folder, "out.jsonl.gz"))).toString()).toBe(wanted);
    expect(JSON.parse(kijil(folder, ["filter", "in.jsonl.gz", "--preset", "c4", "-o", "out.zst", "--json"]).stdout)).toEqual({
      format: "kijil-filter/1",
      documents: { read: 4, kept: 2, removed: 2, quarantined: 0 },
      reasons: { "c4/few-sentences": 2 },
      unreadable: [],
    });
    expect(Buffer.from(decompressFrame(readFileSync(join(folder, "out.zst")), wanted.length)).toString()).toBe(wanted);
  });

  it("counts records that cannot be used and ends with 3 where they are many", () => {
    const folder = scratchFolder();
    const { code, stdout, stderr } = kijil(
      folder,
      ["filter", "--preset", "fineweb", "--decisions"],
      `${LINES[0]}\n{"id":1}\nno\n`,
    );
    expect([code, decisionsOf(stdout).length]).toEqual([3, 1]);
    expect(stderr).toContain("3 documents read, 1 kept, 0 removed.\n2 records could not be used.\n");
  });

  it.each([
    [["filter"], "kijil filter: --preset is missing."],
    [["filter", "--preset", "gophr"], "there is no such preset. Did you mean gopher?"],
    [["filter", "--preset", "c4", "--lang", "fr"], "--lang must be ko or en, got fr"],
    [["filter", "--preset", "c4", "--json"], "Name a file for these with -o"],
    [["filter", "none.jsonl", "--preset", "c4"], "none.jsonl"],
  ])("refuses %j", (line, complaint) => {
    const { code, stderr } = kijil(scratchFolder(), line);
    expect(code).toBe(2);
    expect(stderr).toContain(complaint);
  });
});
