import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isDistrict, townNames } from "../../stages/pii/addresses/places.ts";
import { compileGazetteers } from "./compile-gazetteers.ts";

const lists = new URL("../../../shared/data/G_gazetteers/", import.meta.url);

describe("the tables of names and places", () => {
  it.skipIf(!existsSync(lists))("are what the public lists compile to", () => {
    for (const [path, text] of Object.entries(compileGazetteers(lists)))
      expect(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")).toBe(text);
  });

  it("know which district lies in which province", () => {
    expect(isDistrict("강남구", "서울")).toBe(true);
    expect(isDistrict("강남구", "경기")).toBe(false);
    expect(isDistrict("영통구", "")).toBe(true);
    expect(townNames.has("와부읍")).toBe(true);
    expect(townNames.has("남성로")).toBe(true);
  });
});
