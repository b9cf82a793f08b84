import { bytesOfLead } from "./character-class";
import { isBlankSign } from "./first-tokens";
import { NEIGHBOURS } from "./token-vocabulary";

/**
 * End of a piece of a text that has no split pattern: cut before a blank, and on both sides of a line end, where no token holds the
 * two bytes side by side. Nothing merges across such a place, so the tokens are those of the whole text.
 */
export function neighbourPieceEnd(vocabulary: usize, at: usize, end: usize): usize {
  const neighbours = vocabulary + load<u32>(vocabulary, NEIGHBOURS);
  let last = at;
  at += bytesOfLead(load<u8>(at));
  while (at < end) {
    const next: u32 = isBlankSign(at) ? 0x20 : load<u8>(at);
    const isOne = at - last == 1;
    if (next == 0x20 || next == 0x0a || (isOne && load<u8>(last) == 0x0a)) {
      const before: u32 = isBlankSign(last) ? 0x20 : load<u8>(at - 1);
      const pair = (before << 8) | next;
      if (!((load<u8>(neighbours + (pair >> 3)) >> (pair & 7)) & 1)) return at;
    }
    last = at;
    at += bytesOfLead(load<u8>(at));
  }
  return end;
}
