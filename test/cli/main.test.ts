import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { projectRoot, runCli } from "../helpers/run-cli.ts";

it("answers from the built package", async () => {
  expect(await runCli(["--version"])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^kijil \d+\.\d+\.\d+\n$/) });
  expect(await runCli(["rnu"])).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("Did you mean run?") });
});

it("ends quietly where nobody reads its output to the end", async () => {
  const main = join(projectRoot, "dist/cli/main.js");
  const line = `"${process.execPath}" "${main}" plan --stages | true; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = await promisify(execFile)("bash", ["-c", line], { cwd: projectRoot });
  expect({ stdout, stderr }).toEqual({ stdout: "0\n", stderr: "" });
});

it.skipIf(!existsSync("/dev/full"))(
  "tells that its output is lost on a full disk, and goes on where only what it says beside is",
  async () => {
    const main = join(projectRoot, "dist/cli/main.js");
    const say = async (line: string) => {
      const { stdout, stderr } = await promisify(execFile)("bash", ["-c", `"${process.execPath}" "${main}" ${line}; echo "$?"`], {
        cwd: projectRoot,
      });
      return { stdout, stderr };
    };
    expect(await say("plan --stages >/dev/full")).toEqual({
      stdout: "3\n",
      stderr:
        "✖ standard output: the operating system refused: no space is left on the device (ENOSPC). What was finished is kept. Send the output elsewhere, then run the same command again.\n",
    });
    expect(await say("rnu 2>/dev/full")).toEqual({ stdout: "2\n", stderr: "" });
  },
);
