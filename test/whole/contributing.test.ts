import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { expect, it } from "vitest";
import { projectRoot, scratchFolder } from "../helpers/run-cli.ts";

const text = readFileSync(join(projectRoot, "CONTRIBUTING.md"), "utf8");
const walk = text.slice(text.indexOf("## A filter"), text.indexOf("## House rules"));

/** Fenced blocks of a language within some text. */
const blocks = (language: string, from: string): readonly string[] =>
  [...from.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map((match) => match[1] as string);

/** The block after the words "`path`, the whole file:". */
function wholeFile(path: string): string {
  const [block] = blocks("ts", walk.slice(walk.indexOf(`\`${path}\`, the whole file:`)));
  if (block === undefined) throw new Error(`CONTRIBUTING.md shows no whole file ${path}`);
  return block;
}

/** A copy of the project to walk in, with the packages that are installed here. */
function copyProject(): string {
  const copy = scratchFolder();
  const left = new Set(["node_modules", "dist", "out", ".git"]);
  const isWanted = (path: string) => !left.has(relative(projectRoot, path).split(sep)[0] as string);
  cpSync(projectRoot, copy, { recursive: true, filter: isWanted });
  symlinkSync(join(projectRoot, "node_modules"), join(copy, "node_modules"));
  return copy;
}

it("CONTRIBUTING.md leads to a filter that works", () => {
  const copy = copyProject();
  for (const path of ["stages/filter/word-count.ts", "test/stages/filter/word-count.test.ts"]) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), wholeFile(path));
  }
  const [importLine, stageLine] = blocks("ts", walk.slice(walk.indexOf("3. Put it into the line")));
  const config = readFileSync(join(copy, "pipeline.config.ts"), "utf8");
  const changed = config
    .replace(/^import \{ json \}/m, `${importLine}import { json }`)
    .replace(/^ {2}textLength\(.*\n/m, (line) => line + stageLine);
  expect(changed.split("\n").length).toBe(config.split("\n").length + 2);
  writeFileSync(join(copy, "pipeline.config.ts"), changed);

  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|NODE_ENV)/.test(name)));
  const run = (command: string) =>
    execFileSync("bash", ["-c", command], { cwd: copy, encoding: "utf8", env: { ...environment, NO_COLOR: "1" }, stdio: "pipe" });
  const said = new Map<string, string>();
  const commands = blocks("sh", walk).flatMap((block) => block.trim().split("\n"));
  expect(commands).toHaveLength(5);
  for (const command of commands) said.set(command, run(command));
  expect(said.get("npx kijil plan")).toContain("word-count");
  expect(said.get("npm start")).toMatch(/^ {2}word-count +\d+ +\d+ +\d+ {2}too-few-words \d+$/m);
  expect(said.get("npx kijil inspect out/sample")).toMatch(/^ {2}word-count /m);
  expect(run("npx kijil plan --stages")).toContain('import { wordCount } from "kijil/stages/filter/word-count"');
  run("npx biome check --error-on-warnings stages/filter/word-count.ts test/stages/filter/word-count.test.ts pipeline.config.ts");
});
