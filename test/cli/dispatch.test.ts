import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CommandModules } from "../../cli/command.ts";
import { dispatch } from "../../cli/dispatch.ts";
import { COMMAND_NAMES } from "../../cli/flags.ts";
import { packageRoot } from "../../cli/package-root.ts";
import { ConfigError, InputError, IntegrityError, Interrupted, StageError } from "../../engine/errors.ts";
import { aTerminal } from "../helpers/a-terminal.ts";

type Act = (input: { readonly flags: { readonly json: boolean } }) => number;

/** Carries out a command line whose every command does the same. */
async function say(words: readonly string[], act: Act, isTTY = false) {
  const loaded: string[] = [];
  const modules = Object.fromEntries(
    COMMAND_NAMES.map((name) => [
      name,
      async () => {
        loaded.push(name);
        return { command: async (input: Parameters<Act>[0]) => act(input) };
      },
    ]),
  ) as unknown as CommandModules;
  const stdout = aTerminal({ isTTY });
  const stderr = aTerminal({ isTTY });
  const interrupted = () => new AbortController().signal;
  const exit = await dispatch(words, modules, { stdout, stderr, environment: {}, folder: "/project", interrupted });
  return { exit, stdout: stdout.text(), stderr: stderr.text(), loaded };
}

const throwing = (error: unknown) => () => {
  throw error;
};

describe("exit codes", () => {
  it.each([
    ["done", () => 0, 0, ""],
    ["a command's own", () => 4, 4, ""],
    [
      "a config that is wrong",
      throwing(new ConfigError(["name is missing"])),
      2,
      "✖ name is missing\n  1 problem. Nothing was read or written.\n",
    ],
    [
      "input that cannot be read",
      throwing(new InputError("a.gz: broken, got X. Mend it.")),
      3,
      "✖ a.gz: broken, got X. Mend it.\n",
    ],
    [
      "a check that failed",
      throwing(new IntegrityError("pool: changed, got X. Run again.")),
      4,
      "✖ pool: changed, got X. Run again.\n",
    ],
    [
      "a stop",
      throwing(new Interrupted("interrupted")),
      130,
      "Interrupted. What was finished is kept: give the same command again to go on.\n",
    ],
    [
      "a full disk",
      throwing(Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" })),
      3,
      "✖ the operating system refused: no space is left on the device (ENOSPC). What was finished is kept. Free some space or choose another folder with --out, then run the same command again.\n",
    ],
  ])("%s", async (_, act, code, text) => {
    const { exit, stderr, stdout } = await say(["run"], act);
    expect({ exit, stderr, stdout }).toEqual({ exit: code, stderr: text, stdout: "" });
  });

  it("1 for anything unforeseen, with the stack and its causes", async () => {
    const error = new TypeError("x is not a function", { cause: new Error("deeper") });
    const { exit, stderr } = await say(["run"], throwing(error));
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^✖ TypeError: x is not a function\n {4}at /);
    expect(stderr).toMatch(/ {2}caused by Error: deeper\n {4}at /);
    expect(stderr).toMatch(/ {2}This is a bug in kijil\. Please report it with the lines above\.\n$/);
  });

  it.each(["ELOOP", "ENOTDIR", "ENAMETOOLONG", "EROFS", "EISDIR", "EPERM", "EACCES", "ENOSPC", "EDQUOT", "EMFILE", "EIO"])(
    "3 for %s, in one line with the path",
    async (code) => {
      const line = new RegExp(
        `^✖ out/a b: the operating system refused: [a-z -]+ \\(${code}\\)\\. What was finished is kept\\. [A-Z].+, then run the same command again\\.\\n$`,
      );
      const message = `${code}: in words, open '/project/out/a b'`;
      for (const more of [{ path: "/project/out/a b" }, {}]) {
        const { exit, stderr } = await say(["run"], throwing(Object.assign(new Error(message), { code, ...more })));
        expect(exit).toBe(3);
        expect(stderr).toMatch(line);
      }
    },
  );

  it.each(["SQLITE_FULL", "SQLITE_READONLY", "SQLITE_READONLY_DBMOVED", "SQLITE_CANTOPEN", "SQLITE_IOERR_WRITE"])(
    "3 for %s of the database",
    async (code) => {
      const error = Object.assign(new Error("disk"), { name: "SqliteError", code });
      const { exit, stderr, stdout } = await say(["run", "--json"], throwing(error));
      expect(exit).toBe(3);
      expect(stderr).toMatch(/^✖ lineage\.db: the operating system refused: .+\n$/);
      expect(JSON.parse(stdout)).toEqual({
        format: "kijil-error/1",
        code,
        exit: 3,
        problems: [{ message: stderr.slice(2, -1) }],
      });
    },
  );

  it("1 for a code that only a bug explains", async () => {
    for (const code of ["SQLITE_CONSTRAINT_UNIQUE", "EBADF"])
      expect((await say(["run"], throwing(Object.assign(new Error("no"), { code })))).exit).toBe(1);
  });

  const thrownAt = (...frames: readonly string[]) => {
    const message = "cannot read «a secret text»\n    at secret (/secret.ts:1:1)";
    const stack = `TypeError: ${message}\n${frames.map((frame) => `    at ${frame}\n`).join("")}`.trimEnd();
    const cause = Object.assign(new TypeError(message), { stack });
    return throwing(new StageError("stage mine, document 0:3: its judge threw. The cause says where.", { cause }));
  };
  const told = "✖ stage mine, document 0:3: its judge threw. The cause says where.\n";
  const bug = "  Unless the stage is your own, this is a bug in kijil. Please report it with the lines above.\n";
  const inside = `judge (${join(packageRoot, "stages/filter/length.ts")}:7:3)`;

  it.each([
    ["the user's", ["judge (/project/my stages/mine.ts:12:9)", inside], "  TypeError at my stages/mine.ts:12\n"],
    ["the user's, as a module", ["async file:///project/mine.js:4:1", inside], "  TypeError at mine.js:4\n"],
    [
      "a dependency of the user's",
      ["JSON.parse (<anonymous>)", "f (/project/node_modules/x/x.js:1:2)", "judge (/project/a.ts:2:3)"],
      "  TypeError at node_modules/x/x.js:1\n",
    ],
    ["kijil's", [inside, "f (/project/a.ts:2:3)"], `  TypeError at ${join(packageRoot, "stages/filter/length.ts")}:7\n${bug}`],
    ["a dependency of kijil's", ["f (/project/node_modules/x/x.js:1:2)", inside], `  TypeError at node_modules/x/x.js:1\n${bug}`],
    ["unknown", [], `  TypeError\n${bug}`],
  ])("1 for a stage that threw in code that is %s: class and place, no message", async (_, frames, text) => {
    const { exit, stderr, stdout } = await say(["run", "--json"], thrownAt(...frames));
    expect({ exit, stderr }).toEqual({ exit: 1, stderr: told + text });
    expect(stdout).not.toContain("secret");
  });

  it("1 for a stage that threw what is no error, or has a text for a name", async () => {
    const one = await say(["run"], throwing(new StageError("stage mine: it failed", { cause: "a secret text" })));
    expect(one.stderr).toBe(`✖ stage mine: it failed\n  a thrown string\n${bug}`);
    const cause = Object.assign(new Error("no"), { name: "a secret text", stack: "" });
    expect((await say(["run"], throwing(new StageError("stage mine: it failed", { cause })))).stderr).not.toContain("secret");
  });

  it("1 for a stage that threw, which may be the user's own", async () => {
    const { exit, stderr } = await say(["run"], throwing(new StageError("word-count: threw on a/b.jsonl@3")));
    expect(exit).toBe(1);
    expect(stderr).toContain("Unless the stage is your own, this is a bug in kijil.");
  });
});

