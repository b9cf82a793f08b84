import { ConfigError } from "../engine/errors.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import type { Unreadable } from "../engine/read-part.ts";
import type { Language } from "../stages/filter/rules.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { FilterLines } from "./filter-lines.ts";
import { presetsOf } from "./filter-presets.ts";
import { count, many } from "./format.ts";
import { LineInput } from "./line-input.ts";
import { LineOutput } from "./line-output.ts";
import { printable } from "./table.ts";

/** Share of bad records from which the command ends with 3, as of sources. */
const MAX_BAD_SHARE = 0.01;

interface FilterSummary {
  readonly documents: { read: number; kept: number; removed: number; quarantined: number };
  /** Documents that break a rule, by preset/rule; one may break several. */
  readonly reasons: Record<string, number>;
  readonly unreadable: Unreadable[];
}

/** `kijil filter`: judges JSON lines by presets; prints the documents kept, or every decision. */
export const command: Command<"filter"> = async ({ positionals, flags, stdout, stderr, folder }) => {
  const presets = presetsOf(flags.preset);
  const lang = languageOf(flags.lang);
  if (flags.json && flags.output === undefined)
    throw new ConfigError(["kijil filter: --json and the documents would both go to stdout. Name a file for these with -o."]);
  const kernels = loadKernels();
  const filter = await FilterLines.open(presets, kernels, lang);
  const input = await LineInput.open(positionals, folder, process.stdin);
  const output = new LineOutput(flags.output, folder, stdout);
  const summary: FilterSummary = {
    documents: { read: 0, kept: 0, removed: 0, quarantined: 0 },
    reasons: {},
    unreadable: [],
  };
  try {
    for (const file of input.files) {
      const kept: number[] = [];
      const written: Promise<void>[] = [];
      const faults = await input.read(file, kernels, (batch, refusals) => {
        const offsets = batch.offset.slice(0, batch.count);
        const decisions = filter.judge(batch);
        decisions.forEach((decision, row) => {
          if (decision.keep) summary.documents.kept++;
          else summary.documents.removed++;
          for (const reason of decision.reasons) summary.reasons[reason] = (summary.reasons[reason] ?? 0) + 1;
          const wait = flags.decisions ? output.write(JSON.stringify(decision)) : undefined;
          if (wait) written.push(wait);
          if (decision.keep && !flags.decisions) kept.push(offsets[row] as number);
        });
        summary.documents.read += decisions.length + refusals.length;
        summary.documents.quarantined += refusals.length;
      });
      await Promise.all(written);
      summary.unreadable.push(...faults);
      if (kept.length === 0) continue;
      for await (const line of input.lines(file, kept)) await output.write(filter.edited(line));
    }
    await output.finish();
    if (flags.json) stdout.write(`${JSON.stringify({ format: "kijil-filter/1", ...summary })}\n`);
    if (!flags.quiet) stderr.write(describe(summary));
    const { read, quarantined } = summary.documents;
    return quarantined > read * MAX_BAD_SHARE || summary.unreadable.length > 0 ? EXIT.input : EXIT.done;
  } finally {
    output.abandon();
    input.close();
  }
};

function languageOf(given: string | undefined): Language | undefined {
  if (given === undefined || given === "ko" || given === "en") return given;
  throw new ConfigError([`kijil filter: --lang must be ko or en, got ${given}.`], "COMMAND_LINE");
}

function describe({ documents, reasons, unreadable }: FilterSummary): string {
  const { read, kept, removed, quarantined } = documents;
  const lines = [`${many(read, "document")} read, ${count(kept)} kept, ${count(removed)} removed.`];
  const rules = Object.entries(reasons).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  for (const [reason, broken] of rules) lines.push(`${count(broken).padStart(9)}  ${reason}`);
  if (quarantined > 0) lines.push(`${many(quarantined, "record")} could not be used.`);
  for (const { reason } of unreadable) lines.push(printable(reason));
  return `${lines.join("\n")}\n`;
}
