/** 2^61 − 1, the modulus of datatrove's permutations. */
const MERSENNE = (1n << 61n) - 1n;

/** The Mersenne Twister MT19937 seeded with one number (Matsumoto & Nishimura 1998; numpy's RandomState). */
function* twister(seed: number): Generator<number> {
  const state = new Uint32Array(624);
  state[0] = seed;
  for (let index = 1; index < 624; index++) {
    const before = state[index - 1] as number;
    state[index] = Math.imul(1_812_433_253, before ^ (before >>> 30)) + index;
  }
  for (;;) {
    for (let index = 0; index < 624; index++) {
      const both = ((state[index] as number) & 0x8000_0000) | ((state[(index + 1) % 624] as number) & 0x7fff_ffff);
      state[index] = (state[(index + 397) % 624] as number) ^ (both >>> 1) ^ (both & 1 ? 0x9908_b0df : 0);
    }
    for (const word of state.slice()) {
      let y = word;
      y ^= y >>> 11;
      y ^= (y << 7) & 0x9d2c_5680;
      y ^= (y << 15) & 0xefc6_0000;
      yield (y ^ (y >>> 18)) >>> 0;
    }
  }
}

/**
 * datatrove's permutations as numpy draws them from a seed: `count` × a from 1 and `count` × b from 0, both below 2^61 − 1, each out of two
 * words of the twister, the first on top, cut to 61 bits and drawn again where it is too large.
 */
export function datatroveParameters(count: number, seed = 1): BigUint64Array<ArrayBuffer> {
  const words = twister(seed);
  const next = () => BigInt(words.next().value as number);
  const draw = (low: bigint): bigint => {
    for (;;) {
      const value = ((next() << 32n) | next()) & MERSENNE;
      if (value <= MERSENNE - 1n - low) return low + value;
    }
  };
  const drawn = [1n, 0n].map((low) => Array.from({ length: count }, () => draw(low)));
  return BigUint64Array.from(drawn.flat());
}

/** What the kernel `longMinHash` gives. */
export function longMinHash(hashes: readonly bigint[], parameters: BigUint64Array): bigint[] {
  const count = parameters.length / 2;
  return Array.from({ length: count }, (_, index) =>
    hashes
      .map((hash) => BigInt.asUintN(64, hash * (parameters[index] as bigint) + (parameters[count + index] as bigint)) % MERSENNE)
      .reduce((least, value) => (value < least ? value : least)),
  );
}
