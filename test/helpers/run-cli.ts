import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** Folder of the project. */
export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
/** Real corpora beside the project; tests that need them are skipped where they are absent. */
export const sharedData = resolve(projectRoot, "../shared/data");
export const hasSharedData = existsSync(join(sharedData, "A_text"));

const MAIN = join(projectRoot, "dist/cli/main.js");

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  /** Runs as another user, where this one may do so. */
  readonly uid?: number;
  /** Called with the child as soon as it runs, to send it signals. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs the built command line in a process of its own. */
export function runCli(words: readonly string[], { cwd = projectRoot, uid, onStart }: CliOptions = {}): Promise<CliResult> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [MAIN, ...words], {
      cwd,
      env: { ...process.env, NO_COLOR: "1" },
      ...(uid === undefined ? {} : { uid }),
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", fail);
    child.on("close", (code, signal) => done({ code, signal, stdout, stderr }));
    onStart?.(child);
  });
}

/** The form of `run --json`. */
export interface RunJson {
  readonly format: string;
  readonly documents: {
    readonly read: number;
    readonly kept: number;
    readonly quarantined: number;
    readonly removed: Readonly<Record<string, number>>;
  };
  readonly tokens: number;
  readonly bytes: number;
  readonly sources: Readonly<Record<string, { readonly read: number; readonly kept: number; readonly quarantined: number }>>;
  /** Refused records by source and reason; absent where there are none. */
  readonly quarantine?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly unreadable?: readonly { readonly source: string; readonly file: string; readonly reason: string }[];
  readonly notes?: readonly string[];
  readonly problems?: readonly string[];
  readonly mixes: Readonly<Record<string, { readonly documents: number; readonly tokens: number; readonly shards: number }>>;
}

/** Runs with `--json --quiet` and gives back the object; fails the test where the exit code is another than `code`. */
export async function runJson(words: readonly string[], code = 0, options: CliOptions = {}): Promise<RunJson> {
  const result = await runCli([...words, "--json", "--quiet"], options);
  if (result.code !== code)
    throw new Error(`kijil ${words.join(" ")}: exit ${result.code} ${result.signal ?? ""}, wanted ${code}\n${result.stderr}`);
  return JSON.parse(result.stdout) as RunJson;
}

/** A folder that is removed when the test ends. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "kijil-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** SHA-256 of every shard and manifest below a run's folder, by relative path. */
export function outputDigests(run: string): Record<string, string> {
  const digests: Record<string, string> = {};
  for (const mix of readdirSync(run, { withFileTypes: true })) {
    if (!mix.isDirectory() || mix.name === "work" || mix.name === "pool") continue;
    for (const file of readdirSync(join(run, mix.name)).sort()) {
      digests[`${mix.name}/${file}`] = createHash("sha256")
        .update(readFileSync(join(run, mix.name, file)))
        .digest("hex");
    }
  }
  return digests;
}
