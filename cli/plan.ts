import { dirname } from "node:path";
import type { TokenizerDescription } from "../classifiers/tokenizer.ts";
import { layoutOf } from "../engine/layout.ts";
import { compilePlan } from "../engine/plan.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { bytes, many } from "./format.ts";
import { listStages, stageList } from "./list-stages.ts";
import { type PlanReport, reportPlan } from "./plan-report.ts";
import { shownPath } from "./shown-path.ts";
import { printable } from "./table.ts";
import { type Colours, coloursFor } from "./terminal.ts";

/** `kijil plan`: what a run would do, and `--stages`: what stages there are. */
export const command: Command<"plan"> = async ({ positionals, flags, stdout, environment, folder }) => {
  const colours = coloursFor(stdout, environment);
  if (flags.stages) {
    const stages = await listStages();
    stdout.write(flags.json ? `${JSON.stringify({ format: "kijil-stages/1", stages })}\n` : stageList(stages, colours));
    return EXIT.done;
  }
  const { findOrigin, loadConfig } = await import("./load-config.ts");
  const { config, out, set: settings } = flags;
  const given = { files: positionals, settings, folder };
  const origin = findOrigin({ ...given, ...(config === undefined ? {} : { config }), ...(out === undefined ? {} : { out }) });
  const loaded = await loadConfig(origin, { files: true });
  const base = origin.file === null ? origin.base : dirname(origin.file);
  const report = await reportPlan(compilePlan(loaded.config), layoutOf(loaded.output, environment["KIJIL_CACHE"]), base);
  stdout.write(flags.json ? `${JSON.stringify({ format: "kijil-plan/1", ...report })}\n` : describePlan(report, folder, colours));
  return EXIT.done;
};

const STATES: Readonly<Record<PlanReport["state"], string>> = {
  none: "nothing was run here yet",
  finished: "the last run here finished",
  unfinished: "the last run here did not finish: what is done is taken over",
};

/** Files named one by one; beyond that they are counted. */
const MOST_REASONS = 8;

function reasonsOf(again: readonly string[], colours: Colours): string {
  const more = again.length - MOST_REASONS;
  const shown = again.slice(0, MOST_REASONS).map((reason) => `      ${colours.yellow("↻")} ${printable(reason)}\n`);
  return shown.join("") + (more > 0 ? `      and ${many(more, "reason")} more\n` : "");
}

const LINE_WIDTH = 80;

/** Stages in the order of travel, as many in a line as there is room for. */
function stageLines(stages: PlanReport["passes"][number]["stages"]): string {
  const lines: string[] = [];
  for (const { name } of stages) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + name.length + 3 <= LINE_WIDTH) lines[lines.length - 1] = `${line} ▸ ${name}`;
    else lines.push(lines.length === 0 ? name : `▸ ${name}`);
  }
  return lines.map((line) => `      ${line}\n`).join("");
}

/** A tokenizer and the beginning of its file's digest, unless its name has it. */
function tokenizerLine({ name, exact, sha256 = "" }: TokenizerDescription): string {
  const digest = sha256.slice(0, 12);
  const file = digest === "" || name.endsWith(digest) ? "" : `, vocabulary ${digest}`;
  return `${exact ? "counted" : "estimated"} with ${printable(name)}${file}`;
}

/** A plan as `kijil plan` prints it. */
export function describePlan(report: PlanReport, folder: string, colours: Colours): string {
  const { name, fingerprint, seed, output, state, passes, sources, mixes, tokenizer, warnings } = report;
  const changed = sources.some(({ again }) => again.length > 0);
  const taken = state === "none" ? "" : colours.dim(changed ? "  taken over where the input is the same" : "  taken over");
  const status = (again: readonly string[]) => (again.length === 0 ? taken : "");
  const head = `${colours.bold(name)}  plan ${fingerprint.slice(0, 12)}, seed ${seed}\n  in ${shownPath(folder, output)}: ${STATES[state]}\n`;
  const sourceLines = sources.map(
    ({ source, format, files, bytes: size, again }) =>
      `  ${printable(source)}  ${format}, ${many(files, "file")}, ${bytes(size)}${again.length === 0 && state !== "none" ? colours.dim("  the same") : ""}\n${reasonsOf(state === "none" ? [] : again, colours)}`,
  );
  const passLines = passes.map(({ stages, barrier, fingerprint: digest, again }, index) => {
    const ends = barrier === null ? "" : `  barrier ${index + 1}  ${barrier}\n`;
    return `  pass ${index + 1}  ${colours.dim(digest.slice(0, 12))}${status(again)}\n${stageLines(stages)}${reasonsOf(state === "none" ? [] : again, colours)}${ends}`;
  });
  const mixLines = mixes.map(
    ({ mix, again }) => `  ${printable(mix)}${status(again)}\n${reasonsOf(state === "none" ? [] : again, colours)}`,
  );
  return [
    head,
    `sources\n${sourceLines.join("")}`,
    `passes\n${passLines.join("")}`,
    ...(tokenizer === null ? [] : [`tokens\n  ${tokenizerLine(tokenizer)}\n`]),
    `mixes\n${mixLines.join("") || "  none\n"}`,
    ...(warnings.length > 0 ? [warnings.map((warning) => `${colours.yellow("!")} ${printable(warning)}\n`).join("")] : []),
  ].join("\n");
}
