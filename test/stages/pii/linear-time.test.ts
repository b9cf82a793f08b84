import { describe, expect, it } from "vitest";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { DETECTORS } from "../../../stages/pii/detectors.ts";
import { SpanFinder } from "../../../stages/pii/span-finder.ts";

const kernels = loadKernels();
const finder = new SpanFinder(kernels, DETECTORS, 0.6);
const BYTES = 60_000;

/** Spans of a text that a unit is repeated to. */
function countOf(unit: string, bytes: number): number {
  const text = Buffer.from(unit.repeat(Math.ceil(bytes / Buffer.byteLength(unit))));
  const mark = kernels.mark();
  const at = kernels.alloc(text.length);
  kernels.bytes().set(text, at);
  const count = finder.find(at, text.length)?.spans.length ?? 0;
  kernels.release(mark);
  return count;
}

describe("hostile repetitions are read to their end", () => {
  it.each([
    "1",
    "-",
    "@",
    "가",
    "1-",
    "1 ",
    "a@a.",
    "a.a@",
    "가로1",
    "0",
    "1.",
    "(1)",
    "공",
    "공일",
    "[",
    "http://a:",
    "passw",
    "pass=",
    "ey",
    "A1",
    "a:1:",
    "1,1;",
    "\n1|1|1",
    "카톡 ",
    "계좌 ",
    "+1",
    "'",
    "x@",
    "1가",
    "ㅇ",
    "O0",
    "sk-",
    "김",
    "김 씨 ",
  ])(
    "%j",
    (unit) => {
      expect(countOf(unit, BYTES)).toBeGreaterThanOrEqual(0);
    },
    30_000,
  );

  it("a text of megabytes without an end of anything costs no deep stack", () => {
    for (const unit of ["1", "1-", "1 "]) expect(countOf(unit, 6_000_000)).toBe(0);
  }, 60_000);

  it("finds as many values as there are, however many", () => {
    const line = (index: number) => `문의 010-2345-${String(1000 + (index % 9000))}\n`;
    for (const count of [100, 2000]) {
      const text = Buffer.from(Array.from({ length: count }, (_, index) => line(index)).join(""));
      const mark = kernels.mark();
      const at = kernels.alloc(text.length);
      kernels.bytes().set(text, at);
      expect(finder.find(at, text.length)?.spans.filter(({ type }) => type === "PHONE")).toHaveLength(count);
      kernels.release(mark);
    }
  });
});
