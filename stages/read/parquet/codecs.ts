import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { compressors, decompressLz4 } from "hyparquet-compressors";
import { decompressFrame } from "../../../engine/zstd.ts";
import { Damaged } from "../damaged.ts";
import { decodeLz4Block } from "../lz4.ts";

type Decompress = (bytes: Uint8Array, size: number) => Uint8Array;

/** Every codec of the format but LZO, which nothing that is kept up writes. `LZ4` is Hadoop's framing or plain blocks, whichever it is. */
const CODECS: Readonly<Record<string, Decompress>> = {
  UNCOMPRESSED: (bytes) => bytes,
  SNAPPY: (bytes, size) => (compressors.SNAPPY as Decompress)(bytes, checkedSnappySize(bytes, size)),
  GZIP: (bytes, size) => gunzipSync(bytes, { maxOutputLength: Math.max(1, size) }),
  BROTLI: (bytes, size) => brotliDecompressSync(bytes, { maxOutputLength: Math.max(1, size) }),
  ZSTD: (bytes, size) => decompressFrame(bytes, size),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Block,
};

/** Whether pages that are compressed so can be read. */
export const isKnownCodec = (codec: string): boolean => Object.hasOwn(CODECS, codec);

/** Decompresses a page to exactly `size` bytes. Throws {@link Damaged}. */
export function decompress(codec: string, bytes: Uint8Array, size: number): Uint8Array {
  let page: Uint8Array;
  try {
    page = (CODECS[codec] as Decompress)(bytes, size);
  } catch (error) {
    throw error instanceof Damaged ? error : new Damaged(`a page is no ${codec}`);
  }
  if (page.length !== size) throw new Damaged(`a page has ${page.length} bytes and announces ${size}`);
  return page;
}

function decompressLz4Block(bytes: Uint8Array, size: number): Uint8Array {
  const page = new Uint8Array(size);
  return page.subarray(0, decodeLz4Block(bytes, page, 0));
}

/** The length that the stream itself states; the decoder trusts it. */
function checkedSnappySize(bytes: Uint8Array, size: number): number {
  let stated = 0;
  for (let at = 0, scale = 1; at < 5; at++, scale *= 128) {
    const byte = bytes[at] ?? 0;
    stated += (byte & 127) * scale;
    if (byte < 128) break;
  }
  if (stated !== size) throw new Damaged(`a page holds ${stated} bytes and announces ${size}`);
  return size;
}
