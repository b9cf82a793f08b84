import { Batch } from "./batch.ts";
import { BATCH_DOCUMENTS, PartBatchBuilder, type Refusal } from "./batch-builder.ts";
import { InputError, IntegrityError } from "./errors.ts";
import { assertUnchanged } from "./inputs.ts";
import { Outcomes, type ReadyStage, readyStage } from "./judging.ts";
import type { Kernels } from "./kernels/kernels.ts";
import type { Layout } from "./layout.ts";
import { emptyTally, PartReport, type PassTally } from "./part-report.ts";
import type { Plan, PlannedPass } from "./plan.ts";
import { SegmentWriter } from "./segment-writer.ts";
import { SegmentReader } from "./segments.ts";
import { SketchWriter } from "./sketch-file.ts";
import type { Part, PartReader } from "./source.ts";
import { aliveRows, type LoadedTexts, loadDocuments, writeDocuments } from "./spool.ts";
import type { Sketcher } from "./stage.ts";
import { applyVerdicts, type PartVerdicts, VerdictsReader } from "./verdicts.ts";

/** One part through one pass: the unit that a worker is handed. */
export interface PassTask {
  readonly kind: "pass";
  readonly pass: number;
  readonly part: Part;
  /** Names this pass's files for the part. */
  readonly key: string;
  /** Names the files of the pass before, and where its verdicts lie; absent for the first pass. */
  readonly from?: { readonly key: string; readonly verdicts: PartVerdicts };
  /** Records to read at most. */
  readonly limit: number;
  /** Why no more than these can be read, where that is known before. */
  readonly fault?: string;
}

/** What a pass did to a part; closes the part's report, and is all that crosses to the main thread. */
export interface PassResult {
  readonly key: string;
  readonly tally: PassTally;
  /** Why the rest of the part could not be read, or null. */
  readonly unreadable: string | null;
  /**
   * Present where a fault of the disk or a change of the file stopped the reading: the records that were read before it and can be read
   * again. Nothing was written then, as what the key names is the sound file: the part is to be done again up to these records.
   */
  readonly stoppedAt?: number;
}

/** Faults that are not of the file's bytes: the next run may not meet them. */
const PASSING_FAULTS = new Set(["INPUT_UNREADABLE", "INPUT_CHANGED"]);

/** Says why the rest of a part cannot be read; throws {@link Stopped} for a passing fault, and whatever is no fault of the input. */
function faultOf(error: unknown, records: number): string {
  if (!(error instanceof InputError)) throw error;
  if (PASSING_FAULTS.has(error.code)) throw new Stopped(records, error);
  return error.message;
}

/** Ends a part that was stopped by a passing fault. */
class Stopped {
  readonly records: number;
  readonly fault: InputError;
  constructor(records: number, fault: InputError) {
    this.records = records;
    this.fault = fault;
  }
}

/** Runs passes in one worker; stages are opened once and kept. */
export class PassRunner {
  readonly #plan: Plan;
  readonly #layout: Layout;
  readonly #kernels: Kernels;
  readonly #ready = new Map<number, Promise<{ stages: readonly ReadyStage[]; sketcher: Sketcher | undefined }>>();
  readonly #outcomes = new Outcomes(BATCH_DOCUMENTS);
  readonly #batch: Batch;

  constructor(plan: Plan, layout: Layout, kernels: Kernels) {
    this.#plan = plan;
    this.#layout = layout;
    this.#kernels = kernels;
    this.#batch = new Batch(kernels, "", BATCH_DOCUMENTS, plan.attributes);
  }

