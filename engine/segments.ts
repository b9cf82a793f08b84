import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { IntegrityError } from "./errors.ts";
import type { Kernels } from "./kernels/kernels.ts";
import {
  COLUMN_TYPES,
  type ColumnHeader,
  type ColumnType,
  END_MAGIC,
  HEAD,
  padded,
  SEGMENT_MAGIC,
  TAIL,
} from "./segment-format.ts";
import { decompressFrame } from "./zstd.ts";

/** One group of columns as read; arrays are views of kernel memory, valid until the kernels release or grow. */
export class Segment {
  readonly extra: unknown;
  readonly #columns = new Map<string, { readonly header: ColumnHeader; readonly at: number }>();
  readonly #kernels: Kernels;

  constructor(header: { readonly columns: readonly ColumnHeader[]; readonly extra: unknown }, at: number, kernels: Kernels) {
    this.extra = header.extra;
    this.#kernels = kernels;
    let next = at;
    for (const column of header.columns) {
      this.#columns.set(column.name, { header: column, at: next });
      next += padded(column.length * COLUMN_TYPES[column.type].BYTES_PER_ELEMENT);
    }
  }

  get names(): readonly string[] {
    return [...this.#columns.keys()];
  }

  has(name: string): boolean {
    return this.#columns.has(name);
  }

  /** Address of a column in kernel memory. */
  at(name: string): number {
    return this.#find(name).at;
  }

  typeOf(name: string): ColumnType {
    return this.#find(name).header.type;
  }

  u8(name: string): Uint8Array {
    return this.#view(name, Uint8Array);
  }
  u16(name: string): Uint16Array {
    return this.#view(name, Uint16Array);
  }
  u32(name: string): Uint32Array {
    return this.#view(name, Uint32Array);
  }
  f32(name: string): Float32Array {
    return this.#view(name, Float32Array);
  }
  f64(name: string): Float64Array {
    return this.#view(name, Float64Array);
  }

  #find(name: string) {
    const column = this.#columns.get(name);
    if (!column)
      throw new IntegrityError(
        `segment: no column ${name}, got ${this.names.join(", ")}. Run again with --fresh.`,
        "SEGMENT_SHAPE",
      );
    return column;
  }

  #view<T>(name: string, make: new (buffer: ArrayBuffer, at: number, length: number) => T): T {
    const { header, at } = this.#find(name);
    if (COLUMN_TYPES[header.type] !== (make as unknown)) {
      throw new IntegrityError(
        `segment: column ${name} is ${header.type}, wanted another type. Run again with --fresh.`,
        "SEGMENT_SHAPE",
      );
    }
    return new make(this.#kernels.bytes().buffer, at, header.length);
  }
}

const decoder = new TextDecoder();

/** A segment in kernel memory as it lies in its file: to be opened, or to be appended elsewhere as it is. */
export class StoredSegment {
  readonly at: number;
  readonly bytes: number;
  readonly #kernels: Kernels;

  constructor(at: number, bytes: number, kernels: Kernels) {
    this.at = at;
    this.bytes = bytes;
    this.#kernels = kernels;
  }

  /** Decodes the body, into fresh kernel memory where it is compressed. */
  open(): Segment {
    const [headerBytes, stored, whole] = this.#kernels.words().slice((this.at >>> 2) + 1, (this.at >>> 2) + 4) as unknown as [
      number,
      number,
      number,
    ];
    const from = this.at + HEAD + headerBytes;
    const body = whole > 0 ? this.#kernels.alloc(whole) : from;
    const memory = this.#kernels.bytes();
    if (whole > 0) decompressFrame(memory.subarray(from, from + stored), whole, memory.subarray(body, body + whole));
    const header = JSON.parse(decoder.decode(memory.slice(this.at + HEAD, from))) as {
      readonly columns: readonly ColumnHeader[];
      readonly extra: unknown;
    };
    return new Segment(header, body, this.#kernels);
  }
}

/** The closing object of a segment file. */
export function readEnd(path: string, kernels: Kernels): unknown {
  const reader = new SegmentReader(path, kernels);
  try {
    return reader.end;
  } finally {
    reader.close();
  }
}

