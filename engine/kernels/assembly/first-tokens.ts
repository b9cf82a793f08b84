import { bytesOfLead } from "./character-class";
import { hashBytes } from "./token-hash";
import { CHARACTERS, MODEL, NONE, tokenOf, tokenOfByte } from "./token-vocabulary";

const BLANK: usize = memory.data<u8>([0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

/** Whether the sign for a blank, ▁ (U+2581), stands at an address. */
export function isBlankSign(at: usize): bool {
  return (load<u32>(at) & 0xffffff) == 0x8196e2;
}

/**
 * Writes the tokens that merging begins with: one a byte or, in a model of characters, one a character, and those of its bytes where a
 * character has none. Returns how many there are, at most one a byte.
 */
export function firstTokens(vocabulary: usize, at: usize, bytes: usize, into: usize): u32 {
  return load<u32>(vocabulary, MODEL) == CHARACTERS
    ? firstOfCharacters(vocabulary, at, bytes, into)
    : firstOfBytes(vocabulary, at, bytes, into);
}

/** A byte that the vocabulary lacks is passed over, as in the library. */
function firstOfBytes(vocabulary: usize, at: usize, bytes: usize, into: usize): u32 {
  let count: u32 = 0;
  for (const end = at + bytes; at < end; at++) {
    const id = tokenOfByte(vocabulary, load<u8>(at));
    if (id == NONE) continue;
    put(into, count++, id);
  }
  return count;
}

function firstOfCharacters(vocabulary: usize, at: usize, bytes: usize, into: usize): u32 {
  let count: u32 = 0;
  const end = at + bytes;
  while (at < end) {
    const length = bytesOfLead(load<u8>(at));
    const isSign = isBlankSign(at);
    const from = isSign ? BLANK : at;
    const size: usize = isSign ? 1 : length;
    const id = tokenOf(vocabulary, from, size, hashBytes(from, size));
    if (id != NONE) put(into, count++, id);
    else for (let i: usize = 0; i < length; i++) put(into, count++, tokenOfByte(vocabulary, load<u8>(at + i)));
    at += length;
  }
  return count;
}

function put(column: usize, index: u32, value: u32): void {
  store<u32>(column + ((<usize>index) << 2), value);
}
