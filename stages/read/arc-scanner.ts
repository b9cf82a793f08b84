import type { ArchiveScanner, Scanned } from "./archive-record.ts";
import type { ArchiveWindow } from "./archive-window.ts";
import { lengthOf } from "./warc-scanner.ts";

const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const STEP = 64 * 1024;
/** Bytes that the line before a record may have. */
const LONGEST_LINE = 16 * 1024;
/** Address (with blanks in it, in files of careless writers), IP address, time, type, in version 2 five fields more, length. */
const RECORD = /^(\S.*?) ([0-9a-fA-F.:]+|-) (\d{12,18}) (\S+)(?: .+)? (-?\w+)$/;

/** Reads ARC 1 and 2 (Internet Archive, 1996): a line of fields before each record, its length the last of them. */
export class ArcScanner implements ArchiveScanner {
  readonly #window: ArchiveWindow;
  readonly #maxRecordBytes: number;

  constructor(window: ArchiveWindow, maxRecordBytes: number) {
    this.#window = window;
    this.#maxRecordBytes = maxRecordBytes;
  }

  async next(): Promise<Scanned | undefined> {
    const window = this.#window;
    for (;;) {
      await window.load(STEP);
      while (window.byte(0) === RETURN || window.byte(0) === LINE_FEED) window.skip(1);
      if (window.held > 0) break;
      if (window.ended) return undefined;
    }
    await window.load(LONGEST_LINE);
    const { offset } = window;
    const { line, end } = lineAt(window.bytes(0, Math.min(window.held, LONGEST_LINE)));
    const fields = RECORD.exec(line);
    const length = lengthOf(fields?.[5]);
    if (!fields || length === undefined) {
      await this.#findRecord();
      // The first record describes the file; one without a length is no document that is lost.
      if (line.startsWith("filedesc://"))
        return { offset, type: "filedesc", headers: new Map(), content: undefined, isCut: false };
      return { offset, refused: fields ? "archive-header-broken" : "archive-record-broken" };
    }
    const [, url = "", , time = "", type = ""] = fields;
    const isDescription = url.startsWith("filedesc://");
    if (length > this.#maxRecordBytes || isDescription) {
      const there = await window.pass(end + length);
      if (isDescription) return { offset, type: "filedesc", headers: new Map(), content: undefined, isCut: false };
      return { offset, refused: there < end + length ? "record-truncated" : "record-too-long" };
    }
    await window.load(end + length);
    const there = Math.min(window.held, end + length);
    const content = window.bytes(end, there);
    window.skip(there);
    const headers = new Map([
      ["warc-target-uri", url],
      ["warc-date", dateOf(time)],
      ["content-type", type],
    ]);
    return { offset, type: "response", headers, content, isCut: there < end + length };
  }

  /** Goes on, behind the present line, to the next that begins a record, or to the end. */
  async #findRecord(): Promise<void> {
    const window = this.#window;
    for (;;) {
      const { end } = lineAt(window.bytes(0, Math.min(window.held, LONGEST_LINE)));
      window.skip(end);
      await window.load(LONGEST_LINE);
      if (window.held === 0) return;
      if (RECORD.test(lineAt(window.bytes(0, Math.min(window.held, LONGEST_LINE))).line)) return;
    }
  }
}

function lineAt(bytes: Uint8Array): { readonly line: string; readonly end: number } {
  const at = bytes.indexOf(LINE_FEED);
  const end = at < 0 ? bytes.length : at + 1;
  return { line: Buffer.from(bytes.buffer, bytes.byteOffset, end).toString("utf8").trimEnd(), end };
}

/** Fourteen digits as the date that WARC would have. */
function dateOf(time: string): string {
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?/.exec(time);
  if (!found) return time;
  const [, year, month, day, hour, minute, second = "00"] = found;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}
