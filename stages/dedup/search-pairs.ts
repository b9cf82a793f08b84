import type { ScratchFile } from "../../engine/scratch-file.ts";
import type { SketchTable } from "../../engine/sketch-table.ts";
import { type KeeperOrder, keeperOrder } from "./keeper-order.ts";
import { countBits, findSharedBands } from "./shared-bands.ts";
import type { SketchLayout } from "./sketch-layout.ts";
import { BandIndex, blocksOf, loadBlock } from "./twin-blocks.ts";
import type { SketchPlace } from "./twin-judge.ts";

/** A document in the search: its sketch, and its place in keeper order. */
export interface Candidate extends SketchPlace {
  readonly place: number;
}

/**
 * Called with a document and one before it in keeper order that share a band, each pair once; for one document the others come in keeper
 * order. Answers whether the document is settled: it is held against no more others, and no others are held against it.
 */
export type JudgePair = (later: Candidate, earlier: Candidate) => boolean;

/** Memory that is made use of at most: larger arrays than this asks for cannot be made. */
const MOST_BYTES = 2 ** 33;
/** Share of the memory for sketches and index; the rest is for what is read beside them. */
const BLOCK_SHARE = 0.8;
/** Words of sketches that are read at once. */
const READ_WORDS = 2 ** 20;

/**
 * Shows every pair of documents that share a band, in keeper order, as long as neither is settled. One key leads to `bucketLimit`
 * documents at most, the first ones that were not settled. What does not fit the memory is done in blocks of keeper order, each held
 * against the sketches before it that were not settled, which are set aside on disk; the answer does not depend on how many blocks there
 * are. Gives back the documents that share a band and their order.
 */
export function searchPairs(table: SketchTable, layout: SketchLayout, bucketLimit: number, judge: JudgePair): KeeperOrder {
  const memoryBytes = Math.min(table.memoryBytes, MOST_BYTES);
  const shared = findSharedBands(table, layout, memoryBytes);
  const order = keeperOrder(table, layout, shared);
  const blocks = blocksOf(order, shared, layout, memoryBytes * BLOCK_SHARE);
  const aside = blocks.length > 1 ? table.openScratch("unsettled") : undefined;
  try {
    for (const block of blocks) {
      const search = new BlockSearch(layout, bucketLimit, judge, block.from, loadBlock(table, order, layout, block));
      search.index(shared.masks, shared.maskWords);
      if (aside && block.from > 0) search.against(aside);
      search.within(block === blocks.at(-1) ? undefined : aside);
    }
  } finally {
    aside?.close();
  }
  return order;
}

/** One block of documents in keeper order; within it they are named by their place from its first on. */
class BlockSearch {
  readonly #layout: SketchLayout;
  readonly #bucketLimit: number;
  readonly #judge: JudgePair;
  readonly #first: number;
  readonly #sketches: Uint32Array;
  readonly #documents: Uint32Array;
  #index: BandIndex;
  /** Per document: entries of its shared bands, as a range, and these bands. */
  readonly #starts: Uint32Array;
  #bands = new Uint8Array(0);
  /** Per document: the last that it was held against, + 1. */
  readonly #seen: Uint32Array;
  readonly #settled: Uint8Array;

  constructor(
    layout: SketchLayout,
    bucketLimit: number,
    judge: JudgePair,
    first: number,
    { sketches, documents }: { readonly sketches: Uint32Array; readonly documents: Uint32Array },
  ) {
    this.#layout = layout;
    this.#bucketLimit = bucketLimit;
    this.#judge = judge;
    this.#first = first;
    this.#sketches = sketches;
    this.#documents = documents;
    this.#starts = new Uint32Array(documents.length + 1);
    this.#seen = new Uint32Array(documents.length);
    this.#settled = new Uint8Array(documents.length);
    this.#index = new BandIndex(layout, 0);
  }

  /** Names the keys of all shared bands. */
  index(masks: Uint32Array, maskWords: number): void {
    const masksAt = (place: number) => (this.#documents[place] as number) * maskWords;
    for (let place = 0; place < this.#documents.length; place++) {
      let entries = this.#starts[place] as number;
      for (let word = 0; word < maskWords; word++) entries += countBits(masks[masksAt(place) + word] as number);
      this.#starts[place + 1] = entries;
    }
    const entries = this.#starts.at(-1) as number;
    this.#bands = new Uint8Array(entries);
    let next = 0;
    for (let place = 0; place < this.#documents.length; place++) {
      for (let band = 0; band < this.#layout.bands; band++) {
        if (((masks[masksAt(place) + (band >>> 5)] as number) >>> (band & 31)) & 1) this.#bands[next++] = band;
      }
    }
    this.#index = new BandIndex(this.#layout, entries);
    for (let place = 0; place < this.#documents.length; place++) {
      const end = this.#starts[place + 1] as number;
      for (let entry = this.#starts[place] as number; entry < end; entry++)
        this.#index.name(entry, place, this.#sketches, place * this.#layout.words, this.#bands[entry] as number);
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
      for (let entry = start; entry < end; entry++) {
        index.filterChain(index.slotOf(entry), (other) => {
          if (this.#seen[other] !== place + 1) found.push(other);
          this.#seen[other] = place + 1;
          return true;
        });
      }
      found.sort((a, b) => a - b);
      if (found.some((other) => this.#judge(later, this.#candidate(other)))) continue;
      for (let entry = start; entry < end; entry++) {
        const slot = index.slotOf(entry);
        if (index.found(slot) >= this.#bucketLimit) continue;
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
