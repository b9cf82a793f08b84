import type { Attributes } from "./decision.ts";
import type { Document } from "./document.ts";
import { StageError } from "./errors.ts";
import {
  CLEAN_FLAGS,
  type Kernels,
  type LINE_STATS,
  type PROSE_STATS,
  type TEXT_STATS,
  type WORD_STATS,
  type WordRule,
} from "./kernels/kernels.ts";
import { type SignalTable, type SignalTables, signalTables } from "./signal-table.ts";
import type { AttributeSpecs } from "./stage.ts";

export type TextStat = (typeof TEXT_STATS)[number];
export type LineStat = (typeof LINE_STATS)[number];
export type ProseStat = (typeof PROSE_STATS)[number];
export type WordStat = (typeof WORD_STATS)[number];

/** Label codes of one batch: small numbers for words, in order of first use. */
export class Labels {
  readonly words: string[] = [];
  readonly #codes = new Map<string, number>();
  constructor(words: readonly string[] = []) {
    for (const word of words) this.code(word);
  }
  code(word: string): number {
    const known = this.#codes.get(word);
    if (known !== undefined) return known;
    const code = this.words.length;
    this.words.push(word);
    this.#codes.set(word, code);
    return code;
  }
}

// A byte order mark inside a text is a character like any other.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const MISSING = Number.NaN;
/** Marks flags of a text that was replaced since. */
const STALE = -1;

/**
 * Some thousand documents of one source: UTF-8 in kernel memory, offset columns beside it. Addresses are valid until the batch is
 * reset. Texts, ids, urls and metadata (one JSON object each) may lie anywhere in kernel memory.
 */
export class Batch {
  readonly kernels: Kernels;
  /** Name of the source whose documents the batch holds now. */
  source: string;
  labels = new Labels();
  /** Attribute name → column of numbers (labels: codes); NaN where nothing was set. */
  readonly attributes = new Map<string, Float64Array>();
  count = 0;
  /** Row of the document in its part: counts every record read, the quarantined too. */
  row: Uint32Array;
  /** Byte offset of the record in its decoded file. */
  offset: Float64Array;
  textAt: Uint32Array;
  textBytes: Uint32Array;
  idAt: Uint32Array;
  idBytes: Uint32Array;
  urlAt: Uint32Array;
  urlBytes: Uint32Array;
  metaAt: Uint32Array;
  metaBytes: Uint32Array;
  /** 1 while no stage has dropped the document. */
  alive: Uint8Array;
  readonly capacity: number;
  readonly #specs: AttributeSpecs;
  readonly #signals: SignalTables;
  readonly #tables: readonly Pick<SignalTable<string>, "reset" | "forget">[];
  #flags: Int32Array | undefined;

  constructor(kernels: Kernels, source: string, capacity: number, specs: AttributeSpecs) {
    this.kernels = kernels;
    this.source = source;
    this.capacity = capacity;
    this.#specs = specs;
    const u32 = () => new Uint32Array(capacity);
    this.row = u32();
    this.offset = new Float64Array(capacity);
    this.textAt = u32();
    this.textBytes = u32();
    this.idAt = u32();
    this.idBytes = u32();
    this.urlAt = u32();
    this.urlBytes = u32();
    this.metaAt = u32();
    this.metaBytes = u32();
    this.alive = new Uint8Array(capacity);
    this.#signals = signalTables(kernels, capacity);
    this.#tables = [this.#signals.text, this.#signals.lines, this.#signals.prose, ...Object.values(this.#signals.words)];
    for (const name of Object.keys(specs)) this.attributes.set(name, new Float64Array(capacity));
  }

