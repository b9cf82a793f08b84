import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { InputError } from "../../engine/errors.ts";
import { compressFrame, decompressFrame, frameBound, ZstdDecoder, zstdLibrary } from "../../engine/zstd.ts";
import { FrameWalker, listFrames, type ReadAt } from "../../engine/zstd-frames.ts";

const folder = mkdtempSync(join(tmpdir(), "kijil-zstd-"));
afterAll(() => rmSync(folder, { recursive: true }));

const reader =
  (bytes: Uint8Array): ReadAt =>
  (into, at) => {
    const part = bytes.subarray(at, at + into.length);
    into.set(part);
    return part.length;
  };
const join2 = (...pieces: Uint8Array[]) => Uint8Array.from(Buffer.concat(pieces));
const skippable = (bytes: number) => join2(Uint8Array.of(0x53, 0x2a, 0x4d, 0x18, bytes, 0, 0, 0), new Uint8Array(bytes));
/** Bytes that compress somewhat, the same every time. */
const sample = (bytes: number) => Uint8Array.from({ length: bytes }, (_, index) => ((index * index) >> 7) & 0x7f);

/** A frame without content size: magic, descriptor, window, then raw blocks. */
function unsizedFrame(...blocks: Uint8Array[]): Uint8Array {
  const header = (block: Uint8Array, last: boolean) => {
    const word = (block.length << 3) | (last ? 1 : 0);
    return Uint8Array.of(word & 0xff, (word >> 8) & 0xff, word >> 16);
  };
  const body = blocks.flatMap((block, index) => [header(block, index === blocks.length - 1), block]);
  return join2(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0x58), ...body);
}

function decodeAll(
  bytes: Uint8Array,
  inputBytes: number,
  outputBytes: number,
): { readonly decoded: Uint8Array; readonly ends: number[] } {
  const decoder = new ZstdDecoder();
  const pieces: Uint8Array[] = [];
  const ends: number[] = [];
  const output = new Uint8Array(outputBytes);
  for (let at = 0, frameEnded = true; at < bytes.length || !frameEnded; ) {
    const step = decoder.push(bytes.subarray(at, at + inputBytes), output);
    at += step.read;
    frameEnded = step.frameEnded;
    pieces.push(output.slice(0, step.written));
    if (frameEnded) ends.push(at);
    if (step.read === 0 && step.written === 0) break;
  }
  return { decoded: join2(...pieces), ends };
}

it("uses the native library here", () => {
  expect(zstdLibrary()).toBe("zstd-napi");
});

describe("one frame", () => {
  it("comes back whole, for any bytes, level and buffers", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 1, max: 12 }), fc.nat(4000), (bytes, level, room) => {
        const frame = compressFrame(bytes, level, new Uint8Array(room));
        expect(decompressFrame(frame, bytes.length, new Uint8Array(room))).toEqual(Uint8Array.from(bytes));
        expect(listFrames(reader(frame))).toEqual([{ start: 0, end: frame.length, contentSize: bytes.length }]);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it("has the same bytes whatever was compressed before, into which buffer", () => {
    const bytes = sample(300_000);
    const first = compressFrame(bytes, 3);
    for (let size = 1; size < 200_000; size *= 3) compressFrame(sample(size), 1 + (size % 7));
    const into = new Uint8Array(frameBound(bytes.length));
    const second = compressFrame(bytes, 3, into);
    expect(second.buffer).toBe(into.buffer);
    expect(Buffer.compare(first, second)).toBe(0);
    expect(compressFrame(bytes, 3, new Uint8Array(10))).toEqual(first);
  });

  it("is refused when it is cut off, damaged or of another size", () => {
    const frame = compressFrame(sample(5000), 3);
    const code = (bytes: Uint8Array, size = 5000) => {
      try {
        decompressFrame(bytes, size);
        return undefined;
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        return (error as InputError).code;
      }
    };
    const damaged = Uint8Array.from(frame);
    damaged[frame.length - 1]! ^= 1;
    expect(code(frame)).toBeUndefined();
    expect(code(frame.subarray(0, -1))).toBe("INPUT_TRUNCATED");
    expect(code(damaged)).toBe("INPUT_CORRUPT");
    expect(code(sample(100))).toBe("INPUT_CORRUPT");
    expect(code(frame, 4999)).toBe("INPUT_CORRUPT");
    expect(code(frame, 5001)).toBe("INPUT_CORRUPT");
  });
});

