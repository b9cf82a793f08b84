import type { ArchiveScanner, Scanned } from "./archive-record.ts";
import type { ArchiveWindow } from "./archive-window.ts";
import { endOfHead, LONGEST_HEAD, parseHead } from "./http-message.ts";

const RETURN = 0x0d;
const LINE_FEED = 0x0a;
const MAGIC = Buffer.from("WARC/");
const STEP = 64 * 1024;

/**
 * Reads WARC 0.17 to 1.1 (ISO 28500) by the records' lengths. Bytes that are no record are refused once, up to the next line that begins
 * one, so that a wrong length costs one record and not the file.
 */
export class WarcScanner implements ArchiveScanner {
  readonly #window: ArchiveWindow;
  readonly #wanted: (type: string) => boolean;
  readonly #maxRecordBytes: number;
  readonly #end: () => number;

  /** `wanted` by WARC-Type; others are passed over unheld. `end`: decoded offset from which on records belong to the next part. */
  constructor(window: ArchiveWindow, wanted: (type: string) => boolean, maxRecordBytes: number, end: () => number) {
    this.#window = window;
    this.#wanted = wanted;
    this.#maxRecordBytes = maxRecordBytes;
    this.#end = end;
  }

  async next(): Promise<Scanned | undefined> {
    const window = this.#window;
    if (!(await this.#skipBlankLines())) return undefined;
    const { offset } = window;
    if (offset >= this.#end()) return undefined;
    if (!(await this.#atRecord())) {
      await this.#findRecord();
      return { offset, refused: "archive-record-broken" };
    }
    await window.load(STEP);
    let head = endOfHead(window.bytes(), LONGEST_HEAD);
    if (head < 0) {
      await window.load(LONGEST_HEAD);
      head = endOfHead(window.bytes(), LONGEST_HEAD);
    }
    if (head < 0) {
      const refused = window.ended && window.held < LONGEST_HEAD ? "record-truncated" : "archive-header-broken";
      await this.#findRecord();
      return { offset, refused };
    }
    const { headers } = parseHead(window.bytes(0, head));
    const type = headers.get("warc-type")?.toLowerCase();
    const length = lengthOf(headers.get("content-length"));
    if (type === undefined || length === undefined) {
      await this.#findRecord();
      return { offset, refused: "archive-header-broken" };
    }
    if (!this.#wanted(type) || length > this.#maxRecordBytes) {
      const there = await window.pass(head + length);
      if (there < head + length) return this.#wanted(type) ? { offset, refused: "record-truncated" } : undefined;
      if (this.#wanted(type)) return { offset, refused: "record-too-long" };
      return { offset, type, headers, content: undefined, isCut: false };
    }
    await window.load(head + length);
    const end = Math.min(window.held, head + length);
    const content = window.bytes(head, end);
    window.skip(end);
    return { offset, type, headers, content, isCut: end < head + length };
  }

  async #skipBlankLines(): Promise<boolean> {
    const window = this.#window;
    for (;;) {
      let at = 0;
      while (window.byte(at) === RETURN || window.byte(at) === LINE_FEED) at++;
      window.skip(at);
      if (window.held > 0) return true;
      if (window.ended) return false;
      await window.load(STEP);
    }
  }

  async #atRecord(): Promise<boolean> {
    await this.#window.load(MAGIC.length + 2);
    return isStart(this.#window.bytes(), 0);
  }

  /** Goes on to the next line, behind the present one, that begins a record; to the end when there is none. */
  async #findRecord(): Promise<void> {
    const window = this.#window;
    for (;;) {
      const bytes = window.bytes();
      const held = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let at = held.indexOf(MAGIC, 1); at > 0; at = held.indexOf(MAGIC, at + 1)) {
        if (at + MAGIC.length + 2 > held.length && !window.ended) break;
        if (held[at - 1] === LINE_FEED && isStart(held, at)) {
          window.skip(at);
          return;
        }
      }
      if (window.ended) {
        window.skip(window.held);
        return;
      }
      // The beginning of a record may lie across the end of what is held.
      window.skip(Math.max(0, held.length - MAGIC.length - 3));
      await window.load(STEP + MAGIC.length + 3);
    }
  }
}

/** Whether a record begins at a place: `WARC/` and a version. */
export function isStart(bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < MAGIC.length; index++) if (bytes[at + index] !== MAGIC[index]) return false;
  const digit = bytes[at + MAGIC.length] ?? 0;
  return digit >= 0x30 && digit <= 0x39 && bytes[at + MAGIC.length + 1] === 0x2e;
}

/** A Content-Length as a number; undefined when it is none. */
export function lengthOf(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
