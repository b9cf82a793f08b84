import { Batch } from "./batch.ts";
import { BATCH_DOCUMENTS, type BatchNotes, PartBatchBuilder } from "./batch-builder.ts";
import { IntegrityError } from "./errors.ts";
import { Outcomes, type ReadyStage, readyStage } from "./judging.ts";
import type { Kernels } from "./kernels/kernels.ts";
import type { Layout } from "./layout.ts";
import { emptyTally, PartReport, type PassTally } from "./part-report.ts";
import type { Plan, PlannedPass } from "./plan.ts";
import { readRanges, type Stop, Stopped, type Unreadable } from "./read-part.ts";
import { SegmentWriter } from "./segment-writer.ts";
import { SegmentReader } from "./segments.ts";
import { SketchWriter } from "./sketch-file.ts";
import type { Part } from "./source.ts";
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
  /** Where the ranges of the part are to be read no further, as a fault is known to come there. */
  readonly stops: readonly Stop[];
}

/** What a pass did to a part; closes the part's report, and is all that crosses to the main thread. */
export interface PassResult {
  readonly key: string;
  readonly tally: PassTally;
  /** The files of the part of which something could not be read. */
  readonly unreadable: readonly Unreadable[];
  /**
   * Present where a fault of the disk or a change of a file stopped the reading. Nothing was written then, as what the key names is the
   * sound file: the part is to be done again, that file up to this record.
   */
  readonly stopped?: Stop;
}

/** Of documents that come from the pass before. */
const NO_NOTES: BatchNotes = { refusals: [], places: [] };

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

  /**
   * Writes the part's text and report files and answers with the tally; calls `onProgress` with bytes read after each batch, and `onFree`
   * when only the disk is waited for.
   */
  async run(task: PassTask, onProgress: (bytes: number, documents: number) => void, onFree: () => void): Promise<PassResult> {
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
    let isFree = false;
    try {
      const finishBatch = (notes: BatchNotes, texts?: LoadedTexts) => {
        const entered = texts && aliveRows(batch).length;
        if (stages.length > 0 || sketcher) texts?.open(batch);
        for (const stage of stages) stage.judge(batch, this.#outcomes);
        const alive = aliveRows(batch);
        report.append(batch, alive, this.#outcomes, notes);
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
      this.#kernels.release(mark);
      isFree = true;
      onFree();
      await Promise.all(files.map((file) => file.sync()));
      for (const file of files) file.commit();
      return result;
    } catch (error) {
      text.abandon();
      report.abandon();
      sketches?.abandon();
      if (!(error instanceof Stopped)) throw error;
      return { key: task.key, tally: emptyTally(this.#plan.reasons.length), unreadable: [], stopped: error.stop };
    } finally {
      // What a part that is free no longer owns may be the next one's.
      if (!isFree) this.#kernels.release(mark);
    }
  }

  #open(pass: PlannedPass) {
    const known = this.#ready.get(pass.index);
    if (known) return known;
    const context = { seed: this.#plan.seed, kernels: this.#kernels, cacheFolder: this.#layout.cache };
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
    finishBatch: (notes: BatchNotes) => void,
    onProgress: (bytes: number, documents: number) => void,
  ): Promise<readonly Unreadable[]> {
    const source = this.#plan.sources[task.part.source];
    if (!source) throw new Error(`part ${task.part.index} names source ${task.part.source}, which the plan does not have`);
    const { ranges } = task.part;
    const builder = new PartBatchBuilder(batch, task.limit, ranges.length > 1);
    const begin = () => {
      this.#kernels.release(mark);
      batch.reset();
      this.#outcomes.reset();
      builder.begin();
    };
    begin();
    return readRanges(ranges, task.stops, {
      source,
      context: { kernels: this.#kernels },
      builder,
      finishBatch: () => {
        if (batch.count > 0 || builder.refusals.length > 0) finishBatch(builder);
        onProgress(0, batch.count);
        begin();
      },
      onBytes: (bytes) => onProgress(bytes, 0),
    });
  }

  #fromSpool(
    from: NonNullable<PassTask["from"]>,
    pass: PlannedPass,
    batch: Batch,
    mark: number,
    finishBatch: (notes: BatchNotes, texts?: LoadedTexts) => void,
    onProgress: (bytes: number, documents: number) => void,
  ): readonly Unreadable[] {
    const spool = new SegmentReader(this.#layout.text(pass.index - 1, false, from.key), this.#kernels);
    const verdicts = new VerdictsReader(this.#layout.verdicts(pass.index - 1), from.verdicts, this.#kernels);
    try {
      for (;;) {
        this.#kernels.release(mark);
        const texts = loadDocuments(spool, batch);
        if (!texts) return [];
        this.#outcomes.reset();
        const decided = verdicts.next();
        if (!pass.after || decided?.code.length !== batch.count) {
          throw new IntegrityError(
            `${spool.path}: its documents and the verdicts on them differ in number. Run again with --fresh.`,
            "VERDICTS_SHAPE",
          );
        }
        if (decided.cuts.length > 0) texts.open(batch);
        applyVerdicts(pass.after, this.#plan.reasons, decided, batch, this.#outcomes);
        const documents = batch.count;
        finishBatch(NO_NOTES, texts);
        onProgress(this.#kernels.mark() - mark, documents);
      }
    } finally {
      spool.close();
      verdicts.close();
    }
  }
}
