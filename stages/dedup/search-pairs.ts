import type { ScratchFile } from "../../engine/scratch-file.ts";
import type { SketchTable } from "../../engine/sketch-table.ts";
import { type KeeperOrder, keeperOrder } from "./keeper-order.ts";
import { workBytes } from "./memory-plan.ts";
import { countBits, findSharedBands } from "./shared-bands.ts";
import type { SketchLayout } from "./sketch-layout.ts";
import { BandIndex, type Block, blocksOf, bytesOfDocument, loadBlock } from "./twin-blocks.ts";
import type { SketchPlace } from "./twin-judge.ts";
import { Workspace } from "./workspace.ts";

/** A document in the search: its sketch, and its place in keeper order. */
export interface Candidate extends SketchPlace {
  readonly place: number;
}

/**
 * Called with a document and one before it in keeper order that share a band, each pair once; for one document the others come in keeper
 * order. Answers whether the document is settled: it is held against no more others, and no others are held against it.
 */
export type JudgePair = (later: Candidate, earlier: Candidate) => boolean;

/** Words of sketches that are read at once. */
const READ_WORDS = 2 ** 20;
/** Bytes held for each document while bands are looked for: its row, its answer, the bands it shares. */
const BYTES_EACH = 13;
/** Of these, what stays; and for each document that shares a band, its order, its bands, and what is found out of it. */
const BYTES_STAYING = 9;
const BYTES_SHARING = 48;

/**
 * The documents that share a band with another, in keeper order, and every pair of them. One key leads to `bucketLimit` documents at most,
 * the first ones that were not settled. What does not fit the memory is done in blocks of keeper order, each held against the sketches
 * before it that were not settled, which are set aside on disk; the answer does not depend on how many blocks there are.
 */
export class PairSearch {
  readonly order: KeeperOrder;
  /** By place: bands of a document by which no later one was held against it, as `bucketLimit` others stood there before. */
  readonly crowded: Uint8Array;
  readonly #table: SketchTable;
  readonly #layout: SketchLayout;
  readonly #bucketLimit: number;
  readonly #workspace: Workspace;

