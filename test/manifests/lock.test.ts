import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { ConfigError } from "../../engine/errors.ts";
import { openLineage } from "../../manifests/lineage-db.ts";
import { lockRun } from "../../manifests/lock.ts";
import { trace } from "../../manifests/trace.ts";
import { scratchFolders } from "../helpers/scratch.ts";

const folder = scratchFolders();
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

const pathOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Runs a helper in a process of its own that lives until it is killed; resolves when it has said "ready". */
async function holding(helper: string, argument: string): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [pathOf("node_modules/jiti/lib/jiti-cli.mjs"), pathOf(`test/helpers/${helper}`), argument],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  children.push(child);
  const stdout = child.stdout as NodeJS.ReadableStream;
  const said: unknown[] = await Promise.race([once(stdout, "data"), once(stdout, "end")]);
  expect(String(said[0])).toBe("ready\n");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

describe("the lock of a run's folder", () => {
  it("is refused while held, naming the process, and had again once given back", () => {
    const run = join(folder(), "new");
    const release = lockRun(run);
    expect(() => lockRun(run)).toThrow(`another run is using this folder, process ${process.pid}`);
    expect(() => lockRun(run)).toThrow(ConfigError);
    release();
    const other = lockRun(join(folder(), "other"));
    lockRun(run)();
    other();
  });

  it("is refused to another process, and free when its holder is killed", async () => {
    const run = folder();
    const holder = await holding("hold-lock.ts", run);
    expect(() => lockRun(run)).toThrow(`process ${holder.pid}.`);
    await kill(holder);
    lockRun(run)();
  });
});

describe("lineage whose writer was killed", () => {
  it("can be read as it is, and written on", async () => {
    const path = join(folder(), "lineage.db");
    await kill(await holding("hold-lineage.ts", path));
    expect(trace(path, "a")).toHaveLength(1);
    expect(trace(path, "b")).toEqual([]);
    const lineage = openLineage(path);
    expect([...lineage.recordedParts()]).toEqual([[0, "key-0"]]);
    expect(lineage.countStates().kept).toBe(1);
    lineage.close();
  });
});
