import { parse, resolve } from "node:path";
import { ConfigError } from "../engine/errors.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import type { BarrierStage } from "../engine/stage.ts";
import { nearDuplicates } from "../stages/dedup/near.ts";
import { parseShingle } from "../stages/dedup/shingle-kind.ts";
import type { PairOptions } from "../stages/dedup/visit-pairs.ts";
import type { Command, CommandInput } from "./command.ts";
import { DedupLines, type DedupSummary } from "./dedup-lines.ts";
import { EXIT } from "./exit-codes.ts";
import { count, many } from "./format.ts";
import { LineInput } from "./line-input.ts";
import { LineOutput } from "./line-output.ts";
import { printable } from "./table.ts";

type Flags = CommandInput<"dedup">["flags"];

/** Share of bad records from which the command ends with 3, as of sources. */
const MAX_BAD_SHARE = 0.01;
const SEED = 1;
const MEBIBYTE = 2 ** 20;
const DEFAULT_MEMORY = 1024;

/** `kijil dedup`: removes near-duplicates from files of JSON lines, and tells pairs and clusters. */
export const command: Command<"dedup"> = async ({ positionals, flags, stdout, stderr, folder }) => {
  const stage = stageOf(flags, folder);
  if (flags.json && flags.output === undefined)
    throw new ConfigError(["kijil dedup: --json and the documents kept would both go to stdout. Name a file for these with -o."]);
  const input = await LineInput.open(positionals, folder, process.stdin);
  const open = (name: string) => new LineOutput(name, folder, stdout);
  const outputs: LineOutput[] = [];
  const finish = async (output: LineOutput, write: (output: LineOutput) => Promise<void>) => {
    outputs.push(output);
    await write(output);
    await output.finish();
  };
  const run = new DedupLines(input, stage, loadKernels(), (flags.memory ?? DEFAULT_MEMORY) * MEBIBYTE);
  try {
    await run.read(SEED);
    if (flags.index !== undefined) run.moveIndex(resolve(folder, flags.index));
    const { pairs, clusters } = flags;
    if (pairs !== undefined)
      await finish(open(pairs), (output) => run.writePairs(stage.options as unknown as PairOptions, output));
    if (clusters !== undefined) await finish(open(clusters), (output) => run.writeClusters(output));
    await finish(new LineOutput(flags.output, folder, stdout), (output) => run.writeKept(output));
    const { summary } = run;
    if (flags.json) stdout.write(`${JSON.stringify({ format: "kijil-dedup/1", ...summary })}\n`);
    if (!flags.quiet) stderr.write(describe(summary));
    const bad = summary.documents.quarantined > summary.documents.read * MAX_BAD_SHARE;
    return bad || summary.unreadable.length > 0 ? EXIT.input : EXIT.done;
  } finally {
    for (const output of outputs) output.abandon();
    run.close();
    input.close();
  }
};

function stageOf({ similarity, shingle, keep, index, against }: Flags, folder: string): BarrierStage {
  const wrong: string[] = [];
  const value = similarity === undefined ? undefined : Number(similarity);
  if (value !== undefined && !(similarity?.trim() !== "" && value >= 0.1 && value <= 1))
    wrong.push(`kijil dedup: --similarity must be a number from 0.1 to 1, got ${similarity}.`);
  if (shingle !== undefined && !parseShingle(shingle))
    wrong.push(`kijil dedup: --shingle must be word1 to word64 or char1 to char64, got ${shingle}.`);
  if (wrong.length > 0) throw new ConfigError(wrong, "COMMAND_LINE");
  const stage = nearDuplicates({
    ...(value === undefined ? {} : { similarity: value }),
    ...(shingle === undefined ? {} : { shingle }),
    ...(keep === undefined ? {} : { keep: keep as "longest" }),
    ...(index === undefined ? {} : { index: parse(index).name }),
    against: against.map((name) => resolve(folder, name)),
  });
  if (stage.problems.length > 0)
    throw new ConfigError(
      stage.problems.map(({ message }) => `kijil dedup: ${message}`),
      "COMMAND_LINE",
    );
  return stage;
}

function describe({ documents, earlier, crowded, clusters, largest, quarantine, unreadable }: DedupSummary): string {
  const { read, kept, removed, quarantined } = documents;
  const lines = [
    `${many(read, "document")} read, ${count(kept)} kept, ${count(removed)} removed in ${many(clusters, "cluster")}${clusters > 0 ? `, the largest of ${count(largest)}` : ""}.`,
  ];
  if (earlier > 0) lines.push(`${count(earlier)} of them for ${earlier === 1 ? "a document" : "documents"} of earlier runs.`);
  if (crowded > 0)
    lines.push(
      `${many(crowded, "document")} kept share a band with more others than bucketLimit: later ones may not have been held against them.`,
    );
  if (quarantined > 0) {
    const [first] = quarantine;
    lines.push(
      `${many(quarantined, "record")} could not be used, the first at ${printable(first?.file ?? "")}, byte ${count(first?.offset ?? 0)}: ${first?.reason}.`,
    );
  }
  for (const { reason } of unreadable) lines.push(printable(reason));
  return `${lines.join("\n")}\n`;
}