describe("errors", () => {
  const problems = [
    { at: "/project/pipeline.config.ts:14", message: "word-count.min must be at least 0, got -4" },
    { at: "/elsewhere/a.ts:3", message: "language.keep must be a list" },
    { message: 'stages[6] educational reads "lang", but no stage before it writes "lang"' },
  ];

  it("of a config are told all at once, each with its place", async () => {
    const { stderr } = await say(["plan"], throwing(new ConfigError(problems)));
    expect(stderr).toMatchInlineSnapshot(`
      "✖ pipeline.config.ts:14  word-count.min must be at least 0, got -4
      ✖ /elsewhere/a.ts:3  language.keep must be a list
      ✖ stages[6] educational reads "lang", but no stage before it writes "lang"
        3 problems. Nothing was read or written.
      "
    `);
  });

  it("are an object on stdout where --json was asked for", async () => {
    const config = await say(["plan", "--json"], throwing(new ConfigError(problems)));
    expect(JSON.parse(config.stdout)).toEqual({ format: "kijil-error/1", code: "CONFIG_INVALID", exit: 2, problems });
    const input = await say(["run", "--json"], throwing(new InputError("a.gz: broken")));
    expect(JSON.parse(input.stdout)).toEqual({
      format: "kijil-error/1",
      code: "INPUT_UNREADABLE",
      exit: 3,
      problems: [{ message: "a.gz: broken" }],
    });
    const bug = await say(["run", "--json"], throwing(new RangeError("no")));
    expect(JSON.parse(bug.stdout)).toMatchObject({ code: "UNEXPECTED", exit: 1 });
    const line = await say(["run", "--json", "--nope"], () => 0);
    expect(JSON.parse(line.stdout)).toMatchObject({ code: "COMMAND_LINE", exit: 2 });
  });

  it("are in colour on a terminal only", async () => {
    const error = new InputError("a.gz: broken");
    expect((await say(["run"], throwing(error), true)).stderr).toBe("\u001b[31m✖\u001b[39m a.gz: broken\n");
  });
});

describe("the line itself", () => {
  it("gives a command its words and loads no other", async () => {
    let json: boolean | undefined;
    const { loaded } = await say(["verify", "out", "--json"], ({ flags }) => {
      json = flags.json;
      return 0;
    });
    expect({ loaded, json }).toEqual({ loaded: ["verify"], json: true });
  });

  it("without a command tells what there is, and is wrong", async () => {
    const { exit, stderr, stdout } = await say([], () => 0);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
    expect(stderr).toContain("kijil <command> [flags]");
  });

  it.each([[["--help"]], [["-h"]], [["help"]], [["--version"]], [["run", "--help"]], [["help", "mix"]]])(
    "%s loads nothing and is done",
    async (words) => {
      const { exit, loaded, stderr, stdout } = await say(words, () => 1);
      expect({ exit, loaded, stderr }).toEqual({ exit: 0, loaded: [], stderr: "" });
      expect(stdout).toMatch(/^kijil \S/);
    },
  );
});
