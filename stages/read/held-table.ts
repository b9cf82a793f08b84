import type { BatchBuilder } from "../../engine/batch.ts";
import { InputError } from "../../engine/errors.ts";
import type { FileRange, PartRange, PartReader } from "../../engine/source.ts";
import { openBytes } from "./byte-input.ts";
import { archiveOf, lookAt } from "./look-at.ts";
import { openStreamed } from "./open-streamed.ts";
import type { Piece, StreamedFormat } from "./piece-reader.ts";
import { ExactBytes, FileAccess, type RandomAccess } from "./random-access.ts";
import { bytesInMemory } from "./random-bytes.ts";
import { readWhole } from "./read-whole.ts";

const WHOLE = { start: 0, end: Number.POSITIVE_INFINITY };

/** A format whose files are read from anywhere in them. */
export interface TableFormat {
  readonly endings: readonly string[];
  readonly options: StreamedFormat["options"];
  reader(access: RandomAccess, name: string, range: Pick<PartRange, "start" | "end">): PartReader;
}

/**
 * Opens a range of a table's file; a member of an archive is held in memory, up to `maxRecordBytes`, since it cannot be read from anywhere
 * else. Throws {@link InputError} where it cannot be opened.
 */
export async function openTable(range: FileRange, format: TableFormat): Promise<PartReader> {
  const { path, name } = range.file;
  if (range.start > 0 || !(await isArchive(range))) return format.reader(new FileAccess(path, name), name, range);
  const { endings, options } = format;
  return await openStreamed(range, {
    endings,
    // A table has its own way of writing text.
    options: { ...options, encoding: "utf-8" },
    reader: (piece) =>
      new HeldTable(piece, options.maxRecordBytes, (bytes) =>
        format.reader(new ExactBytes(bytesInMemory(bytes), piece.name), piece.name, WHOLE),
      ),
  });
}

async function isArchive({ file: { path, name, bytes } }: FileRange): Promise<boolean> {
  const looked = await lookAt(() => openBytes(path, name, { start: 0, end: bytes, decodedStart: 0 }));
  await looked.close();
  return archiveOf(looked.head) !== undefined;
}

/** Takes a member into memory when it is first asked for records, and hands on what its table's reader gives. */
class HeldTable implements PartReader {
  readonly #piece: Piece;
  readonly #most: number;
  readonly #open: (bytes: Uint8Array) => PartReader;
  #reader: PartReader | undefined;

  constructor(piece: Piece, most: number, open: (bytes: Uint8Array) => PartReader) {
    this.#piece = piece;
    this.#most = most;
    this.#open = open;
  }

  get bytesRead(): number {
    return this.#reader?.bytesRead ?? 0;
  }

  async fill(builder: BatchBuilder): Promise<boolean> {
    this.#reader ??= this.#open(await this.#hold());
    return await this.#reader.fill(builder);
  }

  async #hold(): Promise<Uint8Array> {
    const held = await readWhole(this.#piece.open(), this.#most);
    if (!held) throw this.#tooLong();
    return held;
  }

  #tooLong(): InputError {
    return new InputError(
      `${this.#piece.name}: is a table in an archive and longer than ${this.#most} bytes, which is what is held of one (maxRecordBytes). Unpack it, or raise the source's maxRecordBytes.`,
      "INPUT_UNSUPPORTED",
    );
  }

  async close(): Promise<void> {
    await this.#reader?.close();
  }
}
