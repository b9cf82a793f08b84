import type { SketchTable } from "../../engine/sketch-table.ts";
import type { SharedBands } from "./shared-bands.ts";
import type { SketchLayout } from "./sketch-layout.ts";

/** The documents that share a band, and the order in which keepers are chosen among them. */
export interface KeeperOrder {
  /** Ascending. */
  readonly documents: Uint32Array;
  /** Index into `documents` → its place in keeper order. */
  readonly placeOf: Uint32Array;
  /** Place in keeper order → index into `documents`. */
  readonly order: Uint32Array;
  /** Index into `documents` → which of its bands others have: `maskWords` words of bits each. */
  readonly masks: Uint32Array;
  readonly maskWords: number;
}

/** Puts the documents that share a band into the order of their ranks; of equal ranks the first document goes before. */
export function keeperOrder(table: SketchTable, { words, rankAt }: SketchLayout, { masks, maskWords }: SharedBands): KeeperOrder {
  let count = 0;
  for (let document = 0; document < table.documents; document++) if (sharesAny(masks, document, maskWords)) count++;
  const documents = new Uint32Array(count);
  const own = new Uint32Array(count * maskWords);
  const high = new Uint32Array(count);
  const low = new Uint32Array(count);
  let next = 0;
  for (let part = 0; part < table.parts; part++) {
    const first = table.firstDocument(part);
    let sketches: Uint32Array | undefined;
    const end = part + 1 < table.parts ? table.firstDocument(part + 1) : table.documents;
    for (let document = first; document < end; document++) {
      if (!sharesAny(masks, document, maskWords)) continue;
      sketches ??= table.read(part);
      const at = (document - first) * words + rankAt;
      documents[next] = document;
      for (let word = 0; word < maskWords; word++) own[next * maskWords + word] = masks[document * maskWords + word] as number;
      high[next] = sketches[at] as number;
      low[next] = sketches[at + 1] as number;
      next++;
    }
  }
  let order: Uint32Array = Uint32Array.from({ length: count }, (_, index) => index);
  for (const [keys, shift] of [
    [low, 0],
    [low, 16],
    [high, 0],
    [high, 16],
  ] as const)
    order = sortedBy(order, keys, shift);
  const placeOf = new Uint32Array(count);
  for (let place = 0; place < count; place++) placeOf[order[place] as number] = place;
  return { documents, placeOf, order, masks: own, maskWords };
}

const sharesAny = (masks: Uint32Array, document: number, maskWords: number): boolean => {
  for (let word = 0; word < maskWords; word++) if (masks[document * maskWords + word] !== 0) return true;
  return false;
};

/** One stable step of a radix sort, by 16 bits of a key. */
function sortedBy(order: Uint32Array, keys: Uint32Array, shift: number): Uint32Array {
  const starts = new Uint32Array(2 ** 16 + 1);
  for (const key of keys) starts[((key >>> shift) & 0xffff) + 1] = (starts[((key >>> shift) & 0xffff) + 1] as number) + 1;
  if (starts.some((count) => count === order.length)) return order;
  for (let digit = 0; digit < 2 ** 16; digit++) starts[digit + 1] = (starts[digit + 1] as number) + (starts[digit] as number);
  const sorted = new Uint32Array(order.length);
  for (const index of order) {
    const digit = ((keys[index] as number) >>> shift) & 0xffff;
    const to = starts[digit] as number;
    starts[digit] = to + 1;
    sorted[to] = index;
  }
  return sorted;
}
