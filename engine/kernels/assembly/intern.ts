import { firstBytes } from "./word-list";

/** An entry of a table of byte strings: u32 address, u32 bytes, u32 upper half of the hash, u32 count. */
export const ENTRY: usize = 16;

let slots: usize = 0;
let entries: usize = 0;
let mask: usize = 0;
let size: u32 = 0;

/** Slots that a table for so many strings needs, a power of two; each is a u32. */
export function slotsFor(strings: u32): usize {
  let count: usize = 16;
  while (count < (<usize>strings) << 1) count <<= 1;
  return count;
}

/** Begins a table at `slotsAt` (u32 each) and `entriesAt`. */
export function beginTable(slotsAt: usize, count: usize, entriesAt: usize): void {
  memory.fill(slotsAt, 0, count << 2);
  slots = slotsAt;
  entries = entriesAt;
  mask = count - 1;
  size = 0;
}

export function tableSize(): u32 {
  return size;
}

/** Address of an entry by its string's number. */
export function entryAt(number: u32): usize {
  return entries + <usize>number * ENTRY;
}

/** 64 bits over the bytes [at, at+bytes); reads up to seven bytes past them. */
function hashOf(at: usize, bytes: usize): u64 {
  let hash: u64 = bytes;
  while (bytes > 8) {
    hash = (hash ^ load<u64>(at)) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 29;
    at += 8;
    bytes -= 8;
  }
  hash = (hash ^ (load<u64>(at) & firstBytes(bytes))) * 0xbf58476d1ce4e5b9;
  return hash ^ (hash >> 31);
}

function isSame(at: usize, other: usize, bytes: usize): bool {
  while (bytes > 8) {
    if (load<u64>(at) != load<u64>(other)) return false;
    at += 8;
    other += 8;
    bytes -= 8;
  }
  return ((load<u64>(at) ^ load<u64>(other)) & firstBytes(bytes)) == 0;
}

/** The slot where a string stands or would stand. */
function slotOf(at: usize, bytes: usize, hash: u64): usize {
  const upper = <u32>(hash >> 32);
  let slot = <usize>hash & mask;
  let number = load<u32>(slots + (slot << 2));
  while (number) {
    const entry = entryAt(number - 1);
    if (load<u32>(entry, 8) == upper && load<u32>(entry, 4) == <u32>bytes && isSame(at, load<u32>(entry), bytes)) break;
    slot = (slot + 1) & mask;
    number = load<u32>(slots + (slot << 2));
  }
  return slots + (slot << 2);
}

/** The number of a string, in order of first use; its count is raised by one. */
export function intern(at: usize, bytes: usize): u32 {
  const hash = hashOf(at, bytes);
  const slot = slotOf(at, bytes, hash);
  const number = load<u32>(slot);
  if (number) {
    const entry = entryAt(number - 1);
    store<u32>(entry, load<u32>(entry, 12) + 1, 12);
    return number - 1;
  }
  const entry = entryAt(size);
  store<u32>(entry, <u32>at);
  store<u32>(entry, <u32>bytes, 4);
  store<u32>(entry, <u32>(hash >> 32), 8);
  store<u32>(entry, 1, 12);
  store<u32>(slot, ++size);
  return size - 1;
}

/** How often a string was interned. */
export function countOf(at: usize, bytes: usize): u32 {
  const number = load<u32>(slotOf(at, bytes, hashOf(at, bytes)));
  return number ? load<u32>(entryAt(number - 1), 12) : 0;
}
