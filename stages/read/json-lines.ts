import type { BatchBuilder } from "../../engine/batch.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import type { PartRange, PartReader } from "../../engine/source.ts";
import type { ByteInput } from "./byte-input.ts";
import { CountingBuilder } from "./counting-builder.ts";
import type { FieldMapping } from "./fields.ts";
import { JsonRecords } from "./json-record.ts";
import type { RecordLimits } from "./reader-options.ts";

/** Bytes that are read at once. */
const READ_BYTES = 1024 * 1024;
/** Line ends that are looked for at once. */
const LINES = 16 * 1024;
const NEWLINE = 0x0a;

/** Bytes of the file in kernel memory that are not yet used up. */
interface Block {
  at: number;
  bytes: number;
  /** Decoded offset of the first byte. */
  offset: number;
  /** Bytes from the start that surely hold no line end. */
  clean: number;
  /** `kernels.mark()` before and after the block was placed. */
  readonly before: number;
  after: number;
}

/**
 * Reads newline-separated JSON. A part owns the records that begin behind its start and not behind its end (the first part also the
 * one at byte 0), so that parts next to each other neither lose nor double a record, wherever they are cut. Texts stay where they were
 * read; only what a batch leaves over is kept outside kernel memory.
 */
export class JsonLines implements PartReader {
  readonly #input: ByteInput;
  readonly #start: number;
  readonly #maxRecordBytes: number;
  readonly #records: JsonRecords;
  /** Bytes read but not used up by the batches so far. */
  #carry = new Uint8Array(0);
  #offset: number;
  /** True while the rest of a line is passed over. */
  #skipping: boolean;
  #fault: unknown;
  #done = false;
  #linesAt = 0;

  constructor(input: ByteInput, part: Pick<PartRange, "start" | "decodedStart">, mapping: FieldMapping, limits: RecordLimits) {
    this.#input = input;
    this.#start = part.start;
    this.#offset = part.decodedStart;
    this.#skipping = part.start > 0;
    this.#maxRecordBytes = limits.maxRecordBytes;
    this.#records = new JsonRecords(mapping, limits.maxDepth);
  }

  get bytesRead(): number {
    return this.#input.position - this.#start;
  }

