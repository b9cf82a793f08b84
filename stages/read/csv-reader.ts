import type { BatchBuilder } from "../../engine/batch.ts";
import { InputError } from "../../engine/errors.ts";
import type { PartRange, PartReader } from "../../engine/source.ts";
import type { ByteInput } from "./byte-input.ts";
import { CountingBuilder } from "./counting-builder.ts";
import { CsvFields, type CsvShape } from "./csv-fields.ts";
import { type FieldMapping, firstSteps, onlyFields } from "./fields.ts";
import type { RecordLimits } from "./reader-options.ts";
import { ValueRecords } from "./value-records.ts";

/** Bytes that are read at once. */
const READ_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const decoder = new TextDecoder();

/** What a reader of CSV is told of its source's options. */
export interface CsvOptions extends RecordLimits, CsvShape {
  /** The first record of the file names its columns. */
  readonly header: boolean;
  /** Names of the columns, instead of the first record's; none for those. */
  readonly columns: readonly string[];
  readonly mapping: FieldMapping;
}

/** How many columns there are, and those that the mapping asks for. */
interface Columns {
  readonly count: number;
  readonly wanted: readonly { readonly name: string; readonly field: number }[];
}

/**
 * Reads CSV and its kin. A record's offset is the byte of the decoded file at which it begins. A part that does not begin the file
 * begins with the line after the one it lies in, which is sound only where no quoted field holds a line end.
 */
export class CsvReader implements PartReader {
  readonly #input: ByteInput;
  readonly #openHead: () => ByteInput;
  readonly #name: string;
  readonly #start: number;
  readonly #options: CsvOptions;
  readonly #fields: CsvFields;
  #records: ValueRecords | undefined;
  #columns: Columns | undefined;
  /** Bytes that are not yet used up, from `#at` on. */
  #held: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** Decoded offset of the byte at `#at`. */
  #offset: number;
  /** What is passed over: nothing, the rest of a line, or the rest of a quoted field and then of its line. */
  #skipping: "no" | "line" | "quotes";
  #isEnd = false;
  #done = false;
  #fault: unknown;

  /** `openHead` opens the file at its beginning, for the names of the columns of a part that begins later. */
  constructor(
    input: ByteInput,
    name: string,
    part: Pick<PartRange, "start" | "decodedStart">,
    options: CsvOptions,
    openHead: () => ByteInput,
  ) {
    this.#input = input;
    this.#openHead = openHead;
    this.#name = name;
    this.#start = part.start;
    this.#offset = part.decodedStart;
    this.#options = options;
    this.#fields = new CsvFields(options);
    this.#skipping = part.start > 0 ? "line" : "no";
  }

  get bytesRead(): number {
    return this.#input.position - this.#start;
  }

