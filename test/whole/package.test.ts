import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { outputDigests, projectRoot, runJson, scratchFolder } from "../helpers/run-cli.ts";

describe("the packed package", () => {
  it("runs the same from an empty folder", async () => {
    const folder = scratchFolder();
    // What npm would publish; the scripts have run already, and dependencies are those of the project.
    const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
      cwd: projectRoot,
      encoding: "utf8",
    });
    const { filename, files } = JSON.parse(packed)[0] as { filename: string; files: readonly { path: string }[] };
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(["engine/kernels/kernels.wasm", "classifiers/language-model.bin"]));
    expect(paths.filter((path) => path.startsWith("test/") || path.endsWith(".db"))).toEqual([]);
    const modules = join(folder, "user/node_modules");
    mkdirSync(join(modules, ".bin"), { recursive: true });
    execFileSync("tar", ["-xzf", join(folder, filename), "-C", folder]);
    cpSync(join(folder, "package"), join(modules, "kijil"), { recursive: true });
    for (const entry of readdirSync(join(projectRoot, "node_modules"))) {
      if (!entry.startsWith(".")) symlinkSync(join(projectRoot, "node_modules", entry), join(modules, entry));
    }
    symlinkSync("../kijil/dist/cli/main.js", join(modules, ".bin/kijil"));
    for (const entry of ["pipeline.config.ts", "examples"])
      cpSync(join(modules, "kijil", entry), join(folder, "user", entry), { recursive: true });
    const run = spawnSync("npx", ["--no-install", "kijil", "run", "--json", "--quiet"], {
      cwd: join(folder, "user"),
      encoding: "utf8",
    });
    expect(run.status, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout).documents.read).toBe(344);
    await runJson(["run", "--out", join(folder, "here")]);
    expect(outputDigests(join(folder, "user/out/sample"))).toEqual(outputDigests(join(folder, "here")));
  });
});