/** Reads a segment file from front to back, checking each body against its hash. */
export class SegmentReader {
  readonly path: string;
  readonly #descriptor: number;
  readonly #kernels: Kernels;
  readonly #head = new Uint8Array(HEAD);
  #position: number;
  readonly #end: number;
  readonly #size: number;
  #closing: { readonly object: unknown } | undefined;

  constructor(path: string, kernels: Kernels) {
    this.path = path;
    this.#kernels = kernels;
    this.#descriptor = openSync(path, "r");
    this.#position = 0;
    try {
      this.#size = fstatSync(this.#descriptor).size;
      if (this.#size < HEAD + TAIL) this.#broken("its end is missing");
      const tail = new Uint8Array(TAIL);
      this.#read(tail, this.#size - TAIL);
      const [low, high] = new Uint32Array(tail.buffer) as unknown as [number, number];
      this.#end = high * 2 ** 32 + low;
      if (this.#end > this.#size - HEAD - TAIL) this.#broken("its end is missing");
    } catch (error) {
      closeSync(this.#descriptor);
      throw error;
    }
  }

  /** The closing object of the file. */
  get end(): unknown {
    if (!this.#closing) {
      const mark = this.#kernels.mark();
      this.#closing = { object: this.#load(this.#end, END_MAGIC).open().extra };
      this.#kernels.release(mark);
    }
    return this.#closing.object;
  }

  /** Goes to a segment by the offset its writer had (`bytes`) before appending it. */
  seek(offset: number): void {
    this.#position = offset;
  }

  /** The next group of columns, or undefined at the end. Allocates kernel memory; the caller releases it. */
  next(): Segment | undefined {
    return this.nextStored()?.open();
  }

  /** The next group as its bytes lie in the file, not decoded yet, or undefined at the end. Allocates like `next`. */
  nextStored(): StoredSegment | undefined {
    if (this.#position >= this.#end) return undefined;
    const stored = this.#load(this.#position, SEGMENT_MAGIC);
    this.#position += stored.bytes;
    return stored;
  }

  /** Byte of the file at which the body of a segment that was written uncompressed begins, by the offset its writer had. */
  bodyAt(offset: number): number {
    this.#read(this.#head, offset);
    const [found, headerBytes] = new Uint32Array(this.#head.buffer, 0, 2) as unknown as [number, number];
    if (found !== SEGMENT_MAGIC) this.#broken(`no segment begins at byte ${offset}`);
    return offset + HEAD + headerBytes;
  }

  /** Reads bytes from anywhere in the file; they are not held against a hash. */
  readBytes(into: Uint8Array, position: number): void {
    this.#read(into, position);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** Reads the segment at a position into kernel memory and checks it. */
  #load(position: number, magic: number): StoredSegment {
    this.#read(this.#head, position);
    const [found, headerBytes, stored] = new Uint32Array(this.#head.buffer, 0, 3) as unknown as [number, number, number];
    const bytes = HEAD + headerBytes + stored;
    if (found !== magic || position + bytes > this.#size) this.#broken(`no segment begins at byte ${position}`);
    const hash = this.#kernels.alloc(16);
    const at = this.#kernels.alloc(bytes);
    const memory = this.#kernels.bytes();
    this.#read(memory.subarray(at, at + bytes), position);
    this.#kernels.call.hash128(at + HEAD, bytes - HEAD, hash);
    for (let index = 0; index < 16; index++)
      if (memory[hash + index] !== memory[at + 16 + index]) this.#broken("a checksum differs");
    return new StoredSegment(at, bytes, this.#kernels);
  }

  #read(into: Uint8Array, position: number): void {
    for (let done = 0; done < into.length; ) {
      const got = readSync(this.#descriptor, into, done, into.length - done, position + done);
      if (got === 0) this.#broken(`it ends at byte ${position + done}`);
      done += got;
    }
  }

  #broken(what: string): never {
    throw new IntegrityError(
      `${this.path}: ${what}, wanted a whole segment file. Run again with --fresh to make it anew.`,
      "SEGMENT_BROKEN",
    );
  }
}
