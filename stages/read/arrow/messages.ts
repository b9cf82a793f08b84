import { InputError } from "../../../engine/errors.ts";
import { Damaged } from "../damaged.ts";
import type { RandomAccess } from "../random-access.ts";
import { checkMessage, HEADER, type MessageHead } from "./check-message.ts";

/** A message of a file or stream and where it lies, its length and metadata included. */
export interface Message extends MessageHead {
  readonly at: number;
  readonly bytes: number;
  /** Rows of the file before those of a record batch. */
  readonly firstRow: number;
}

/** The messages of a file, as far as they could be told apart. */
export interface Messages {
  readonly all: readonly Message[];
  /** Why those after the last cannot be told apart. */
  readonly fault: InputError | undefined;
}

const CONTINUATION = 0xffffffff;
const FILE_MAGIC = "ARROW1";
const OLD_FEATHER_MAGIC = "FEA1";
/** The file format is a stream with this much before it. */
const FILE_HEAD_BYTES = 8;
const MAX_METADATA_BYTES = 64 * 1024 * 1024;
/** Metadata of most messages is read at once with their length. */
const LOOK_BYTES = 4096;

/**
 * Finds the messages of an Arrow IPC stream or file (Feather version 2), reading only their metadata. Throws {@link InputError} when it
 * is neither.
 */
export function findMessages(file: RandomAccess, name: string): Messages {
  const [start, end] = streamOf(file, name);
  const all: Message[] = [];
  let firstRow = 0;
  try {
    for (let at = start; at < end; ) {
      const message = messageAt(file, at, end);
      if (!message) break;
      if (all.length === 0 && message.kind !== HEADER.schema) throw new Damaged("it does not begin with a schema");
      all.push({ ...message, firstRow });
      firstRow += message.rows;
      at += message.bytes;
    }
    if (all.length === 0) throw new Damaged("it holds no schema");
    return { all, fault: undefined };
  } catch (error) {
    if (error instanceof InputError) throw error;
    const reason = error instanceof Damaged ? error.message : "a message makes no sense";
    const place = all.length === 0 ? "cannot be read as Arrow" : `cannot be read as Arrow behind row ${firstRow}`;
    const fault = new InputError(
      `${name}: ${place}: ${reason}. Write or fetch the file again, or leave it out.`,
      "INPUT_CORRUPT",
      { cause: error },
    );
    return { all, fault };
  }
}

function streamOf(file: RandomAccess, name: string): readonly [start: number, end: number] {
  const head = Buffer.from(file.read(0, Math.min(FILE_HEAD_BYTES, file.bytes))).toString("latin1");
  if (head.startsWith(OLD_FEATHER_MAGIC))
    throw new InputError(
      `${name}: is Feather version 1, which cannot be read. Write it again as version 2 or as Parquet.`,
      "INPUT_UNSUPPORTED",
    );
  if (!head.startsWith(FILE_MAGIC)) return [0, file.bytes];
  const tailBytes = 4 + FILE_MAGIC.length;
  if (file.bytes < FILE_HEAD_BYTES + tailBytes) return [FILE_HEAD_BYTES, file.bytes];
  const tail = Buffer.from(file.read(file.bytes - tailBytes, tailBytes));
  // A file that is cut off has no footer, and messages up to where it was cut.
  if (tail.subarray(4).toString("latin1") !== FILE_MAGIC) return [FILE_HEAD_BYTES, file.bytes];
  const end = file.bytes - tailBytes - tail.readUInt32LE(0);
  return [FILE_HEAD_BYTES, end < FILE_HEAD_BYTES ? file.bytes : end];
}

/** The message that begins at a place; undefined for the mark that ends a stream. */
function messageAt(file: RandomAccess, at: number, end: number): Omit<Message, "firstRow"> | undefined {
  const look = file.read(at, Math.min(LOOK_BYTES, end - at));
  if (look.length < 4) throw new Damaged("it is cut off");
  const view = new DataView(look.buffer);
  // Before version 0.15 there was no mark in front of the length.
  const isMarked = view.getUint32(0, true) === CONTINUATION;
  if (isMarked && look.length < 8) throw new Damaged("it is cut off");
  const prefix = isMarked ? 8 : 4;
  const bytes = view.getInt32(prefix - 4, true);
  if (bytes === 0) return undefined;
  if (bytes < 0 || bytes > MAX_METADATA_BYTES) throw new Damaged(`a message announces ${bytes} bytes of metadata`);
  if (at + prefix + bytes > end) throw new Damaged("it is cut off");
  const isHeld = prefix + bytes <= look.length;
  const metadata = isHeld ? look.subarray(prefix, prefix + bytes) : file.read(at + prefix, bytes);
  const head = checkMessage(metadata);
  if (at + prefix + bytes + head.bodyBytes > end) throw new Damaged("it is cut off");
  return { ...head, at, bytes: prefix + bytes + head.bodyBytes };
}
