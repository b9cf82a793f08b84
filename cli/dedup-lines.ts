import { join } from "node:path";
import type { Kernels } from "../engine/kernels/kernels.ts";
import type { Unreadable } from "../engine/read-part.ts";
import { type OpenSketchTable, openSketchTable, type SketchFile, SketchWriter } from "../engine/sketch-file.ts";
import { KEPT } from "../engine/sketch-table.ts";
import { aliveRows } from "../engine/spool.ts";
import type { BarrierStage } from "../engine/stage.ts";
import { type PairOptions, visitPairs } from "../stages/dedup/visit-pairs.ts";
import type { LineInput } from "./line-input.ts";
import type { LineOutput } from "./line-output.ts";

/** Records told of that could not be used; all are counted. */
const TOLD = 20;
/** Digits behind the point that a similarity is written with. */
const DIGITS = 6;

/** What became of the documents. */
export interface DedupSummary {
  readonly documents: { readonly read: number; readonly kept: number; readonly removed: number; readonly quarantined: number };
  /** Clusters of two or more. */
  readonly clusters: number;
  readonly largest: number;
  /** The first records that could not be used. */
  readonly quarantine: readonly { readonly file: string; readonly offset: number; readonly reason: string }[];
  readonly unreadable: readonly Unreadable[];
}

/** Removes near-duplicates from files of JSON lines: reads and sketches them once, and copies the lines of those that are kept. */
export class DedupLines {
  readonly #input: LineInput;
  readonly #stage: BarrierStage;
  readonly #kernels: Kernels;
  readonly #memoryBytes: number;
  readonly #sketches: SketchFile[] = [];
  readonly #ids = new PackedTexts();
  /** Per file: decoded offset of each document's line. */
  readonly #offsets: number[][] = [];
  readonly #unreadable: Unreadable[] = [];
  readonly #quarantine: { file: string; offset: number; reason: string }[] = [];
  #quarantined = 0;
  #keeper = new Uint32Array(0);
  #sizes = new Uint32Array(0);

  constructor(input: LineInput, stage: BarrierStage, kernels: Kernels, memoryBytes: number) {
    this.#input = input;
    this.#stage = stage;
    this.#kernels = kernels;
    this.#memoryBytes = memoryBytes;
  }

  /** Reads all files and decides who is kept. */
  async read(seed: number): Promise<void> {
    const context = { seed, kernels: this.#kernels };
    const sketcher = await this.#stage.openSketch(context);
    for (const [part, file] of this.#input.files.entries()) {
      const path = join(this.#input.scratch, `${part}.sketches`);
      const writer = new SketchWriter(path, this.#stage.sketchWords, this.#kernels);
      const offsets: number[] = [];
      this.#offsets.push(offsets);
      const faults = await this.#input.read(file, this.#kernels, (batch, refusals) => {
        for (let row = 0; row < batch.count; row++) {
          this.#ids.add(batch.view(batch.idAt[row] as number, batch.idBytes[row] as number));
          offsets.push(batch.offset[row] as number);
        }
        this.#quarantined += refusals.length;
        for (const { offset, reason } of refusals)
          if (this.#quarantine.length < TOLD) this.#quarantine.push({ file: file.name, offset, reason });
        if (batch.count > 0) writer.append(batch, aliveRows(batch), sketcher);
      });
      this.#unreadable.push(...faults);
      writer.seal().commit();
      this.#sketches.push({ path, part, source: 0 });
    }
    await this.#withTable(async (table) => {
      const { keeper } = await this.#stage.solve(table, context);
      this.#keeper = Uint32Array.from(keeper);
    });
    this.#sizes = new Uint32Array(this.#keeper.length).fill(1);
    for (const stands of this.#keeper) if (stands !== KEPT) this.#sizes[stands] = (this.#sizes[stands] as number) + 1;
  }

  get summary(): DedupSummary {
    const removed = this.#keeper.reduce((sum, stands) => sum + Number(stands !== KEPT), 0);
    const read = this.#keeper.length + this.#quarantined;
    return {
      documents: { read, kept: this.#keeper.length - removed, removed, quarantined: this.#quarantined },
      clusters: this.#sizes.reduce((sum, size) => sum + Number(size > 1), 0),
      largest: this.#sizes.reduce((most, size) => Math.max(most, size), 0),
      quarantine: this.#quarantine,
      unreadable: this.#unreadable,
    };
  }

  /** Writes the lines of the documents kept, as they were read, in their order. */
  async writeKept(output: LineOutput): Promise<void> {
    let first = 0;
    for (const [index, file] of this.#input.files.entries()) {
      const offsets = this.#offsets[index] as number[];
      const kept = offsets.filter((_, document) => this.#keeper[first + document] === KEPT);
      first += offsets.length;
      if (kept.length === 0) continue;
      for await (const line of this.#input.lines(file, kept)) await output.write(line);
    }
  }

  /** Writes `{a, b, jaccard}` for every pair of twins, `a` being the one that goes before in the order of keepers. */
  async writePairs(options: PairOptions, output: LineOutput): Promise<void> {
    await this.#withTable((table) => {
      const written: (Promise<void> | undefined)[] = [];
      visitPairs(options, table, this.#kernels, (a, b, similarity) => {
        const jaccard = Number(similarity.toFixed(DIGITS));
        const wait = output.write(JSON.stringify({ a: this.#ids.at(a), b: this.#ids.at(b), jaccard }));
        if (wait) written.push(wait);
      });
      return Promise.all(written);
    });
  }

  /** Writes `{id, cluster, size, kept}` for every document of a cluster of two or more, in the order of the input. */
  async writeClusters(output: LineOutput): Promise<void> {
    for (let document = 0; document < this.#keeper.length; document++) {
      const stands = this.#keeper[document] as number;
      const cluster = stands === KEPT ? document : stands;
      const size = this.#sizes[cluster] as number;
      if (size < 2) continue;
      const wait = output.write(
        JSON.stringify({ id: this.#ids.at(document), cluster: this.#ids.at(cluster), size, kept: stands === KEPT }),
      );
      if (wait) await wait;
    }
  }

  async #withTable(use: (table: OpenSketchTable) => unknown): Promise<void> {
    const scratch = join(this.#input.scratch, "aside");
    const table = openSketchTable(this.#sketches, this.#stage.sketchWords, this.#memoryBytes, this.#kernels, scratch);
    try {
      await use(table);
    } finally {
      table.close();
    }
  }
}

/** Many short texts in few large arrays. */
class PackedTexts {
  #bytes = new Uint8Array(1 << 16);
  #ends = new Float64Array(1 << 10);
  #count = 0;
  #used = 0;

  add(text: Uint8Array): void {
    if (this.#used + text.length > this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used + text.length));
      bytes.set(this.#bytes);
      this.#bytes = bytes;
    }
    if (this.#count === this.#ends.length) {
      const ends = new Float64Array(this.#ends.length * 2);
      ends.set(this.#ends);
      this.#ends = ends;
    }
    this.#bytes.set(text, this.#used);
    this.#used += text.length;
    this.#ends[this.#count++] = this.#used;
  }

  at(index: number): string {
    const from = index === 0 ? 0 : (this.#ends[index - 1] as number);
    return Buffer.from(this.#bytes.buffer, from, (this.#ends[index] as number) - from).toString();
  }
}