  /** Empties the batch for the next documents of the part. */
  reset(): void {
    this.count = 0;
    this.labels = new Labels();
    for (const table of this.#tables) table.reset();
    this.#flags = undefined;
    for (const column of this.attributes.values()) column.fill(MISSING);
  }

  /** Replaces a document's text by bytes in kernel memory; signals of that document are measured again when asked. */
  setText(row: number, at: number, bytes: number): void {
    this.textAt[row] = at;
    this.textBytes[row] = bytes;
    for (const table of this.#tables) table.forget(row);
    if (this.#flags) this.#flags[row] = STALE;
  }

  /** A count of {@link TEXT_STATS} for one row; a text is measured once, when one of its counts is first asked for. */
  stat(row: number, name: TextStat): number {
    const table = this.#signals.text;
    if (table.isMeasured[row] === 0) table.measure(row, this.textAt[row] as number, this.textBytes[row] as number);
    return table.count(row, name);
  }

  /** A count of {@link LINE_STATS} for one row, measured like `stat`. */
  lineStat(row: number, name: LineStat): number {
    const table = this.#signals.lines;
    if (table.isMeasured[row] === 0) table.measure(row, this.textAt[row] as number, this.textBytes[row] as number);
    return table.count(row, name);
  }

  /** A count of {@link PROSE_STATS} for one row, measured like `stat`. */
  proseStat(row: number, name: ProseStat): number {
    const table = this.#signals.prose;
    if (table.isMeasured[row] === 0) table.measure(row, this.textAt[row] as number, this.textBytes[row] as number);
    return table.count(row, name);
  }

  /** A count of {@link WORD_STATS} for one row over the words of a rule, measured like `stat`. */
  wordStat(row: number, rule: WordRule, name: WordStat): number {
    const table = this.#signals.words[rule];
    if (table.isMeasured[row] === 0) table.measure(row, this.textAt[row] as number, this.textBytes[row] as number);
    return table.count(row, name);
  }

  /** Whether the text of a row needs a kind of cleaning ({@link CLEAN_FLAGS}). */
  needs(row: number, flag: keyof typeof CLEAN_FLAGS): boolean {
    if (!this.#flags) {
      this.#flags = new Int32Array(this.count);
      for (let each = 0; each < this.count; each++) {
        if (this.alive[each])
          this.#flags[each] = this.kernels.call.cleanScan(this.textAt[each] as number, this.textBytes[each] as number);
      }
    }
    if (this.#flags[row] === STALE)
      this.#flags[row] = this.kernels.call.cleanScan(this.textAt[row] as number, this.textBytes[row] as number);
    return ((this.#flags[row] as number) & CLEAN_FLAGS[flag]) !== 0;
  }

  /** A view of the document's UTF-8 text, valid until kernel memory grows or the batch is reset. */
  textView(row: number): Uint8Array<ArrayBuffer> {
    return this.view(this.textAt[row] as number, this.textBytes[row] as number);
  }

  view(at: number, bytes: number): Uint8Array<ArrayBuffer> {
    return this.kernels.bytes().subarray(at, at + bytes);
  }

  /** Copies bytes into the batch's memory and returns their address. */
  arena(bytes: Uint8Array): number {
    const at = this.kernels.alloc(bytes.length);
    this.kernels.bytes().set(bytes, at);
    return at;
  }

  setNumber(row: number, attribute: string, value: number): void {
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
      throw new StageError(`attribute ${attribute}: got ${value}, wanted a finite number, or none. JSON has no word for it.`);
    }
    this.#column(attribute)[row] = value;
  }

  setLabel(row: number, attribute: string, label: string): void {
    this.#column(attribute)[row] = this.labels.code(label);
  }

  /** A label that an earlier stage set, or undefined. */
  label(row: number, attribute: string): string | undefined {
    const code = this.attributes.get(attribute)?.[row];
    return code === undefined || Number.isNaN(code) ? undefined : this.labels.words[code];
  }

  /** A number that an earlier stage set; NaN where none was. */
  number(row: number, attribute: string): number {
    return this.attributes.get(attribute)?.[row] ?? MISSING;
  }

  #column(attribute: string): Float64Array {
    const column = this.attributes.get(attribute);
    if (!column) throw new Error(`attribute ${attribute} is set but not declared in the stage's \`writes\``);
    return column;
  }

  text(row: number): string {
    return decoder.decode(this.textView(row));
  }

  id(row: number): string {
    return decoder.decode(this.view(this.idAt[row] as number, this.idBytes[row] as number));
  }

  /** The document as custom stages see it; every field is decoded on first use. */
  document(row: number): Document {
    return new DocumentView(this, row);
  }

  /** Kind of an attribute, by the declarations of the stages. */
  kindOf(attribute: string): "number" | "label" | undefined {
    return this.#specs[attribute];
  }
}

class DocumentView implements Document {
  readonly #batch: Batch;
  readonly #row: number;
  #text: string | undefined;
  constructor(batch: Batch, row: number) {
    this.#batch = batch;
    this.#row = row;
  }
  get id(): string {
    return this.#batch.id(this.#row);
  }
  get source(): string {
    return this.#batch.source;
  }
  get text(): string {
    this.#text ??= this.#batch.text(this.#row);
    return this.#text;
  }
  get meta(): Readonly<Record<string, unknown>> {
    const bytes = this.#batch.metaBytes[this.#row] as number;
    if (bytes === 0) return {};
    return JSON.parse(decoder.decode(this.#batch.view(this.#batch.metaAt[this.#row] as number, bytes)));
  }
  get attributes(): Attributes {
    const found: Record<string, number | string> = {};
    for (const [name, column] of this.#batch.attributes) {
      const value = column[this.#row] as number;
      if (Number.isNaN(value)) continue;
      found[name] = this.#batch.kindOf(name) === "label" ? (this.#batch.labels.words[value] as string) : value;
    }
    return found;
  }
}

/** What a reader fills: records as UTF-8 bytes, and the places of those it must refuse. */
export interface BatchBuilder {
  readonly kernels: Kernels;
  /** True when no further record should be added to this batch. */
  readonly full: boolean;
  /**
   * Adds a record whose bytes already lie in kernel memory (allocated after the batch began). `idBytes` 0: an id is made from the place.
   * `metaBytes` 0: no metadata. Text must be valid UTF-8.
   */
  add(record: RecordPlace): void;
  /** Quarantines a record: counted, written down by place and reason, never by text. */
  refuse(offset: number, reason: string): void;
  /** Says of all records from here on, up to the next call, where in the file they come from and how they were decoded. */
  enter(place: PlaceInFile): void;
}

/** Where in a file records come from, where that is more than an offset, and how their text was decoded, where it was not UTF-8. */
export interface PlaceInFile {
  /** Path of a file in an archive, as the archive has it. */
  readonly member?: string;
  /** Name of the encoding and how it was found, such as `cp949, declared`. */
  readonly encoding?: string;
}

/** Addresses in kernel memory of one record's fields. */
export interface RecordPlace {
  readonly offset: number;
  readonly textAt: number;
  readonly textBytes: number;
  readonly idAt: number;
  readonly idBytes: number;
  readonly urlAt: number;
  readonly urlBytes: number;
  readonly metaAt: number;
  readonly metaBytes: number;
}
