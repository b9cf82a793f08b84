import { foldOf } from "./folds.ts";

/** Everything that a text may hold without any of its characters being folded. */
const PLAIN = /^[\t\n\r -~¡-¬®-¶¸-˿가-힣ㄱ-ㆌ一-鿿、-〜“”‘’…※]*$/;

/**
 * A text as rules match it: full-width and circled digits, foreign digits, dashes and blanks folded to ASCII, invisible characters left
 * out, conjoining letters of Hangul composed. It keeps from where each of its code units came, so that what is found in it is told of in
 * the text as it was given.
 */
export class FoldedText {
  /** The text as it was given. */
  readonly original: string;
  /** What rules match. */
  readonly text: string;
  /** Where each code unit of `text` begins and ends in `original`; absent where the two are the same. */
  readonly #starts: Uint32Array | undefined;
  readonly #ends: Uint32Array | undefined;

  constructor(original: string) {
    this.original = original;
    if (PLAIN.test(original)) {
      this.text = original;
      return;
    }
    const folded = fold(original);
    this.text = folded.text;
    if (folded.text === original) return;
    this.#starts = folded.starts;
    this.#ends = folded.ends;
  }

  /** Start in `original` of what stands at `at` in `text`. */
  startOf(at: number): number {
    if (!this.#starts) return at;
    return at < this.text.length ? (this.#starts[at] as number) : this.original.length;
  }

  /** End in `original` of what ends at `end` (exclusive) in `text`. */
  endOf(end: number): number {
    if (!this.#ends) return end;
    return end > 0 ? (this.#ends[end - 1] as number) : 0;
  }
}

function fold(original: string): { text: string; starts: Uint32Array; ends: Uint32Array } {
  const starts = new Uint32Array(original.length);
  const ends = new Uint32Array(original.length);
  const pieces: string[] = [];
  let written = 0;
  let at = 0;
  while (at < original.length) {
    const { text, length } = foldOf(original, at);
    // A fold is never longer than what it stands for: the map has room.
    for (let unit = 0; unit < text.length; unit++) {
      starts[written] = text.length === length ? at + unit : at;
      ends[written++] = text.length === length ? at + unit + 1 : at + length;
    }
    pieces.push(text);
    at += length;
  }
  return { text: pieces.join(""), starts: starts.subarray(0, written), ends: ends.subarray(0, written) };
}
