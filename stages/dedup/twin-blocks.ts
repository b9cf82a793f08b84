import type { SketchTable } from "../../engine/sketch-table.ts";
import type { KeeperOrder } from "./keeper-order.ts";
import { countBits } from "./shared-bands.ts";
import type { SketchLayout } from "./sketch-layout.ts";
import type { Workspace } from "./workspace.ts";

const SLOTS_PER_ENTRY = 1.5;
/** Bytes of the index for each shared band of a document: slots, then three words and a band an entry. */
const BYTES_PER_ENTRY = SLOTS_PER_ENTRY * 16 + 3 * 4 + 1;
const BYTES_PER_DOCUMENT = 20;

/** A range of places in keeper order. */
export interface Block {
  readonly from: number;
  readonly to: number;
}

/** Bytes that a block holds for a document that shares so many bands. */
export const bytesOfDocument = ({ words }: SketchLayout, shared: number): number =>
  words * 4 + BYTES_PER_DOCUMENT + shared * BYTES_PER_ENTRY;

/** Ranges of places whose sketches and index fit the memory; each holds at least one document. */
export function blocksOf({ order, masks, maskWords }: KeeperOrder, layout: SketchLayout, memoryBytes: number): readonly Block[] {
  const blocks: Block[] = [];
  let from = 0;
  let held = 0;
  for (let place = 0; place < order.length; place++) {
    const at = (order[place] as number) * maskWords;
    let entries = 0;
    for (let word = 0; word < maskWords; word++) entries += countBits(masks[at + word] as number);
    const bytes = bytesOfDocument(layout, entries);
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

/** Writes the sketches of a block, in keeper order, to `sketches` and their documents to `held`. */
export function loadBlock(
  table: SketchTable,
  { documents, placeOf }: KeeperOrder,
  { words }: SketchLayout,
  { from, to }: Block,
  sketches: Uint32Array,
  held: Uint32Array,
): void {
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
}

/** Words of a slot: low and high word of its key, last entry of its chain + 1, documents found by it + 1 (0 where the slot is free). */
const SLOT_WORDS = 4;

/**
 * The shared bands of a block's documents by their keys: for each key a chain of the block's documents, in whatever order they were put
 * in, and how many documents are found by it already. Documents are places within the block, entries are bands of documents. Keys of
 * unlike bands are the same only by chance, one of 2^64, and then their documents are compared for nothing.
 */
export class BandIndex {
  readonly #layout: SketchLayout;
  readonly #count: number;
  readonly #slots: Uint32Array;
  /** Per entry: its slot, the entry after it in its chain (of the last: the first), and its document. */
  readonly #slotOf: Uint32Array;
  readonly #next: Uint32Array;
  readonly #documentOf: Uint32Array;

  constructor(layout: SketchLayout, entries: number, workspace: Workspace) {
    this.#layout = layout;
    this.#count = Math.ceil(entries * SLOTS_PER_ENTRY) + 1;
    this.#slots = workspace.take(this.#count * SLOT_WORDS);
    this.#slotOf = workspace.take(entries);
    this.#next = workspace.take(entries);
    this.#documentOf = workspace.take(entries);
  }

  /** Address of the slot of a band's key in a sketch; a free one where the key has none. */
  #seek(low: number, high: number): number {
    const slots = this.#slots;
    let slot = Math.floor(low * (this.#count / 2 ** 32)) * SLOT_WORDS;
    while (slots[slot + 3] !== 0 && (slots[slot] !== low || slots[slot + 1] !== high)) {
      slot += SLOT_WORDS;
      if (slot === slots.length) slot = 0;
    }
    return slot;
  }

  /** The slot of a band's key in a sketch, or -1 where the index has none. */
  find(sketches: Uint32Array, at: number, band: number): number {
    const key = at + this.#layout.keysAt + band * 2;
    const slot = this.#seek(sketches[key] as number, sketches[key + 1] as number);
    return this.#slots[slot + 3] === 0 ? -1 : slot;
  }

  /** Names the key of an entry: a band of the document whose sketch begins at `at`. Nothing is chained yet. */
  name(entry: number, document: number, sketches: Uint32Array, at: number, band: number): void {
    const key = at + this.#layout.keysAt + band * 2;
    const slot = this.#seek(sketches[key] as number, sketches[key + 1] as number);
    this.#slotOf[entry] = slot;
    this.#documentOf[entry] = document;
    if (this.#slots[slot + 3] !== 0) return;
    this.#slots[slot] = sketches[key] as number;
    this.#slots[slot + 1] = sketches[key + 1] as number;
    this.#slots[slot + 3] = 1;
  }

  slotOf(entry: number): number {
    return this.#slotOf[entry] as number;
  }

  /** Puts an entry at the end of its slot's chain. */
  chain(entry: number): void {
    const slot = this.#slotOf[entry] as number;
    const last = (this.#slots[slot + 2] as number) - 1;
    this.#next[entry] = last < 0 ? entry : (this.#next[last] as number);
    if (last >= 0) this.#next[last] = entry;
    this.#slots[slot + 2] = entry + 1;
  }

  /** Empties all chains; keys and counts stay. */
  unchain(): void {
    for (let slot = 0; slot < this.#slots.length; slot += SLOT_WORDS) this.#slots[slot + 2] = 0;
  }

  /** Documents found by a key so far. */
  found(slot: number): number {
    return (this.#slots[slot + 3] as number) - 1;
  }

  countFound(slot: number): void {
    this.#slots[slot + 3] = (this.#slots[slot + 3] as number) + 1;
  }

  /** Adds to `found` the documents of a chain that have not seen `mark` yet. */
  collect(slot: number, seen: Uint32Array, mark: number, found: number[]): void {
    const last = (this.#slots[slot + 2] as number) - 1;
    if (last < 0) return;
    for (let entry = last; ; ) {
      entry = this.#next[entry] as number;
      const document = this.#documentOf[entry] as number;
      if (seen[document] !== mark) {
        seen[document] = mark;
        found.push(document);
      }
      if (entry === last) return;
    }
  }

  /** Calls for each document of a chain in order; takes out those for which the answer is false. */
  filterChain(slot: number, visit: (document: number) => boolean): void {
    const last = (this.#slots[slot + 2] as number) - 1;
    if (last < 0) return;
    let before = last;
    for (let done = false; !done; ) {
      const entry = this.#next[before] as number;
      done = entry === last;
      if (visit(this.#documentOf[entry] as number)) {
        before = entry;
        continue;
      }
      if (entry === before) {
        this.#slots[slot + 2] = 0;
        return;
      }
      this.#next[before] = this.#next[entry] as number;
      if (done) this.#slots[slot + 2] = before + 1;
    }
  }
}
