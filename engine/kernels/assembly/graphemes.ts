import { bytesOfLead, codePointAt } from "./character-class";
import { fillBasic, supplementaryClass } from "./class-runs";
import { BASIC_RUN_COUNT, RUN_COUNT, RUNS } from "./tables/grapheme-classes";

/** Classes of GRAPHEME_CLASSES (oracle/grapheme-class.ts). */
const CONTROL: u32 = 1;
const EXTEND: u32 = 2;
const SPACING: u32 = 3;
export const PREPEND: u32 = 4;
const PICTOGRAPH: u32 = 5;
const CONSONANT: u32 = 6;
const LINKER: u32 = 7;
const JOINER: u32 = 8;
const NON_JOINER: u32 = 9;

/** One class byte per code point of the basic plane. */
const BASIC: usize = memory.data(0x10000);

fillBasic(BASIC, RUNS, BASIC_RUN_COUNT);

export function graphemeClass(codePoint: u32): u32 {
  return codePoint < 0x10000 ? load<u8>(BASIC + codePoint) : supplementaryClass(RUNS, BASIC_RUN_COUNT, RUN_COUNT, codePoint);
}

function isJoining(found: u32): bool {
  return found == EXTEND || found == SPACING || found >= LINKER;
}

/** Whether a character of the class joins the one before it. */
export function joinsBefore(codePoint: u32): bool {
  return isJoining(graphemeClass(codePoint));
}

/** End of the grapheme cluster at an address before `end`; Hangul and regional indicators are taken one by one. */
export function clusterEnd(at: usize, end: usize): usize {
  let codePoint = codePointAt(at);
  let found = graphemeClass(codePoint);
  at += bytesOfLead(load<u8>(at));
  if (codePoint == 0x0d) return at < end && load<u8>(at) == 0x0a ? at + 1 : at;
  while (found == PREPEND && at < end) {
    found = graphemeClass(codePointAt(at));
    if (found == CONTROL) return at;
    at += bytesOfLead(load<u8>(at));
  }
  if (found == CONTROL) return at;
  let joinsPictograph = false; // ZWJ after a pictograph and what extends it
  let hasPictograph = found == PICTOGRAPH;
  let conjunct: u32 = found == CONSONANT ? 1 : 0; // 2 after a linker
  while (at < end) {
    codePoint = codePointAt(at);
    found = graphemeClass(codePoint);
    if (isJoining(found)) {
      joinsPictograph = found == JOINER && hasPictograph;
      if (found == JOINER || found == SPACING) hasPictograph = false;
      if (found == SPACING || found == NON_JOINER) conjunct = 0;
      else if (found == LINKER && conjunct) conjunct = 2;
    } else if (found == PICTOGRAPH && joinsPictograph) {
      joinsPictograph = false;
      hasPictograph = true;
      conjunct = 0;
    } else if (found == CONSONANT && conjunct == 2) {
      conjunct = 1;
      hasPictograph = false;
      joinsPictograph = false;
    } else return at;
    at += bytesOfLead(load<u8>(at));
  }
  return at;
}
