/** The 32-bit finaliser of MurmurHash3 (Austin Appleby, public domain): every input bit moves every output bit. */
export function scramble(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Four round keys of 32 bits that stand for a seed and a purpose. */
export type HashKey = Uint32Array;

/** The key that follows from the run's seed and the words that say what the hash is for, such as a mix's name. */
export function hashKey(seed: number, ...purpose: readonly string[]): HashKey {
  const seedWords = new Uint32Array(new Float64Array([seed]).buffer);
  return Uint32Array.from([1, 2, 3, 4], (round) => {
    let state = scramble(round * 0x9e3779b9);
    const absorb = (word: number) => {
      state = scramble((Math.imul(state, 5) + word + 0x7ed55d16) | 0);
    };
    for (const word of seedWords) absorb(word);
    for (const word of purpose) {
      absorb(word.length);
      for (let unit = 0; unit < word.length; unit++) absorb(word.charCodeAt(unit));
    }
    return state;
  });
}

/**
 * Writes the keyed 64-bit hash of (`high`, `low`) to `into[0]` and `into[1]`. Four Feistel rounds, so a permutation: under one key two
 * documents have the same hash only if their 64-bit keys are the same.
 */
export function keyedHash(key: HashKey, high: number, low: number, into: Uint32Array): void {
  let left = high;
  let right = low;
  for (let round = 0; round < 4; round++) {
    const next = left ^ scramble(right ^ (key[round] as number));
    left = right;
    right = next;
  }
  into[0] = left;
  into[1] = right;
}
