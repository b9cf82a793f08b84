import { execFile } from "node:child_process";
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
