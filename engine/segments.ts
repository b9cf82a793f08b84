import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { IntegrityError } from "./errors.ts";
import { FileAside } from "./files.ts";
import type { Kernels } from "./kernels/kernels.ts";

/**
 * A file of segments: groups of typed columns, one group a batch, closed by one JSON object. Spools, pools, reports, sketches and
 * verdicts are all of this form.
 *
 * Segment: u32 magic, u32 header bytes, u32 body bytes, u32 zero, 16 bytes XXH3-128 of the body, header (JSON, padded to 16), body
 * (columns in header order, each padded to 16). End: a segment with an empty body whose header is the closing object, then u32 its
 * offset's low and high half. Little endian.
 */
const MAGIC = 0x31534a4b; // "KJS1"
const HEAD = 32;
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

const typeOf = (array: ColumnArray): ColumnType => (Object.keys(TYPES) as ColumnType[]).find((type) => array instanceof TYPES[type]) as ColumnType;
const pad = (bytes: number): number => (bytes + 15) & ~15;

/** Writes a segment file aside; nothing is at its place before `finish`. */
export class SegmentWriter {
  readonly #file: FileAside;
  readonly #kernels: Kernels;
  readonly #encoder = new TextEncoder();

  constructor(path: string, kernels: Kernels) {
    this.#file = new FileAside(path);
    this.#kernels = kernels;
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
    const words = this.#kernels.words();
    words.set([MAGIC, headerBytes, body, 0], at >> 2);
    this.#kernels.call.hash128(start, body, at + 16);
    this.#file.write(memory.subarray(at, to));
    this.#kernels.release(mark);
  }

  /** Closes the file with one JSON object and puts it in its place. */
  finish(end: unknown): void {
    const header = this.#encoder.encode(JSON.stringify({ columns: [], extra: end }));
    const offset = this.#file.bytes;
    const bytes = new Uint8Array(HEAD + pad(header.length) + TAIL);
    const words = new Uint32Array(bytes.buffer);
    words.set([MAGIC, pad(header.length), 0, 0]);
    bytes.fill(0x20, HEAD, HEAD + pad(header.length));
    bytes.set(header, HEAD);
    const tail = new Uint32Array([offset >>> 0, Math.floor(offset / 2 ** 32)]);
    bytes.set(new Uint8Array(tail.buffer), bytes.length - TAIL);
    this.#file.write(bytes);
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
    if (!column) throw new IntegrityError(`segment: no column ${name}, got ${this.names.join(", ")}. Run again with --fresh.`, "SEGMENT_SHAPE");
    return column;
  }

  #view<T>(name: string, make: new (buffer: ArrayBuffer, at: number, length: number) => T): T {
    const { header, at } = this.#find(name);
    if (TYPES[header.type] !== (make as unknown)) {
      throw new IntegrityError(`segment: column ${name} is ${header.type}, wanted another type. Run again with --fresh.`, "SEGMENT_SHAPE");
    }
    return new make(this.#kernels.bytes().buffer, at, header.length);
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
  /** The closing object of the file. */
  readonly end: unknown;

  constructor(path: string, kernels: Kernels) {
    this.path = path;
    this.#kernels = kernels;
    this.#descriptor = openSync(path, "r");
    this.#position = 0;
    const { size } = fstatSync(this.#descriptor);
    const tail = new Uint8Array(TAIL);
    this.#read(tail, size - TAIL);
    const [low, high] = new Uint32Array(tail.buffer) as unknown as [number, number];
    this.#end = high * 2 ** 32 + low;
    if (size < HEAD + TAIL || this.#end > size - HEAD - TAIL) this.#broken("its end is missing");
    this.end = this.#header(this.#end).extra;
  }

  /** Goes to a segment by the offset its writer had (`bytes`) before appending it. */
  seek(offset: number): void {
    this.#position = offset;
  }

  /** The next group of columns, or undefined at the end. Allocates kernel memory; the caller releases it. */
  next(): Segment | undefined {
    if (this.#position >= this.#end) return undefined;
    const header = this.#header(this.#position);
    const bodyAt = this.#position + HEAD + header.headerBytes;
    const at = this.#kernels.alloc(header.bodyBytes);
    this.#read(this.#kernels.bytes().subarray(at, at + header.bodyBytes), bodyAt);
    const mark = this.#kernels.mark();
    const hash = this.#kernels.alloc(16);
    this.#kernels.call.hash128(at, header.bodyBytes, hash);
    const memory = this.#kernels.bytes();
    for (let index = 0; index < 16; index++) if (memory[hash + index] !== header.hash[index]) this.#broken("a checksum differs");
    this.#kernels.release(mark);
    this.#position = bodyAt + header.bodyBytes;
    return new Segment(header, at, this.#kernels);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #header(position: number) {
    this.#read(this.#head, position);
    const [magic, headerBytes, bodyBytes] = new Uint32Array(this.#head.buffer, 0, 3) as unknown as [number, number, number];
    if (magic !== MAGIC) this.#broken(`no segment begins at byte ${position}`);
    const text = new Uint8Array(headerBytes);
    this.#read(text, position + HEAD);
    const { columns, extra } = JSON.parse(this.#decoder.decode(text)) as { columns: ColumnHeader[]; extra: unknown };
    return { headerBytes, bodyBytes, columns, extra, hash: this.#head.slice(16) };
  }

  #read(into: Uint8Array, position: number): void {
    for (let done = 0; done < into.length; ) {
      const got = readSync(this.#descriptor, into, done, into.length - done, position + done);
      if (got === 0) this.#broken(`it ends at byte ${position + done}`);
      done += got;
    }
  }

  #broken(what: string): never {
    throw new IntegrityError(`${this.path}: ${what}, wanted a whole segment file. Run again with --fresh to make it anew.`, "SEGMENT_BROKEN");
  }
}
