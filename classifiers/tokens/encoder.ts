import type { Kernels } from "../../engine/kernels/kernels.ts";
import { ENCODER, VOCABULARY_HEADER } from "../../engine/kernels/vocabulary-layout.ts";
import type { AddedToken } from "./token-model.ts";

const NOT_DONE = 0xffffffff;
/** Working memory an encoder keeps; a piece of more than some thousand bytes gets its own for as long as it takes. */
const WORK_BYTES = 1 << 16;
const CACHE_LINE = 64;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** Finds any of some strings: the longest first, as the first that fits is taken. */
function patternOf(strings: readonly string[]): RegExp {
  const longestFirst = [...strings].sort((a, b) => b.length - a.length);
  return new RegExp(`(${longestFirst.map((content) => content.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&")).join("|")})`, "u");
}

/** A compiled vocabulary in kernel memory with what encoding needs: a cache of pieces and working memory. Its memory is never freed. */
export class Encoder {
  readonly #kernels: Kernels;
  readonly #encoder: number;
  readonly #vocabulary: number;
  readonly #isNfc: boolean;
  readonly #tokensAByte: number;
  readonly #added: readonly AddedToken[];
  #addedIds: ReadonlyMap<string, number> | undefined;
  #addedPattern: RegExp | undefined;
  /** Kernel memory that it holds. */
  readonly bytes: number;

  /** `vocabulary`: its bytes, or where it lies in the kernels' memory already; `added`: its added tokens. */
  constructor(kernels: Kernels, vocabulary: Uint8Array | number, added: readonly AddedToken[] = []) {
    const before = kernels.mark();
    this.#kernels = kernels;
    this.#vocabulary = typeof vocabulary === "number" ? vocabulary : kernels.alloc(vocabulary.length);
    if (typeof vocabulary !== "number") kernels.bytes().set(vocabulary, this.#vocabulary);
    const header = (name: (typeof VOCABULARY_HEADER)[number]): number =>
      kernels.words()[this.#vocabulary / 4 + VOCABULARY_HEADER.indexOf(name)] as number;
    const cacheBytes = kernels.call.pieceCacheBytes();
    const cache = Math.ceil(kernels.alloc(cacheBytes + CACHE_LINE) / CACHE_LINE) * CACHE_LINE;
    kernels.bytes().fill(0, cache, cache + cacheBytes);
    this.#encoder = kernels.alloc(4 * ENCODER.length);
    this.#useWork(kernels.alloc(WORK_BYTES), WORK_BYTES);
    kernels.words().set([this.#vocabulary, cache], this.#encoder / 4);
    this.#lookForAdded(true);
    this.#isNfc = header("normaliser") === 1;
    this.#tokensAByte = header("tokensAByte");
    this.#added = added;
    this.bytes = kernels.mark() - before + (typeof vocabulary === "number" ? header("bytes") : 0);
  }

  /** Tokens of valid UTF-8 in kernel memory. */
  count(at: number, bytes: number): number {
    return this.encode(at, bytes, 0);
  }

  /** Most tokens that a text of so many bytes can have. */
  mostTokens(bytes: number): number {
    return this.#tokensAByte * bytes + 2;
  }

  /** Writes the ids of a text's tokens to `into`, u32 each, with room for `mostTokens`, unless it is 0; returns how many there are. */
  encode(at: number, bytes: number, into: number): number {
    if (this.#isNfc && this.#kernels.call.isSurelyNfc(at, bytes) === 0) return this.#encodeNormalised(at, bytes, into);
    return this.#encodeAsIs(at, bytes, into);
  }

  /** Writes the bytes of tokens to `into` unless it is 0; returns how many they are. */
  decode(tokens: number, count: number, into: number): number {
    return this.#kernels.call.decodeTokens(this.#vocabulary, tokens, count, into) >>> 0;
  }

  /** Added tokens are found in the text as it is; what stands between them is brought to NFC, each by itself. */
  #encodeNormalised(at: number, bytes: number, into: number): number {
    const text = decoder.decode(this.#kernels.bytes().subarray(at, at + bytes));
    this.#lookForAdded(false);
    let count = 0;
    // Made when the first such text comes: there may be thousands of them.
    this.#addedIds ??= new Map(this.#added.map(({ id, content }) => [content, id]));
    this.#addedPattern ??= patternOf([...this.#addedIds.keys()]);
    for (const [index, part] of (this.#added.length > 0 ? text.split(this.#addedPattern) : [text]).entries()) {
      const place = into && into + 4 * count;
      if (index % 2 === 1) {
        if (place) this.#kernels.words()[place / 4] = this.#addedIds.get(part) as number;
        count++;
        continue;
      }
      const mark = this.#kernels.mark();
      const normalised = encoder.encode(part.normalize("NFC"));
      const copy = this.#kernels.alloc(normalised.length);
      this.#kernels.bytes().set(normalised, copy);
      count += this.#encodeAsIs(copy, normalised.length, place);
      this.#kernels.release(mark);
    }
    this.#lookForAdded(true);
    return count;
  }

  #encodeAsIs(at: number, bytes: number, into: number): number {
    const count = this.#kernels.call.encodeText(this.#encoder, at, bytes, into) >>> 0;
    return count === NOT_DONE ? this.#encodeLong(at, bytes, into) : count;
  }

  #encodeLong(at: number, bytes: number, into: number): number {
    const mark = this.#kernels.mark();
    const [work, workBytes] = [this.#word("work"), this.#word("workBytes")];
    for (;;) {
      // With room to spare, so that a text of ever longer pieces is begun again seldom.
      const needed = 2 * this.#word("neededBytes");
      this.#kernels.release(mark);
      this.#useWork(this.#kernels.alloc(needed), needed);
      const count = this.#kernels.call.encodeText(this.#encoder, at, bytes, into) >>> 0;
      if (count === NOT_DONE) continue;
      this.#kernels.release(mark);
      this.#useWork(work, workBytes);
      return count;
    }
  }

  #word(name: (typeof ENCODER)[number]): number {
    return this.#kernels.words()[this.#encoder / 4 + ENCODER.indexOf(name)] as number;
  }

  #useWork(at: number, bytes: number): void {
    this.#kernels.words().set([at, bytes], this.#encoder / 4 + ENCODER.indexOf("work"));
  }

  #lookForAdded(isWanted: boolean): void {
    this.#kernels.words()[this.#encoder / 4 + ENCODER.indexOf("findsAdded")] = Number(isWanted);
  }
}
