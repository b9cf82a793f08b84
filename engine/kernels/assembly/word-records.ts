import { bytesOfLead, classOf, codePointAt, PUNCTUATION } from "./character-class";

/** A word record: u32 address, u32 bytes, u32 characters × 8 + flags. */
export const RECORD: usize = 12;
/** The word holds a letter. */
export const HAS_LETTER: u32 = 1;
/** The word holds something other than punctuation and ASCII control characters. */
export const IS_SOLID: u32 = 2;
/** The word holds # or …. */
export const HAS_SYMBOL: u32 = 4;

let out: usize = 0;
let begin: usize = 0;

/** Begins a list of records at an address. */
export function beginRecords(into: usize): void {
  out = into;
  begin = into;
}

/** Records so far. */
export function recordCount(): u32 {
  return <u32>((out - begin) / RECORD);
}

/** Where the next record would go. */
export function recordEnd(): usize {
  return out;
}

/** Adds a word whose characters and flags are known. */
export function addMeasured(start: usize, end: usize, characters: u32, flags: u32): void {
  store<u32>(out, <u32>start);
  store<u32>(out, <u32>(end - start), 4);
  store<u32>(out, (characters << 3) | flags, 8);
  out += RECORD;
}

/** Adds a word, looking at each of its characters. */
export function addWord(start: usize, end: usize): void {
  let characters: u32 = 0;
  let flags: u32 = 0;
  for (let at = start; at < end; at += bytesOfLead(load<u8>(at))) {
    characters++;
    const point = codePointAt(at);
    const kind = classOf(point);
    if (kind >= 1 && kind <= 5) flags |= HAS_LETTER | IS_SOLID;
    else if (kind != PUNCTUATION && point >= 0x20 && point != 0x7f) flags |= IS_SOLID;
    if (point == 0x23 || point == 0x2026) flags |= HAS_SYMBOL;
  }
  addMeasured(start, end, characters, flags);
}