  /** Writes the part's text and report files and answers with the tally; calls `onProgress` with bytes read after each batch. */
  async run(task: PassTask, onProgress: (bytes: number, documents: number) => void): Promise<PassResult> {
    const pass = this.#plan.passes[task.pass] as PlannedPass;
    const last = pass.index === this.#plan.passes.length - 1;
    // Opened before the mark, so that tables a stage allocates outlive the batches.
    const { stages, sketcher } = await this.#open(pass);
    const text = new SegmentWriter(this.#layout.text(pass.index, last, task.key), this.#kernels, true);
    const report = new PartReport(this.#layout.report(pass.index, last, task.key), pass, last, this.#plan, this.#kernels);
    const sketches =
      pass.before && new SketchWriter(this.#layout.sketches(pass.index, task.key), pass.before.sketchWords, this.#kernels);
    const batch = this.#batch;
    batch.source = this.#plan.sources[task.part.source]?.name as string;
    const mark = this.#kernels.mark();
    try {
      const finishBatch = (refusals: readonly Refusal[], texts?: LoadedTexts) => {
        const entered = texts && aliveRows(batch).length;
        if (stages.length > 0 || sketcher) texts?.open(batch);
        for (const stage of stages) stage.judge(batch, this.#outcomes);
        const alive = aliveRows(batch);
        report.append(batch, alive, this.#outcomes, refusals);
        if (sketches && sketcher) sketches.append(batch, alive, sketcher);
        // Texts are handed on undecoded where no stage touched them; what a stage dropped does not linger.
        const isUntouched = alive.length === entered && !this.#outcomes.hasEdits(batch.count);
        if (texts && isUntouched && texts.worthKeeping(batch, alive)) writeDocuments(text, batch, alive, texts);
        else {
          texts?.open(batch);
          writeDocuments(text, batch, alive);
        }
      };
      const unreadable = task.from
        ? this.#fromSpool(task.from, pass, batch, mark, finishBatch, onProgress)
        : await this.#fromSource(task, batch, mark, finishBatch, onProgress);
      text.seal({ key: task.key });
      const result: PassResult = { key: task.key, tally: report.tally, unreadable };
      // The report goes to its place last: where it stands, the others do.
      const files = [text, ...(sketches ? [sketches.seal()] : []), report.seal(result)];
      await Promise.all(files.map((file) => file.sync()));
      for (const file of files) file.commit();
      return result;
    } catch (error) {
      text.abandon();
      report.abandon();
      sketches?.abandon();
      if (!(error instanceof Stopped)) throw error;
      const { records, fault } = error;
      const tally = emptyTally(this.#plan.reasons.length);
      return { key: task.key, tally, unreadable: fault.message, stoppedAt: records };
    } finally {
      this.#kernels.release(mark);
    }
  }

  #open(pass: PlannedPass) {
    const known = this.#ready.get(pass.index);
    if (known) return known;
    const context = { seed: this.#plan.seed, kernels: this.#kernels };
    const opening = (async () => {
      const stages: ReadyStage[] = [];
      for (const stage of pass.stages) stages.push(await readyStage(stage, this.#plan.reasons, context));
      return { stages, sketcher: await pass.before?.openSketch(context) };
    })();
    this.#ready.set(pass.index, opening);
    return opening;
  }

  async #fromSource(
    task: PassTask,
    batch: Batch,
    mark: number,
    finishBatch: (refusals: readonly Refusal[], texts?: LoadedTexts) => void,
    onProgress: (bytes: number, documents: number) => void,
  ): Promise<string | null> {
    const source = this.#plan.sources[task.part.source];
    if (!source) throw new Error(`part ${task.part.index} names source ${task.part.source}, which the plan does not have`);
    if (task.limit === 0) return task.fault ?? null;
    const builder = new PartBatchBuilder(batch, `${source.name}/${task.part.file.name}`, task.limit);
    let unreadable: string | null = null;
    let reader: PartReader | undefined;
    try {
      reader = await source.open(task.part, { kernels: this.#kernels });
      for (let more = true; more && !builder.atLimit; ) {
        this.#kernels.release(mark);
        batch.reset();
        this.#outcomes.reset();
        builder.begin();
        const before = reader.bytesRead;
        try {
          more = await reader.fill(builder);
        } catch (error) {
          unreadable = faultOf(error, builder.rows);
          more = false;
        }
        if (batch.count > 0 || builder.refusals.length > 0) finishBatch(builder.refusals);
        onProgress(reader.bytesRead - before, batch.count);
      }
    } catch (error) {
      unreadable = faultOf(error, builder.rows);
    } finally {
      await reader?.close();
    }
    try {
      assertUnchanged(task.part);
    } catch (error) {
      faultOf(error, 0);
    }
    return unreadable ?? task.fault ?? null;
  }

  #fromSpool(
    from: NonNullable<PassTask["from"]>,
    pass: PlannedPass,
    batch: Batch,
    mark: number,
    finishBatch: (refusals: readonly Refusal[], texts?: LoadedTexts) => void,
    onProgress: (bytes: number, documents: number) => void,
  ): null {
    const spool = new SegmentReader(this.#layout.text(pass.index - 1, false, from.key), this.#kernels);
    const verdicts = new VerdictsReader(this.#layout.verdicts(pass.index - 1), from.verdicts, this.#kernels);
    try {
      for (;;) {
        this.#kernels.release(mark);
        const texts = loadDocuments(spool, batch);
        if (!texts) return null;
        this.#outcomes.reset();
        const decided = verdicts.next();
        if (!pass.after || decided?.code.length !== batch.count) {
          throw new IntegrityError(
            `${spool.path}: its documents and the verdicts on them differ in number. Run again with --fresh.`,
            "VERDICTS_SHAPE",
          );
        }
        applyVerdicts(pass.after, this.#plan.reasons, decided, batch, this.#outcomes);
        const documents = batch.count;
        finishBatch([], texts);
        onProgress(this.#kernels.mark() - mark, documents);
      }
    } finally {
      spool.close();
      verdicts.close();
    }
  }
}
