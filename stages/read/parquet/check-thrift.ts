import { Damaged } from "../damaged.ts";

// Types of the compact protocol (Apache Thrift, thrift-compact-protocol.md).
const TRUE = 1;
const FALSE = 2;
const I8 = 3;
const I16 = 4;
const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;
/** Nesting of the deepest struct of Parquet's own is below ten. */
const DEEPEST = 64;
const MOST_VARINT_BYTES = 10;

/** Says that a struct goes on behind the bytes that are there; more of them may help. */
export class Incomplete extends Damaged {}

/**
 * Walks over a struct in Thrift's compact protocol without building it, and returns where it ends. What passes can be decoded in time
 * and memory in proportion to its bytes: no number has more than ten bytes, no list more elements than bytes follow, and no nesting is
 * deeper than 64. Throws {@link Damaged}, {@link Incomplete} where only the end is missing.
 */
export function thriftStructEnd(bytes: Uint8Array, at: number): number {
  return new Walker(bytes, at).struct(0);
}

class Walker {
  readonly #bytes: Uint8Array;
  #at: number;
  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  struct(depth: number): number {
    if (depth > DEEPEST) throw new Damaged("its metadata nests too deep");
    for (;;) {
      const head = this.#byte();
      if ((head & 15) === 0) return this.#at;
      if (head >> 4 === 0) this.#varint();
      const type = head & 15;
      if (type !== TRUE && type !== FALSE) this.#value(type, depth);
    }
  }

  #value(type: number, depth: number): void {
    if (type === STRUCT) this.struct(depth + 1);
    else if (type === LIST) this.#list(depth + 1);
    else if (type === BINARY) this.#skip(this.#varint());
    else if (type >= I16 && type <= I64) this.#varint();
    else if (type === I8) this.#skip(1);
    else if (type === DOUBLE) this.#skip(8);
    else throw new Damaged(`its metadata holds a value of type ${type}, which Parquet has not`);
  }

  #list(depth: number): void {
    if (depth > DEEPEST) throw new Damaged("its metadata nests too deep");
    const head = this.#byte();
    const size = head >> 4 === 15 ? this.#varint() : head >> 4;
    const type = head & 15;
    if (size > this.#bytes.length - this.#at) throw new Incomplete(`its metadata announces a list of ${size}`);
    if (type === TRUE || type === FALSE) this.#skip(size);
    else for (let element = 0; element < size; element++) this.#value(type, depth);
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new Incomplete("its metadata is cut off");
    return byte;
  }

  #skip(bytes: number): void {
    if (bytes > this.#bytes.length - this.#at) throw new Incomplete("its metadata is cut off");
    this.#at += bytes;
  }

  /** The value as a plain number, inexact beyond 2^53, where only its end matters. */
  #varint(): number {
    let value = 0;
    for (let index = 0, scale = 1; index < MOST_VARINT_BYTES; index++, scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new Damaged("its metadata holds a number of more than ten bytes");
  }
}