describe("many frames", () => {
  const contents = [sample(10), sample(0), sample(70_000), sample(300_000)];
  const frames = contents.map((content, index) => compressFrame(content, index + 1));
  const file = join2(
    frames[0]!,
    skippable(0),
    frames[1]!,
    skippable(9),
    frames[2]!,
    frames[3]!,
    unsizedFrame(sample(3), sample(4)),
  );
  const sizes = [10, 0, 0, 0, 70_000, 300_000, null];

  it("are listed with place and size, skippable ones too, from a reader and from a file", () => {
    const listed = listFrames(reader(file));
    expect(listed.map(({ contentSize }) => contentSize)).toEqual(sizes);
    expect(listed.map(({ start }) => start)).toEqual([0, ...listed.slice(0, -1).map(({ end }) => end)]);
    expect(listed.at(-1)?.end).toBe(file.length);
    const path = join(folder, "frames.zst");
    writeFileSync(path, file);
    const descriptor = openSync(path, "r");
    expect(listFrames(descriptor)).toEqual(listed);
    closeSync(descriptor);
  });

  it("are found alike when walked in slices of any size", () => {
    const ends = listFrames(reader(file)).map(({ end }) => end);
    for (const size of [1, 2, 3, 7, 100, 100_000]) {
      const walker = new FrameWalker();
      const found: number[] = [];
      for (let at = 0; at < file.length; ) {
        at += walker.take(file.subarray(at, at + size));
        if (walker.atFrameStart) found.push(at);
      }
      expect(found).toEqual(ends);
    }
  });

  it("are decoded one after the other, whatever the buffers", () => {
    const whole = join2(...contents, sample(3), sample(4));
    const ends = listFrames(reader(file)).map(({ end }) => end);
    for (const [inputBytes, outputBytes] of [
      [1e6, 1e6],
      [1e6, 100],
      [100, 1e6],
      [1, 1000],
    ] as const) {
      const { decoded, ends: found } = decodeAll(file, inputBytes, outputBytes);
      expect(Buffer.compare(decoded, whole)).toBe(0);
      expect(found).toEqual(ends);
    }
  });

  it("are reported with the byte at which one is cut off or something else begins", () => {
    const cut = (end: number) => () => listFrames(reader(file.subarray(0, end)));
    const { start, end } = listFrames(reader(file))[5]!;
    for (const at of [start + 1, start + 5, start + 12, end - 4, end - 1]) {
      expect(cut(at)).toThrow(
        expect.objectContaining({ code: "INPUT_TRUNCATED", message: `zstd: the frame at byte ${start} is cut off` }),
      );
    }
    expect(cut(start)().length).toBe(5);
    expect(() => listFrames(reader(join2(file, Buffer.from("more"))))).toThrow(
      expect.objectContaining({ code: "INPUT_CORRUPT", message: `zstd: no frame begins here, byte ${file.length}` }),
    );
    expect(listFrames(reader(new Uint8Array(0)))).toEqual([]);
  });

  it("give an error where the stream is damaged", () => {
    const damaged = Uint8Array.from(file);
    damaged[file.length - 20]! ^= 0x40;
    damaged[frames[0]!.length + 2]! ^= 0x40;
    expect(() => decodeAll(damaged, 1e6, 1e6)).toThrow(expect.objectContaining({ name: "InputError", code: "INPUT_CORRUPT" }));
  });
});
