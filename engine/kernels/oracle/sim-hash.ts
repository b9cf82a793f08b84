/** What the kernel `simHash` gives: for each of 64 bits the majority of the shingles' hashes. */
export function simHash(shingles: readonly number[]): bigint {
  const votes = new Array<number>(64).fill(0);
  for (const shingle of shingles) {
    let h = BigInt(shingle) + 0x9e3779b97f4a7c15n;
    h = BigInt.asUintN(64, (h ^ (h >> 30n)) * 0xbf58476d1ce4e5b9n);
    h = BigInt.asUintN(64, (h ^ (h >> 27n)) * 0x94d049bb133111ebn);
    h ^= h >> 31n;
    for (let bit = 0; bit < 64; bit++) votes[bit] = (votes[bit] as number) + Number((h >> BigInt(bit)) & 1n);
  }
  return votes.reduce((bits, vote, bit) => (vote * 2 > shingles.length ? bits | (1n << BigInt(bit)) : bits), 0n);
}
