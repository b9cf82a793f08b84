const encoder = new TextEncoder();
const CAPITALS = { first: 65, last: 90, toSmall: 32 };

/** A set of phrases that is asked, at a place in UTF-8 bytes, for the longest phrase that begins there; capitals of ASCII are small letters. */
export class PhraseTrie {
  readonly #classOf = new Uint8Array(256);
  readonly #next: Uint32Array;
  readonly #ends: Int32Array;
  readonly #classes: number;
  /** Bytes of each phrase. */
  readonly lengths: readonly number[];

  constructor(phrases: readonly string[]) {
    const bytes = phrases.map((phrase) => encoder.encode(phrase.toLowerCase()));
    this.lengths = bytes.map(({ length }) => length);
    // Bytes that no phrase holds share class 0, so that a node is as wide as the phrases have unlike bytes.
    let classes = 1;
    for (const phrase of bytes) for (const byte of phrase) if (this.#classOf[byte] === 0) this.#classOf[byte] = classes++;
    for (let byte = CAPITALS.first; byte <= CAPITALS.last; byte++)
      this.#classOf[byte] = this.#classOf[byte + CAPITALS.toSmall] as number;
    this.#classes = classes;
    const most = 1 + this.lengths.reduce((sum, length) => sum + length, 0);
    const next = new Uint32Array(most * classes);
    const ends = new Int32Array(most).fill(-1);
    let nodes = 1;
    bytes.forEach((phrase, index) => {
      let node = 0;
      for (const byte of phrase) {
        const edge = node * classes + (this.#classOf[byte] as number);
        if (next[edge] === 0) next[edge] = nodes++;
        node = next[edge] as number;
      }
      if (node !== 0 && ends[node] === -1) ends[node] = index;
    });
    this.#next = next.slice(0, nodes * classes);
    this.#ends = ends.slice(0, nodes);
  }

  /** Index of the longest phrase that begins at `at` and for which `isWhole` holds of the place behind it, or -1. */
  longest(bytes: Uint8Array, at: number, end: number, isWhole: (phrase: number, behind: number) => boolean): number {
    let found = -1;
    let node = 0;
    for (let next = at; next < end; ) {
      const kind = this.#classOf[bytes[next] as number] as number;
      node = kind === 0 ? 0 : (this.#next[node * this.#classes + kind] as number);
      if (node === 0) return found;
      next++;
      const phrase = this.#ends[node] as number;
      if (phrase >= 0 && isWhole(phrase, next)) found = phrase;
    }
    return found;
  }
}
