import type { Batch } from "../../engine/batch.ts";
import { loadKernels } from "../../engine/kernels/kernels.ts";
import type { DocumentStage, Verdicts } from "../../engine/stage.ts";
import { type ARecord, aBatch } from "./a-batch.ts";

/** What a stage did to one document. */
export interface Answer {
  readonly action: "keep" | "drop" | "edit";
  readonly reason?: string;
  readonly value?: number;
  /** The text afterwards. */
  readonly text: string;
  readonly set: Readonly<Record<string, number | string>>;
}

type Writable = { -readonly [K in keyof Answer]: Answer[K] } & { set: Record<string, number | string> };

/** Judges documents in one batch, one answer a document. */
export type JudgeRecords = (records: readonly (string | ARecord)[]) => readonly Answer[];

const encoder = new TextEncoder();

/** Opens a stage, of either form, as a worker would. Throws where a stage breaks the rules of answering. */
export async function openStage(stage: DocumentStage): Promise<JudgeRecords> {
  const kernels = loadKernels();
  const judge = await stage.open({ seed: 7, kernels });
  return (records) => {
    const mark = kernels.mark();
    const batch = aBatch(records, { kernels, specs: stage.writes });
    const before = records.map((_, row) => batch.text(row));
    const answers: Writable[] = before.map((text) => ({ action: "keep", text, set: {} }));
    const verdicts = record(stage, batch, answers);
    if (typeof judge === "function") for (let row = 0; row < batch.count; row++) ask(judge, batch, row, verdicts);
    else judge.judgeBatch(batch, verdicts);
    answers.forEach((answer, row) => {
      answer.text = batch.text(row);
      if (answer.action !== "edit" && answer.text !== before[row])
        throw new Error(`row ${row}: the text changed without an edit`);
    });
    kernels.release(mark);
    return answers;
  };
}

function ask(
  judge: (document: ReturnType<Batch["document"]>) => unknown,
  batch: Batch,
  row: number,
  verdicts: Verdicts<string>,
): void {
  const decision = judge(batch.document(row)) as {
    action: string;
    reason: string;
    text: string;
    value?: number;
    set?: Record<string, number | string>;
  };
  for (const [name, value] of Object.entries(decision.set ?? {})) {
    if (typeof value === "number") verdicts.setNumber(row, name, value);
    else verdicts.setLabel(row, name, value);
  }
  if (decision.action === "drop") verdicts.drop(row, decision.reason, decision.value);
  if (decision.action === "edit") {
    const bytes = encoder.encode(decision.text);
    verdicts.edit(row, decision.reason, batch.arena(bytes), bytes.length);
  }
}

function record(stage: DocumentStage, batch: Batch, answers: readonly Writable[]): Verdicts<string> {
  const first = (row: number, reason: string, isEdit: boolean): Writable => {
    const answer = answers[row];
    if (!answer) throw new Error(`row ${row} is not in the batch`);
    if (answer.action !== "keep") throw new Error(`row ${row} was answered twice`);
    if (!(reason in stage.reasons)) throw new Error(`reason ${reason} is not declared`);
    if (stage.edits.includes(reason) !== isEdit)
      throw new Error(`reason ${reason} is ${isEdit ? "not " : ""}declared as an edit`);
    answer.reason = reason;
    return answer;
  };
  const set = (row: number, name: string, value: number | string): void => {
    if (stage.writes[name] !== (typeof value === "number" ? "number" : "label")) {
      throw new Error(`attribute ${name} is not among the stage's \`writes\` with that kind`);
    }
    if (Number.isNaN(value)) throw new Error(`attribute ${name} of row ${row} is not a number`);
    (answers[row] as Writable).set[name] = value;
  };
  return {
    drop(row, reason, value) {
      const answer = first(row, reason, false);
      answer.action = "drop";
      if (value !== undefined) answer.value = value;
    },
    edit(row, reason, at, bytes) {
      first(row, reason, true).action = "edit";
      if (Buffer.compare(batch.view(at, bytes), batch.textView(row)) === 0)
        throw new Error(`row ${row}: the edit returns the same text`);
      batch.setText(row, at, bytes);
    },
    setNumber(row, name, value) {
      set(row, name, value);
      batch.setNumber(row, name, value);
    },
    setLabel(row, name, label) {
      set(row, name, label);
      batch.setLabel(row, name, label);
    },
  };
}
