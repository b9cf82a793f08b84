import type { TokenClassifier } from "../classifiers/transformer/token-classifier.ts";
import type { Kernels } from "../engine/kernels/kernels.ts";
import type { Unreadable } from "../engine/read-part.ts";
import type { InputFile } from "../engine/source.ts";
import { modelCandidates } from "../stages/pii/names/name-model.ts";
import type { LineInput } from "./line-input.ts";
import type { LineOutput } from "./line-output.ts";
import { type RedactLines, told } from "./redact-lines.ts";

/** Documents that a model labels in one call. */
const DOCUMENTS_AT_ONCE = 32;

/** What redacting by rules and a model takes, and what it counts. */
export interface ModelRedaction {
  readonly input: LineInput;
  readonly kernels: Kernels;
  readonly lines: RedactLines;
  readonly output: LineOutput;
  readonly model: TokenClassifier;
  /** Whether spans are told instead of texts written. */
  readonly isTold: boolean;
  readonly documents: { read: number; changed: number; dropped: number; quarantined: number };
}

/** Redacts one file's documents with the names and addresses that a model adds to the rules'; answers why the rest could not be read. */
export async function redactWithModel(file: InputFile, redaction: ModelRedaction): Promise<readonly Unreadable[]> {
  const { input, kernels, documents } = redaction;
  const ids: string[] = [];
  const offsets: number[] = [];
  const faults = await input.read(file, kernels, (batch, refusals) => {
    for (let row = 0; row < batch.count; row++) {
      ids.push(batch.id(row));
      offsets.push(batch.offset[row] as number);
    }
    documents.read += batch.count + refusals.length;
    documents.quarantined += refusals.length;
  });
  if (offsets.length === 0) return faults;
  let held: Buffer[] = [];
  let done = 0;
  for await (const line of input.lines(file, offsets)) {
    held.push(Buffer.from(line));
    if (held.length < DOCUMENTS_AT_ONCE) continue;
    await redactLines(held, ids.slice(done, done + held.length), redaction);
    done += held.length;
    held = [];
  }
  await redactLines(held, ids.slice(done), redaction);
  return faults;
}

async function redactLines(held: readonly Buffer[], ids: readonly string[], redaction: ModelRedaction): Promise<void> {
  const { lines, output, model, isTold, documents } = redaction;
  const records = held.map((line) => JSON.parse(line.toString()) as { text: string });
  const labelled = await model.label(records.map(({ text }) => text));
  for (const [index, record] of records.entries()) {
    const found = lines.findIn(record.text, modelCandidates(record.text, labelled[index] ?? []));
    if (!isTold && found && lines.isDropped(found)) {
      documents.dropped++;
      continue;
    }
    if (found) documents.changed++;
    if (isTold) await output.write(JSON.stringify({ id: ids[index], spans: told(found?.spans ?? []) }));
    else await output.write(found ? JSON.stringify({ ...record, text: lines.replaced(found) }) : (held[index] as Buffer));
  }
}
