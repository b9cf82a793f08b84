/** Bits of a trigger record's mask that are no detector's words. */
export const TRIGGER_BITS = {
  /** Digits that may be a number of something. */
  digits: 1 << 31,
  /** A commercial at sign that may part an address. */
  at: 1 << 30,
  /** A digit behind a word for a place. */
  placeNumber: 1 << 29,
  /** A commercial at sign before a letter, a digit or an underscore, that no mailbox stands before. */
  mention: 1 << 28,
} as const;

/** Bytes of a trigger record: u32 start, u32 end, u32 mask; the offsets count from the start of the text. */
export const TRIGGER_RECORD_BYTES = 12;

/** A word that marks a neighbourhood, and the bits it sets. */
export interface TriggerWord {
  /** At least two characters and three bytes. */
  readonly word: string;
  readonly mask: number;
}

const encoder = new TextEncoder();
const BUCKETS = 8;
const NIBBLES = 16;
/** Places at which the first three bytes of words are looked at, as two tables of nibbles each. */
const FILTER_BYTES = 3 * 2 * NIBBLES;
const HASH_BITS = 13;
const HEADS_BYTES = 2 * (1 << HASH_BITS);
const ENTRY_BYTES = 8;

/** Lower-cases ASCII letters. */
const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);

/** The hash of a word's first bytes that the kernel looks up: three where it begins with ASCII, else four. */
export function hashOfWord(bytes: Uint8Array): number {
  const count = (bytes[0] as number) < 0x80 ? 3 : 4;
  let value = 0;
  for (let index = 0; index < count; index++) value |= lower(bytes[index] as number) << (8 * index);
  return Math.imul(value, 0x9e3779b1) >>> (32 - HASH_BITS);
}

/**
 * Packs words for the kernel `findTriggers`: nibble tables of the first three bytes of words that begin with ASCII, for eight groups of
 * them (as Teddy of Hyperscan has it), then chains of entries by hash. Entry: u16 next, u16 bytes, u32 mask, the lower-cased bytes, padded
 * to eight. Addresses are in units of eight bytes from the start; 0 ends a chain.
 */
export function packTriggerWords(words: readonly TriggerWord[]): Uint8Array {
  const merged = new Map<string, number>();
  for (const { word, mask } of words) {
    const key = String.fromCharCode(...encoder.encode(word).map(lower));
    if (key.length < 3) throw new Error(`trigger word ${JSON.stringify(word)}: got ${key.length} bytes, wanted 3 at least`);
    if (key.charCodeAt(0) >= 0x80 && key.length < 4)
      throw new Error(`trigger word ${JSON.stringify(word)}: wanted 2 characters at least`);
    merged.set(key, (merged.get(key) ?? 0) | mask);
  }
  const keys = [...merged.keys()].sort();
  const sizeOf = (key: string) => ENTRY_BYTES + Math.ceil(key.length / 8) * 8;
  const first = FILTER_BYTES + HEADS_BYTES;
  const table = new Uint8Array(first + keys.reduce((sum, key) => sum + sizeOf(key), 0));
  const view = new DataView(table.buffer);
  let at = Math.ceil(first / 8) * 8;
  const plain = keys.filter((key) => key.charCodeAt(0) < 0x80);
  for (const key of keys) {
    const bytes = Uint8Array.from(key, (unit) => unit.charCodeAt(0));
    const head = FILTER_BYTES + 2 * hashOfWord(bytes);
    view.setUint16(at, view.getUint16(head, true), true);
    view.setUint16(at + 2, bytes.length, true);
    view.setUint32(at + 4, merged.get(key) as number, true);
    table.set(bytes, at + ENTRY_BYTES);
    view.setUint16(head, at / 8, true);
    at += sizeOf(key);
    if ((bytes[0] as number) >= 0x80) continue;
    const bucket = 1 << Math.floor((plain.indexOf(key) * BUCKETS) / plain.length);
    for (let place = 0; place < 3; place++) {
      const low = 2 * place * NIBBLES;
      for (const byte of casesOf(bytes[place] as number)) {
        table[low + (byte & 15)] = (table[low + (byte & 15)] as number) | bucket;
        table[low + NIBBLES + (byte >> 4)] = (table[low + NIBBLES + (byte >> 4)] as number) | bucket;
      }
    }
  }
  return table;
}

const casesOf = (byte: number): readonly number[] => (byte >= 0x61 && byte <= 0x7a ? [byte, byte & ~0x20] : [byte]);
