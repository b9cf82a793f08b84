/** Slots of a table of short strings. */
const SLOTS: u32 = 1024;

/** Mask of the first `bytes` (0 to 8) bytes of a little-endian u64. */
export function firstBytes(bytes: usize): u64 {
  return bytes == 0 ? 0 : <u64>-1 >> (64 - ((<u64>bytes) << 3));
}

/** Adds strings of at most eight bytes of ASCII, between blanks, to a table of {@link TABLE_BYTES} zero bytes at an address. */
export function addStrings(table: usize, list: string): void {
  let word: u64 = 0;
  let shift: u64 = 0;
  for (let i = 0; i <= list.length; i++) {
    const unit: u64 = i < list.length ? list.charCodeAt(i) : 32;
    if (unit != 32) {
      word |= unit << shift;
      shift += 8;
      continue;
    }
    if (shift == 0) continue;
    let slot = slotOf(word);
    while (load<u64>(table + (slot << 3)) != 0) slot = (slot + 1) & <usize>(SLOTS - 1);
    store<u64>(table + (slot << 3), word);
    word = 0;
    shift = 0;
  }
}

export const TABLE_BYTES: i32 = 8192;

function slotOf(word: u64): usize {
  return <usize>((word * 0x9e3779b97f4a7c15) >> 54);
}

/** Whether the bytes [start, end) are a string of the table; a NUL byte is never one. */
export function isListed(table: usize, start: usize, end: usize): bool {
  const bytes = end - start;
  if (bytes == 0 || bytes > 8) return false;
  const word = load<u64>(start) & firstBytes(bytes);
  if (word >> (((<u64>bytes) << 3) - 8) == 0) return false;
  let slot = slotOf(word);
  let listed = load<u64>(table + (slot << 3));
  while (listed != word && listed != 0) {
    slot = (slot + 1) & <usize>(SLOTS - 1);
    listed = load<u64>(table + (slot << 3));
  }
  return listed == word;
}
