import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import type { CommandModules } from "../../cli/command.ts";
import { dispatch } from "../../cli/dispatch.ts";
import type { InputSummary } from "../../cli/inspect-input.ts";
import { aTerminal } from "../helpers/a-terminal.ts";
import { runJson } from "../helpers/run-cli.ts";
import { scratchFolders } from "../helpers/scratch.ts";

const scratch = scratchFolders();
const modules = { inspect: () => import("../../cli/inspect.ts") } as unknown as CommandModules;
const KOREAN = "가을 들녘에서 낟알을 고르는 사람의 이야기이다. 키질을 하면 쭉정이는 날아가고 알곡이 남는다.";
const ENGLISH = "The sieve keeps the grain and lets the chaff go with the wind, as it was done in the old days.";

async function inspect(folder: string, ...words: string[]) {
  const stdout = aTerminal();
  const stderr = aTerminal();
  const interrupted = () => new AbortController().signal;
  const exit = await dispatch(["inspect", ...words], modules, { stdout, stderr, environment: {}, folder, interrupted });
  return { exit, stdout: stdout.text(), stderr: stderr.text() };
}

function aCorpus(): string {
  const folder = scratch();
  mkdirSync(join(folder, "in"));
  const records = Array.from({ length: 30 }, (_, id) => ({
    id,
    본문: `${id % 3 === 0 ? ENGLISH : KOREAN} ${id}`,
    meta: { url: `http://example.com/${id}`, tags: ["글"] },
    none: id === 0 ? null : true,
  }));
  writeFileSync(join(folder, "in/a.jsonl.gz"), gzipSync(`${records.map((record) => JSON.stringify(record)).join("\n")}\n{\n`));
  writeFileSync(
    join(folder, "in/b.csv"),
    iconv.encode(`번호,제목,내용\n1,첫째,"${KOREAN} 하나"\n2,둘째,"${KOREAN} 둘"\n`, "cp949"),
  );
  return folder;
}

describe("kijil inspect on a raw input", () => {
  it("tells format, encoding, fields, sample and languages of each source, and no text", async () => {
    const { exit, stdout } = await inspect(aCorpus(), "in");
    expect(exit).toBe(0);
    expect(stdout).not.toMatch(/쭉정이|sieve|example\.com/);
    expect(stdout.replace(/\d+ B/g, "### B").replace(/[\d. ]+( [kM])? in a MB/g, " ### in a MB")).toMatchInlineSnapshot(`
      "in-jsonl  jsonl, gzip, utf-8, ### B in 1 file
        text "본문"

        field        types               characters from  median  to
        id           number 30
        본문         string 30                        54      55  97
        meta         object 30
        meta.url     string 30                        20      21  21
        meta.tags    array 30
        meta.tags[]  string 30                         1       1   1
        none         null 1, boolean 29

        30 documents of in/a.jsonl.gz looked into, ### in a MB, 54 to 97 characters each, half have 55 or more
        languages ko 66.7 %, en 33.3 %
      ! 1 record refused: invalid-json. The record is not JSON.

      in-csv  csv, cp949, 100 % of 91 characters beyond ASCII are syllables of KS X 1001, ### B in 1 file
        text "내용"

        field  types     characters from  median  to
        번호   string 2                1       1   1
        제목   string 2                2       2   2
        내용   string 2               54      55  55

        2 documents of in/b.csv looked into, ### in a MB, 54 to 55 characters each, half have 55 or more
        languages ko 100.0 %

      ! in: holds 1 file of JSON lines, 1 file of CSV, each kind a source of its own
      "
    `);
  });

  it("as one JSON object", async () => {
    const { exit, stdout } = await inspect(aCorpus(), "in/b.csv", "--json");
    expect(exit).toBe(0);
    const { format, kind, sources } = JSON.parse(stdout) as InputSummary & { readonly format: string };
    expect([format, kind]).toEqual(["kijil-inspect/1", "input"]);
    expect(sources).toMatchObject([
      {
        name: "b",
        factory: "csv",
        options: { files: ["in/b.csv"], text: "내용" },
        compression: "none",
        encodings: [expect.stringMatching(/^cp949, /)],
        documents: 2,
        refused: {},
        fault: null,
        languages: { ko: 2 },
      },
    ]);
    expect(sources[0]?.fields.map(({ path, types }) => [path, types])).toEqual([
      ["번호", { string: 2 }],
      ["제목", { string: 2 }],
      ["내용", { string: 2 }],
    ]);
    expect(sources[0]?.documentsPerMegabyte).toBeGreaterThan(1000);
  });

  it("prints a config that works as it stands", async () => {
    const folder = aCorpus();
    const { exit, stdout } = await inspect(folder, "in", "--fragment");
    expect(exit).toBe(0);
    writeFileSync(join(folder, "pipeline.config.ts"), stdout);
    const run = await runJson(["run", "--out", "out", "--workers", "1"], 3, { cwd: folder });
    expect(run.sources).toMatchObject({
      "in-jsonl": { read: 31, quarantined: 1 },
      "in-csv": { read: 2, quarantined: 0 },
    });
    expect(run.problems?.[0]).toMatch(/in-jsonl: too many bad records/);
  });

  it("refuses what goes with shards only, what is nowhere, and a pipe without waiting", async () => {
    const folder = aCorpus();
    expect(await inspect(folder, "in/a.jsonl.gz", "--sample", "2")).toMatchObject({ exit: 2 });
    expect(await inspect(folder, "nowhere.jsonl")).toMatchObject({
      exit: 3,
      stderr: expect.stringContaining("nothing is there"),
    });
    if (process.platform === "win32") return;
    execFileSync("mkfifo", [join(folder, "in/pipe.jsonl")]);
    expect(await inspect(folder, "in/pipe.jsonl")).toMatchObject({ exit: 2, stderr: expect.stringContaining("is a pipe") });
  });
});
