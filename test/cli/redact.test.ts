import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { projectRoot, scratchFolder } from "../helpers/run-cli.ts";

const LINES = [
  JSON.stringify({ id: "phone", text: "문의 전화: 010-2345-6781", more: { kept: [1] } }),
  '{ "text": "nothing to see",   "id": "none" }',
  JSON.stringify({ id: "mail", text: "😀 write to kim.garam@mail.test" }),
];

/** Runs the built command line with an input of its own. */
function kijil(folder: string, arguments_: readonly string[], input: string | Buffer = "") {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(projectRoot, "dist/cli/main.js"), "redact", ...arguments_],
    {
      cwd: folder,
      input,
      env: { ...process.env, NO_COLOR: "1" },
    },
  );
  return { code: status, stdout: stdout.toString(), stderr: stderr.toString() };
}
const parsed = (stdout: string) =>
  stdout
    .trimEnd()
    .split("\n")
    .map(
      (line) =>
        JSON.parse(line) as { id: string; text?: string; spans?: { start: number; end: number; type: string; rule: string }[] },
    );

describe("kijil redact", () => {
  it("replaces values, leaves other lines as they were, and reports shapes", () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "in.jsonl"), LINES.join("\n"));
    const { code, stdout, stderr } = kijil(folder, ["in.jsonl"]);
    const [phone, none, mail] = stdout.trimEnd().split("\n");
    expect(JSON.parse(phone as string)).toEqual({ id: "phone", text: "문의 전화: [전화번호]", more: { kept: [1] } });
    expect(none).toBe(LINES[1]);
    expect(JSON.parse(mail as string).text).toMatch(/^😀 write to user[a-z2-7]{6}@example\.(?:com|net|org)$/);
    expect(code).toBe(0);
    expect(stderr).toContain("3 documents read, 2 changed.");
    expect(stderr).toContain("999-9999-9999");
    expect(stderr).not.toMatch(/6781|garam|가람/);
  });

  it("tells spans by UTF-16 offsets, one line a document", () => {
    const folder = scratchFolder();
    const { stdout } = kijil(folder, ["--spans", "--quiet"], gzipSync(LINES.join("\n")));
    const [phone, none, mail] = parsed(stdout);
    expect(phone).toMatchObject({ id: "phone", spans: [{ start: 7, end: 20, type: "PHONE", rule: "phone-mobile" }] });
    expect(none).toEqual({ id: "none", spans: [] });
    expect(mail).toMatchObject({ id: "mail", spans: [{ start: 12, end: 31, type: "EMAIL" }] });
  });

  it("goes by policies, for all types or one", () => {
    const folder = scratchFolder();
    const texts = (...policy: string[]) =>
      parsed(kijil(folder, ["--quiet", ...policy.flatMap((each) => ["--policy", each])], LINES.join("\n")).stdout).map(
        ({ text }) => text,
      );
    expect(texts("mask")[0]).toBe("문의 전화: 010-****-6781");
    expect(texts("surrogate")[0]).toMatch(/^문의 전화: 010-0000-\d{4}$/);
    expect(texts("PHONE=hash", "email=keep")).toEqual([
      expect.stringMatching(/^문의 전화: \[전화번호:[a-z2-7]{10}\]$/),
      "nothing to see",
      "😀 write to kim.garam@mail.test",
    ]);
  });

  it("makes other surrogates from another key, the same from the same", () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "key"), "a key of this test");
    const text = (...more: string[]) => kijil(folder, ["--quiet", "--policy", "surrogate", ...more], LINES[2]).stdout;
    expect(text("--key-file", "key")).toBe(text("--key-file", "key"));
    expect(text("--key-file", "key")).not.toBe(text());
  });

  it("drops lists under drop, and writes its summary under --json", () => {
    const folder = scratchFolder();
    const list = Array.from({ length: 12 }, (_, index) => `010-2345-67${10 + index}`).join("\n");
    const input = `${JSON.stringify({ id: "list", text: list })}\n${LINES[1]}`;
    const { stdout } = kijil(folder, ["--policy", "drop", "--json", "-o", "out.jsonl"], input);
    expect(JSON.parse(stdout)).toMatchObject({
      format: "kijil-redact/1",
      documents: { read: 2, changed: 0, dropped: 1, quarantined: 0 },
    });
    expect(readFileSync(join(folder, "out.jsonl"), "utf8")).toBe(`${LINES[1]}\n`);
  });

  it.each([
    [["--policy", "burn"], "--policy burn: there is no such policy"],
    [["--policy", "NAME=tag"], "--policy NAME=tag: there is no such type"],
    [["--profile", "wild"], "--profile must be strict, balanced, conservative, got wild"],
    [["--json"], "both go to stdout"],
    [["--key-file", "absent"], "absent cannot be read (ENOENT)"],
  ])("refuses %j", (words, message) => {
    const { code, stderr } = kijil(scratchFolder(), words);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  it("ends with 3 where too many records are bad", () => {
    const { code, stderr } = kijil(scratchFolder(), [], "not json\n");
    expect(code).toBe(3);
    expect(stderr).toContain("1 record could not be used.");
  });
});
