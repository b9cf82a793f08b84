import { expect } from "vitest";
import type { Encoder } from "../../classifiers/tokens/encoder.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";

/** Encodes strings one by one, frees after each, and holds `count` to `encode`. */
export function encodeWith(kernels: Kernels, encoder: Encoder): (text: string) => number[] {
  return (text) => {
    const mark = kernels.mark();
    const bytes = Buffer.from(text);
    const at = kernels.alloc(bytes.length);
    kernels.bytes().set(bytes, at);
    const into = kernels.alloc(4 * encoder.mostTokens(bytes.length));
    const count = encoder.encode(at, bytes.length, into);
    expect(encoder.count(at, bytes.length)).toBe(count);
    const ids = [...kernels.words().subarray(into / 4, into / 4 + count)];
    kernels.release(mark);
    return ids;
  };
}

/** Text of tokens. */
export function decodeWith(kernels: Kernels, encoder: Encoder, ids: readonly number[]): Buffer {
  const mark = kernels.mark();
  const tokens = kernels.alloc(4 * ids.length);
  kernels.words().set(ids, tokens / 4);
  const bytes = encoder.decode(tokens, ids.length, 0);
  const into = kernels.alloc(bytes);
  encoder.decode(tokens, ids.length, into);
  const text = Buffer.from(kernels.bytes().slice(into, into + bytes));
  kernels.release(mark);
  return text;
}
