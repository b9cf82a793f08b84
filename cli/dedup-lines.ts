import { copyFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Kernels } from "../engine/kernels/kernels.ts";
import type { Unreadable } from "../engine/read-part.ts";
import { type OpenSketchTable, openSketchTable, type SketchFile, SketchWriter } from "../engine/sketch-file.ts";
import { KEPT, type Solution } from "../engine/sketch-table.ts";
import { aliveRows } from "../engine/spool.ts";
import type { BarrierStage } from "../engine/stage.ts";
import { INDEX_FILE } from "../stages/dedup/near.ts";
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
  /** Of those removed: for a document of an earlier run. */
  readonly earlier: number;
  /** Documents kept that share a band with so many others that later ones were not held against them by it. */
  readonly crowded: number;
  /** Clusters of two or more, the document kept among them. */
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
  #solution: Solution = { keeper: new Uint32Array(0), code: new Uint8Array(0) };

  constructor(input: LineInput, stage: BarrierStage, kernels: Kernels, memoryBytes: number) {
    this.#input = input;
    this.#stage = stage;
    this.#kernels = kernels;
    this.#memoryBytes = memoryBytes;
  }

  /** Reads all files and decides who is kept. */
  async read(seed: number): Promise<void> {
    const context = { seed, kernels: this.#kernels, leavesFolder: this.#input.scratch };
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
      this.#solution = await this.#stage.solve(table, context);
    });
  }

  /** Puts the index of signatures that the stage left to a path. */
  moveIndex(path: string): void {
    copyFileSync(join(this.#input.scratch, INDEX_FILE), `${path}.partial`);
    renameSync(`${path}.partial`, path);
  }

  close(): void {
    this.#solution.close?.();
  }

  /** A number attribute of every document. */
  #column(name: string): Float32Array | Uint32Array {
    return this.#solution.attributes?.[name]?.slice(0, this.#solution.keeper.length) ?? new Uint32Array(0);
  }

  get summary(): DedupSummary {
    const { keeper } = this.#solution;
    const sizes = this.#column("cluster.size");
    let [removed, earlier, clusters, largest] = [0, 0, 0, 0];
    for (const [document, stands] of keeper.entries()) {
      if (stands !== KEPT) removed++;
      if (stands === document) earlier++;
      if (stands === KEPT && (sizes[document] as number) > 1) clusters++;
      largest = Math.max(largest, sizes[document] as number);
    }
    return {
      documents: {
        read: keeper.length + this.#quarantined,
        kept: keeper.length - removed,
        removed,
        quarantined: this.#quarantined,
      },
      earlier,
      crowded: this.#column("cluster.crowded").filter((bands) => bands > 0).length,
      clusters,
      largest,
      quarantine: this.#quarantine,
      unreadable: this.#unreadable,
    };
  }

  /** Writes the lines of the documents kept, as they were read, in their order. */
  async writeKept(output: LineOutput): Promise<void> {
    let first = 0;
    for (const [index, file] of this.#input.files.entries()) {
      const offsets = this.#offsets[index] as number[];
      const kept = offsets.filter((_, document) => this.#solution.keeper[first + document] === KEPT);
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

  /**
   * Writes `{id, cluster, size, kept}` for every document of a cluster of two or more, in the order of the input; with the `run` of the
   * document kept, where that is an earlier one.
   */
  async writeClusters(output: LineOutput): Promise<void> {
    const { keeper, labels = {} } = this.#solution;
    const sizes = this.#column("cluster.size");
    for (const [document, stands] of keeper.entries()) {
      const size = sizes[document] as number;
      if (size < 2) continue;
      const isEarlier = stands === document;
      const cluster = isEarlier ? labels["earlier.id"]?.(document) : this.#ids.at(stands === KEPT ? document : stands);
      const run = isEarlier ? { run: labels["earlier.run"]?.(document) } : {};
      const wait = output.write(JSON.stringify({ id: this.#ids.at(document), cluster, size, kept: stands === KEPT, ...run }));
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
