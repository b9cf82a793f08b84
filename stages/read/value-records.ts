import type { BatchBuilder, RecordPlace } from "../../engine/batch.ts";
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

interface MetadataPlan {
  readonly paths: readonly FieldPath[];
  /** `"name":` */
  readonly key: string;
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
  readonly #mapping: FieldMapping;
  readonly #text: readonly TextPath[];
  readonly #metadata: readonly MetadataPlan[];
  readonly #maxRecordBytes: number;
  readonly #json: ValueJson;
  /** The present record's text, in pieces that are joined by line ends. */
  #pieces: Characters[] = [];
  #at = 0;
  #bytes = 0;

  /**
   * `maxRecordBytes`: UTF-8 bytes that the text, id, url and metadata of a record may have together; `maxDepth`: levels that what is
   * taken of it may nest.
   */
  constructor(mapping: FieldMapping, maxRecordBytes = Number.POSITIVE_INFINITY, maxDepth: number = DEFAULT_MAX_DEPTH) {
    this.#json = new ValueJson(maxDepth);
    this.#mapping = mapping;
    this.#maxRecordBytes = maxRecordBytes;
    this.#text = mapping.text.map((path) => {
      const each = path.indexOf(null);
      return each < 0 ? { path, through: undefined } : { path: path.slice(0, each), through: path.slice(each) };
    });
    this.#metadata = mapping.metadata.map(({ name, paths }) => ({ paths, key: `${JSON.stringify(name)}:` }));
  }

  /** Adds or refuses one record; `offset` is its place as its format counts. */
  add(record: Readonly<Record<string, unknown>>, offset: number, builder: BatchBuilder): void {
    const { kernels } = builder;
    const before = kernels.mark();
    const place = this.#place(record, kernels);
    if (typeof place === "string") {
      kernels.release(before);
      builder.refuse(offset, place);
    } else builder.add({ ...place, offset });
  }

  #place(record: Readonly<Record<string, unknown>>, kernels: Kernels): Refusal | Omit<RecordPlace, "offset"> {
    const id = firstPresent(record, this.#mapping.id);
    const refusal = this.#findText(record) ?? (isIdentifier(id) ? undefined : "id-not-usable");
    if (refusal) return refusal;
    let left = this.#maxRecordBytes;
    const write = (pieces: readonly Characters[]): Refusal | undefined => {
      const fault = this.#write(kernels, pieces, left);
      left -= this.#bytes;
      return fault;
    };
    const metadata = this.#metadataOf(record);
    if (this.#json.fault) return this.#takeFault();
    let fault = write(this.#pieces);
    if (fault) return fault;
    const [textAt, textBytes] = [this.#at, this.#bytes];
    fault = write(id === null ? [] : [id instanceof Uint8Array ? id : String(id)]);
    if (fault) return fault;
    const [idAt, idBytes] = [this.#at, this.#bytes];
    fault = write(firstString(record, this.#mapping.url));
    if (fault) return fault;
    const [urlAt, urlBytes] = [this.#at, this.#bytes];
    fault = write(metadata === "" ? [] : [metadata]);
    if (fault) return fault;
    return { textAt, textBytes, idAt, idBytes, urlAt, urlBytes, metaAt: this.#at, metaBytes: this.#bytes };
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
    for (const { paths, key } of this.#metadata) {
      for (const path of paths) {
        const value = valueAt(record, path);
        if (value === null) continue;
        json += (json === "" ? "{" : ",") + key + this.#json.write(value, path.length);
        break;
      }
    }
    return json === "" ? "" : `${json}}`;
  }

  #takeFault(): Refusal {
    const fault = this.#json.fault as Refusal;
    this.#json.fault = undefined;
    return fault;
  }

  /** Writes pieces to kernel memory of their own with line ends between them, and sets where; refuses more than `most` bytes. */
  #write(kernels: Kernels, pieces: readonly Characters[], most: number): Refusal | undefined {
    this.#at = 0;
    this.#bytes = 0;
    if (pieces.length === 0) return undefined;
    let least = pieces.length - 1;
    let room = least;
    for (const piece of pieces) {
      least += piece.length;
      room += typeof piece === "string" ? roomFor(piece) : piece.length;
    }
    if (least > most) return "record-too-long";
    const at = kernels.alloc(room);
    const memory = kernels.bytes();
    let end = at;
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) memory[end++] = NEWLINE;
      if (typeof piece === "string") end += encoder.encodeInto(piece, memory.subarray(end, at + room)).written;
      else {
        memory.set(piece, end);
        if (kernels.call.validUtf8(end, piece.length) !== piece.length) return "invalid-utf8";
        end += piece.length;
      }
    }
    kernels.release(at);
    this.#at = kernels.alloc(end - at);
    this.#bytes = end - at;
    return this.#bytes > most ? "record-too-long" : undefined;
  }
}

/** Bytes that surely hold a string's UTF-8. */
const roomFor = (string: string): number => (string.length <= SHORT ? 3 * string.length : Buffer.byteLength(string));

const isString = (value: PlainValue): value is Characters => typeof value === "string" || value instanceof Uint8Array;

const isIdentifier = (value: PlainValue): boolean =>
  value === null || isString(value) || typeof value === "number" || typeof value === "bigint";

/** Names that every object inherits are no fields. */
const ownValue = (fields: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(fields, key) ? fields[key] : undefined;

/** The value that a path without arrays leads to; null where there is none. */
function valueAt(record: Readonly<Record<string, unknown>>, path: FieldPath): PlainValue {
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

/** The first string that one of the paths leads to, alone in a list; an empty list where there is none. */
function firstString(record: Readonly<Record<string, unknown>>, paths: readonly FieldPath[]): readonly Characters[] {
  for (const path of paths) {
    const value = valueAt(record, path);
    if (isString(value)) return [value];
  }
  return [];
}
