import type { PartBatchBuilder } from "./batch-builder.ts";
import { InputError } from "./errors.ts";
import { assertUnchanged } from "./inputs.ts";
import type { FileRange, PartReader, ReadContext, Source } from "./source.ts";

/** Why the rest of a file, or of a range of it, could not be read. */
export interface Unreadable {
  readonly file: string;
  readonly reason: string;
}

/** How many records of one of a part's ranges are to be read, where it is known that no more can be. */
export interface Stop {
  /** Index among the part's ranges. */
  readonly range: number;
  readonly records: number;
  readonly fault: string;
}

/** Faults that are not of the file's bytes: the next run may not meet them. */
const PASSING_FAULTS = new Set(["INPUT_UNREADABLE", "INPUT_CHANGED"]);

/** Ends a part at a passing fault: what was made of it so far must not stand under the key of the sound file. */
export class Stopped {
  readonly stop: Stop;
  constructor(stop: Stop) {
    this.stop = stop;
  }
}

/** Says why the rest of a range cannot be read; throws {@link Stopped} for a passing fault, and whatever is no fault of the input. */
function faultOf(error: unknown, range: number, records: number): string {
  if (!(error instanceof InputError)) throw error;
  if (PASSING_FAULTS.has(error.code)) throw new Stopped({ range, records, fault: error.message });
  return error.message;
}

/** What a part is read with. */
export interface Reading {
  readonly source: Source;
  readonly context: ReadContext;
  readonly builder: PartBatchBuilder;
  /** Called when a batch is full, and behind every batch of the last range; the builder begins another in it. */
  finishBatch(): void;
  onBytes(bytes: number): void;
}

/**
 * Reads the ranges of a part one after another. Small files share a batch: it goes on from file to file until it is full. A fault ends its
 * file, not the part.
 */
export async function readRanges(
  ranges: readonly FileRange[],
  stops: readonly Stop[],
  reading: Reading,
): Promise<readonly Unreadable[]> {
  const unreadable: Unreadable[] = [];
  for (const [index, range] of ranges.entries()) {
    const stop = stops.find((known) => known.range === index);
    const reason =
      stop?.records === 0
        ? stop.fault
        : ((await readRange(range, index, stop, index === ranges.length - 1, reading)) ?? stop?.fault);
    if (reason !== undefined) unreadable.push({ file: range.file.name, reason });
    if (reading.builder.isAtEnd) break;
  }
  reading.finishBatch();
  return unreadable;
}

async function readRange(
  range: FileRange,
  index: number,
  stop: Stop | undefined,
  isLast: boolean,
  { source, context, builder, finishBatch, onBytes }: Reading,
): Promise<string | undefined> {
  builder.enterFile(range.file.name, stop?.records);
  const first = builder.rows;
  let fault: string | undefined;
  let reader: PartReader | undefined;
  try {
    reader = await source.open(range, context);
    for (let more = true; more && !builder.atLimit; ) {
      const before = reader.bytesRead;
      try {
        more = await reader.fill(builder);
      } catch (error) {
        fault = faultOf(error, index, builder.rows - first);
        more = false;
      }
      onBytes(reader.bytesRead - before);
      if (isLast || builder.full) finishBatch();
    }
  } catch (error) {
    fault = faultOf(error, index, builder.rows - first);
  } finally {
    await reader?.close();
  }
  try {
    assertUnchanged(range);
  } catch (error) {
    faultOf(error, index, 0);
  }
  return fault;
}
