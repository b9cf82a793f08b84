import type { ScratchFile } from "../../engine/scratch-file.ts";
import { KEPT, type SketchTable } from "../../engine/sketch-table.ts";
import { keeperOrder } from "./keeper-order.ts";
import { countBits, findSharedBands } from "./shared-bands.ts";
import type { SketchLayout } from "./sketch-layout.ts";
import { BandIndex, blocksOf, loadBlock } from "./twin-blocks.ts";
import type { SketchPlace, TwinJudge } from "./twin-judge.ts";

/** What a cluster is: a keeper and the documents that are its twins, or all documents that chains of twins connect. */
export const CLUSTERINGS = ["keeper", "components"] as const;
/** One of {@link CLUSTERINGS}. */
export type Clustering = (typeof CLUSTERINGS)[number];

/** Per document: who stands for it and how it was found. */
export interface Twins {
  /** The document kept in its place, or KEPT. */
  readonly keeper: Uint32Array;
  /** Similarity of the sets of shingles of a removed document and the twin it was found by. */
  readonly exact: Float32Array;
  readonly estimate: Float32Array;
  readonly bands: Float32Array;
}

/** What {@link keepTwins} is told. */
export interface KeepRule {
  readonly clusters: Clustering;
  /** Documents at most that are found by one key: those before all others in keeper order. */
  readonly bucketLimit: number;
}

/** Share of the memory for sketches and index; the rest is for what is read beside them. */
const BLOCK_SHARE = 0.8;
/** Words of kept sketches that are read at once. */
const READ_WORDS = 2 ** 20;

/**
 * Walks through the documents in keeper order and keeps each that has no twin among those kept before it: no two kept ones are twins, and
 * every removed one has a kept twin, the first in keeper order. With `components` documents are found by removed ones too, and everything
 * that is connected has the first of it for its keeper. What does not fit the memory is done in blocks of keeper order, each held against
 * the sketches kept before it, which are set aside on disk; the answer does not depend on how many blocks there are.
 */
export function keepTwins(table: SketchTable, layout: SketchLayout, judge: TwinJudge, rule: KeepRule): Twins {
  const { documents } = table;
  const twins: Twins = {
    keeper: new Uint32Array(documents).fill(KEPT),
    exact: new Float32Array(documents).fill(Number.NaN),
    estimate: new Float32Array(documents).fill(Number.NaN),
    bands: new Float32Array(documents).fill(Number.NaN),
  };
  const shared = findSharedBands(table, layout, table.memoryBytes);
  const order = keeperOrder(table, layout, shared);
  const blocks = blocksOf(order, shared, layout, table.memoryBytes * BLOCK_SHARE);
  const forest = new Uint32Array(rule.clusters === "components" ? order.order.length : 0).map((_, place) => place);
  const before = blocks.length > 1 ? table.openScratch("kept") : undefined;
  try {
    for (const block of blocks) {
      const search = new BlockSearch(layout, judge, rule, twins, forest, block.from, loadBlock(table, order, layout, block));
      search.index(shared.masks, shared.maskWords);
      if (before && block.from > 0) search.against(before);
      search.within(block === blocks.at(-1) ? undefined : before);
    }
  } finally {
    before?.close();
  }
  if (rule.clusters === "components") {
    for (let place = 0; place < forest.length; place++) {
      const root = rootOf(forest, place);
      if (root === place) continue;
      twins.keeper[order.documents[order.order[place] as number] as number] = order.documents[
        order.order[root] as number
      ] as number;
    }
  }
  return twins;
}

function rootOf(forest: Uint32Array, place: number): number {
  while (forest[place] !== place) {
    forest[place] = forest[forest[place] as number] as number;
    place = forest[place] as number;
  }
  return place;
}

function haveSameSignature(a: SketchPlace, b: SketchPlace, { keysAt, words }: SketchLayout): boolean {
  for (let word = keysAt; word < words; word++) if (a.sketches[a.at + word] !== b.sketches[b.at + word]) return false;
  return true;
}

/** One block of documents in keeper order: its places count from `#first`. */
class BlockSearch {
  readonly #layout: SketchLayout;
  readonly #judge: TwinJudge;
  readonly #rule: KeepRule;
  readonly #twins: Twins;
  readonly #forest: Uint32Array;
  readonly #first: number;
  readonly #sketches: Uint32Array;
  readonly #documents: Uint32Array;
  #index: BandIndex;
  /** Per document of the block: entries of its shared bands, as a range, and these bands. */
  readonly #starts: Uint32Array;
  #bands = new Uint8Array(0);
  /** Per document: the last that it was a candidate for, + 1. */
  readonly #seen: Uint32Array;
  /** 1 where a document is removed and nobody has to be held against it any more. */
  readonly #settled: Uint8Array;

