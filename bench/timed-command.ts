import { spawnSync } from "node:child_process";

/** One finished process as the operating system saw it. */
export interface Timed {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  /** What it said on standard error. */
  readonly stderr: string;
}

/** Runs a command and measures the whole process with GNU time; throws where it fails. */
export function timed(command: readonly string[], environment: Readonly<Record<string, string>> = {}): Timed {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync("/usr/bin/time", ["-f", "@@ %U %S %M", ...command], {
    env: { ...process.env, ...environment },
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
    maxBuffer: 2 ** 26,
  });
  const wallSeconds = Number(process.hrtime.bigint() - started) / 1e9;
  const figures = /@@ ([\d.]+) ([\d.]+) (\d+)/.exec(stderr);
  if (status !== 0 || !figures) throw new Error(`${command.join(" ")}: exit ${status}\n${stderr}`);
  return { wallSeconds, cpuSeconds: Number(figures[1]) + Number(figures[2]), peakMegabytes: Number(figures[3]) / 1024, stderr };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
