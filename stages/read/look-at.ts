import { InputError } from "../../engine/errors.ts";
import type { Awaitable } from "../../engine/stage.ts";
import type { ByteInput } from "./byte-input.ts";
import { type DetectedEncoding, detectEncoding } from "./detect-encoding.ts";
import type { Encoding } from "./encodings.ts";
import { TAR_BLOCK, tarHeader } from "./tar-header.ts";

/** Decoded bytes of a file by which it is told what it is. */
export const HEAD_BYTES = 64 * 1024;

/** Heads are read into it and copied at their own length: most files are far shorter. */
const scratch = new Uint8Array(HEAD_BYTES);

/** A file or member whose beginning has been looked at. */
export interface LookedAt {
  readonly head: Uint8Array;
  /** Opens it at its first byte; the first time without reading the head again. */
  open(): ByteInput;
  /** To be called when it is not opened after all. */
  close(): Awaitable<void>;
}

/** Reads the beginning of what `open` opens. Throws {@link InputError} where it cannot be opened or read at all. */
export async function lookAt(open: () => ByteInput): Promise<LookedAt> {
  const input = open();
  let looked: ByteInput | undefined;
  let head: Uint8Array;
  try {
    await input.ready(HEAD_BYTES);
    const peeked = readAll(input, scratch);
    head = scratch.slice(0, peeked.bytes);
    looked = new LookedInput(input, head, peeked.fault);
  } catch (error) {
    await input.close();
    throw error;
  }
  return {
    head,
    open() {
      const first = looked;
      looked = undefined;
      return first ?? open();
    },
    close: () => looked?.close(),
  };
}

function readAll(input: ByteInput, into: Uint8Array): { readonly bytes: number; readonly fault: InputError | undefined } {
  let bytes = 0;
  try {
    while (bytes < into.length) {
      const read = input.read(into.subarray(bytes));
      if (read === 0) break;
      bytes += read;
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { bytes, fault: error };
  }
  return { bytes, fault: undefined };
}

/** An input of which the beginning has been read already. */
class LookedInput implements ByteInput {
  readonly #input: ByteInput;
  readonly #fault: InputError | undefined;
  #head: Uint8Array;

  constructor(input: ByteInput, head: Uint8Array, fault: InputError | undefined) {
    this.#input = input;
    this.#head = head;
    this.#fault = fault;
  }

  get decodedEnd(): number {
    return this.#input.decodedEnd;
  }

  get position(): number {
    return this.#input.position;
  }

  ready(bytes: number): Promise<void> | undefined {
    return this.#input.ready(Math.max(0, bytes - this.#head.length));
  }

  read(into: Uint8Array): number {
    const piece = this.#head.subarray(0, into.length);
    into.set(piece);
    this.#head = this.#head.subarray(piece.length);
    if (piece.length === into.length) return piece.length;
    if (this.#fault) {
      if (piece.length === 0) throw this.#fault;
      return piece.length;
    }
    try {
      return piece.length + this.#input.read(into.subarray(piece.length));
    } catch (error) {
      // An input tells the fault again when it is asked again.
      if (piece.length === 0) throw error;
      return piece.length;
    }
  }

  close(): Awaitable<void> {
    return this.#input.close();
  }
}

/** Kinds of files that hold files. */
export type ArchiveKind = "tar" | "zip";

/** What kind of archive a file is by its first decoded bytes; its name does not count. */
export function archiveOf(head: Uint8Array): ArchiveKind | undefined {
  const [p, k, third, fourth] = head;
  // A local file header, or the end of a directory without entries (APPNOTE.TXT 4.3.7, 4.3.16).
  if (p === 0x50 && k === 0x4b && ((third === 3 && fourth === 4) || (third === 5 && fourth === 6))) return "zip";
  return head.length >= TAR_BLOCK && typeof tarHeader(head.subarray(0, TAR_BLOCK)) === "object" ? "tar" : undefined;
}

/** The encoding that a file is to be read in: the declared one, or what its beginning speaks for. */
export function encodingOf(head: Uint8Array, declared: Encoding | "detect"): DetectedEncoding {
  if (declared === "detect") return detectEncoding(head);
  return { encoding: declared, evidence: declared === "utf-8" ? "" : "declared" };
}
