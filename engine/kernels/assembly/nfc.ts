import { bytesOfLead, codePointAt } from "./character-class";
import { fillBasic, supplementaryClass } from "./class-runs";
import { BASIC_RUN_COUNT, RUN_COUNT, RUNS } from "./tables/nfc-classes";

/** Class of a character that may not stay, may join the one before or is not assigned; 0 is a starter, others rank marks. */
const UNSURE: u32 = 255;

/** One class byte per code point of the basic plane. */
const BASIC: usize = memory.data(0x10000);

fillBasic(BASIC, RUNS, BASIC_RUN_COUNT);

/**
 * 1 when the text is surely NFC, else 0. Input is valid UTF-8.
 *
 * It is the quick check of UAX #15 §9, order of combining marks included, so a text it calls sure is NFC. It differs in one point:
 * characters that Unicode (in the version named in `tables/nfc-classes.ts`) has not assigned are never sure, because a later
 * version may give them a decomposition or a combining class. No stands for Maybe as well: both ask for `normalize`.
 *
 * Lead bytes that begin only starters that always stay are skipped 16 bytes at a time: ASCII, U+0080–02FF, U+0400–047F,
 * U+4000–9FFF, U+AC00–D77F (nearly all Hangul syllables), U+E000–EFFF. Other characters are looked up one by one.
 */
export function isSurelyNfc(at: usize, bytes: usize): i32 {
  // Bits by the high half of a lead byte (C 1, D 2, E 4, F 8) and, by the low half, for which of these it must be looked up.
  const byHigh = i8x16(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8);
  const byLow = i8x16(12, 12, 14, 14, 10, 10, 10, 10, 10, 10, 10, 10, 11, 11, 11, 15);
  const half = i8x16.splat(15);
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const stop = at + bytes;
  let markEnd: usize = 0; // where the mark seen last ends, and its class
  let markClass: u32 = 0;
  for (let p = at; p < stop; p += 16) {
    let chunk = v128.load(p);
    if (stop - p < 16) chunk = v128.and(chunk, i8x16.lt_s(lanes, i8x16.splat(<i8>(stop - p))));
    if (!i8x16.bitmask(chunk)) continue;
    const seconds = v128.load(p, 1);
    const leads = v128.and(i8x16.swizzle(byHigh, i8x16.shr_u(chunk, 4)), i8x16.swizzle(byLow, v128.and(chunk, half)));
    const beforeHangul = v128.and(i8x16.eq(chunk, i8x16.splat(-22)), i8x16.lt_s(seconds, i8x16.splat(-80))); // EA 80–AF
    const afterHangul = v128.and(i8x16.eq(chunk, i8x16.splat(-19)), i8x16.gt_s(seconds, i8x16.splat(-99))); // ED 9E–BF
    let asked = i8x16.bitmask(v128.or(i8x16.ne(leads, i8x16.splat(0)), v128.or(beforeHangul, afterHangul)));
    for (; asked; asked &= asked - 1) {
      const character = p + ctz(asked);
      const found = classAt(character);
      if (!found) continue;
      if (found == UNSURE || (character == markEnd && found < markClass)) return 0;
      markEnd = character + bytesOfLead(load<u8>(character));
      markClass = found;
    }
  }
  return 1;
}

function classAt(character: usize): u32 {
  const codePoint = codePointAt(character);
  return codePoint < 0x10000 ? load<u8>(BASIC + codePoint) : supplementaryClass(RUNS, BASIC_RUN_COUNT, RUN_COUNT, codePoint);
}
