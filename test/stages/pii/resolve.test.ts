import { describe, expect, it } from "vitest";
import { propagate, resolveOverlaps } from "../../../stages/pii/resolve.ts";
import type { Candidate } from "../../../stages/pii/span.ts";

const candidate = (start: number, end: number, more: Partial<Candidate> = {}): Candidate => ({
  start,
  end,
  type: "PHONE",
  score: 0.9,
  rule: "phone",
  ...more,
});

describe("overlaps", () => {
  it("are decided by tier, then check digit, label, length and place", () => {
    const rrn = candidate(2, 10, { type: "RRN" });
    const long = candidate(0, 12);
    const valid = candidate(3, 8, { type: "RRN", checksum: true });
    const labelled = candidate(1, 9, { labelled: true });
    expect(resolveOverlaps([long, rrn], 0.6)).toEqual([rrn]);
    expect(resolveOverlaps([rrn, valid], 0.6)).toEqual([valid]);
    expect(resolveOverlaps([long, labelled], 0.6)).toEqual([labelled]);
    expect(resolveOverlaps([candidate(0, 3), candidate(2, 4)], 0.6)).toEqual([candidate(0, 3)]);
    expect(resolveOverlaps([candidate(0, 3), candidate(1, 4)], 0.6)).toEqual([candidate(0, 3)]);
  });

  it("leave neighbours alone and answer in order", () => {
    expect(resolveOverlaps([candidate(5, 8), candidate(0, 5)], 0.6)).toEqual([candidate(0, 5), candidate(5, 8)]);
  });

  it("ask for the least score, but of labelled ones of the first tier", () => {
    const weak = candidate(0, 5, { score: 0.3 });
    const number = candidate(6, 9, { type: "RRN", score: 0.3, labelled: true });
    expect(resolveOverlaps([weak, number], 0.6)).toEqual([number]);
  });
});

describe("propagation", () => {
  const text = "신청인 홍길동은 왔다. 홍길동전은 책이다. 나홍길동 A1 A12 A1";
  const name = candidate(4, 7, { type: "PERSON", rule: "label", propagates: true });

  it("finds the value at the start of words", () => {
    expect(propagate([name], text).map(({ start }) => start)).toEqual([4, text.indexOf("홍길동전")]);
  });

  it("does not stop inside of a Latin word", () => {
    const code = candidate(text.indexOf("A1"), text.indexOf("A1") + 2, { propagates: true });
    expect(propagate([code], text).map(({ start }) => start)).toEqual([text.indexOf("A1"), text.lastIndexOf("A1")]);
  });

  it("leaves places alone that are taken, and values that do not propagate", () => {
    const other = candidate(text.indexOf("홍길동전"), text.indexOf("홍길동전") + 4);
    expect(propagate([name, other], text)).toEqual([name, other]);
    expect(propagate([candidate(4, 7)], text)).toHaveLength(1);
  });
});
