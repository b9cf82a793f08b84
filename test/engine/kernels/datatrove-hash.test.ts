import { xxhash64 } from "hash-wasm";
import { describe, expect, test } from "vitest";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { datatroveParameters, longMinHash } from "../../../engine/kernels/oracle/datatrove-hash.ts";

const kernels = loadKernels();

function longShingles(text: string, byWord: boolean, units: number): bigint[] {
  const mark = kernels.mark();
  const input = Buffer.from(text);
  const at = kernels.alloc(input.length + 64);
  kernels.bytes().set(input, at);
  kernels.bytes().fill(0x61, at + input.length, at + input.length + 64);
  const into = kernels.alloc((input.length + 1) * 8);
  const count = kernels.call.longShingles(at, input.length, byWord ? 1 : 0, units, into);
  const found = [...new BigUint64Array(kernels.bytes().slice(into, into + count * 8).buffer)];
  kernels.release(mark);
  return found;
}

function signature(hashes: readonly bigint[], parameters: BigUint64Array): bigint[] {
  const mark = kernels.mark();
  const at = kernels.alloc(hashes.length * 8);
  kernels.bytes().set(new Uint8Array(BigUint64Array.from(hashes).buffer), at);
  const parametersAt = kernels.alloc(parameters.byteLength);
  kernels.bytes().set(new Uint8Array(parameters.buffer), parametersAt);
  const into = kernels.alloc(parameters.byteLength / 2);
  kernels.call.longMinHash(at, hashes.length, parametersAt, parameters.length / 2, into);
  const found = [...new BigUint64Array(kernels.bytes().slice(into, into + parameters.byteLength / 2).buffer)];
  kernels.release(mark);
  return found;
}

describe("datatrove's hashes", () => {
  test("XXH64 of texts of every length near its steps is that of hash-wasm", async () => {
    for (let length = 0; length < 140; length++) {
      const text = Array.from({ length }, (_, index) => String.fromCharCode(97 + ((index * 7 + length) % 26))).join("");
      expect(longShingles(text, true, 5)).toEqual([BigInt(`0x${await xxhash64(text)}`)]);
    }
  });

  test("shingles are runs of words or characters of the text, as strings", async () => {
    const text = "키질은 곡식을 까불러 쭉정이를 날려 보내는 일이며";
    const words = text.split(" ");
    const hash = async (shingle: string) => BigInt(`0x${await xxhash64(shingle)}`);
    const byWord = await Promise.all(words.slice(4).map((_, start) => hash(words.slice(start, start + 5).join(" "))));
    expect(longShingles(text, true, 5)).toEqual(byWord);
    const characters = [...text];
    const byCharacter = await Promise.all(
      characters.slice(2).map((_, start) => hash(characters.slice(start, start + 3).join(""))),
    );
    expect(longShingles(text, false, 3)).toEqual(byCharacter);
    expect(longShingles("가나", false, 3)).toEqual([await hash("가나")]);
  });

  test("permutations are those that numpy draws from the seed 1", () => {
    const drawn = datatroveParameters(112);
    expect([0, 1, 2, 111].map((index) => drawn[index])).toEqual([
      775169054918279404n,
      1758426461858698313n,
      2109959069025162n,
      223865076026037746n,
    ]);
    expect([0, 1, 2, 111].map((index) => drawn[112 + index])).toEqual([
      1062448801025099917n,
      1324811268927594100n,
      1217488311597731462n,
      1097409548522419201n,
    ]);
  });

  // Shingles, first, second, third and last value, and their sum modulo 2^64, as datatrove 0.10.1 computes them.
  test.each([
    [
      "one two three four five six seven",
      [16779001585721188446n, 8384839310964715744n, 14935788213392113208n],
      [699275049159941947n, 880031562034117741n, 169180725923317578n, 194715917816421622n],
      6659917010407497829n,
    ],
    [
      "키질은 곡식을 까불러 쭉정이를 날려 보내는 일이며 알곡만 남긴다",
      [1223354775683351844n, 3822716810378213627n, 13364225986574880013n, 11470742197156256862n, 13391014940067683364n],
      [82166245077875137n, 659420986222421434n, 461726411030131507n, 1063943550723554016n],
      5017755728750770499n,
    ],
  ])("signature of %j is datatrove's, bit for bit", (text, shingles, values, sum) => {
    const hashes = longShingles(text, true, 5);
    expect(hashes).toEqual(shingles);
    const found = signature(hashes, datatroveParameters(112));
    expect([0, 1, 2, 111].map((index) => found[index])).toEqual(values);
    expect(
      BigInt.asUintN(
        64,
        found.reduce((total, value) => total + value, 0n),
      ),
    ).toBe(sum);
    expect(found).toEqual(longMinHash(hashes, datatroveParameters(112)));
  });

  test("kernel = oracle on hashes of all sizes", () => {
    let state = 88172645463325252n;
    const next = () => {
      state = BigInt.asUintN(64, state ^ (state << 13n));
      state ^= state >> 7n;
      state = BigInt.asUintN(64, state ^ (state << 17n));
      return state;
    };
    const edges = [0n, 1n, (1n << 61n) - 1n, 1n << 61n, (1n << 64n) - 1n];
    for (let round = 0; round < 60; round++) {
      const hashes = [...edges.slice(0, round % 6), ...Array.from({ length: 1 + (round % 9) }, next)];
      const parameters = BigUint64Array.from({ length: 16 }, (_, index) => next() % ((1n << 61n) - 1n) || BigInt(index));
      expect(signature(hashes, parameters)).toEqual(longMinHash(hashes, parameters));
    }
  });
});