  async fill(builder: BatchBuilder): Promise<boolean> {
    if (this.#fault) throw this.#fault;
    const counted = new CountingBuilder(builder);
    try {
      if (this.#start > 0 && !this.#columns) await this.#readHead();
      while (!this.#done && !counted.full) {
        if (!this.#step(counted)) await this.#readMore();
      }
    } catch (error) {
      // What was read before the fault is delivered first.
      if (counted.count === 0) throw error;
      this.#fault = error;
    }
    return counted.count > 0 || !this.#done;
  }

  /** Takes the names of the columns from the file's first record. */
  async #readHead(): Promise<void> {
    const { columns } = this.#options;
    if (columns.length > 0) {
      this.#setColumns(columns);
      return;
    }
    const head = new CsvReader(this.#openHead(), this.#name, { start: 0, decodedStart: 0 }, this.#options, this.#openHead);
    try {
      while (!head.#columns && !head.#done) if (!head.#takeHeader()) await head.#readMore();
      this.#columns = head.#columns;
      this.#records = head.#records;
    } finally {
      await head.close();
    }
  }

  /** Uses up a record or part of what is passed over; false when that needs more bytes. */
  #step(builder: CountingBuilder): boolean {
    if (this.#offset > this.#input.decodedEnd) {
      this.#done = true;
      return true;
    }
    if (this.#skipping !== "no") return this.#skip();
    if (!this.#columns) return this.#takeHeader();
    const next = this.#fields.find(this.#held, this.#at, this.#isEnd);
    const bytes = next < 0 ? this.#held.length - this.#at : next - this.#at;
    if (next < 0 && this.#isEnd) return this.#endOfFile(builder);
    if (bytes > this.#options.maxRecordBytes + 2) {
      builder.refuse(this.#offset, "record-too-long");
      if (next < 0) {
        this.#skipping = this.#fields.isInQuotes && this.#options.quotedNewlines ? "quotes" : "line";
        this.#use(bytes);
        return true;
      }
    } else if (next < 0) return false;
    else if (!this.#isBlank(bytes)) this.#add(builder);
    // A quote that ends up amid a field opened some lines above was not closed where it should have been: those lines are for themselves.
    const line = this.#fields.fault === "invalid-quoting" ? this.#held.indexOf(NEWLINE, this.#at) + 1 - this.#at : 0;
    this.#use(line > 0 ? line : bytes);
    if (this.#isEnd && this.#at === this.#held.length) this.#done = true;
    return true;
  }

  /** Within quotes at the end of the file: the record is refused, and its lines but the first are looked at for what they are. */
  #endOfFile(builder: BatchBuilder): boolean {
    if (this.#at === this.#held.length) {
      this.#done = true;
      return true;
    }
    builder.refuse(this.#offset, "unclosed-quote");
    this.#skipping = "line";
    return true;
  }

  #takeHeader(): boolean {
    const { header, columns, maxRecordBytes } = this.#options;
    // A byte order mark is no part of a name or value; it can only be seen once there are three bytes.
    if (this.#held.length < 3 && !this.#isEnd) return false;
    if (this.#offset === 0 && startsWithByteOrderMark(this.#held)) this.#use(3);
    if (!header) {
      this.#setColumns(columns);
      return true;
    }
    const next = this.#fields.find(this.#held, this.#at, this.#isEnd);
    const bytes = next < 0 ? this.#held.length - this.#at : next - this.#at;
    if (bytes > maxRecordBytes || (next < 0 && this.#isEnd && bytes > 0) || (next >= 0 && this.#fields.fault))
      throw new InputError(
        `${this.#name}: its first record names no columns: ${this.#fields.fault ?? "it does not end"}. Mend it, or set header to false and name the columns.`,
        "INPUT_CORRUPT",
      );
    if (next < 0 && !this.#isEnd) return false;
    if (next >= 0 && !this.#isBlank(bytes)) {
      const names = Array.from({ length: this.#fields.count }, (_, field) =>
        decoder.decode(this.#fields.value(this.#held, field) ?? undefined),
      );
      this.#setColumns(columns.length > 0 ? columns : names);
    }
    this.#use(bytes);
    if (this.#isEnd && this.#at === this.#held.length) this.#done = true;
    return true;
  }

  #setColumns(names: readonly string[]): void {
    const { mapping, maxRecordBytes, maxDepth } = this.#options;
    const asked = firstSteps(mapping);
    const wanted = names.map((name, field) => ({ name, field })).filter(({ name }) => asked.has(name));
    const known = onlyFields(mapping, new Set(wanted.map(({ name }) => name)));
    this.#records = new ValueRecords(known, maxRecordBytes, maxDepth);
    this.#columns = { count: names.length, wanted };
  }

  #add(builder: BatchBuilder): void {
    const { count, wanted } = this.#columns as Columns;
    const fault = this.#fields.fault ?? (this.#fields.count === count ? undefined : "wrong-width");
    if (fault) {
      builder.refuse(this.#offset, fault);
      return;
    }
    const record: Record<string, unknown> = {};
    for (const { name, field } of wanted) record[name] = this.#fields.value(this.#held, field);
    this.#records?.add(record, this.#offset, builder);
  }

  /** A line without anything is no record. */
  #isBlank(bytes: number): boolean {
    for (let at = this.#at; at < this.#at + bytes; at++)
      if (this.#held[at] !== NEWLINE && this.#held[at] !== RETURN) return false;
    return true;
  }

  #use(bytes: number): void {
    this.#at += bytes;
    this.#offset += bytes;
  }

  /** Passes over held bytes; false when what is passed over goes on behind them. */
  #skip(): boolean {
    const { quote } = this.#options;
    while (this.#skipping === "quotes") {
      const close = this.#held.indexOf(quote, this.#at);
      const isSure = close >= 0 && (close + 1 < this.#held.length || this.#isEnd);
      if (!isSure) {
        this.#use((close < 0 ? this.#held.length : close) - this.#at);
        if (!this.#isEnd) return false;
        throw new InputError(
          `${this.#name}: a quote that opens a field of a record beyond maxRecordBytes is never closed. Mend the file, or set quote to "" where nothing is quoted.`,
          "INPUT_CORRUPT",
        );
      }
      const isDoubled = this.#held[close + 1] === quote;
      this.#use(close + (isDoubled ? 2 : 1) - this.#at);
      if (!isDoubled) this.#skipping = "line";
    }
    const end = this.#held.indexOf(NEWLINE, this.#at);
    this.#use((end < 0 ? this.#held.length : end + 1) - this.#at);
    if (end >= 0) this.#skipping = "no";
    if (this.#isEnd && this.#at === this.#held.length) this.#done = true;
    return end >= 0 || this.#done;
  }

  /** Reads on behind what is held; doubles long records, so that they are not looked through again and again. */
  async #readMore(): Promise<void> {
    const left = this.#held.length - this.#at;
    const room = Math.max(READ_BYTES, left);
    const wait = this.#input.ready(room);
    if (wait) await wait;
    const grown = new Uint8Array(left + room);
    grown.set(this.#held.subarray(this.#at));
    const read = this.#input.read(grown.subarray(left));
    this.#held = grown.subarray(0, left + read);
    this.#at = 0;
    if (read === 0) this.#isEnd = true;
  }

  async close(): Promise<void> {
    await this.#input.close();
  }
}

const startsWithByteOrderMark = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
