import type { SketchTable } from "../../engine/sketch-table.ts";
import type { SketchLayout } from "./sketch-layout.ts";

/** Per document, which of its bands some other document has too: `maskWords` words of bits each. */
export interface SharedBands {
  readonly masks: Uint32Array;
  readonly maskWords: number;
}

/** Two words a slot, and at most 7 of 10 slots filled. */
const FILLED = 0.7;
const BYTES_PER_KEY = 8 / FILLED;
const FEWEST_KEYS = 4096;
const WORD = 2 ** 32;

/**
 * Finds the bands that documents share: the others, and the documents that share none, need no further look. Keys are looked at in as
 * many ranges as the memory asks for, and the table is read once for each. A key is told by 32 bits and a slot by nearly as many more, so
 * that now and then a band is called shared that is not; it is found out when its documents are compared.
 */
export function findSharedBands(table: SketchTable, layout: SketchLayout, memoryBytes: number): SharedBands {
  const { words, keysAt, bands } = layout;
  const maskWords = Math.ceil(bands / 32);
  const masks = new Uint32Array(table.documents * maskWords);
  const keys = table.documents * bands;
  const room = Math.max(FEWEST_KEYS, Math.floor(memoryBytes / BYTES_PER_KEY));
  const ranges = Math.max(1, Math.ceil(keys / room));
  // Keys are hashes: ranges are nearly equal, and what is more than expected still finds free slots.
  const slots = Math.ceil(Math.max(FEWEST_KEYS, keys / ranges) / FILLED);
  const most = Math.floor(slots * 0.95);
  const tags = new Uint32Array(slots);
  const owners = new Uint32Array(slots); // document + 1
  const slotOf = slots / WORD;
  for (let range = 0; range < ranges; range++) {
    const from = Math.floor((range * WORD) / ranges);
    const to = Math.floor(((range + 1) * WORD) / ranges);
    if (range > 0) owners.fill(0);
    let filled = 0;
    for (let part = 0; part < table.parts; part++) {
      const sketches = table.read(part);
      const count = sketches.length / words;
      const first = table.firstDocument(part);
      for (let index = 0; index < count; index++) {
        const document = first + index;
        const at = index * words + keysAt;
        for (let band = 0; band < bands; band++) {
          const high = sketches[at + band * 2 + 1] as number;
          if (high < from || high >= to) continue;
          let slot = Math.floor((sketches[at + band * 2] as number) * slotOf);
          let owner = owners[slot] as number;
          while (owner !== 0 && tags[slot] !== high) {
            if (++slot === slots) slot = 0;
            owner = owners[slot] as number;
          }
          const bit = 1 << (band & 31);
          const word = band >>> 5;
          if (owner !== 0) {
            const other = (owner - 1) * maskWords + word;
            masks[other] = (masks[other] as number) | bit;
          } else if (filled < most) {
            filled++;
            owners[slot] = document + 1;
            tags[slot] = high;
            continue;
          }
          const own = document * maskWords + word;
          masks[own] = (masks[own] as number) | bit;
        }
      }
    }
  }
  return { masks, maskWords };
}

/** Bits set in a word. */
export function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
