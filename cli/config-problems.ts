import { readFileSync } from "node:fs";
import { sep } from "node:path";
import type { PipelineConfig } from "../engine/config.ts";
import { ConfigError, type Problem } from "../engine/errors.ts";
import { lineInConfig } from "./place-in-config.ts";

/** One error for all problems, each with its place in the config where that is known, with their code where they share one. */
export function problemsOf(problems: readonly (Problem | FileProblem)[], file: string | null): ConfigError {
  return new ConfigError(placeProblems(problems, file), codeOf(problems));
}

/** Files that are not there, or that the run itself writes, `except` for one. */
export async function checkFiles(
  config: PipelineConfig,
  base: string,
  output: string,
  except?: string,
): Promise<readonly FileProblem[]> {
  const problems: FileProblem[] = [];
  for (const source of config.sources ?? []) {
    // What is wrong with its options has been said.
    if (source.problems.length > 0) continue;
    const place = source.at === undefined ? {} : { at: source.at };
    try {
      const own = (await source.list(base)).find(({ path }) => path.startsWith(output + sep) && path !== except);
      if (own === undefined) continue;
      const message = `${source.name}: ${own.name} lies in the run's own folder ${output}, which would be read as input next time. Choose another with --out`;
      problems.push({ message, ...place, code: undefined });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems.map((problem) => ({ ...place, ...problem, code: error.code })));
    }
  }
  return problems;
}

/** A problem with the files of a source, and the code of the error that told it. */
type FileProblem = Problem & { readonly code: string | undefined };

/** The code of problems that all have the same one. */
function codeOf(problems: readonly (Problem | FileProblem)[]): string | undefined {
  const codes = new Set(problems.map((problem) => ("code" in problem ? problem.code : undefined)));
  return codes.size === 1 ? [...codes][0] : undefined;
}

/** Adds the line of the config to problems that know no place of their own. */
function placeProblems(problems: readonly Problem[], file: string | null): readonly Problem[] {
  const source = file === null ? "" : readFileSync(file, "utf8");
  return problems.map(({ message, at }) => {
    const line = at === undefined ? lineInConfig(source, message) : undefined;
    const place = at ?? (line === undefined ? undefined : `${file}:${line}`);
    return place === undefined ? { message } : { message, at: place };
  });
}
