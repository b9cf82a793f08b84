import { Damaged } from "./damaged.ts";

const MAGIC = 0x184d2204;
const CONTENT_SIZE = 8;
const BLOCK_CHECKSUM = 16;
const DICTIONARY = 1;
const STORED = 0x80000000;
const LEAST_MATCH = 4;

/**
 * Decodes an LZ4 frame (lz4_Frame_format.md) of exactly `size` bytes, blocks that lean on those before them too. Checksums are not
 * looked at. Throws {@link Damaged}.
 */
export function decodeLz4Frame(bytes: Uint8Array, size: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 7 || view.getUint32(0, true) !== MAGIC) throw new Damaged("a buffer is no LZ4 frame");
  const flags = bytes[4] as number;
  let at = 7 + (flags & CONTENT_SIZE ? 8 : 0) + (flags & DICTIONARY ? 4 : 0);
  const decoded = new Uint8Array(size);
  let end = 0;
  for (;;) {
    if (at + 4 > bytes.length) throw new Damaged("an LZ4 frame is cut off");
    const head = view.getUint32(at, true);
    at += 4;
    if (head === 0) break;
    const length = head & ~STORED;
    if (length < 0 || at + length > bytes.length) throw new Damaged("an LZ4 frame is cut off");
    const block = bytes.subarray(at, at + length);
    if (head >= STORED) {
      if (end + length > size) throw tooLong();
      decoded.set(block, end);
      end += length;
    } else end = decodeLz4Block(block, decoded, end);
    at += length + (flags & BLOCK_CHECKSUM ? 4 : 0);
  }
  if (end !== size) throw new Damaged(`an LZ4 frame holds ${end} bytes and announces ${size}`);
  return decoded;
}

const tooLong = () => new Damaged("an LZ4 block is longer than announced");

/** Decodes an LZ4 block (lz4_Block_format.md) to `into` from `start` on, where what lies before may be repeated; returns the end. */
export function decodeLz4Block(block: Uint8Array, into: Uint8Array, start: number): number {
  let at = 0;
  let end = start;
  const length = (first: number): number => {
    let sum = first;
    if (first === 15) {
      for (let more = 255; more === 255; sum += more) {
        if (at >= block.length) throw new Damaged("an LZ4 block is cut off");
        more = block[at++] as number;
      }
    }
    return sum;
  };
  while (at < block.length) {
    const token = block[at++] as number;
    const literals = length(token >> 4);
    if (at + literals > block.length) throw new Damaged("an LZ4 block is cut off");
    if (end + literals > into.length) throw tooLong();
    into.set(block.subarray(at, at + literals), end);
    at += literals;
    end += literals;
    if (at === block.length) break;
    const distance = (block[at] as number) | ((block[at + 1] ?? 0) << 8);
    at += 2;
    const match = length(token & 15) + LEAST_MATCH;
    if (distance === 0 || distance > end || at > block.length) throw new Damaged("an LZ4 block repeats what is not there");
    if (end + match > into.length) throw tooLong();
    if (distance >= match) into.copyWithin(end, end - distance, end - distance + match);
    else for (let index = 0; index < match; index++) into[end + index] = into[end - distance + index] as number;
    end += match;
  }
  return end;
}
