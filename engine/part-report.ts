import type { Batch } from "./batch.ts";
import type { BatchNotes } from "./batch-builder.ts";
import type { Outcomes } from "./judging.ts";
import type { Kernels } from "./kernels/kernels.ts";
import { STATE_FIRST_REASON } from "./lineage.ts";
import { type Plan, type PlannedPass, writtenIn } from "./plan.ts";
import { type ColumnSource, SegmentWriter } from "./segment-writer.ts";
import { pick } from "./spool.ts";

/** Counts of one part in one pass, or of many added up. */
export interface PassTally {
  /** Records read (first pass) or documents taken from the pass before. */
  readonly entered: number;
  readonly quarantined: number;
  readonly kept: number;
  /** By index of the planned reason. */
  readonly removed: number[];
  readonly edited: number[];
  /** Bytes of text kept. */
  readonly textBytes: number;
  /** Sum of the `tokens` attribute of kept documents; 0 where no stage writes it. */
  readonly tokens: number;
}

type Counting = { -readonly [K in keyof PassTally]: PassTally[K] };

export const emptyTally = (reasons: number): PassTally => ({
  entered: 0,
  quarantined: 0,
  kept: 0,
  removed: new Array<number>(reasons).fill(0),
  edited: new Array<number>(reasons).fill(0),
  textBytes: 0,
  tokens: 0,
});

/** Adds tallies of the same plan. */
export function addTallies(tallies: readonly PassTally[], reasons: number): PassTally {
  const sum = emptyTally(reasons) as Counting;
  for (const tally of tallies) {
    for (const count of ["entered", "quarantined", "kept", "textBytes", "tokens"] as const) sum[count] += tally[count];
    for (let reason = 0; reason < reasons; reason++) {
      (sum.removed[reason] as number) += tally.removed[reason] ?? 0;
      (sum.edited[reason] as number) += tally.edited[reason] ?? 0;
    }
  }
  return sum;
}

/**
 * The report of one part in one pass: what happened to every document that entered, one segment a batch. The first pass adds ids,
 * urls and offsets, the last what mixing asks for.
 */
export class PartReport {
  readonly #writer: SegmentWriter;
  readonly #pass: PlannedPass;
  readonly #last: boolean;
  readonly #plan: Plan;
  readonly #kernels: Kernels;
  readonly #tally: Counting;

  constructor(path: string, pass: PlannedPass, last: boolean, plan: Plan, kernels: Kernels) {
    this.#writer = new SegmentWriter(path, kernels);
    this.#pass = pass;
    this.#last = last;
    this.#plan = plan;
    this.#kernels = kernels;
    this.#tally = emptyTally(plan.reasons.length) as Counting;
  }

  get tally(): PassTally {
    return this.#tally;
  }

  append(batch: Batch, alive: Uint32Array, outcomes: Outcomes, { refusals, places }: BatchNotes): void {
    this.#count(batch, alive, outcomes, refusals.length);
    const { count } = batch;
    const columns: ColumnSource[] = [
      { name: "row", data: batch.row.subarray(0, count) },
      { name: "state", data: outcomes.state.subarray(0, count) },
      { name: "value", data: outcomes.value.subarray(0, count) },
      { name: "editsLow", data: outcomes.editsLow.subarray(0, count) },
      { name: "editsHigh", data: outcomes.editsHigh.subarray(0, count) },
      { name: "textBytes", data: batch.textBytes.subarray(0, count) },
    ];
    if (this.#pass.index === 0) columns.push(...placeColumns(batch));
    const attributes = this.#last ? Object.keys(this.#plan.attributes) : writtenIn(this.#pass).map(([name]) => name);
    for (const name of attributes)
      columns.push({ name: `@${name}`, data: (batch.attributes.get(name) as Float64Array).subarray(0, count) });
    if (this.#last) columns.push(...this.#poolColumns(batch, alive));
    this.#writer.append(columns, { labels: batch.labels.words, refusals, places });
  }

  /** Closes the report, still aside. */
  seal(end: unknown): SegmentWriter {
    this.#writer.seal(end);
    return this.#writer;
  }

  abandon(): void {
    this.#writer.abandon();
  }

  /** Of survivors: size beside the text, and the 64-bit key of source and id that draws are ordered by. */
  #poolColumns(batch: Batch, alive: Uint32Array): ColumnSource[] {
    const low = new Uint32Array(alive.length);
    const high = new Uint32Array(alive.length);
    const prefix = new TextEncoder().encode(`${batch.source}\0`);
    const mark = this.#kernels.mark();
    const hash = this.#kernels.alloc(16);
    const start = this.#kernels.mark();
    for (let index = 0; index < alive.length; index++) {
      const row = alive[index] as number;
      const idBytes = batch.idBytes[row] as number;
      const idAt = batch.idAt[row] as number;
      const at = this.#kernels.alloc(prefix.length + idBytes);
      const memory = this.#kernels.bytes();
      memory.set(prefix, at);
      memory.copyWithin(at + prefix.length, idAt, idAt + idBytes);
      this.#kernels.call.hash128(at, prefix.length + idBytes, hash);
      const words = this.#kernels.words();
      low[index] = words[hash >>> 2] as number;
      high[index] = words[(hash >>> 2) + 1] as number;
      this.#kernels.release(start);
    }
    this.#kernels.release(mark);
    return [
      { name: "keyLow", data: low },
      { name: "keyHigh", data: high },
      { name: "keptIdBytes", data: pick(batch.idBytes, alive) },
      { name: "keptMetaBytes", data: pick(batch.metaBytes, alive) },
    ];
  }

  #count(batch: Batch, alive: Uint32Array, outcomes: Outcomes, refused: number): void {
    const tally = this.#tally;
    tally.entered += batch.count + refused;
    tally.quarantined += refused;
    tally.kept += alive.length;
    const tokens = batch.attributes.get("tokens");
    for (const row of alive) {
      tally.textBytes += batch.textBytes[row] as number;
      const count = tokens?.[row];
      if (count !== undefined && !Number.isNaN(count)) tally.tokens += count;
    }
    for (let row = 0; row < batch.count; row++) {
      const state = outcomes.state[row] as number;
      if (state >= STATE_FIRST_REASON) (tally.removed[state - STATE_FIRST_REASON] as number) += 1;
    }
    for (const { index, editBit } of this.#plan.reasons) {
      if (editBit < 0) continue;
      const bits = editBit < 32 ? outcomes.editsLow : outcomes.editsHigh;
      for (let row = 0; row < batch.count; row++)
        if (((bits[row] as number) >>> (editBit & 31)) & 1) (tally.edited[index] as number) += 1;
    }
  }
}

function placeColumns(batch: Batch): ColumnSource[] {
  const { count } = batch;
  const columns: ColumnSource[] = [{ name: "offset", data: batch.offset.subarray(0, count) }];
  for (const heap of ["id", "url"] as const) {
    const places = batch[`${heap}At`];
    const sizes = batch[`${heap}Bytes`];
    let bytes = 0;
    for (let row = 0; row < count; row++) bytes += sizes[row] as number;
    columns.push({ name: `${heap}Bytes`, data: sizes.subarray(0, count) });
    columns.push({
      name: heap,
      bytes,
      gather: (into, memory) => {
        let to = into;
        for (let row = 0; row < count; row++) {
          const from = places[row] as number;
          memory.copyWithin(to, from, from + (sizes[row] as number));
          to += sizes[row] as number;
        }
      },
    });
  }
  return columns;
}
