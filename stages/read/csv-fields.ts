/** How fields are told apart; both are single ASCII characters. */
export interface CsvShape {
  readonly delimiter: number;
  /** -1: nothing quotes. */
  readonly quote: number;
  /** False: a line end ends the record, within quotes too. */
  readonly quotedNewlines: boolean;
}

/** Why a record of CSV is refused, and what that means. */
export const CSV_REFUSALS = {
  "wrong-width": "The record has another number of fields than there are columns.",
  "invalid-quoting": "Something stands between a closing quote and the next delimiter; reading goes on with the next line.",
  "unclosed-quote": "A quote that opens a field is not closed; reading goes on with the next line.",
} as const;

/** One of the {@link CSV_REFUSALS}. */
export type CsvRefusal = keyof typeof CSV_REFUSALS;

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Finds the fields of one record (RFC 4180: quotes around a field, doubled within one). A quote inside a field that none opens is a
 * character like any other, as in Python's csv; a record ends with a line feed, a carriage return before it belongs to the end.
 */
export class CsvFields {
  readonly #shape: CsvShape;
  /** Fields of the record found last; of `places` two for each, where it begins and ends without its quotes. */
  count = 0;
  readonly places: number[] = [];
  /** By field: 0 bare, 1 quoted, 2 quoted with doubled quotes inside. */
  readonly quoted: number[] = [];
  /** What is wrong with the record found last. */
  fault: CsvRefusal | undefined;
  /** When the bytes ended within a record: whether that was within quotes. */
  isInQuotes = false;

  constructor(shape: CsvShape) {
    this.#shape = shape;
  }

  /**
   * Finds the record that begins at `at`, and returns where the next begins, or -1 when the bytes end first. `isLast`: nothing follows
   * them, so that their end ends the record too.
   */
  find(bytes: Uint8Array, at: number, isLast: boolean): number {
    const { delimiter, quote } = this.#shape;
    const { length } = bytes;
    this.count = 0;
    this.fault = undefined;
    this.isInQuotes = false;
    let p = at;
    for (;;) {
      let next: number;
      if (quote >= 0 && p < length && bytes[p] === quote) {
        next = this.#quoted(bytes, p + 1, isLast);
        if (next < 0) return -1;
      } else {
        next = p;
        // The loop that most bytes of bare fields go through.
        while (next < length && bytes[next] !== delimiter && bytes[next] !== NEWLINE) next++;
        if (next === length && !isLast) return -1;
        this.#add(p, next < length && bytes[next] === delimiter ? next : withoutReturn(bytes, p, next), 0);
      }
      if (next >= length) return length;
      p = next + 1;
      if (bytes[next] === NEWLINE) return p;
    }
  }

  #add(start: number, end: number, quoted: number): void {
    this.places[this.count * 2] = start;
    this.places[this.count * 2 + 1] = end;
    this.quoted[this.count++] = quoted;
  }

  /** A field from behind its opening quote; returns where its delimiter or line end is, or -1. */
  #quoted(bytes: Uint8Array, start: number, isLast: boolean): number {
    const { delimiter, quote, quotedNewlines } = this.#shape;
    let kind = 1;
    let close = start;
    const lineEnd = quotedNewlines ? -1 : bytes.indexOf(NEWLINE, start);
    for (;;) {
      close = bytes.indexOf(quote, close);
      if (close < 0 || (lineEnd >= 0 && close > lineEnd)) {
        this.isInQuotes = true;
        if (quotedNewlines || (lineEnd < 0 && !isLast)) return -1;
        this.fault = "unclosed-quote";
        const end = lineEnd < 0 ? bytes.length : lineEnd;
        this.#add(start, end, 1);
        return end;
      }
      if (bytes[close + 1] !== quote) break;
      kind = 2;
      close += 2;
    }
    if (close + 1 >= bytes.length && !isLast) return -1;
    this.#add(start, close, kind);
    let next = close + 1;
    while (next < bytes.length && bytes[next] !== delimiter && bytes[next] !== NEWLINE) next++;
    if (next === bytes.length && !isLast) return -1;
    const rest = next < bytes.length && bytes[next] === delimiter ? next : withoutReturn(bytes, close + 1, next);
    if (rest > close + 1) this.fault ??= "invalid-quoting";
    return next;
  }

  /** The bytes of a field of the record found last, its quotes undone; null for a bare field without any. */
  value(bytes: Uint8Array, field: number): Uint8Array | null {
    const start = this.places[field * 2] as number;
    const end = this.places[field * 2 + 1] as number;
    const kind = this.quoted[field];
    if (kind === 2) return this.#undouble(bytes.subarray(start, end));
    return start === end && kind === 0 ? null : bytes.subarray(start, end);
  }

  #undouble(bytes: Uint8Array): Uint8Array {
    const undone = new Uint8Array(bytes.length);
    let end = 0;
    for (let from = 0; from < bytes.length; ) {
      const quote = bytes.indexOf(this.#shape.quote, from);
      const to = quote < 0 ? bytes.length : quote + 1;
      undone.set(bytes.subarray(from, to), end);
      end += to - from;
      from = quote < 0 ? to : quote + 2;
    }
    return undone.subarray(0, end);
  }
}

const withoutReturn = (bytes: Uint8Array, start: number, end: number): number =>
  end > start && bytes[end - 1] === RETURN ? end - 1 : end;
