import type { ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A source of a config under test, as a line of its code, and what its run has to come to. */
export interface HostileSource {
  /** Format's function, its options, and the source's name. */
  readonly format: string;
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Writes `pipeline.config.ts` with these sources, one stage and one mix of everything. */
export function writeConfig(folder: string, sources: readonly HostileSource[]): void {
  const formats = [...new Set(sources.map(({ format }) => format))];
  const lines = sources.map(({ format, name, options }) => `    ${format}(${JSON.stringify(name)}, ${JSON.stringify(options)}),`);
  writeFileSync(
    join(folder, "pipeline.config.ts"),
    `import { defineConfig } from "kijil";
import { textLength } from "kijil/stages/filter/text-length";
${formats.map((format) => `import { ${format} } from "kijil/stages/read/${format}";`).join("\n")}

export default defineConfig({
  name: "hostile",
  sources: [
${lines.join("\n")}
  ],
  stages: [textLength({ minCharactersKorean: 1, minCharacters: 1 })],
  mixes: { all: { buckets: [{ name: "all", where: {}, repeat: 1 }] } },
});
`,
  );
}

/** A line of `quarantine.jsonl`. */
export interface QuarantineLine {
  readonly source: string;
  readonly file: string;
  readonly row: number | null;
  readonly offset: number | null;
  readonly reason: string;
}

export const quarantineOf = (run: string): readonly QuarantineLine[] =>
  readFileSync(join(run, "quarantine.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as QuarantineLine);

/** Watches the largest resident memory of a child, in bytes (Linux; 0 elsewhere); to be given as `onStart`. */
export function watchMemory(): { readonly onStart: (child: ChildProcess) => void; readonly peak: () => number } {
  let peak = 0;
  return {
    onStart(child) {
      const timer = setInterval(() => {
        try {
          const kibibytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
          peak = Math.max(peak, Number(kibibytes ?? 0) * 1024);
        } catch {
          // It has ended, or this is no Linux.
        }
      }, 20);
      child.on("close", () => clearInterval(timer));
    },
    peak: () => peak,
  };
}
