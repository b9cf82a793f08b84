import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError, IntegrityError } from "../../engine/errors.ts";
import { type Manifest, manifestText, readManifest, writeManifest } from "../../manifests/manifest.ts";
import { manifestOfRun } from "../helpers/a-finished-run.ts";
import { scratchFolders } from "../helpers/scratch.ts";

const folder = scratchFolders();

/** The same value with the members of every object in the opposite order. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
};

describe("a manifest", () => {
  it("has the same bytes in whatever order its members were made", () => {
    const manifest = manifestOfRun();
    const text = manifestText(manifest);
    expect(manifestText(reversed(manifest) as Manifest)).toBe(text);
    expect(text.endsWith("}\n")).toBe(true);
    expect(text.slice(0, 9)).toBe('{"drawn":');
    expect(text).not.toMatch(/\n./);
  });

  it("is written whole and comes back, by its folder and by its name", () => {
    const mix = folder();
    const manifest = manifestOfRun();
    writeManifest(mix, manifest);
    writeManifest(mix, manifest);
    expect(readdirSync(mix)).toEqual(["manifest.json"]);
    expect(readFileSync(join(mix, "manifest.json"), "utf8")).toBe(manifestText(manifest));
    expect(readManifest(mix)).toEqual(manifest);
    expect(readManifest(join(mix, "manifest.json"))).toEqual(manifest);
  });

  it("adds up its shards", () => {
    const { totals } = manifestOfRun();
    expect(totals).toMatchObject({
      documents: 5,
      tokens: 80,
      bySource: { news: 3, wiki: 2 },
      byLanguage: { en: 2, ko: 3 },
      byBucket: { english: 2, korean: 3 },
    });
  });

  it.each([
    ["not JSON", "{", /not JSON/],
    ["another format", '{"format":"kijil-manifest/2"}', /got format "kijil-manifest\/2", wanted "kijil-manifest\/1"/],
    ["no object", "3", /got format none/],
    ["a missing field", '{"format":"kijil-manifest/1"}', /manifest.mix: got nothing, wanted a string/],
  ])("is refused as %s", (_, text, message) => {
    const mix = folder();
    writeFileSync(join(mix, "manifest.json"), text);
    expect(() => readManifest(mix)).toThrow(IntegrityError);
    expect(() => readManifest(mix)).toThrow(message);
  });

  it.each([
    [{ tokenizer: { name: 3, exact: true } }, /manifest.tokenizer.name: got a number, wanted a string/],
    [
      { shards: [{ ...manifestOfRun().shards[0], bySource: { news: "3" } }] },
      /manifest.shards\[0\].bySource.news: got a string, wanted a number/,
    ],
    [{ shards: [{ ...manifestOfRun().shards[0], file: "../x" }] }, /not a plain file name, got "\.\.\/x"/],
    [{ inputs: {} }, /manifest.inputs: got a object, wanted a list/],
    [{ recipe: null }, /manifest.recipe: got null, wanted a object/],
  ])("is refused with a field of another shape", (change, message) => {
    const mix = folder();
    writeFileSync(join(mix, "manifest.json"), JSON.stringify({ ...manifestOfRun(), ...change }));
    expect(() => readManifest(mix)).toThrow(message);
  });

  it("that cannot be read is an input error", () => {
    expect(() => readManifest(join(folder(), "absent"))).toThrow(InputError);
    expect(() => readManifest(folder())).toThrow(/ENOENT.*Name the folder of a mix/);
  });
});
