import { createHash } from "node:crypto";
import type { FileRange, InputFile } from "./source.ts";

/** Whether a file is so small (256 KiB by default) that it shares a part with its neighbours. */
export const isSmall = (file: InputFile, partBytes: number): boolean => file.bytes <= partBytes / 128;
/** Files that a part has at most, so that its plan stays small and one changed file has little read again. */
export const MOST_FILES = 4096;
const USUAL_FILES = MOST_FILES / 2;

/**
 * Puts neighbouring small files of a source together to runs, each to be one part, as every part costs files and their fsyncs of its own.
 * Where a run ends is decided by the names and sizes of the files around: behind a file whose name's hash falls below its share of half
 * a part (content-defined cutting, as in rsync and backup tools), so that a file that comes, goes or grows moves the ends next to it and
 * no others; at the latest at `partBytes` or {@link MOST_FILES}. Larger files and ranges of files stay parts of their own.
 */
export class RunsOfFiles {
  readonly #partBytes: number;
  readonly #emit: (ranges: readonly FileRange[]) => void;
  #run: FileRange[] = [];
  #bytes = 0;

  /** `emit` is called with the ranges of each part, in order. */
  constructor(partBytes: number, emit: (ranges: readonly FileRange[]) => void) {
    this.#partBytes = partBytes;
    this.#emit = emit;
  }

  /** Takes all ranges of the next file. */
  add(ranges: readonly FileRange[]): void {
    const [range] = ranges;
    if (!range || ranges.length > 1 || !isSmall(range.file, this.#partBytes)) {
      this.addAlone(ranges);
      return;
    }
    if (this.#bytes + range.file.bytes > this.#partBytes || this.#run.length === MOST_FILES) this.end();
    this.#run.push(range);
    this.#bytes += range.file.bytes;
    const share = Math.max(range.file.bytes / (this.#partBytes / 2), 1 / USUAL_FILES);
    if (hashOf(range.file.name) < share) this.end();
  }

  /** Makes each of these ranges a part of its own. */
  addAlone(ranges: readonly FileRange[]): void {
    this.end();
    for (const range of ranges) this.#emit([range]);
  }

  /** Ends the present run: another source begins, or there are no more files. */
  end(): void {
    if (this.#run.length > 0) this.#emit(this.#run);
    this.#run = [];
    this.#bytes = 0;
  }
}

/** A number from 0 to 1 that hangs on the name alone. */
const hashOf = (name: string): number => createHash("sha256").update(name).digest().readUInt32LE(0) / 2 ** 32;
