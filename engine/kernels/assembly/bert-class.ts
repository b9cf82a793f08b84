import { fillBasic, supplementaryClass } from "./class-runs";
import { BASIC_RUN_COUNT, RUN_COUNT, RUNS } from "./tables/bert-classes";
import { LOWERED, LOWERED_COUNT, ORDERED, ORDERED_COUNT, STRIPPED, STRIPPED_COUNT } from "./tables/bert-letters";

/** Classes of BERT_CLASSES, one bit each (oracle/bert-character.ts). */
export const REMOVED: u32 = 1;
export const WHITE: u32 = 2;
export const SIGN: u32 = 4;
export const CHINESE: u32 = 8;
export const ACCENT: u32 = 16;
export const CHANGED: u32 = 32;
export const ORDERED_CLASS: u32 = 64;
export const BARRIER: u32 = 128;

/** One class byte per code point of the basic plane. */
const BASIC: usize = memory.data(0x10000);

fillBasic(BASIC, RUNS, BASIC_RUN_COUNT);

export function bertClassOf(codePoint: u32): u32 {
  return codePoint < 0x10000 ? load<u8>(BASIC + codePoint) : supplementaryClass(RUNS, BASIC_RUN_COUNT, RUN_COUNT, codePoint);
}

/** Address of a code point's row in an ascending table, or 0. */
function rowOf(table: usize, count: i32, rowBytes: usize, codePoint: u32): usize {
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const row = table + <usize>middle * rowBytes;
    const found = load<u32>(row);
    if (found == codePoint) return row;
    if (found < codePoint) low = middle + 1;
    else high = middle - 1;
  }
  return 0;
}

/** Row of what is left of a character without accents: the code point and up to three, 0 for none; or 0 where it stays as it is. */
export function strippedRow(codePoint: u32): usize {
  return rowOf(STRIPPED, STRIPPED_COUNT, 16, codePoint);
}

/** Row of a character's small letters: the code point and up to two; or 0 where it stays as it is. */
export function loweredRow(codePoint: u32): usize {
  return rowOf(LOWERED, LOWERED_COUNT, 12, codePoint);
}

/** Combining class of a character of the class `ordered`. */
export function combiningClass(codePoint: u32): u32 {
  for (let i = 0; i < ORDERED_COUNT; i++) {
    const row = ORDERED + <usize>i * 12;
    if (codePoint >= load<u32>(row) && codePoint <= load<u32>(row, 4)) return load<u32>(row, 8);
  }
  return 0;
}
