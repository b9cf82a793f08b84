import type { BatchBuilder } from "../../engine/batch.ts";
import { InputError } from "../../engine/errors.ts";
import { loadKernels } from "../../engine/kernels/kernels.ts";
import type { InputFile, PartReader } from "../../engine/source.ts";
import type { ByteInput } from "./byte-input.ts";
import { openStreamed } from "./open-streamed.ts";
import type { Piece } from "./piece-reader.ts";
import { HEAD_BYTES, type Head, readOn } from "./read-head.ts";
import { RECORD_OPTIONS } from "./reader-options.ts";

/** The beginning of a file, or of a member of an archive, as UTF-8. */
export interface NamedHead extends Head {
  /** Path of the member, or name of the file. */
  readonly name: string;
}

const fallbackOf = (name: "maxExpansion" | "maxMembers" | "maxRecordBytes"): number => RECORD_OPTIONS[name].fallback as number;

/**
 * The beginning of a file as UTF-8, whatever its encoding; of an archive those of its first `most` members whose paths end in one of
 * `endings`. Empty where nothing can be read, which is told when it is to be.
 */
export async function decodedHeads(
  file: InputFile,
  endings: readonly string[],
  most: number,
  wanted = HEAD_BYTES,
): Promise<readonly NamedHead[]> {
  const heads: NamedHead[] = [];
  const collector = new Collector(heads, most);
  let reader: PartReader | undefined;
  try {
    reader = await openStreamed(
      { file, digest: "", start: 0, end: file.bytes, decodedStart: 0 },
      {
        endings,
        options: {
          encoding: "detect",
          maxExpansion: fallbackOf("maxExpansion"),
          maxMembers: fallbackOf("maxMembers"),
          maxRecordBytes: fallbackOf("maxRecordBytes"),
        },
        reader: (piece) => new HeadReader(piece, wanted, heads),
      },
    );
    while (!collector.full && (await reader.fill(collector)));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  } finally {
    await reader?.close();
  }
  return heads;
}

/** Reads the beginning of one piece and nothing else. */
class HeadReader implements PartReader {
  readonly bytesRead = 0;
  readonly #piece: Piece;
  readonly #wanted: number;
  readonly #heads: NamedHead[];
  #input: ByteInput | undefined;

  constructor(piece: Piece, wanted: number, heads: NamedHead[]) {
    this.#piece = piece;
    this.#wanted = wanted;
    this.#heads = heads;
  }

  async fill(builder: BatchBuilder): Promise<boolean> {
    this.#input = this.#piece.open();
    const head = await readOn(this.#input, this.#wanted);
    if (head) this.#heads.push({ ...head, name: this.#piece.member ?? this.#piece.name });
    // Counted as a record, so that the reader of an archive knows when to stop.
    builder.refuse(0, "looked-at");
    return false;
  }

  async close(): Promise<void> {
    await this.#input?.close();
  }
}

/** Is full when enough heads have been read. */
class Collector implements BatchBuilder {
  readonly kernels = loadKernels();
  readonly #heads: readonly NamedHead[];
  readonly #most: number;
  constructor(heads: readonly NamedHead[], most: number) {
    this.#heads = heads;
    this.#most = most;
  }
  get full(): boolean {
    return this.#heads.length >= this.#most;
  }
  add(): void {}
  refuse(): void {}
  enter(): void {}
}
