import type { SketchTable } from "../../engine/sketch-table.ts";
import type { KeeperOrder } from "./keeper-order.ts";
import { countBits, type SharedBands } from "./shared-bands.ts";
import type { SketchLayout } from "./sketch-layout.ts";

/** Bytes of the index for each shared band of a document: entry, chain, and one slot and a half of three words. */
const BYTES_PER_ENTRY = 4 + 4 + 1 + 1.5 * 12;
const BYTES_PER_DOCUMENT = 16;

/** Ranges of places in keeper order whose sketches and index fit the memory; each holds at least one document. */
export function blocksOf(
  { documents, order }: KeeperOrder,
  { masks, maskWords }: SharedBands,
  { words }: SketchLayout,
  memoryBytes: number,
): readonly { readonly from: number; readonly to: number }[] {
  const blocks: { from: number; to: number }[] = [];
  let from = 0;
  let held = 0;
  for (let place = 0; place < order.length; place++) {
    const document = documents[order[place] as number] as number;
    let entries = 0;
    for (let word = 0; word < maskWords; word++) entries += countBits(masks[document * maskWords + word] as number);
    const bytes = words * 4 + BYTES_PER_DOCUMENT + entries * BYTES_PER_ENTRY;
    if (held > 0 && held + bytes > memoryBytes) {
      blocks.push({ from, to: place });
      from = place;
      held = 0;
    }
    held += bytes;
  }
  if (order.length > from) blocks.push({ from, to: order.length });
  return blocks;
}

/** The sketches of a range of places, in keeper order. */
export function loadBlock(
  table: SketchTable,
  { documents, placeOf }: KeeperOrder,
  { words }: SketchLayout,
  { from, to }: { readonly from: number; readonly to: number },
): { readonly sketches: Uint32Array; readonly documents: Uint32Array } {
  const sketches = new Uint32Array((to - from) * words);
  const held = new Uint32Array(to - from);
  let next = 0;
  for (let part = 0; part < table.parts && next < documents.length; part++) {
    const first = table.firstDocument(part);
    const end = part + 1 < table.parts ? table.firstDocument(part + 1) : table.documents;
    let read: Uint32Array | undefined;
    for (; next < documents.length && (documents[next] as number) < end; next++) {
      const place = placeOf[next] as number;
      if (place < from || place >= to) continue;
      read ??= table.read(part);
      const at = ((documents[next] as number) - first) * words;
      sketches.set(read.subarray(at, at + words), (place - from) * words);
      held[place - from] = documents[next] as number;
    }
  }
  return { sketches, documents: held };
}

/** Stands for no slot and no entry. */
const NONE = 0;

/**
 * The shared bands of a block's documents by their keys: for each key a chain of the block's documents, in whatever order they were put
 * in, and how many documents are found by it already. Documents are places within the block.
 */
export class BandIndex {
  readonly #sketches: Uint32Array;
  readonly #layout: SketchLayout;
  readonly #slots: number;
  /** Entry + 1 that names the key of a slot. */
  readonly #named: Uint32Array;
  /** Entry + 1 that was chained last; its `next` is the first. */
  readonly #last: Uint32Array;
  readonly #found: Uint32Array;
  readonly #next: Uint32Array;
  readonly #documentOf: Uint32Array;
  readonly #bandOf: Uint8Array;
  #entries = 0;

  constructor(sketches: Uint32Array, layout: SketchLayout, entries: number) {
    this.#sketches = sketches;
    this.#layout = layout;
    this.#slots = Math.ceil(entries * 1.5) + 1;
    this.#named = new Uint32Array(this.#slots);
    this.#last = new Uint32Array(this.#slots);
    this.#found = new Uint32Array(this.#slots);
    this.#next = new Uint32Array(entries + 1);
    this.#documentOf = new Uint32Array(entries + 1);
    this.#bandOf = new Uint8Array(entries + 1);
  }

  /** The slot of a band's key in a sketch, or -1 where the index has none. */
  find(sketches: Uint32Array, at: number, band: number): number {
    const key = this.#layout.keysAt + band * 2;
    const low = sketches[at + key] as number;
    const high = sketches[at + key + 1] as number;
    for (let slot = Math.floor(low * (this.#slots / 2 ** 32)); ; slot = slot + 1 === this.#slots ? 0 : slot + 1) {
      const named = this.#named[slot] as number;
      if (named === NONE) return -1;
      if (this.#bandOf[named] !== band) continue;
      const own = (this.#documentOf[named] as number) * this.#layout.words + key;
      if (this.#sketches[own] === low && this.#sketches[own + 1] === high) return slot;
    }
  }

  /** Makes room for a band of a document and names its key; nothing is chained yet. Returns the entry. */
  name(document: number, band: number): number {
    const entry = ++this.#entries;
    this.#documentOf[entry] = document;
    this.#bandOf[entry] = band;
    const at = document * this.#layout.words;
    if (this.find(this.#sketches, at, band) >= 0) return entry;
    const low = this.#sketches[at + this.#layout.keysAt + band * 2] as number;
    let slot = Math.floor(low * (this.#slots / 2 ** 32));
    while (this.#named[slot] !== NONE) slot = slot + 1 === this.#slots ? 0 : slot + 1;
    this.#named[slot] = entry;
    return entry;
  }

  /** Puts an entry at the end of its slot's chain. */
  chain(slot: number, entry: number): void {
    const last = this.#last[slot] as number;
    this.#next[entry] = last === NONE ? entry : (this.#next[last] as number);
    if (last !== NONE) this.#next[last] = entry;
    this.#last[slot] = entry;
  }

  /** Empties all chains; keys and counts stay. */
  unchain(): void {
    this.#last.fill(NONE);
  }

  /** Documents found by a key so far. */
  found(slot: number): number {
    return this.#found[slot] as number;
  }

  countFound(slot: number): void {
    this.#found[slot] = (this.#found[slot] as number) + 1;
  }

  /** Calls for each document of a chain in order; takes out those for which the answer is false. */
  filterChain(slot: number, visit: (document: number) => boolean): void {
    const last = this.#last[slot] as number;
    if (last === NONE) return;
    let before = last;
    for (let done = false; !done; ) {
      const entry = this.#next[before] as number;
      done = entry === this.#last[slot];
      if (visit(this.#documentOf[entry] as number)) {
        before = entry;
        continue;
      }
      if (entry === before) {
        this.#last[slot] = NONE;
        return;
      }
      this.#next[before] = this.#next[entry] as number;
      if (done) this.#last[slot] = before;
    }
  }
}
