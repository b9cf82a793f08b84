import { TokenClassifier } from "../classifiers/transformer/token-classifier.ts";
import { ConfigError } from "../engine/errors.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import type { Unreadable } from "../engine/read-part.ts";
import type { DensityLimits } from "../stages/pii/density.ts";
import { POLICIES, type Policy } from "../stages/pii/policies.ts";
import { policiesOf, Redactor } from "../stages/pii/redactor.ts";
import { PROFILES, type Profile } from "../stages/pii/score.ts";
import { ENTITY_TYPES, type EntityType } from "../stages/pii/span.ts";
import { keyOf } from "../stages/pii/surrogate-key.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { count, many } from "./format.ts";
import { LineInput } from "./line-input.ts";
import { LineOutput } from "./line-output.ts";
import { RedactLines, type TypeCount, told } from "./redact-lines.ts";
import { redactWithModel } from "./redact-with-model.ts";
import { printable } from "./table.ts";

/** Share of bad records from which the command ends with 3, as of sources. */
const MAX_BAD_SHARE = 0.01;
const SEED = 1;
/** Limits of the stage `personal-data` by default. */
const LIMITS: DensityLimits = { maxResidentNumbers: 1, maxIdentifiers: 2, maxContacts: 9, maxShare: 0.05 };

interface RedactSummary {
  readonly documents: { read: number; changed: number; dropped: number; quarantined: number };
  readonly types: Partial<Record<EntityType, TypeCount>>;
  readonly unreadable: Unreadable[];
}

/** `kijil redact`: replaces personal data in JSON lines, or tells where it stands. */
export const command: Command<"redact"> = async ({ positionals, flags, stdout, stderr, folder }) => {
  const { policies, drops } = policiesFrom(flags.policy);
  const profile = profileFrom(flags.profile);
  if (flags.json && flags.output === undefined)
    throw new ConfigError(["kijil redact: --json and the documents would both go to stdout. Name a file for these with -o."]);
  const kernels = loadKernels();
  const redactor = new Redactor(kernels, { profile, policies, key: keyOf(flags.keyFile ?? "", SEED) });
  const lines = new RedactLines(redactor, drops ? LIMITS : undefined);
  const model = flags.model === undefined ? undefined : await TokenClassifier.open(flags.model);
  const input = await LineInput.open(positionals, folder, process.stdin);
  const output = new LineOutput(flags.output, folder, stdout);
  const documents = { read: 0, changed: 0, dropped: 0, quarantined: 0 };
  const summary: RedactSummary = { documents, types: lines.types, unreadable: [] };
  try {
    for (const file of input.files) {
      if (model) {
        const redaction = { input, kernels, lines, output, model, isTold: flags.spans, documents };
        summary.unreadable.push(...(await redactWithModel(file, redaction)));
        continue;
      }
      const kept: number[] = [];
      const changed = new Set<number>();
      const written: Promise<void>[] = [];
      const faults = await input.read(file, kernels, (batch, refusals) => {
        for (let row = 0; row < batch.count; row++) {
          const found = lines.find(batch, row);
          if (flags.spans) {
            const wait = output.write(JSON.stringify({ id: batch.id(row), spans: told(found?.spans ?? []) }));
            if (wait) written.push(wait);
          } else if (found && lines.isDropped(found)) {
            documents.dropped++;
            continue;
          } else kept.push(batch.offset[row] as number);
          if (!found) continue;
          documents.changed++;
          changed.add(kept.length - 1);
        }
        documents.read += batch.count + refusals.length;
        documents.quarantined += refusals.length;
      });
      await Promise.all(written);
      summary.unreadable.push(...faults);
      if (kept.length === 0) continue;
      let index = 0;
      for await (const line of input.lines(file, kept)) await output.write(changed.has(index++) ? lines.redacted(line) : line);
    }
    await output.finish();
    if (flags.json) stdout.write(`${JSON.stringify({ format: "kijil-redact/1", ...summary })}\n`);
    if (!flags.quiet) stderr.write(describe(summary, flags.spans));
    return documents.quarantined > documents.read * MAX_BAD_SHARE || summary.unreadable.length > 0 ? EXIT.input : EXIT.done;
  } finally {
    output.abandon();
    input.close();
    await model?.close();
  }
};

/** Reads `--policy`: a policy for every type, or `TYPE=policy` for one; `drop` drops documents that are lists of persons. */
function policiesFrom(given: readonly string[]): { policies: ReturnType<typeof policiesOf>; drops: boolean } {
  const changes: Partial<Record<EntityType, Policy>> = {};
  const wrong: string[] = [];
  let drops = false;
  for (const entry of given.flatMap((each) => each.split(","))) {
    const [left = "", right] = entry.split("=");
    const policy = right ?? left;
    const type = left.toUpperCase().replaceAll("-", "_");
    if (right === undefined && policy === "drop") drops = true;
    else if (!POLICIES.includes(policy as Policy))
      wrong.push(`kijil redact: --policy ${entry}: there is no such policy. Policies: ${POLICIES.join(", ")}, drop.`);
    else if (right === undefined) for (const each of ENTITY_TYPES) changes[each] = policy as Policy;
    else if (ENTITY_TYPES.includes(type as EntityType)) changes[type as EntityType] = policy as Policy;
    else wrong.push(`kijil redact: --policy ${entry}: there is no such type. Types: ${ENTITY_TYPES.join(", ")}.`);
  }
  if (wrong.length > 0) throw new ConfigError(wrong, "COMMAND_LINE");
  return { policies: policiesOf(changes), drops };
}

function profileFrom(given: string | undefined): Profile {
  if (given === undefined) return "balanced";
  if (given in PROFILES) return given as Profile;
  throw new ConfigError([`kijil redact: --profile must be ${Object.keys(PROFILES).join(", ")}, got ${given}.`], "COMMAND_LINE");
}

function describe({ documents, types, unreadable }: RedactSummary, isTold: boolean): string {
  const { read, changed, dropped, quarantined } = documents;
  const verb = isTold ? "with personal data" : "changed";
  const lines = [`${many(read, "document")} read, ${count(changed)} ${verb}${dropped > 0 ? `, ${count(dropped)} dropped` : ""}.`];
  const rows = Object.entries(types).sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1));
  for (const [type, { count: found, documents: holders, samples }] of rows) {
    lines.push(`${count(found).padStart(9)}  ${type.padEnd(20)}in ${many(holders, "document")}`);
    for (const sample of samples) lines.push(`${"".padStart(11)}${printable(sample)}`);
  }
  if (quarantined > 0) lines.push(`${many(quarantined, "record")} could not be used.`);
  for (const { reason } of unreadable) lines.push(printable(reason));
  return `${lines.join("\n")}\n`;
}
