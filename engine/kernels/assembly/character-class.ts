import { BASIC_RUN_COUNT, RUN_COUNT, RUNS } from "./tables/character-classes";

/** Columns of TEXT_STATS that are classes of characters. */
export const HANGUL: u32 = 1;
export const LATIN: u32 = 2;
export const HAN: u32 = 3;
export const DIGITS: u32 = 6;
export const SPACE: u32 = 7;
export const PUNCTUATION: u32 = 8;

/** One class byte per code point of the basic plane. */
const BASIC: usize = memory.data(0x10000);

for (let i = 0; i < BASIC_RUN_COUNT; i++) {
  const run = load<u32>(RUNS + ((<usize>i) << 2));
  const next = i + 1 < BASIC_RUN_COUNT ? load<u32>(RUNS + ((<usize>(i + 1)) << 2)) >> 4 : 0x10000;
  memory.fill(BASIC + (run >> 4), <u8>(run & 15), next - (run >> 4));
}

/** Class of a supplementary code point: the last run that begins at or before it. */
function supplementaryClass(codePoint: u32): u32 {
  let low = BASIC_RUN_COUNT;
  let high = RUN_COUNT - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (load<u32>(RUNS + ((<usize>middle) << 2)) >> 4 <= codePoint) low = middle;
    else high = middle - 1;
  }
  return load<u32>(RUNS + ((<usize>low) << 2)) & 15;
}

/** Bytes of the character whose first byte this is. */
export function bytesOfLead(lead: u32): usize {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** The code point at an address, of valid UTF-8. */
export function codePointAt(at: usize): u32 {
  const lead: u32 = load<u8>(at);
  if (lead < 0x80) return lead;
  if (lead < 0xe0) return ((lead & 31) << 6) | (load<u8>(at, 1) & 63);
  const middle = ((<u32>(load<u8>(at, 1) & 63)) << 6) | (load<u8>(at, 2) & 63);
  if (lead < 0xf0) return ((lead & 15) << 12) | middle;
  return ((lead & 7) << 18) | (middle << 6) | (load<u8>(at, 3) & 63);
}

/** Class of a code point as a column of TEXT_STATS. */
export function classOf(codePoint: u32): u32 {
  return codePoint < 0x10000 ? load<u8>(BASIC + codePoint) : supplementaryClass(codePoint);
}
