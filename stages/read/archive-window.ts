import type { ByteInput } from "./byte-input.ts";

const READ_BYTES = 256 * 1024;

/** A stretch of a decoded file that moves on: what is looked at is held in one piece, what lies behind is forgotten. */
export class ArchiveWindow {
  readonly #input: ByteInput;
  #buffer: Uint8Array = new Uint8Array(READ_BYTES * 2);
  #start = 0;
  #end = 0;
  #ended = false;
  /** Decoded offset of the first byte that is held. */
  offset: number;
  /** Why no more can be read than what is held. */
  fault: unknown;

  constructor(input: ByteInput, offset: number) {
    this.#input = input;
    this.offset = offset;
  }

  /** Bytes that are held. */
  get held(): number {
    return this.#end - this.#start;
  }

  /** True when nothing comes behind what is held. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The bytes held, from `from` on, until the next call of {@link load}. */
  bytes(from = 0, to = this.held): Uint8Array {
    return this.#buffer.subarray(this.#start + from, this.#start + to);
  }

  byte(at: number): number {
    return at < this.held ? (this.#buffer[this.#start + at] as number) : -1;
  }

  /** Holds `bytes` bytes, or all there are. Never rejects: a fault is kept, and what came before it is held. */
  async load(bytes: number): Promise<void> {
    while (this.held < bytes && !this.#ended) {
      this.#makeRoom(bytes);
      const room = Math.min(this.#buffer.length - this.#end, Math.max(READ_BYTES, bytes - this.held));
      try {
        await this.#input.ready(room);
        const read = this.#input.read(this.#buffer.subarray(this.#end, this.#end + room));
        this.#end += read;
        if (read === 0) this.#ended = true;
      } catch (error) {
        this.fault = error;
        this.#ended = true;
      }
    }
  }

  #makeRoom(bytes: number): void {
    const held = this.held;
    const wanted = Math.max(bytes, held) + READ_BYTES;
    if (this.#start + wanted <= this.#buffer.length) return;
    const into = wanted <= this.#buffer.length ? this.#buffer : new Uint8Array(Math.max(wanted, this.#buffer.length * 2));
    into.set(this.#buffer.subarray(this.#start, this.#end));
    this.#buffer = into;
    this.#start = 0;
    this.#end = held;
  }

  /** Goes on by bytes that are held. */
  skip(bytes: number): void {
    this.#start += bytes;
    this.offset += bytes;
    // What a long record took is given back.
    if (this.held === 0 && this.#buffer.length > LONGEST_KEPT) this.#buffer = new Uint8Array(READ_BYTES * 2);
    if (this.held === 0) this.#start = this.#end = 0;
  }

  /** Goes on by so many bytes whether held or not; returns how many there were. */
  async pass(bytes: number): Promise<number> {
    let left = bytes;
    for (;;) {
      const step = Math.min(left, this.held);
      this.skip(step);
      left -= step;
      if (left === 0 || (this.#ended && this.held === 0)) return bytes - left;
      await this.load(Math.min(left, READ_BYTES));
    }
  }
}

const LONGEST_KEPT = 16 * 1024 * 1024;