  async fill(builder: BatchBuilder): Promise<boolean> {
    if (this.#fault) throw this.#fault;
    const counted = new CountingBuilder(builder);
    try {
      if (!this.#done) await this.#fill(counted);
    } catch (error) {
      // What was read before the fault is delivered first.
      if (counted.count === 0) throw error;
      this.#fault = error;
    }
    return counted.count > 0 || !this.#done;
  }

  async #fill(builder: CountingBuilder): Promise<void> {
    const { kernels } = builder;
    this.#records.place(kernels);
    this.#linesAt = kernels.alloc(LINES * 4);
    let block = this.#placeCarry(kernels);
    for (;;) {
      const added = builder.added;
      const used = this.#scan(block, builder);
      block.at += used;
      block.bytes -= used;
      block.offset += used;
      block.clean = Math.max(0, block.clean - used);
      if (block.offset > this.#input.decodedEnd) {
        this.#done = true;
        return;
      }
      if (builder.full) {
        this.#carry = kernels.bytes().slice(block.at, block.at + block.bytes);
        this.#offset = block.offset;
        return;
      }
      if (block.bytes > this.#maxRecordBytes + 1) this.#passOver(block, builder);
      const wait = this.#input.ready(this.#room(block));
      if (wait) await wait;
      block = this.#extend(block, kernels, builder.added === added);
      if (this.#read(block, kernels) > 0) continue;
      if (block.bytes > 0 && !this.#skipping) this.#line(block.at, block.bytes, block.offset, builder, false);
      this.#done = true;
      return;
    }
  }

  /** Refuses the line that a block begins with and cannot hold, and goes on to its end without keeping it. */
  #passOver(block: Block, builder: BatchBuilder): void {
    builder.refuse(block.offset, "record-too-long");
    this.#skipping = true;
    block.offset += block.bytes;
    block.bytes = 0;
    block.clean = 0;
  }

  #placeCarry(kernels: Kernels): Block {
    const before = kernels.mark();
    const at = kernels.alloc(this.#carry.length);
    kernels.bytes().set(this.#carry, at);
    return { at, bytes: this.#carry.length, offset: this.#offset, clean: 0, before, after: kernels.mark() };
  }

  /** Makes room behind what is left of a block: in its own memory when no record lies there, else in fresh memory. */
  #extend(block: Block, kernels: Kernels, unused: boolean): Block {
    const from = block.at;
    if (unused && kernels.mark() === block.after) kernels.release(block.before);
    const before = kernels.mark();
    const at = kernels.alloc(block.bytes + this.#room(block));
    kernels.bytes().copyWithin(at, from, from + block.bytes);
    return { ...block, at, before, after: kernels.mark() };
  }

  /** Doubles long lines, so that they are not looked through again and again; no further than a record may reach. */
  #room({ bytes }: Block): number {
    return Math.min(Math.max(READ_BYTES, bytes), this.#maxRecordBytes - bytes + READ_BYTES);
  }

  #read(block: Block, kernels: Kernels): number {
    const from = block.at + block.bytes;
    const read = this.#input.read(kernels.bytes().subarray(from, from + this.#room(block)));
    block.bytes += read;
    kernels.release(block.before);
    kernels.alloc(block.bytes);
    block.after = kernels.mark();
    return read;
  }

  /** Takes the whole lines of a block until the batch is full; returns the bytes used up. */
  #scan(block: Block, builder: BatchBuilder): number {
    const { kernels } = builder;
    const { call } = kernels;
    let used = 0;
    for (;;) {
      const from = Math.max(used, block.clean);
      const count = call.findLines(block.at + from, block.bytes - from, this.#linesAt, this.#skipping ? 1 : LINES);
      if (count === 0) {
        if (this.#skipping) return block.bytes;
        block.clean = block.bytes;
        return used;
      }
      const lineEnd = (index: number) => from + (kernels.words()[(this.#linesAt >>> 2) + index] as number);
      const span = lineEnd(count - 1) - used;
      const valid = this.#skipping || call.validUtf8(block.at + used, span) === span;
      for (let index = 0; index < count; index++) {
        if (block.offset + used > this.#input.decodedEnd) return used;
        const end = lineEnd(index);
        if (!this.#skipping) this.#line(block.at + used, end - used, block.offset + used, builder, valid);
        this.#skipping = false;
        used = end + 1;
        if (builder.full) return used;
      }
    }
  }

  /** Adds, refuses or passes over one line, given without its line end. */
  #line(at: number, bytes: number, offset: number, builder: BatchBuilder, valid: boolean): void {
    const { kernels } = builder;
    const memory = kernels.bytes();
    const mark = offset === 0 && startsWithByteOrderMark(memory, at, bytes) ? 3 : 0;
    const end = at + bytes;
    let first = at + mark;
    while (first < end && isSpace(memory[first] as number)) first++;
    if (first === end) return;
    const length = end - at - mark - (memory[end - 1] === 0x0d ? 1 : 0);
    if (length > this.#maxRecordBytes) builder.refuse(offset + mark, "record-too-long");
    else if (!valid && kernels.call.validUtf8(at + mark, length) !== length) builder.refuse(offset + mark, "invalid-utf8");
    else this.#records.add(at + mark, length, offset + mark, builder);
  }

  async close(): Promise<void> {
    await this.#input.close();
  }
}

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === NEWLINE;

const startsWithByteOrderMark = (memory: Uint8Array, at: number, bytes: number): boolean =>
  bytes >= 3 && memory[at] === 0xef && memory[at + 1] === 0xbb && memory[at + 2] === 0xbf;
