import { describe, expect, it } from "vitest";
import { COMMAND_NAMES, type CommandName, flagName, rowsOf } from "../../cli/flags.ts";
import { findCommand, parseFlags } from "../../cli/parse-flags.ts";
import { ConfigError } from "../../engine/errors.ts";

const complaints = (act: () => unknown): readonly string[] => {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
};

const off = { json: false, quiet: false, help: false };

describe("flags", () => {
  it.each<[CommandName, string, readonly string[], object]>([
    ["run", "", [], { ...off, set: [], fresh: false }],
    ["run", "a.jsonl b/ c*.gz", ["a.jsonl", "b/", "c*.gz"], { ...off, set: [], fresh: false }],
    ["run", "-c my.config.ts --fresh", [], { ...off, set: [], fresh: true, config: "my.config.ts" }],
    [
      "run",
      "--config=x.ts --workers 3 --limit=1_000 --out o",
      [],
      { ...off, set: [], fresh: false, config: "x.ts", workers: 3, limit: 1000, out: "o" },
    ],
    ["run", "--limit 2e3 a", ["a"], { ...off, set: [], fresh: false, limit: 2000 }],
    ["run", "--json -- --strange-name", ["--strange-name"], { ...off, json: true, set: [], fresh: false }],
    ["plan", "--stages --quiet", [], { ...off, quiet: true, set: [], stages: true }],
    [
      "mix",
      "--dry-run --set stage1.korean.share=0.5 --set stage1.tokens=2e9 --run out/a",
      [],
      { ...off, dryRun: true, set: ["stage1.korean.share=0.5", "stage1.tokens=2e9"], run: "out/a" },
    ],
    ["inspect", "a b --sample 5", ["a", "b"], { ...off, sample: 5, fragment: false, tokenizer: [] }],
    ["trace", "https://example.org/?a=b --run out", ["https://example.org/?a=b"], { ...off, run: "out" }],
    ["verify", "out --json", ["out"], { ...off, json: true }],
    ["verify", "-h", [], { ...off, help: true }],
  ])("kijil %s %s", (command, line, positionals, flags) => {
    expect(parseFlags(command, line.split(" ").filter(Boolean))).toEqual({ positionals, flags });
  });

  it.each<[CommandName, string, readonly string[]]>([
    ["run", "--fersh", ["there is no flag --fersh. Did you mean --fresh?"]],
    ["run", "--zzzzzzzz", ["there is no flag --zzzzzzzz. Flags: --config"]],
    ["run", "-x", ["there is no flag -x. Flags: --config"]],
    ["run", "--workers 0", ["--workers needs a whole number from 1, got 0."]],
    ["run", "--workers two", ["--workers needs a whole number from 1, got two."]],
    ["run", "--workers 1.5", ["--workers needs a whole number from 1, got 1.5."]],
    ["run", "--limit -5", ["--limit needs a value, got -5, wanted N."]],
    ["run", "--out --fresh", ["--out needs a value, got --fresh, wanted DIR."]],
    ["run", "--out", ["--out needs a value, got nothing, wanted DIR."]],
    ["run", "--out=", ["--out needs a value, got nothing, wanted DIR."]],
    ["run", "--out a --out b", ["--out was given twice, got a and b."]],
    ["run", "--fresh=no", ["--fresh takes no value, got no."]],
    ["mix", "--dryRun", ["there is no flag --dryRun. Did you mean --dry-run?"]],
    ["mix", "out/a", ["wrong number of arguments, got out/a, wanted flags only."]],
    ["trace", "", ["wrong number of arguments, got nothing, wanted ID|URL."]],
    ["inspect", "a b c", ["wrong number of arguments, got a b c, wanted PATH [PATH]."]],
    ["verify", "--config a", ["there is no flag --config."]],
    [
      "run",
      "--worker 1 --limit x --out",
      ["there is no flag --worker. Did you mean --workers?", "--limit needs a whole number", "--out needs a value"],
    ],
  ])("kijil %s %s is refused, with all that is wrong", (command, line, wanted) => {
    const found = complaints(() => parseFlags(command, line.split(" ").filter(Boolean)));
    expect(found).toHaveLength(wanted.length);
    found.forEach((message, index) => {
      expect(message).toContain(`kijil ${command}: ${wanted[index]}`);
    });
  });

  it.each<[CommandName, readonly string[], string]>([
    ["run", [""], "kijil run: a file name is empty, wanted "],
    ["run", ["a.jsonl", ""], "kijil run: a file name is empty, wanted "],
    ["inspect", ["", "b"], "kijil inspect: a file name is empty, wanted "],
    ["trace", [""], "kijil trace: the id or url is empty, wanted ID|URL."],
  ])("kijil %s %j is refused for an empty word", (command, words, message) => {
    expect(complaints(() => parseFlags(command, words))).toEqual([expect.stringContaining(message)]);
  });

  it("are typed in kebab-case and have a sentence each", () => {
    for (const command of COMMAND_NAMES) {
      for (const [key, row] of Object.entries(rowsOf(command))) {
        expect(flagName(key)).toMatch(/^[a-z]+(-[a-z]+)*$/);
        expect(row.help).toMatch(/\S+ \S+/);
      }
    }
  });
});

describe("commands", () => {
  it("are found by name", () => {
    for (const name of COMMAND_NAMES) expect(findCommand(name)).toBe(name);
  });

  it.each([
    ["rnu", "there is no command rnu. Did you mean run?"],
    ["inspct", "there is no command inspct. Did you mean inspect?"],
    ["frobnicate", "there is no command frobnicate. Commands: run"],
    ["--json", "the command comes first, got --json."],
  ])("%s is refused", (word, message) => {
    expect(complaints(() => findCommand(word))[0]).toContain(message);
  });
});
