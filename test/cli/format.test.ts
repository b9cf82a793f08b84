import { expect, it } from "vitest";
import { bytes, count, duration, many, measure, share, tokens } from "../../cli/format.ts";

it.each([
  [0, "0"],
  [999, "999"],
  [1000, "1 000"],
  [1_234_567, "1 234 567"],
])("count %d", (value, text) => expect(count(value)).toBe(text));

it.each([
  [0, "0"],
  [999, "999"],
  [1000, "1.00 k"],
  [1_830_000, "1.83 M"],
  [9_994, "9.99 k"],
  [9_995, "10.0 k"],
  [99_949, "99.9 k"],
  [99_950, "100 k"],
  [999_499, "999 k"],
  [999_500, "1.00 M"],
  [2e9, "2.00 G"],
  [15e12, "15.0 T"],
  [15e15, "15000 T"],
])("tokens %d", (value, text) => expect(tokens(value)).toBe(text));

it.each([
  [0, "0 B"],
  [512, "512 B"],
  [1_830_000, "1.83 MB"],
  [150_000_000, "150 MB"],
])("bytes %d", (value, text) => expect(bytes(value)).toBe(text));

it.each([
  [0, 0, "–"],
  [0, 7, "0.0 %"],
  [1, 100_000, "<0.1 %"],
  [1, 3, "33.3 %"],
  [99_999, 100_000, ">99.9 %"],
  [7, 7, "100.0 %"],
])("share of %d in %d", (part, whole, text) => expect(share(part, whole)).toBe(text));

it.each([
  [0.04, "0.0 s"],
  [9.94, "9.9 s"],
  [9.96, "10 s"],
  [59.6, "1 min 00 s"],
  [185, "3 min 05 s"],
  [3599.6, "1 h 00 min"],
  [7620, "2 h 07 min"],
])("duration %d", (seconds, text) => expect(duration(seconds)).toBe(text));

it.each([
  [12, "12"],
  [0.81339, "0.8134"],
  [1234.567, "1235"],
  [0.0000123456, "0.00001235"],
])("measure %d", (value, text) => expect(measure(value)).toBe(text));

it("many", () =>
  expect([many(1, "shard"), many(1200, "shard"), many(0, "mix", "mixes")]).toEqual(["1 shard", "1 200 shards", "0 mixes"]));
