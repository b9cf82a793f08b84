import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { IntegrityError } from "./errors.ts";
import { FileAside } from "./files.ts";
import type { Kernels } from "./kernels/kernels.ts";
import { compressFrame, decompressFrame, frameBound } from "./zstd.ts";

/**
 * A file of segments: groups of typed columns, one group a batch, closed by one JSON object. Spools, pools, reports, sketches and
 * verdicts are all of this form.
 *
 * Segment: u32 magic, u32 header bytes, u32 stored body bytes, u32 body bytes if it is one zstd frame and zero if it is stored as it
 * is, 16 bytes XXH3-128 of header and stored body, header (JSON, padded to 16), body (columns in header order, each padded to 16).
 * End: the closing object in the same form under a magic of its own, with an empty body, then u32 its offset's low and high half.
 * Little endian.
 */
const MAGIC = 0x31534a4b; // "KJS1"
const END_MAGIC = 0x31454a4b; // "KJE1"
const HEAD = 32;
/** Level for text on local disk: 3.4 times smaller at 480 MB/s, which writing and syncing the plain bytes does not reach. */
const ZSTD_LEVEL = 1;
const TAIL = 8;

type ColumnArray = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;
const TYPES = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array, f64: Float64Array } as const;
type ColumnType = keyof typeof TYPES;

/** A column to be written: an array, or bytes lying in kernel memory that are gathered in order. */
export type ColumnSource =
  | { readonly name: string; readonly data: ColumnArray }
  | { readonly name: string; readonly bytes: number; gather(into: number, memory: Uint8Array): void };

interface ColumnHeader {
  readonly name: string;
  readonly type: ColumnType;
  readonly length: number;
}

const typeOf = (array: ColumnArray): ColumnType =>
  (Object.keys(TYPES) as ColumnType[]).find((type) => array instanceof TYPES[type]) as ColumnType;
const pad = (bytes: number): number => Math.ceil(bytes / 16) * 16;

/** Writes a segment file aside; nothing is at its place before `finish`. */
export class SegmentWriter {
  readonly #file: FileAside;
  readonly #kernels: Kernels;
  readonly #encoder = new TextEncoder();

  readonly #compress: boolean;

  constructor(path: string, kernels: Kernels, compress = false) {
    this.#file = new FileAside(path);
    this.#kernels = kernels;
    this.#compress = compress;
  }

  get bytes(): number {
    return this.#file.bytes;
  }

  /** Appends one group of columns; `extra` travels in its header. */
  append(columns: readonly ColumnSource[], extra: unknown = null): void {
    const headers: ColumnHeader[] = columns.map((column) =>
      "data" in column
        ? { name: column.name, type: typeOf(column.data), length: column.data.length }
        : { name: column.name, type: "u8", length: column.bytes },
    );
    const header = this.#encoder.encode(JSON.stringify({ columns: headers, extra }));
    let body = 0;
    for (const { type, length } of headers) body += pad(length * TYPES[type].BYTES_PER_ELEMENT);
    const headerBytes = pad(header.length);
    const mark = this.#kernels.mark();
    const at = this.#kernels.alloc(HEAD + headerBytes + body);
    const packed = this.#compress ? this.#kernels.alloc(frameBound(body)) : 0;
    const memory = this.#kernels.bytes();
    memory.fill(0x20, at + HEAD + header.length, at + HEAD + headerBytes);
    memory.set(header, at + HEAD);
    const start = at + HEAD + headerBytes;
    let to = start;
    for (const [index, column] of columns.entries()) {
      const { type, length } = headers[index] as ColumnHeader;
      const size = length * TYPES[type].BYTES_PER_ELEMENT;
      if ("data" in column) memory.set(new Uint8Array(column.data.buffer, column.data.byteOffset, size), to);
      else column.gather(to, memory);
      memory.fill(0, to + size, to + pad(size));
      to += pad(size);
    }
    let stored = body;
    if (this.#compress) {
      const frame = compressFrame(memory.subarray(start, to), ZSTD_LEVEL, memory.subarray(packed, packed + frameBound(body)));
      // A frame of little text may be longer than the text itself.
      if (frame.length < body) {
        memory.copyWithin(start, packed, packed + frame.length);
        stored = frame.length;
      }
    }
    this.#kernels.words().set([MAGIC, headerBytes, stored, stored === body ? 0 : body], at >>> 2);
    this.#kernels.call.hash128(at + HEAD, headerBytes + stored, at + 16);
    this.#file.write(memory.subarray(at, start + stored));
    this.#kernels.release(mark);
  }

  /** Closes the file with one JSON object and puts it in its place. */
  finish(end: unknown): void {
    const offset = this.#file.bytes;
    const header = this.#encoder.encode(JSON.stringify({ columns: [], extra: end }));
    const mark = this.#kernels.mark();
    const at = this.#kernels.alloc(HEAD + pad(header.length) + TAIL);
    const memory = this.#kernels.bytes();
    memory.fill(0x20, at + HEAD, at + HEAD + pad(header.length));
    memory.set(header, at + HEAD);
    this.#kernels.words().set([END_MAGIC, pad(header.length), 0, 0], at >>> 2);
    this.#kernels.call.hash128(at + HEAD, pad(header.length), at + 16);
    const tail = at + HEAD + pad(header.length);
    this.#kernels.words().set([offset >>> 0, Math.floor(offset / 2 ** 32)], tail >>> 2);
    this.#file.write(memory.subarray(at, tail + TAIL));
    this.#kernels.release(mark);
    this.#file.commit();
  }

  abandon(): void {
    this.#file.abandon();
  }
}

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
      next += pad(column.length * TYPES[column.type].BYTES_PER_ELEMENT);
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
    if (TYPES[header.type] !== (make as unknown)) {
      throw new IntegrityError(
        `segment: column ${name} is ${header.type}, wanted another type. Run again with --fresh.`,
        "SEGMENT_SHAPE",
      );
    }
    return new make(this.#kernels.bytes().buffer, at, header.length);
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
  readonly #decoder = new TextDecoder();
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
      this.#closing = { object: this.#load(this.#end, END_MAGIC).header.extra };
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
    if (this.#position >= this.#end) return undefined;
    const { header, at, next } = this.#load(this.#position, MAGIC);
    this.#position = next;
    return new Segment(header, at, this.#kernels);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** Reads the segment at a position into kernel memory and checks it; answers where its body lies and where the next begins. */
  #load(position: number, magic: number) {
    this.#read(this.#head, position);
    const [found, headerBytes, stored, whole] = new Uint32Array(this.#head.buffer, 0, 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const next = position + HEAD + headerBytes + stored;
    if (found !== magic || next > this.#size) this.#broken(`no segment begins at byte ${position}`);
    const hash = this.#kernels.alloc(16);
    const at = this.#kernels.alloc(headerBytes + stored);
    const body = whole > 0 ? this.#kernels.alloc(whole) : at + headerBytes;
    const memory = this.#kernels.bytes();
    this.#read(memory.subarray(at, at + headerBytes + stored), position + HEAD);
    this.#kernels.call.hash128(at, headerBytes + stored, hash);
    for (let index = 0; index < 16; index++)
      if (memory[hash + index] !== this.#head[16 + index]) this.#broken("a checksum differs");
    if (whole > 0)
      decompressFrame(memory.subarray(at + headerBytes, at + headerBytes + stored), whole, memory.subarray(body, body + whole));
    const header = JSON.parse(this.#decoder.decode(memory.slice(at, at + headerBytes))) as {
      readonly columns: readonly ColumnHeader[];
      readonly extra: unknown;
    };
    return { header, at: body, next };
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
