import type { BatchBuilder } from "../../engine/batch.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { ArrayText } from "./array-text.ts";
import type { FieldPath } from "./field-path.ts";
import type { FieldMapping } from "./fields.ts";
import { FieldFinder, KIND } from "./key-tables.ts";

/** Why a record is refused, as quarantine names it, and what that means. */
export const REFUSALS = {
  "invalid-utf8": "The record is not valid UTF-8.",
  "invalid-encoding": "The record holds bytes that are no character of the encoding that its file is read in.",
  "invalid-json": "The record is not JSON.",
  "not-an-object": "The record is JSON but no object.",
  "too-deep": "The record nests deeper than maxDepth; raise it if that is as it should be.",
  "text-missing": "The record has no text field, or it is null.",
  "text-not-a-string": "The text field holds something else than a string.",
  "id-not-usable": "The id field holds something else than a string or a number.",
  "record-too-long": "The record is longer than maxRecordBytes; raise it if that is as it should be.",
} as const;

/** Levels of objects and arrays that a record may nest unless its source says otherwise. */
export const DEFAULT_MAX_DEPTH = 512;

/** One of the {@link REFUSALS}. */
export type Refusal = keyof typeof REFUSALS;

const BY_STATUS: readonly (Refusal | undefined)[] = [undefined, "invalid-json", "not-an-object", "too-deep"];
const encoder = new TextEncoder();

interface TextField {
  readonly slot: number;
  readonly through: ArrayText | undefined;
}

interface MetadataPlan {
  readonly slots: readonly number[];
  /** `{"name":` and `,"name":`, for the first field that a record has and for the others. */
  readonly opening: Uint8Array;
  readonly following: Uint8Array;
}

/** Takes one JSON record in kernel memory apart by a field mapping and hands it to the batch; nothing is copied that stands unescaped. */
export class JsonRecords {
  readonly #finder: FieldFinder;
  readonly #text: readonly TextField[];
  readonly #id: readonly number[];
  readonly #url: readonly number[];
  readonly #metadata: readonly MetadataPlan[];
  /** Fields of metadata that the present record has. */
  #present: number[] = [];
  // The record's fields as they are found: address and bytes.
  #textAt = 0;
  #textBytes = 0;
  #idAt = 0;
  #idBytes = 0;

