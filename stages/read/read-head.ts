import { InputError } from "../../engine/errors.ts";
import type { InputFile } from "../../engine/source.ts";
import { type ByteInput, openBytes } from "./byte-input.ts";
import { RECORD_OPTIONS } from "./reader-options.ts";

/** Decoded bytes of a file that are looked at. */
export const HEAD_BYTES = 1024 * 1024;
/** Decoded bytes that are looked at where the first line is longer: what a reader may hold of one record unless a config says otherwise. */
export const LONGEST_LINE_BYTES = RECORD_OPTIONS.maxRecordBytes.fallback ?? 64 * 1024 * 1024;

/** The beginning of a file, decoded. */
export interface Head {
  readonly bytes: Buffer;
  /** Whether the file ends, or is damaged, where these bytes do. */
  readonly whole: boolean;
}

/** Reads the first `wanted` decoded bytes of a file; undefined for one that cannot be read, which is told when it is to be. */
export async function readHead({ path, name, bytes, fault }: InputFile, wanted: number): Promise<Head | undefined> {
  if (fault !== undefined) return undefined;
  let input: ByteInput;
  try {
    input = openBytes(path, name, { start: 0, end: bytes, decodedStart: 0 });
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
  try {
    return await readOn(input, wanted);
  } finally {
    await input.close();
  }
}

/**
 * Reads on from where an input stands: `wanted` bytes, or with {@link HEAD_BYTES} a first record that is longer; undefined where nothing
 * can be read.
 */
export async function readOn(input: ByteInput, wanted: number): Promise<Head | undefined> {
  const pieces: Buffer[] = [];
  let read = 0;
  let whole = false;
  try {
    // A first record may be longer than the head that is enough elsewhere; its line is then read to its end.
    while (!whole && read < LONGEST_LINE_BYTES && (read === 0 || (wanted === HEAD_BYTES && mayGoOn(pieces)))) {
      const piece = Buffer.alloc(wanted);
      let filled = 0;
      pieces.push(piece.subarray(0, 0));
      while (!whole && filled < wanted) {
        await input.ready(wanted - filled);
        const step = input.read(piece.subarray(filled));
        filled += step;
        read += step;
        pieces[pieces.length - 1] = piece.subarray(0, filled);
        whole = step === 0;
      }
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // A damaged file is reported when it is read; here what comes before the damage is enough.
    if (read === 0) return undefined;
    whole = true;
  }
  return { bytes: Buffer.concat(pieces), whole };
}

/** Whether what was read is one object that begins a line and has not met the line's end. */
function mayGoOn(pieces: readonly Buffer[]): boolean {
  const first = pieces[0]?.toString("latin1", 0, 1024).replace(/^\u00ef\u00bb\u00bf/, "");
  return first?.trimStart()[0] === "{" && !pieces.at(-1)?.includes(0x0a);
}
