import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Batch } from "../engine/batch.ts";
import { BATCH_DOCUMENTS, PartBatchBuilder, type Refusal } from "../engine/batch-builder.ts";
import { InputError } from "../engine/errors.ts";
import type { Kernels } from "../engine/kernels/kernels.ts";
import { readRanges, Stopped, type Unreadable } from "../engine/read-part.ts";
import type { FileRange, InputFile } from "../engine/source.ts";
import { openBytes } from "../stages/read/byte-input.ts";
import { jsonl } from "../stages/read/jsonl.ts";

const whole = ({ bytes }: InputFile) => ({ start: 0, end: bytes, decodedStart: 0 });
const READ_BYTES = 1024 * 1024;
const FEED = 0x0a;

/** Files of JSON lines that a command reads more than once, and a folder for what it sets aside meanwhile. */
export class LineInput {
  readonly files: readonly InputFile[];
  /** A folder of its own, gone when the input is closed. */
  readonly scratch: string;

  private constructor(files: readonly InputFile[], scratch: string) {
    this.files = files;
    this.scratch = scratch;
  }

  /**
   * Finds the files that the words of a command line name, in their order; no words, or `-`, is standard input, which is set aside on disk.
   * Throws {@link ConfigError} where there is no such file.
   */
  static async open(words: readonly string[], folder: string, standardInput: NodeJS.ReadableStream): Promise<LineInput> {
    const scratch = mkdtempSync(join(tmpdir(), "kijil-"));
    try {
      const files: InputFile[] = [];
      for (const word of words.length === 0 ? ["-"] : words) {
        if (word !== "-") {
          files.push(...(await jsonl("input", { files: word }).list(folder)));
          continue;
        }
        const path = join(scratch, "standard-input");
        await pipeline(standardInput, createWriteStream(path));
        files.push({ path, name: "standard input", bytes: statSync(path).size, modifiedMs: statSync(path).ctimeMs });
      }
      return new LineInput(files, scratch);
    } catch (error) {
      rmSync(scratch, { recursive: true, force: true });
      throw error;
    }
  }

  /** Reads one file in batches; what cannot be used is given beside them, or answered where the rest of the file cannot be read. */
  async read(
    file: InputFile,
    kernels: Kernels,
    each: (batch: Batch, refusals: readonly Refusal[]) => void,
  ): Promise<readonly Unreadable[]> {
    if (file.fault !== undefined) return [{ file: file.name, reason: file.fault }];
    const mark = kernels.mark();
    const batch = new Batch(kernels, file.name, BATCH_DOCUMENTS, {});
    const builder = new PartBatchBuilder(batch, Number.POSITIVE_INFINITY, false);
    const begin = () => {
      kernels.release(mark);
      batch.reset();
      builder.begin();
    };
    begin();
    const range: FileRange = { file, digest: "", ...whole(file) };
    try {
      return await readRanges([range], [], {
        source: jsonl("input", { files: file.path }),
        context: { kernels },
        builder,
        finishBatch: () => {
          each(batch, builder.refusals);
          begin();
        },
        onBytes: () => undefined,
      });
    } catch (error) {
      if (error instanceof Stopped) return [{ file: file.name, reason: error.stop.fault }];
      throw error;
    } finally {
      kernels.release(mark);
    }
  }

  /** The lines that begin at some decoded offsets of a file, in ascending order, without their line ends, as they lie there. */
  async *lines(file: InputFile, offsets: Iterable<number>): AsyncGenerator<Buffer> {
    const input = openBytes(file.path, file.name, whole(file));
    const wanted = offsets[Symbol.iterator]();
    let next = wanted.next();
    let held = Buffer.alloc(0);
    let heldAt = 0;
    try {
      while (!next.done) {
        const start = next.value - heldAt;
        const end = start < held.length ? held.indexOf(FEED, start) : -1;
        if (end >= 0) {
          yield held.subarray(start, end > start && held[end - 1] === 0x0d ? end - 1 : end);
          next = wanted.next();
          continue;
        }
        const from = Math.min(start, held.length);
        const piece = Buffer.allocUnsafe(Math.max(READ_BYTES, held.length - from));
        await input.ready(piece.length);
        const read = input.read(piece);
        held = Buffer.concat([held.subarray(from), piece.subarray(0, read)]);
        heldAt += from;
        if (read > 0) continue;
        if (next.value - heldAt >= held.length)
          throw new InputError(`${file.name}: it changed while it was read. Run again.`, "INPUT_CHANGED");
        yield held.subarray(next.value - heldAt);
        return;
      }
    } finally {
      await input.close();
    }
  }

  close(): void {
    rmSync(this.scratch, { recursive: true, force: true });
  }
}