  constructor(table: SketchTable, layout: SketchLayout, bucketLimit: number) {
    this.#table = table;
    this.#layout = layout;
    this.#bucketLimit = bucketLimit;
    const most = table.documents * bytesOfDocument(layout, layout.bands) + 2 ** 20;
    this.#workspace = new Workspace(Math.min(most, workBytes(table, table.documents * BYTES_EACH)));
    this.order = keeperOrder(table, layout, findSharedBands(table, layout, this.#workspace));
    this.crowded = new Uint8Array(this.order.order.length);
  }

  /** The document at a place in keeper order. */
  documentAt(place: number): number {
    return this.order.documents[this.order.order[place] as number] as number;
  }

  /** Shows every pair that shares a band, as long as neither is settled. */
  eachPair(judge: JudgePair): void {
    const held = this.#table.documents * BYTES_STAYING + this.crowded.length * BYTES_SHARING;
    const blocks = blocksOf(this.order, this.#layout, Math.min(this.#workspace.bytes, workBytes(this.#table, held)));
    const aside = blocks.length > 1 ? this.#table.openScratch("unsettled") : undefined;
    try {
      for (const block of blocks) {
        this.#workspace.release();
        const search = new BlockSearch(this.#layout, this.#bucketLimit, judge, this.crowded, block.from, this.#workspace);
        search.load(this.#table, this.order, block);
        if (aside && block.from > 0) search.against(aside);
        search.within(block === blocks.at(-1) ? undefined : aside);
      }
    } finally {
      aside?.close();
    }
  }
}

/** One block of documents in keeper order; within it they are named by their place from its first on. */
class BlockSearch {
  readonly #layout: SketchLayout;
  readonly #bucketLimit: number;
  readonly #judge: JudgePair;
  readonly #crowded: Uint8Array;
  readonly #first: number;
  readonly #workspace: Workspace;
  #sketches: Uint32Array = new Uint32Array(0);
  #documents: Uint32Array = new Uint32Array(0);
  #index: BandIndex;
  /** Per document: entries of its shared bands, as a range, and these bands. */
  #starts: Uint32Array = new Uint32Array(0);
  #bands = new Uint8Array(0);
  /** Per document: the last that it was held against, + 1. */
  #seen: Uint32Array = new Uint32Array(0);
  #settled = new Uint8Array(0);

  constructor(
    layout: SketchLayout,
    bucketLimit: number,
    judge: JudgePair,
    crowded: Uint8Array,
    first: number,
    workspace: Workspace,
  ) {
    this.#layout = layout;
    this.#bucketLimit = bucketLimit;
    this.#judge = judge;
    this.#crowded = crowded;
    this.#first = first;
    this.#workspace = workspace;
    this.#index = new BandIndex(layout, 0, workspace);
  }

  /** Reads the sketches of the block and names the keys of all shared bands. */
  load(table: SketchTable, order: KeeperOrder, block: Block): void {
    const { from, to } = block;
    const { words, bands } = this.#layout;
    const count = to - from;
    this.#sketches = this.#workspace.take(count * words);
    this.#documents = this.#workspace.take(count);
    this.#starts = this.#workspace.take(count + 1);
    this.#seen = this.#workspace.take(count);
    this.#settled = new Uint8Array(count);
    loadBlock(table, order, this.#layout, block, this.#sketches, this.#documents);
    const { masks, maskWords } = order;
    const masksAt = (place: number) => (order.order[from + place] as number) * maskWords;
    for (let place = 0; place < count; place++) {
      let entries = this.#starts[place] as number;
      for (let word = 0; word < maskWords; word++) entries += countBits(masks[masksAt(place) + word] as number);
      this.#starts[place + 1] = entries;
    }
    const entries = this.#starts[count] as number;
    this.#bands = new Uint8Array(entries);
    let next = 0;
    for (let place = 0; place < count; place++) {
      const at = masksAt(place);
      for (let band = 0; band < bands; band++)
        if (((masks[at + (band >>> 5)] as number) >>> (band & 31)) & 1) this.#bands[next++] = band;
    }
    this.#index = new BandIndex(this.#layout, entries, this.#workspace);
    for (let place = 0; place < count; place++) {
      const end = this.#starts[place + 1] as number;
      for (let entry = this.#starts[place] as number; entry < end; entry++)
        this.#index.name(entry, place, this.#sketches, place * words, this.#bands[entry] as number);
    }
  }

  /** Holds the block against what earlier blocks set aside, in keeper order. */
  against(aside: ScratchFile): void {
    const index = this.#index;
    for (let entry = 0; entry < this.#bands.length; entry++) index.chain(entry);
    const record = this.#layout.words + 2;
    const chunk = new Uint32Array(Math.max(1, Math.floor(READ_WORDS / record)) * record);
    for (let from = 0; from < aside.words; from += chunk.length) {
      const read = aside.read(from, chunk);
      for (let at = 0; at < read; at += record) {
        const earlier = { document: chunk[at] as number, place: chunk[at + 1] as number, sketches: chunk, at: at + 2 };
        for (let band = 0; band < this.#layout.bands; band++) {
          const slot = index.find(chunk, at + 2, band);
          if (slot < 0 || index.found(slot) >= this.#bucketLimit) continue;
          index.countFound(slot);
          index.filterChain(slot, (place) => {
            if (!this.#settled[place] && this.#seen[place] !== earlier.place + 1) {
              this.#seen[place] = earlier.place + 1;
              this.#settled[place] = this.#judge(this.#candidate(place), earlier) ? 1 : 0;
            }
            return !this.#settled[place];
          });
        }
      }
    }
    index.unchain();
    this.#seen.fill(0);
  }

  /** Holds the documents of the block against each other; sets aside on disk what later blocks have to be held against. */
  within(aside: ScratchFile | undefined): void {
    const index = this.#index;
    const { words } = this.#layout;
    const found: number[] = [];
    const record = new Uint32Array(words + 2);
    for (let place = 0; place < this.#documents.length; place++) {
      if (this.#settled[place]) continue;
      const later = this.#candidate(place);
      found.length = 0;
      const start = this.#starts[place] as number;
      const end = this.#starts[place + 1] as number;
      for (let entry = start; entry < end; entry++) index.collect(index.slotOf(entry), this.#seen, place + 1, found);
      if (found.length > 1) found.sort((a, b) => a - b);
      if (found.some((other) => this.#judge(later, this.#candidate(other)))) continue;
      for (let entry = start; entry < end; entry++) {
        const slot = index.slotOf(entry);
        if (index.found(slot) >= this.#bucketLimit) {
          this.#crowded[later.place] = (this.#crowded[later.place] as number) + 1;
          continue;
        }
        index.countFound(slot);
        index.chain(entry);
      }
      if (!aside) continue;
      record[0] = later.document;
      record[1] = later.place;
      record.set(this.#sketches.subarray(later.at, later.at + words), 2);
      aside.append(record);
    }
  }

  #candidate(place: number): Candidate {
    const document = this.#documents[place] as number;
    return { document, place: this.#first + place, sketches: this.#sketches, at: place * this.#layout.words };
  }
}
