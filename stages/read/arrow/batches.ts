import { type Data, type RecordBatch, RecordBatchReader, Type } from "apache-arrow";
import { CompressionType } from "apache-arrow/fb/compression-type";
import { compressionRegistry } from "apache-arrow/ipc/compression/registry";
import { decompressFrame } from "../../../engine/zstd.ts";
import { Damaged } from "../damaged.ts";
import { EXPANSION_FLOOR_BYTES } from "../limited-input.ts";
import { decodeLz4Frame } from "../lz4.ts";
import type { RandomAccess } from "../random-access.ts";
import { ROWS_WITHOUT_BYTES } from "../table-limits.ts";
import type { Message } from "./messages.ts";

/** A column of a record batch. */
export interface BatchColumn {
  readonly name: string;
  readonly data: Data;
}

/** Decoded bytes for each byte of a buffer; the registry of codecs is the library's and one for all. */
let mostExpansion = 1;

/** A buffer's decoded length stands in the eight bytes before what the codec is given. */
function sizeOf(bytes: Uint8Array): number {
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset - 8, 8).getBigInt64(0, true));
  if (!(size >= 0 && size <= Math.max(EXPANSION_FLOOR_BYTES, bytes.length * mostExpansion)))
    throw new Damaged(`a buffer of ${bytes.length} bytes announces ${size}`, "page-too-long");
  return size;
}

compressionRegistry.set(CompressionType.ZSTD, { decode: (bytes) => decompressFrame(bytes, sizeOf(bytes)) });
compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: (bytes) => decodeLz4Frame(bytes, sizeOf(bytes)) });

/** Decodes record batches one by one; of the file it holds the one it is at and the dictionaries. */
export class Batches {
  readonly #file: RandomAccess;
  readonly #maxExpansion: number;
  /** The schema and the dictionaries: what has to be read before a batch. */
  readonly #before: readonly Message[];
  readonly #held = new Map<Message, Uint8Array>();

  constructor(file: RandomAccess, before: readonly Message[], maxExpansion: number) {
    this.#file = file;
    this.#before = before;
    this.#maxExpansion = maxExpansion;
  }

  /** The columns of a batch. Throws {@link Damaged} or whatever the library throws, after which other batches may be asked for. */
  decode(batch: Message): readonly BatchColumn[] {
    mostExpansion = this.#maxExpansion;
    const [first] = RecordBatchReader.from(this.#messages(batch)) as Iterable<RecordBatch>;
    if (first?.numRows !== batch.rows) throw new Damaged("a record batch has other rows than it announces");
    for (const data of first.data.children) checkData(data, batch);
    return first.data.children.map((data, index) => ({ name: first.schema.fields[index]?.name ?? "", data }));
  }

  /** A stream of one batch with what comes before it. */
  *#messages(batch: Message): Generator<Uint8Array> {
    for (const message of this.#before) {
      if (message.at > batch.at) break;
      const bytes = this.#held.get(message) ?? this.#file.read(message.at, message.bytes);
      this.#held.set(message, bytes);
      yield bytes;
    }
    yield this.#file.read(batch.at, batch.bytes);
  }
}

/**
 * Sees that a column's offsets lead onwards and that it has no more elements than its batch may have rows, so that going through it takes
 * time in proportion to the batch. Throws {@link Damaged}.
 */
function checkData(data: Data, batch: Message): void {
  if (data.length > ROWS_WITHOUT_BYTES + batch.bytes * mostExpansion)
    throw new Damaged(`a column announces ${data.length} elements`);
  const offsets = data.valueOffsets as ArrayLike<number | bigint> | undefined;
  if (offsets && data.typeId !== Type.Union)
    for (let row = 0; row < Math.min(data.length, offsets.length - 1); row++)
      if ((offsets[row] as number) > (offsets[row + 1] as number)) throw new Damaged("a column's offsets lead back");
  for (const child of data.children) checkData(child, batch);
}