  /** A record that nests deeper than `maxDepth` is refused. */
  constructor(mapping: FieldMapping, maxDepth: number = DEFAULT_MAX_DEPTH) {
    const paths: FieldPath[] = [];
    const slots = new Map<string, number>();
    const slotOf = (path: FieldPath): number => {
      const key = JSON.stringify(path);
      const slot = slots.get(key) ?? paths.push(path) - 1;
      slots.set(key, slot);
      return slot;
    };
    this.#id = mapping.id.map(slotOf);
    this.#url = mapping.url.map(slotOf);
    this.#text = mapping.text.map((path) => {
      const each = path.indexOf(null);
      if (each < 0) return { slot: slotOf(path), through: undefined };
      return { slot: slotOf(path.slice(0, each)), through: new ArrayText(path.slice(each)) };
    });
    this.#metadata = mapping.metadata.map(({ name, paths: found }) => ({
      slots: found.map(slotOf),
      opening: encoder.encode(`{${JSON.stringify(name)}:`),
      following: encoder.encode(`,${JSON.stringify(name)}:`),
    }));
    this.#finder = new FieldFinder(paths, maxDepth);
  }

  /** Takes kernel memory for the key tables; to be called once for each batch. */
  place(kernels: Kernels): void {
    this.#finder.place(kernels);
    for (const { through } of this.#text) through?.place(kernels);
  }

  /** Adds or refuses the record in [at, at+bytes), which is valid UTF-8. */
  add(at: number, bytes: number, offset: number, builder: BatchBuilder): void {
    const { kernels } = builder;
    const refusal = BY_STATUS[this.#finder.find(kernels, at, bytes)] ?? this.#findText(kernels) ?? this.#findId(kernels);
    if (refusal) {
      builder.refuse(offset, refusal);
      return;
    }
    const url = this.#firstString(this.#url);
    const urlAt = url < 0 ? 0 : this.#stringAt(kernels, url);
    const urlBytes = url < 0 ? 0 : this.#stringBytes;
    const metaBytes = this.#metadataBytes();
    builder.add({
      offset,
      textAt: this.#textAt,
      textBytes: this.#textBytes,
      idAt: this.#idAt,
      idBytes: this.#idBytes,
      urlAt,
      urlBytes,
      metaAt: metaBytes === 0 ? 0 : this.#writeMetadata(kernels, metaBytes),
      metaBytes,
    });
  }

  #findText(kernels: Kernels): Refusal | undefined {
    const { kind, at, bytes } = this.#finder;
    for (const { slot, through } of this.#text) {
      const found = kind[slot] as number;
      if (found === KIND.absent || found === KIND.null) continue;
      if (through) {
        const joined = through.join(kernels, found, at[slot] as number, bytes[slot] as number);
        if (!joined.sound) return "text-not-a-string";
        if (joined.at === 0) continue;
        this.#textAt = joined.at;
        this.#textBytes = joined.bytes;
        return undefined;
      }
      if (found > KIND.escaped) return "text-not-a-string";
      this.#textAt = this.#stringAt(kernels, slot);
      this.#textBytes = this.#stringBytes;
      return undefined;
    }
    return "text-missing";
  }

  #findId(kernels: Kernels): Refusal | undefined {
    this.#idAt = 0;
    this.#idBytes = 0;
    const slot = this.#firstPresent(this.#id);
    if (slot < 0) return undefined;
    const kind = this.#finder.kind[slot] as number;
    if (kind > KIND.number) return "id-not-usable";
    this.#idAt = kind === KIND.number ? (this.#finder.at[slot] as number) : this.#stringAt(kernels, slot);
    this.#idBytes = kind === KIND.number ? (this.#finder.bytes[slot] as number) : this.#stringBytes;
    return undefined;
  }

  /** Bytes of the string that `#stringAt` gave last. */
  #stringBytes = 0;

  /** Address of a string's UTF-8: in place, or unescaped into memory of its own. */
  #stringAt(kernels: Kernels, slot: number): number {
    const at = this.#finder.at[slot] as number;
    const bytes = this.#finder.bytes[slot] as number;
    this.#stringBytes = bytes;
    if (this.#finder.kind[slot] === KIND.string) return at;
    const into = kernels.alloc(bytes);
    this.#stringBytes = kernels.call.unescapeJson(at, bytes, into);
    kernels.release(into);
    return kernels.alloc(this.#stringBytes);
  }

  #firstPresent(slots: readonly number[]): number {
    for (const slot of slots) {
      const kind = this.#finder.kind[slot];
      if (kind !== KIND.absent && kind !== KIND.null) return slot;
    }
    return -1;
  }

  #firstString(slots: readonly number[]): number {
    for (const slot of slots) {
      const kind = this.#finder.kind[slot];
      if (kind === KIND.string || kind === KIND.escaped) return slot;
    }
    return -1;
  }

  /** Notes which metadata fields the record has, as pairs of field and slot, and returns the bytes of the object they make. */
  #metadataBytes(): number {
    this.#present.length = 0;
    let bytes = 0;
    for (let field = 0; field < this.#metadata.length; field++) {
      const { slots, following } = this.#metadata[field] as MetadataPlan;
      const slot = this.#firstPresent(slots);
      if (slot < 0) continue;
      this.#present.push(field, slot);
      const quotes = (this.#finder.kind[slot] as number) <= KIND.escaped ? 2 : 0;
      bytes += following.length + (this.#finder.bytes[slot] as number) + quotes;
    }
    return bytes === 0 ? 0 : bytes + 1;
  }

  #writeMetadata(kernels: Kernels, bytes: number): number {
    const into = kernels.alloc(bytes);
    const memory = kernels.bytes();
    let end = into;
    for (let index = 0; index < this.#present.length; index += 2) {
      const { opening, following } = this.#metadata[this.#present[index] as number] as MetadataPlan;
      const slot = this.#present[index + 1] as number;
      const quote = (this.#finder.kind[slot] as number) <= KIND.escaped ? 1 : 0;
      const from = (this.#finder.at[slot] as number) - quote;
      const length = (this.#finder.bytes[slot] as number) + 2 * quote;
      memory.set(index === 0 ? opening : following, end);
      end += following.length;
      memory.copyWithin(end, from, from + length);
      end += length;
    }
    memory[end] = 0x7d;
    return into;
  }
}
