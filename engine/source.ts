import type { BatchBuilder } from "./batch.ts";
import type { Problem } from "./errors.ts";
import type { Kernels } from "./kernels/kernels.ts";
import type { Awaitable } from "./stage.ts";

/** One input file as a source found it. */
export interface InputFile {
  /** Absolute path. */
  readonly path: string;
  /** Path as ids, manifests and quarantine name it: relative to the source's base, `/` between folders, NFC. */
  readonly name: string;
  readonly bytes: number;
  /** When its bytes or its entry last changed (ctime: copying with an old time does not hide a change). */
  readonly modifiedMs: number;
  /** Why it cannot be read, where that was met when it was listed: then the entry stands for a folder or file without bytes. */
  readonly fault?: string;
}

/** Where a part begins and ends in its file; compressed bytes where it is compressed. */
export interface PartRange {
  readonly start: number;
  readonly end: number;
  /** Bytes of decoded input before `start`, so that record offsets are those of the whole file. */
  readonly decodedStart: number;
}

/** A whole file, or a range of one: what a reader is given. */
export interface FileRange extends PartRange {
  readonly file: InputFile;
  /** SHA-256 of the whole file; empty where the file could not be read. */
  readonly digest: string;
}

/** The unit of work, of order and of resuming: a file, a range of one, or a run of small whole files of one source. */
export interface Part {
  /** Position in the run, over all sources. */
  readonly index: number;
  /** Position of its source in the config. */
  readonly source: number;
  /** What it reads, in this order; one at least. */
  readonly ranges: readonly FileRange[];
}

/** Bytes of files that a part takes in, compressed where they are compressed. */
export const bytesOf = ({ ranges }: Part): number => ranges.reduce((sum, { start, end }) => sum + end - start, 0);

/** Reads one file or range of one; `fill` adds records to the builder until it is full. */
export interface PartReader {
  /**
   * False when there are no more records. May be called again for a batch that is not full yet. Throws {@link InputError} where the rest
   * cannot be read.
   */
  fill(builder: BatchBuilder): Awaitable<boolean>;
  /** Bytes of the file read so far, compressed where it is compressed: for progress only. */
  readonly bytesRead: number;
  close(): Awaitable<void>;
}

/** What a reader may know about the run. */
export interface ReadContext {
  readonly kernels: Kernels;
}

/** A named input: lists its files, cuts them into parts and reads them. */
export interface Source<N extends string = string> {
  readonly kind: "source";
  readonly name: N;
  readonly format: string;
  /** Raised when the same file may give other records. */
  readonly version: number;
  /** Everything that decides what is read, for the plan's fingerprint; no machine paths. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly maxBadShare: number;
  /** Patterns, files or folders as given, relative to the config. */
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
  /** `file:line` of the user's code that made the source, where known. */
  readonly at?: string;
  /** In byte order of their names, with an entry for whatever could not be listed. `base` is the folder that relative patterns start from. */
  list(base: string): Promise<readonly InputFile[]>;
  /** Cuts a file into ranges of about `partBytes`; never depends on the number of workers. */
  split(file: InputFile, partBytes: number): Promise<readonly PartRange[]>;
  open(range: FileRange, context: ReadContext): Awaitable<PartReader>;
}
