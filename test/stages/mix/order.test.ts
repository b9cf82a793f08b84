import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashKey, keyedHash } from "../../../stages/mix/keyed-hash.ts";
import { orderByHash, sortByHighest } from "../../../stages/mix/order.ts";

const word = fc.oneof(fc.nat(3), fc.nat(0xffff_ffff), fc.constantFrom(0x7ff, 0x800, 0x3f_ffff, 0x40_0000, 0xffff_ffff));

describe("orderByHash", () => {
  it("orders 64-bit words, then by the tie-break", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { maxLength: 200 }), (pairs) => {
        const [high, low] = [Uint32Array.from(pairs, ([first]) => first), Uint32Array.from(pairs, ([, second]) => second)];
        const compare = (a: number, b: number) => pairs[a]![0] - pairs[b]![0] || pairs[a]![1] - pairs[b]![1] || b - a;
        const wanted = pairs.map((_, index) => index).sort(compare);
        expect([...orderByHash(high, low, (a, b) => b - a)]).toEqual(wanted);
      }),
    );
  });
});

describe("sortByHighest", () => {
  it("orders any numbers, highest first, NaN last, equal ones as they stood", () => {
    const value = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 200 }), (list) => {
        const values = Float64Array.from(list);
        const documents = Uint32Array.from(list, (_, index) => list.length - 1 - index);
        const rank = (document: number) => (Number.isNaN(list[document]) ? Number.NEGATIVE_INFINITY : (list[document] as number));
        const wanted = [...documents].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) > rank(b) ? -1 : 1));
        sortByHighest(documents, values);
        expect([...documents]).toEqual(wanted);
      }),
    );
  });
});

describe("keyedHash", () => {
  const hash = (key: Uint32Array, high: number, low: number) => {
    const into = new Uint32Array(2);
    keyedHash(key, high, low, into);
    return ((BigInt(into[0]!) << 32n) | BigInt(into[1]!)).toString(16);
  };

  it("gives unlike keys unlike hashes, even where they differ in few bits", () => {
    const key = hashKey(1, "draw", "stage1");
    const hashes = new Set<string>();
    for (let high = 0; high < 64; high++) for (let low = 0; low < 256; low++) hashes.add(hash(key, high, low));
    expect(hashes.size).toBe(64 * 256);
  });

  it("flips about half of the bits for one bit of the key, the seed or the purpose", () => {
    const flipped = (left: string, right: string) =>
      (BigInt(`0x${left}`) ^ BigInt(`0x${right}`)).toString(2).replaceAll("0", "").length;
    let [byKey, bySeed, byWord] = [0, 0, 0];
    for (let each = 0; each < 512; each++) {
      const key = hashKey(each, "draw", "m");
      byKey += flipped(hash(key, each, 7), hash(key, each ^ (1 << (each % 32)), 7));
      bySeed += flipped(hash(key, each, 7), hash(hashKey(each + 0.5, "draw", "m"), each, 7));
      byWord += flipped(hash(key, each, 7), hash(hashKey(each, "draw", "n"), each, 7));
    }
    // 32 of 64 expected; the mean of 512 strays by 0.18.
    for (const sum of [byKey, bySeed, byWord]) expect(Math.abs(sum / 512 - 32)).toBeLessThan(1);
    expect([...hashKey(1, "ab", "c")]).not.toEqual([...hashKey(1, "a", "bc")]);
  });
});
