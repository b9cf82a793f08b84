import type { BatchBuilder } from "../../engine/batch.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import type { FieldPath } from "./field-path.ts";
import type { FieldMapping } from "./fields.ts";
import { DEFAULT_MAX_DEPTH, type Refusal } from "./json-record.ts";
import { isFields, type PlainValue, plainValue, ValueJson } from "./value-json.ts";

/** Characters as JavaScript has them, or as UTF-8 that is yet to be checked. */
type Characters = string | Uint8Array;

interface TextPath {
  readonly path: FieldPath;
  /** The steps from the first array on, where the path crosses one. */
  readonly through: FieldPath | undefined;
}

/** A field of the metadata, and the value it had last with the JSON of it: columns with a dictionary repeat the very same bytes. */
interface MetadataPlan {
  readonly paths: readonly FieldPath[];
  /** `"name":` */
  readonly key: string;
  lastValue: PlainValue;
  lastJson: string;
}

const encoder = new TextEncoder();
const NEWLINE = 0x0a;
/** UTF-16 units up to which room for three bytes each is taken without counting. */
const SHORT = 4096;

/**
 * Takes records that are JavaScript values apart by a field mapping and hands them to the batch: the same documents, metadata and
 * refusals that `JsonRecords` makes of the records' JSON. Strings may be given as their UTF-8 bytes (`Uint8Array`), which are then
 * copied without being decoded; whole numbers as `bigint`; dates as `Date`. Lone surrogates become U+FFFD.
 */
export class ValueRecords {
  readonly #id: readonly FieldPath[];
  readonly #url: readonly FieldPath[];
  readonly #text: readonly TextPath[];
  readonly #metadata: readonly MetadataPlan[];
  readonly #maxRecordBytes: number;
  readonly #json: ValueJson;
  /** The present record's text, in pieces that are joined by line ends. */
  #pieces: Characters[] = [];
  /** Bytes of the present record that are written. */
  #written = 0;
  // Where what was written last lies.
  #at = 0;
  #bytes = 0;

  /**
   * `maxRecordBytes`: UTF-8 bytes that the text, id, url and metadata of a record may have together; `maxDepth`: levels that what is
   * taken of it may nest.
   */
  constructor(mapping: FieldMapping, maxRecordBytes = Number.POSITIVE_INFINITY, maxDepth: number = DEFAULT_MAX_DEPTH) {
    this.#json = new ValueJson(maxDepth);
    this.#id = mapping.id;
    this.#url = mapping.url;
    this.#maxRecordBytes = maxRecordBytes;
    this.#text = mapping.text.map((path) => {
      const each = path.indexOf(null);
      return each < 0 ? { path, through: undefined } : { path: path.slice(0, each), through: path.slice(each) };
    });
    this.#metadata = mapping.metadata.map(({ name, paths }) => {
      return { paths, key: `${JSON.stringify(name)}:`, lastValue: null, lastJson: "" };
    });
  }

  /** Adds or refuses one record; `offset` is its place as its format counts. Returns the UTF-8 bytes of what was added, 0 for nothing. */
  add(record: Readonly<Record<string, unknown>>, offset: number, builder: BatchBuilder): number {
    const { kernels } = builder;
    const before = kernels.mark();
    const refusal = this.#take(record, kernels, offset, builder);
    if (refusal === undefined) return this.#written;
    kernels.release(before);
    builder.refuse(offset, refusal);
    return 0;
  }

  #take(record: Readonly<Record<string, unknown>>, kernels: Kernels, offset: number, builder: BatchBuilder): Refusal | undefined {
    const id = firstPresent(record, this.#id);
    const refusal = this.#findText(record) ?? (isIdentifier(id) ? undefined : "id-not-usable");
    if (refusal) return refusal;
    const metadata = this.#metadataOf(record);
    if (this.#json.fault) return this.#takeFault();
    this.#written = 0;
    let fault = this.#pieces.length === 1 ? this.#write(kernels, this.#pieces[0] as Characters) : this.#join(kernels);
    if (fault) return fault;
    const textAt = this.#at;
    const textBytes = this.#bytes;
    fault = this.#write(kernels, id === null || id instanceof Uint8Array ? (id ?? "") : String(id));
    if (fault) return fault;
    const idAt = this.#at;
    const idBytes = this.#bytes;
    fault = this.#write(kernels, firstString(record, this.#url));
    if (fault) return fault;
    const urlAt = this.#at;
    const urlBytes = this.#bytes;
    fault = this.#write(kernels, metadata);
    if (fault) return fault;
    const metaAt = this.#at;
    builder.add({ offset, textAt, textBytes, idAt, idBytes, urlAt, urlBytes, metaAt, metaBytes: this.#bytes });
    return undefined;
  }

  #findText(record: Readonly<Record<string, unknown>>): Refusal | undefined {
    this.#pieces = [];
    for (const { path, through } of this.#text) {
      const value = valueAt(record, path);
      if (value === null) continue;
      if (!through) {
        if (!isString(value)) return "text-not-a-string";
        this.#pieces.push(value);
      } else if (!this.#gather(value, through, 0)) return "text-not-a-string";
      if (this.#pieces.length > 0) return undefined;
    }
    return "text-missing";
  }

  /** Collects the strings that the rest of a path leads to; false when something else stands there. */
  #gather(given: unknown, path: FieldPath, depth: number): boolean {
    const value = plainValue(given);
    if (value === null) return true;
    const step = path[depth];
    if (step === undefined) return isString(value) && this.#pieces.push(value) > 0;
    if (step !== null) return isFields(value) && this.#gather(ownValue(value, step), path, depth + 1);
    return Array.isArray(value) && value.reduce<boolean>((sound, each) => this.#gather(each, path, depth + 1) && sound, true);
  }

  #metadataOf(record: Readonly<Record<string, unknown>>): string {
    let json = "";
    for (const field of this.#metadata) {
      for (const path of field.paths) {
        const value = valueAt(record, path);
        if (value === null) continue;
        json += (json === "" ? "{" : ",") + field.key + this.#jsonOf(field, value, path.length);
        break;
      }
    }
    return json === "" ? "" : `${json}}`;
  }

  #jsonOf(field: MetadataPlan, value: PlainValue, depth: number): string {
    if (!(value instanceof Uint8Array)) return this.#json.write(value, depth);
    if (value !== field.lastValue) {
      field.lastJson = this.#json.write(value, depth);
      field.lastValue = this.#json.fault ? null : value;
    }
    return field.lastJson;
  }

  #takeFault(): Refusal {
    const fault = this.#json.fault as Refusal;
    this.#json.fault = undefined;
    return fault;
  }

  /** Writes the text's pieces to kernel memory of their own with line ends between them, and sets where. */
  #join(kernels: Kernels): Refusal | undefined {
    const pieces = this.#pieces;
    let least = pieces.length - 1;
    let room = least;
    for (const piece of pieces) {
      least += piece.length;
      room += roomFor(piece);
    }
    if (least > this.#maxRecordBytes - this.#written) return "record-too-long";
    const at = kernels.alloc(room);
    let end = at;
    for (let index = 0; index < pieces.length; index++) {
      if (index > 0) kernels.bytes()[end++] = NEWLINE;
      end = write(kernels, pieces[index] as Characters, end);
      if (end < 0) return "invalid-utf8";
    }
    return this.#place(kernels, at, end);
  }

  /** Writes one string to kernel memory of its own, and sets where; nothing for an empty one. */
  #write(kernels: Kernels, piece: Characters): Refusal | undefined {
    if (piece.length === 0) {
      this.#at = 0;
      this.#bytes = 0;
      return undefined;
    }
    if (piece.length > this.#maxRecordBytes - this.#written) return "record-too-long";
    const at = kernels.alloc(roomFor(piece));
    const end = write(kernels, piece, at);
    return end < 0 ? "invalid-utf8" : this.#place(kernels, at, end);
  }

  #place(kernels: Kernels, at: number, end: number): Refusal | undefined {
    kernels.release(at);
    this.#at = kernels.alloc(end - at);
    this.#bytes = end - at;
    this.#written += this.#bytes;
    return this.#written > this.#maxRecordBytes ? "record-too-long" : undefined;
  }
}

