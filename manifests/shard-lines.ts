import { closeSync, openSync, readSync } from "node:fs";
import { InputError } from "../engine/errors.ts";
import { ZstdDecoder } from "../engine/zstd.ts";

const READ_BYTES = 2 ** 18;
const FIRST_BUFFER_BYTES = 2 ** 20;
const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const LINE_END = 0x0a;

/** Decoded bytes of a file, asked for into a buffer of the caller; 0 at the end. */
interface ByteSource {
  fill(into: Uint8Array): number;
}

const plainSource = (descriptor: number): ByteSource => ({ fill: (into) => readSync(descriptor, into, 0, into.length, null) });

function zstdSource(descriptor: number): ByteSource {
  const decoder = new ZstdDecoder();
  const chunk = new Uint8Array(READ_BYTES);
  let input = chunk.subarray(0, 0);
  let insideFrame = false;
  return {
    fill(into) {
      for (;;) {
        const ended = input.length === 0 && readMore();
        if (ended && !insideFrame) return 0;
        const { read, written, frameEnded } = decoder.push(input, into);
        input = input.subarray(read);
        insideFrame = !frameEnded;
        if (written > 0) return written;
        if (ended && insideFrame) throw new InputError("zstd: the last frame is cut off", "INPUT_TRUNCATED");
      }
    },
  };

  /** Reads on, and says whether the file is at its end. */
  function readMore(): boolean {
    input = chunk.subarray(0, readSync(descriptor, chunk, 0, chunk.length, null));
    return input.length === 0;
  }
}

function openSource(descriptor: number): ByteSource {
  const magic = Buffer.alloc(ZSTD_MAGIC.length);
  const have = readSync(descriptor, magic, 0, magic.length, 0);
  return have === magic.length && magic.equals(ZSTD_MAGIC) ? zstdSource(descriptor) : plainSource(descriptor);
}

/**
 * Lines of a JSONL file, zstd of any number of frames or plain, without their ends; each is valid until the next is asked for. Memory
 * is that of the longest line. Throws {@link InputError} where the file cannot be decoded or its last line has no end.
 */
export function* readLines(path: string): Generator<Buffer> {
  const descriptor = openSync(path, "r");
  try {
    const source = openSource(descriptor);
    let buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES);
    let filled = 0;
    for (;;) {
      const more = source.fill(buffer.subarray(filled));
      if (more === 0) break;
      const searched = filled;
      filled += more;
      let start = 0;
      for (let end = lineEnd(buffer, searched, filled); end >= 0; end = lineEnd(buffer, start, filled)) {
        yield buffer.subarray(start, end);
        start = end + 1;
      }
      buffer.copyWithin(0, start, filled);
      filled -= start;
      if (filled === buffer.length) {
        const larger = Buffer.allocUnsafe(buffer.length * 2);
        buffer.copy(larger);
        buffer = larger;
      }
    }
    if (filled > 0) throw new InputError("the last line has no end", "INPUT_TRUNCATED");
  } finally {
    closeSync(descriptor);
  }
}

function lineEnd(buffer: Buffer, from: number, to: number): number {
  const found = buffer.subarray(from, to).indexOf(LINE_END);
  return found < 0 ? -1 : from + found;
}
