import type { Batch } from "./batch.ts";
import type { Decision } from "./decision.ts";
import { StageError } from "./errors.ts";
import { type PlannedReason, STATE_FIRST_REASON } from "./lineage.ts";
import type { BatchJudge, DocumentStage, Judge, StageContext, Verdicts } from "./stage.ts";

/** What happened to each row of a batch in one pass, as the stages answered. */
export class Outcomes {
  /** 0 kept, else 2 + index of the planned reason. */
  readonly state: Uint16Array;
  readonly value: Float64Array;
  readonly editsLow: Uint32Array;
  readonly editsHigh: Uint32Array;

  constructor(capacity: number) {
    this.state = new Uint16Array(capacity);
    this.value = new Float64Array(capacity);
    this.editsLow = new Uint32Array(capacity);
    this.editsHigh = new Uint32Array(capacity);
  }

  /** Whether any of the first `rows` texts was changed. */
  hasEdits(rows: number): boolean {
    for (let row = 0; row < rows; row++) if (this.editsLow[row] || this.editsHigh[row]) return true;
    return false;
  }

  reset(): void {
    this.state.fill(0);
    this.value.fill(Number.NaN);
    this.editsLow.fill(0);
    this.editsHigh.fill(0);
  }
}

/** Notes that a row's text was changed for a reason. */
export function markEdited(outcomes: Outcomes, row: number, { editBit }: PlannedReason): void {
  const bits = editBit < 32 ? outcomes.editsLow : outcomes.editsHigh;
  bits[row] = ((bits[row] as number) | (1 << (editBit & 31))) >>> 0;
}

/** A stage made ready in one worker: it judges whole batches and its answers are written into outcomes. */
export interface ReadyStage {
  readonly stage: DocumentStage;
  judge(batch: Batch, outcomes: Outcomes): void;
}

const encoder = new TextEncoder();
const ACTIONS: ReadonlySet<string | undefined> = new Set(["keep", "drop", "edit"]);

/** Opens a stage; a judge of single documents is wrapped into a loop over the batch. */
export async function readyStage(
  stage: DocumentStage,
  reasons: readonly PlannedReason[],
  context: StageContext,
): Promise<ReadyStage> {
  const opened = await stage.open(context);
  const judge = typeof opened === "function" ? eachDocument(stage.name, opened) : (opened as BatchJudge<string>);
  const planned = new Map(reasons.filter((reason) => reason.stage === stage.name).map((reason) => [reason.reason, reason]));
  return {
    stage,
    judge: (batch, outcomes) => {
      const verdicts = recordVerdicts(stage.name, planned, batch, outcomes);
      try {
        judge.judgeBatch(batch, verdicts);
      } catch (error) {
        if (error instanceof StageError) throw error;
        throw new StageError(`stage ${stage.name}: it failed on a batch of ${batch.source}`, { cause: error });
      }
    },
  };
}

/** Records one stage's answers: a drop ends the document's way, an edit replaces its text, both under their planned reason. */
function recordVerdicts(
  stage: string,
  planned: ReadonlyMap<string, PlannedReason>,
  batch: Batch,
  outcomes: Outcomes,
): Verdicts<string> {
  const find = (reason: string, kind: "drop" | "edit"): PlannedReason => {
    const found = planned.get(reason);
    if (found?.kind !== kind) {
      throw new StageError(
        `stage ${stage}: it gave the ${kind} reason ${JSON.stringify(reason)}, which it does not declare as one. Add it to \`reasons\`.`,
      );
    }
    return found;
  };
  return {
    drop: (row, reason, value = Number.NaN) => {
      const { index } = find(reason, "drop");
      batch.alive[row] = 0;
      outcomes.state[row] = STATE_FIRST_REASON + index;
      outcomes.value[row] = value;
    },
    edit: (row, reason, at, bytes) => {
      markEdited(outcomes, row, find(reason, "edit"));
      batch.setText(row, at, bytes);
    },
    setNumber: (row, attribute, value) => batch.setNumber(row, attribute, value),
    setLabel: (row, attribute, label) => batch.setLabel(row, attribute, label),
  };
}

function eachDocument(stage: string, judge: Judge<string>): BatchJudge<string> {
  return {
    judgeBatch: (batch, verdicts) => {
      for (let row = 0; row < batch.count; row++) {
        if (!batch.alive[row]) continue;
        const document = batch.document(row);
        let decision: Decision;
        try {
          decision = judge(document);
        } catch (error) {
          throw new StageError(`stage ${stage}, document ${document.id}: its judge threw. The cause says where.`, {
            cause: error,
          });
        }
        if (!ACTIONS.has(decision?.action)) {
          throw new StageError(
            `stage ${stage}, document ${document.id}: it answered neither keep, drop nor edit. Judges are synchronous: an async one answers too late.`,
          );
        }
        applyDecision(row, decision, batch, verdicts);
      }
    },
  };
}

function applyDecision(row: number, decision: Decision, batch: Batch, verdicts: Verdicts<string>): void {
  if (decision.set) {
    for (const [attribute, value] of Object.entries(decision.set)) {
      if (typeof value === "number") verdicts.setNumber(row, attribute, value);
      else verdicts.setLabel(row, attribute, value);
    }
  }
  if (decision.action === "drop") verdicts.drop(row, decision.reason, decision.value);
  if (decision.action === "edit") {
    const bytes = encoder.encode(decision.text);
    verdicts.edit(row, decision.reason, batch.arena(bytes), bytes.length);
  }
}
