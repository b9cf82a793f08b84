/** Sixteen bytes kept and sixteen cleared: the mask of the first n bytes begins at 16 − n. */
const MASKS: usize = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

const A: u64 = 0x9e3779b97f4a7c15;
const B: u64 = 0xc2b2ae3d27d4eb4f;

/** The first 1 to 16 bytes at an address, zeros after them. */
function firstBytes(at: usize, bytes: usize): v128 {
  return v128.and(v128.load(at), v128.load(MASKS + 16 - bytes));
}

/** Takes a block of sixteen bytes into a hash. */
function mixBlock(hash: u64, block: v128): u64 {
  hash = (hash ^ v128.extract_lane<u64>(block, 0)) * A;
  hash ^= hash >> 29;
  hash = (hash ^ v128.extract_lane<u64>(block, 1)) * B;
  return hash ^ (hash >> 32);
}

/** Hash of the bytes of a piece or token, 1 or more. */
function hashBytes(at: usize, bytes: usize): u64 {
  let hash: u64 = bytes;
  while (bytes > 16) {
    hash = mixBlock(hash, v128.load(at));
    at += 16;
    bytes -= 16;
  }
  return mixBlock(hash, firstBytes(at, bytes));
}

/** Whether two stretches of equal length hold the same bytes; may read 15 bytes past their ends. */
function sameBytes(a: usize, b: usize, bytes: usize): bool {
  for (; bytes > 16; bytes -= 16, a += 16, b += 16) if (v128.any_true(v128.xor(v128.load(a), v128.load(b)))) return false;
  return !v128.any_true(v128.and(v128.xor(v128.load(a), v128.load(b)), v128.load(MASKS + 16 - bytes)));
}

// Exported as a list: on `export function` the compiler warns that other modules may not know v128.
export { firstBytes, hashBytes, mixBlock, sameBytes };
