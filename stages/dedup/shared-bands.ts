import type { SketchTable } from "../../engine/sketch-table.ts";
import type { SketchLayout } from "./sketch-layout.ts";
import type { Workspace } from "./workspace.ts";

/** Per document, which of its bands some other document has too: `maskWords` words of bits each. */
export interface SharedBands {
  readonly masks: Uint32Array;
  readonly maskWords: number;
}

const WORD = 2 ** 32;
/** Low word of a key; its high word, of which the lowest byte gives way to the band; its document. */
const KEY_WORDS = 3;
/** The byte of a high word that holds the band. */
const BAND = 0xff;
/** Keys that a chunk of a bucket holds. */
const CHUNK_KEYS = 128;
/** Words of a chunk, with the number of the one before. */
const CHUNK_WORDS = CHUNK_KEYS * KEY_WORDS + 1;
/** Keys wanted in a bucket: its table then fits the caches. More buckets at once are more pages than a processor keeps in view. */
const BUCKET_KEYS = 32_768;
const MOST_BUCKET_BITS = 10;
const FEWEST_KEYS = 4096;
/** What a key takes in its chunk, with what lies idle in chunks that are not full. */
const BYTES_PER_KEY = KEY_WORDS * 4 * 1.1;

/**
 * Finds the bands that documents share: the others, and the documents that share none, need no further look. Keys are looked at in as
 * many ranges as the memory asks for, and the table is read once for each; within a range they are dealt into buckets small enough for the
 * caches. Bits of a key decide its bucket and slot, and 24 more are compared: now and then a band is called shared that is not, which is
 * found out when its documents are compared.
 */
export function findSharedBands(table: SketchTable, layout: SketchLayout, workspace: Workspace): SharedBands {
  const { bands } = layout;
  const maskWords = Math.ceil(bands / 32);
  const masks = new Uint32Array(table.documents * maskWords);
  const keys = table.documents * bands;
  const room = Math.max(FEWEST_KEYS, Math.floor(workspace.bytes / BYTES_PER_KEY));
  const ranges = Math.max(1, Math.ceil(keys / room));
  const bits = Math.min(MOST_BUCKET_BITS, Math.max(0, Math.ceil(Math.log2(keys / ranges / BUCKET_KEYS))));
  const buckets = new KeyBuckets(bits, workspace.take(workspace.bytes / 4));
  for (let range = 0; range < ranges; range++) {
    const from = Math.floor((range * WORD) / ranges);
    const to = Math.floor(((range + 1) * WORD) / ranges);
    for (let part = 0; part < table.parts; part++) {
      const sketches = table.read(part);
      buckets.add(sketches, layout, table.firstDocument(part), from, to);
    }
    buckets.eachShared((document, band) => {
      const word = document * maskWords + (band >>> 5);
      masks[word] = (masks[word] as number) | (1 << (band & 31));
    });
  }
  return { masks, maskWords };
}

/** Keys of one range, dealt by their first bits into buckets that are chains of chunks. */
class KeyBuckets {
  readonly #bits: number;
  /** Chunks one after another: keys, then in the word behind them the number of the chunk before, + 1. */
  #chunks: Uint32Array;
  #used = 0;
  /** Per bucket: its last chunk + 1, the keys in that, and its chunks. */
  readonly #last: Uint32Array;
  readonly #filled: Uint32Array;
  readonly #chunksOf: Uint32Array;
  #tags = new Uint32Array(0);
  #owners = new Uint32Array(0);

  constructor(bits: number, chunks: Uint32Array) {
    this.#bits = bits;
    const buckets = 1 << bits;
    this.#chunks = chunks;
    this.#last = new Uint32Array(buckets);
    this.#filled = new Uint32Array(buckets);
    this.#chunksOf = new Uint32Array(buckets);
  }

