import { bytesOfLead, codePointAt } from "./character-class";
import { fillBasic, supplementaryClass } from "./class-runs";
import { BASIC_RUN_COUNT, RUN_COUNT, RUNS } from "./tables/split-classes";

/** Classes of SPLIT_CLASSES, one bit each (oracle/split-class.ts). */
export const OTHER: u32 = 1;
export const UPPER: u32 = 2;
export const LOWER: u32 = 4;
export const CASELESS: u32 = 8;
export const MARK: u32 = 16;
export const NUMBER: u32 = 32;
export const SPACE: u32 = 64;
export const NEWLINE: u32 = 128;

export const LETTER: u32 = UPPER | LOWER | CASELESS;
export const WHITE: u32 = SPACE | NEWLINE;

/** One class byte per code point of the basic plane. */
const BASIC: usize = memory.data(0x10000);

fillBasic(BASIC, RUNS, BASIC_RUN_COUNT);

/** Class of the character at an address of valid UTF-8. */
export function splitClassAt(at: usize): u32 {
  const lead: u32 = load<u8>(at);
  if (lead < 0x80) return load<u8>(BASIC + lead);
  if (lead == 0xeb || lead == 0xec) return CASELESS; // U+B000–CFFF, Hangul syllables all
  const codePoint = codePointAt(at);
  return codePoint < 0x10000 ? load<u8>(BASIC + codePoint) : supplementaryClass(RUNS, BASIC_RUN_COUNT, RUN_COUNT, codePoint);
}

/** Address after the character at an address. */
export function afterCharacter(at: usize): usize {
  return at + bytesOfLead(load<u8>(at));
}

/** End of the run of characters of some classes that begins at an address; the address itself where there is none. */
export function runEnd(at: usize, end: usize, classes: u32): usize {
  while (at < end) {
    const lead: u32 = load<u8>(at);
    if (lead < 0x80) {
      if (!(load<u8>(BASIC + lead) & classes)) return at;
      at++;
    } else {
      if (!(splitClassAt(at) & classes)) return at;
      at += bytesOfLead(lead);
    }
  }
  return at;
}
