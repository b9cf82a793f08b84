import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bandKeys, minHash, permutationParameters, sketchBytes } from "../../../engine/kernels/oracle/min-hash.ts";
import { setOverlap } from "../../../engine/kernels/oracle/set-overlap.ts";
import { simHash } from "../../../engine/kernels/oracle/sim-hash.ts";
import { run } from "./shingle-kernels.ts";

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const words = fc.array(word, { minLength: 1, maxLength: 600 });

describe("signatures", () => {
  test("kernels = oracles on random shingles", () => {
    fc.assert(
      fc.property(words, fc.constantFrom(16, 48, 112, 128), fc.integer({ min: 0, max: 1e6 }), (shingles, count, seed) => {
        const parameters = permutationParameters(count, seed);
        const signature = run.minHash(shingles, parameters);
        expect(signature).toEqual(minHash(shingles, parameters));
        expect(run.bandKeys(signature, count / 8, 7)).toEqual(bandKeys(signature, count / 8, 7));
        expect(run.sketchBytes(signature)).toEqual(sketchBytes(signature));
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(words, (shingles) => {
        expect(run.simHash(shingles)).toBe(simHash(shingles));
      }),
      { numRuns: 200 },
    );
  });

  test("parameters are the published outputs of SplitMix64, the multipliers made odd", () => {
    // Outputs of the reference implementation for the seed 1234567.
    const published = [6457827717110365317n, 3203168211198807973n, 9817491932198370423n, 4593380528125082431n];
    const parameters = permutationParameters(32, 1_234_567);
    published.forEach((output, index) => {
      expect(parameters[index]).toBe((Number(output & 0xffff_ffffn) | 1) >>> 0);
      expect(parameters[16 + index]).toBe(Number(output >> 32n));
    });
  });

  test("set sizes: kernel = oracle, repetitions, zeros and empty lists too", () => {
    const few = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 90 });
    for (const lists of [fc.tuple(words, words), fc.tuple(few, few)])
      fc.assert(
        fc.property(lists, ([a, b]) => {
          expect(run.setOverlap(a, b)).toEqual(setOverlap(a, b));
          const turns = [0, 1, 2, 3].map((wanted) => run.setOverlap(a, b, 3, wanted));
          expect([0, 1, 2].map((size) => turns.reduce((sum, turn) => sum + (turn[size] as number), 0))).toEqual(setOverlap(a, b));
        }),
        { numRuns: 300 },
      );
  });
});

/** Numbers from a xorshift generator, the same in every run. */
function* numbers(seed: number): Generator<number> {
  for (let x = seed; ; yield x >>> 0) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
}

/** Two lists of `length` values each whose sets have a Jaccard coefficient of nearly `similarity`. */
function aPair(length: number, similarity: number, next: Generator<number>): [number[], number[]] {
  const take = (count: number) => Array.from({ length: count }, () => next.next().value as number);
  const common = take(Math.round((2 * length * similarity) / (1 + similarity)));
  return [
    [...common, ...take(length - common.length)],
    [...common, ...take(length - common.length)],
  ];
}

describe("in sum", () => {
  const parameters = permutationParameters(112, 20_250_226);
  const PAIRS = 800;

  // Theory: Broder 1997 for the share of equal values, 1 - (1 - s^r)^b for the share of pairs with a common band.
  test.each([
    [0.5, 6],
    [0.5, 30],
    [0.7, 30],
    [0.8, 9],
    [0.8, 300],
    [0.9, 300],
  ])("pairs of similarity %d with %d shingles: bands and estimates follow theory", (similarity, length) => {
    const next = numbers(77);
    const [bands, rows] = [14, 8];
    let met = 0;
    let equal = 0;
    let exact = 0;
    let squares = 0;
    let expected = 0;
    for (let pair = 0; pair < PAIRS; pair++) {
      const [a, b] = aPair(length, similarity, next);
      const [first, second, both] = run.setOverlap(a, b) as [number, number, number];
      const truth = both / (first + second - both);
      exact += truth;
      expected += 1 - (1 - truth ** rows) ** bands;
      const [left, right] = [run.minHash(a, parameters), run.minHash(b, parameters)];
      const [leftKeys, rightKeys] = [run.bandKeys(left, bands, rows), run.bandKeys(right, bands, rows)];
      if (leftKeys.some((key, band) => key === rightKeys[band])) met++;
      const [leftBytes, rightBytes] = [run.sketchBytes(left), run.sketchBytes(right)];
      const share = leftBytes.filter((byte, index) => byte === rightBytes[index]).length / 112;
      const estimate = (share - 1 / 256) / (1 - 1 / 256);
      equal += estimate;
      squares += (estimate - truth) ** 2;
    }
    const deviation = (share: number, draws: number) => Math.sqrt((share * (1 - share)) / draws);
    // One set of parameters serves all pairs, so that pairs are not quite independent: five deviations.
    expect(Math.abs(equal - exact) / PAIRS).toBeLessThan(5 * deviation(similarity, PAIRS * 112) + 0.004);
    expect(Math.abs(met - expected) / PAIRS).toBeLessThan(5 * deviation(Math.min(expected / PAIRS, 0.99), PAIRS) + 0.005);
    expect(Math.sqrt(squares / PAIRS)).toBeLessThan(1.25 * deviation(similarity, 112));
  });

  test("SimHash: the share of unlike bits grows as similarity falls", () => {
    const next = numbers(5);
    const distances = [0.98, 0.9, 0.8, 0.6, 0.3, 0].map((similarity) => {
      let unlike = 0;
      for (let pair = 0; pair < 200; pair++) {
        const [a, b] = aPair(200, similarity, next);
        unlike += (run.simHash(a) ^ run.simHash(b)).toString(2).replaceAll("0", "").length;
      }
      return unlike / 200;
    });
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
    expect(distances[0]).toBeLessThan(5);
    expect(distances.at(-1)).toBeGreaterThan(30);
  });
});
