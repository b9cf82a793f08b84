import { createXXHash128 } from "hash-wasm";
import { expect, test } from "vitest";
import { hash128 } from "../../../engine/kernels/oracle/content-hash.ts";
import { run } from "./byte-kernels.ts";

/** Bytes without pattern, the same on every run. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 0x2545f491;
  for (let i = 0; i < length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state;
  }
  return bytes;
}

/** Canonical form: the stored bytes from the last to the first. */
const canonical = (hash: Uint8Array): string => Buffer.from(hash).reverse().toString("hex");

test("known values, as `xxhsum -H2` prints them", () => {
  expect(canonical(run.hash128(Buffer.alloc(0)))).toBe("99aa06d3014798d86001c324468d497f");
});

test("kernel = oracle = hash-wasm for every length from 0 to 1100 and some long ones", async () => {
  const reference = await createXXHash128(0, 0);
  const data = noise(1_000_003);
  const lengths = [...Array(1101).keys(), 2047, 2048, 2049, 4096, 65_535, 65_536, 1_000_003];
  for (const length of lengths) {
    const input = data.subarray(0, length);
    const hash = run.hash128(input);
    expect([length, canonical(hash)]).toEqual([length, reference.init().update(input).digest()]);
    if (length < 70_000) expect(hash.equals(hash128(input))).toBe(true);
  }
});
