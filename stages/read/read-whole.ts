import type { ByteInput } from "./byte-input.ts";

/** All bytes of an input, which is then closed; undefined where they are more than `most`. */
export async function readWhole(input: ByteInput, most: number): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  const PIECE = 256 * 1024;
  let bytes = 0;
  try {
    for (;;) {
      const piece = new Uint8Array(PIECE);
      await input.ready(PIECE);
      const read = input.read(piece);
      if (read === 0) return Buffer.concat(pieces);
      bytes += read;
      if (bytes > most) return undefined;
      pieces.push(piece.subarray(0, read));
    }
  } finally {
    await input.close();
  }
}