/** Writes a string as UTF-8 to an address that has room for it; returns where it ends, -1 when it is not valid. */
function write(kernels: Kernels, piece: Characters, at: number): number {
  const memory = kernels.bytes();
  if (typeof piece === "string") return at + encoder.encodeInto(piece, memory.subarray(at, at + roomFor(piece))).written;
  memory.set(piece, at);
  return kernels.call.validUtf8(at, piece.length) === piece.length ? at + piece.length : -1;
}

/** Bytes that surely hold a string's UTF-8. */
function roomFor(piece: Characters): number {
  if (typeof piece !== "string") return piece.length;
  return piece.length <= SHORT ? 3 * piece.length : Buffer.byteLength(piece);
}

const isString = (value: PlainValue): value is Characters => typeof value === "string" || value instanceof Uint8Array;

const isIdentifier = (value: PlainValue): boolean =>
  value === null || isString(value) || typeof value === "number" || typeof value === "bigint";

/** Names that every object inherits are no fields; all but one of them are functions, which count as nothing anyway. */
const ownValue = (fields: Readonly<Record<string, unknown>>, key: string): unknown =>
  key === "__proto__" && !Object.hasOwn(fields, key) ? undefined : fields[key];

/** The value that a path without arrays leads to; null where there is none. */
function valueAt(record: Readonly<Record<string, unknown>>, path: FieldPath): PlainValue {
  if (path.length === 1) return plainValue(ownValue(record, path[0] as string));
  let value: PlainValue = record;
  for (const step of path) {
    if (!isFields(value)) return null;
    value = plainValue(ownValue(value, step as string));
  }
  return value;
}

function firstPresent(record: Readonly<Record<string, unknown>>, paths: readonly FieldPath[]): PlainValue {
  for (const path of paths) {
    const value = valueAt(record, path);
    if (value !== null) return value;
  }
  return null;
}

/** The first string that one of the paths leads to, an empty one where there is none. */
function firstString(record: Readonly<Record<string, unknown>>, paths: readonly FieldPath[]): Characters {
  for (const path of paths) {
    const value = valueAt(record, path);
    if (isString(value)) return value;
  }
  return "";
}