  /** Adds the keys of a part's sketches whose high word lies in [from, to). */
  add(sketches: Uint32Array, { words, keysAt, bands }: SketchLayout, first: number, from: number, to: number): void {
    // Every key looked at may open a chunk: room for all of them beforehand, and the fields in reach.
    this.#makeRoom((sketches.length / words) * bands);
    const [chunks, last, filledOf, chunksOf] = [this.#chunks, this.#last, this.#filled, this.#chunksOf];
    const shift = 32 - this.#bits;
    let used = this.#used;
    for (let document = first, at = keysAt; at < sketches.length; document++, at += words) {
      for (let band = 0; band < bands; band++) {
        const high = sketches[at + band * 2 + 1] as number;
        if (high < from || high >= to) continue;
        const low = sketches[at + band * 2] as number;
        const bucket = shift === 32 ? 0 : low >>> shift;
        let filled = filledOf[bucket] as number;
        let chunk = (last[bucket] as number) - 1;
        if (chunk < 0 || filled === CHUNK_KEYS) {
          chunks[used * CHUNK_WORDS + CHUNK_KEYS * KEY_WORDS] = chunk + 1;
          chunksOf[bucket] = (chunksOf[bucket] as number) + 1;
          chunk = used++;
          last[bucket] = chunk + 1;
          filled = 0;
        }
        const key = chunk * CHUNK_WORDS + filled * KEY_WORDS;
        chunks[key] = low;
        chunks[key + 1] = (high & ~BAND) | band;
        chunks[key + 2] = document;
        filledOf[bucket] = filled + 1;
      }
    }
    this.#used = used;
  }

  /** Widens the chunks where a range has more keys than it has by expectation: correctness goes before the bound. */
  #makeRoom(keys: number): void {
    const wanted = this.#used + Math.ceil(keys / CHUNK_KEYS) + Math.min(keys, this.#last.length);
    if (wanted * CHUNK_WORDS <= this.#chunks.length) return;
    const room = Math.ceil(wanted * 1.25);
    const chunks = new Uint32Array(room * CHUNK_WORDS);
    chunks.set(this.#chunks);
    this.#chunks = chunks;
  }

  /** Calls for each band of a document that another has, once or more, and empties the buckets. */
  eachShared(visit: (document: number, band: number) => void): void {
    for (let bucket = 0; bucket < this.#last.length; bucket++) this.#eachSharedOf(bucket, visit);
    this.#last.fill(0);
    this.#filled.fill(0);
    this.#chunksOf.fill(0);
    this.#used = 0;
  }

  #eachSharedOf(bucket: number, visit: (document: number, band: number) => void): void {
    const slotBits = Math.max(4, Math.ceil(Math.log2((this.#chunksOf[bucket] as number) * CHUNK_KEYS * 1.4 + 1)));
    const slots = 2 ** slotBits;
    if (this.#owners.length < slots) {
      this.#owners = new Uint32Array(slots);
      this.#tags = new Uint32Array(slots);
    } else this.#owners.fill(0, 0, slots);
    const [chunks, owners, tags] = [this.#chunks, this.#owners, this.#tags];
    let filled = this.#filled[bucket] as number;
    for (let chunk = (this.#last[bucket] as number) - 1; chunk >= 0; filled = CHUNK_KEYS) {
      for (let key = 0; key < filled; key++) {
        const at = chunk * CHUNK_WORDS + key * KEY_WORDS;
        const tag = chunks[at + 1] as number;
        let slot = (((chunks[at] as number) << this.#bits) >>> 0) >>> (32 - slotBits);
        let owner = owners[slot] as number;
        while (owner !== 0 && tags[slot] !== tag) {
          slot = (slot + 1) & (slots - 1);
          owner = owners[slot] as number;
        }
        const document = chunks[at + 2] as number;
        const band = tag & BAND;
        if (owner !== 0) {
          visit(owner - 1, band);
          visit(document, band);
        } else {
          owners[slot] = document + 1;
          tags[slot] = tag;
        }
      }
      chunk = (chunks[chunk * CHUNK_WORDS + CHUNK_KEYS * KEY_WORDS] as number) - 1;
    }
  }
}

/** Bits set in a word. */
export function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