  constructor(
    layout: SketchLayout,
    judge: TwinJudge,
    rule: KeepRule,
    twins: Twins,
    forest: Uint32Array,
    first: number,
    { sketches, documents }: { readonly sketches: Uint32Array; readonly documents: Uint32Array },
  ) {
    this.#layout = layout;
    this.#judge = judge;
    this.#rule = rule;
    this.#twins = twins;
    this.#forest = forest;
    this.#first = first;
    this.#sketches = sketches;
    this.#documents = documents;
    this.#starts = new Uint32Array(documents.length + 1);
    this.#seen = new Uint32Array(documents.length);
    this.#settled = new Uint8Array(documents.length);
    this.#index = new BandIndex(sketches, layout, 0);
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
    this.#index = new BandIndex(this.#sketches, this.#layout, entries);
    for (let place = 0; place < this.#documents.length; place++) {
      const end = this.#starts[place + 1] as number;
      for (let entry = this.#starts[place] as number; entry < end; entry++) this.#index.name(place, this.#bands[entry] as number);
    }
  }

  /** Holds the block against what earlier blocks set aside, in keeper order. */
  against(before: ScratchFile): void {
    const index = this.#index;
    for (let place = 0; place < this.#documents.length; place++) this.#chainAll(place);
    const { words } = this.#layout;
    const record = words + 2;
    const chunk = new Uint32Array(Math.max(1, Math.floor(READ_WORDS / record)) * record);
    for (let from = 0; from < before.words; from += chunk.length) {
      const read = before.read(from, chunk);
      for (let at = 0; at < read; at += record) {
        const document = chunk[at] as number;
        const earlier = { document, sketches: chunk, at: at + 2 };
        for (let band = 0; band < this.#layout.bands; band++) {
          const slot = index.find(chunk, at + 2, band);
          if (slot < 0 || index.found(slot) >= this.#rule.bucketLimit) continue;
          index.countFound(slot);
          index.filterChain(slot, (place) => {
            if (this.#settled[place]) return false;
            if (this.#seen[place] === document + 1) return true;
            this.#seen[place] = document + 1;
            this.#judgePair(place, chunk[at + 1] as number, earlier);
            return !this.#settled[place];
          });
        }
      }
    }
    index.unchain();
    this.#seen.fill(0);
  }

  /** Chooses keepers within the block; sets aside on disk what later blocks have to be held against. */
  within(aside: ScratchFile | undefined): void {
    const index = this.#index;
    const { words } = this.#layout;
    const candidates: number[] = [];
    const record = new Uint32Array(words + 2);
    for (let place = 0; place < this.#documents.length; place++) {
      if (this.#settled[place]) continue;
      const at = place * words;
      candidates.length = 0;
      const start = this.#starts[place] as number;
      const end = this.#starts[place + 1] as number;
      for (let entry = start; entry < end; entry++) {
        index.filterChain(index.find(this.#sketches, at, this.#bands[entry] as number), (other) => {
          if (this.#seen[other] !== place + 1) candidates.push(other);
          this.#seen[other] = place + 1;
          return true;
        });
      }
      candidates.sort((a, b) => a - b);
      for (const other of candidates) {
        if (this.#settled[place]) break;
        const earlier = { document: this.#documents[other] as number, sketches: this.#sketches, at: other * words };
        this.#judgePair(place, this.#first + other, earlier);
      }
      if (this.#settled[place]) continue;
      for (let entry = start; entry < end; entry++) {
        const slot = index.find(this.#sketches, at, this.#bands[entry] as number);
        if (index.found(slot) >= this.#rule.bucketLimit) continue;
        index.countFound(slot);
        index.chain(slot, entry + 1);
      }
      if (!aside) continue;
      record[0] = this.#documents[place] as number;
      record[1] = this.#first + place;
      record.set(this.#sketches.subarray(at, at + words), 2);
      aside.append(record);
    }
  }

  #chainAll(place: number): void {
    const at = place * this.#layout.words;
    const end = this.#starts[place + 1] as number;
    for (let entry = this.#starts[place] as number; entry < end; entry++)
      this.#index.chain(this.#index.find(this.#sketches, at, this.#bands[entry] as number), entry + 1);
  }

  /** Holds a document of the block against one before it in keeper order, and notes what follows. */
  #judgePair(place: number, earlierPlace: number, earlier: SketchPlace): void {
    const judge = this.#judge;
    const components = this.#rule.clusters === "components";
    const own = this.#first + place;
    const document = this.#documents[place] as number;
    const later = { document, sketches: this.#sketches, at: place * this.#layout.words };
    // Whoever has the same shingles has the same twins, and need not be found by any.
    const same = components && haveSameSignature(earlier, later, this.#layout);
    if (components && !same && rootOf(this.#forest, own) === rootOf(this.#forest, earlierPlace)) return;
    if (!judge.areTwins(earlier, later)) return;
    const { keeper, exact, estimate, bands } = this.#twins;
    if (keeper[document] === KEPT) {
      keeper[document] = earlier.document;
      exact[document] = judge.exact;
      estimate[document] = judge.estimate;
      bands[document] = judge.bands;
    }
    if (!components) this.#settled[place] = 1;
    else {
      const [a, b] = [rootOf(this.#forest, own), rootOf(this.#forest, earlierPlace)];
      this.#forest[Math.max(a, b)] = Math.min(a, b);
      if (same && !(judge.exact < 1)) this.#settled[place] = 1;
    }
  }
}
