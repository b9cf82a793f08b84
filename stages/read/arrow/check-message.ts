import { Damaged } from "../damaged.ts";

// Header types of a message, and the types of fields that matter here (Arrow's Message.fbs and Schema.fbs).
export const HEADER = { schema: 1, dictionaryBatch: 2, recordBatch: 3 } as const;
const UNION_TYPE = 14;
const NODE_BYTES = 16;
const DEEPEST = 64;

/** What a message says of itself. */
export interface MessageHead {
  /** One of {@link HEADER}, or another number. */
  readonly kind: number;
  readonly bodyBytes: number;
  /** Rows of a record batch, 0 for others. */
  readonly rows: number;
}

/**
 * Walks over the metadata of an Arrow message (a flatbuffer) and sees that building it takes time and memory in proportion to its
 * bytes: the library trusts the length of every vector. Throws {@link Damaged}.
 */
export function checkMessage(bytes: Uint8Array): MessageHead {
  return new Walker(bytes).message();
}

class Walker {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Tables that may yet be walked over: one may be pointed at from many places. */
  #tablesLeft: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#tablesLeft = bytes.length;
  }

  message(): MessageHead {
    const message = this.#target(0);
    const kind = this.#slot(message, 1, 1) ? this.#view.getUint8(this.#slot(message, 1, 1)) : 0;
    const header = this.#child(message, 2);
    const bodyBytes = this.#long(message, 3);
    this.#tables(message, 4, (pair) => this.#pair(pair));
    let rows = 0;
    if (header && kind === HEADER.schema) this.#schema(header);
    else if (header && kind === HEADER.recordBatch) rows = this.#batch(header);
    else if (header && kind === HEADER.dictionaryBatch) {
      const data = this.#child(header, 1);
      if (data) this.#batch(data);
    }
    if (!Number.isSafeInteger(bodyBytes) || bodyBytes < 0) throw new Damaged(`a message announces ${bodyBytes} bytes`);
    if (!Number.isSafeInteger(rows) || rows < 0) throw new Damaged(`a record batch announces ${rows} rows`);
    return { kind, bodyBytes, rows };
  }

  #schema(schema: number): void {
    this.#tables(schema, 1, (field) => this.#field(field, 0));
    this.#tables(schema, 2, (pair) => this.#pair(pair));
    this.#vector(schema, 3, 8);
  }

  #field(field: number, depth: number): void {
    if (depth > DEEPEST) throw new Damaged("its schema nests too deep");
    this.#vector(field, 0, 1);
    const kind = this.#slot(field, 2, 1);
    const type = this.#child(field, 3);
    if (type && kind && this.#view.getUint8(kind) === UNION_TYPE) this.#vector(type, 1, 4);
    else if (type) this.#slot(type, 0, 1);
    const dictionary = this.#child(field, 4);
    if (dictionary) this.#child(dictionary, 1);
    this.#tables(field, 5, (child) => this.#field(child, depth + 1));
    this.#tables(field, 6, (pair) => this.#pair(pair));
  }

  #pair(pair: number): void {
    this.#vector(pair, 0, 1);
    this.#vector(pair, 1, 1);
  }

  #batch(batch: number): number {
    this.#vector(batch, 1, NODE_BYTES);
    this.#vector(batch, 2, NODE_BYTES);
    this.#child(batch, 3);
    this.#vector(batch, 4, 8);
    return this.#long(batch, 0);
  }

  /** Where the offset at a place leads. */
  #target(at: number): number {
    if (at + 4 > this.#bytes.length) throw new Damaged("a message is cut off");
    const target = at + this.#view.getUint32(at, true);
    if (target + 4 > this.#bytes.length) throw new Damaged("a message points beyond itself");
    return target;
  }

  /** Place of a field of a table, 0 when it has its default; the place has so many bytes. */
  #slot(table: number, field: number, bytes: number): number {
    const names = table - this.#view.getInt32(table, true);
    if (names < 0 || names + 4 > this.#bytes.length) throw new Damaged("a message points beyond itself");
    const at = names + 4 + field * 2;
    if (at + 2 > names + this.#view.getUint16(names, true)) return 0;
    if (at + 2 > this.#bytes.length) throw new Damaged("a message is cut off");
    const offset = this.#view.getUint16(at, true);
    if (offset !== 0 && table + offset + bytes > this.#bytes.length) throw new Damaged("a message points beyond itself");
    return offset === 0 ? 0 : table + offset;
  }

  #long(table: number, field: number): number {
    const at = this.#slot(table, field, 8);
    return at === 0 ? 0 : Number(this.#view.getBigInt64(at, true));
  }

  /** The table that a field leads to, 0 when there is none. */
  #child(table: number, field: number): number {
    const at = this.#slot(table, field, 4);
    if (at === 0) return 0;
    if (this.#tablesLeft-- === 0) throw new Damaged("a message has more parts than bytes");
    return this.#target(at);
  }

  /** First element and length of a vector. */
  #vector(table: number, field: number, elementBytes: number): readonly [at: number, length: number] {
    const at = this.#slot(table, field, 4);
    if (at === 0) return [0, 0];
    const vector = this.#target(at);
    const length = this.#view.getUint32(vector, true);
    if (vector + 4 + length * elementBytes > this.#bytes.length) throw new Damaged(`a message announces ${length} elements`);
    return [vector + 4, length];
  }

  #tables(table: number, field: number, walk: (table: number) => void): void {
    const [at, length] = this.#vector(table, field, 4);
    for (let index = 0; index < length; index++) {
      if (this.#tablesLeft-- === 0) throw new Damaged("a message has more parts than bytes");
      walk(this.#target(at + index * 4));
    }
  }
}
