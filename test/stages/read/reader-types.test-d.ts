import { describe, expectTypeOf, it } from "vitest";
import type { Source } from "../../../engine/source.ts";
import { json } from "../../../stages/read/json.ts";
import { jsonl } from "../../../stages/read/jsonl.ts";

describe("readers", () => {
  it("keep the name they were given as a type", () => {
    expectTypeOf(jsonl("news", { files: "news/*.jsonl.zst" })).toEqualTypeOf<Source<"news">>();
    expectTypeOf(
      json("web", { files: ["a.json", "b.json"], records: "data", text: ["body", "text"] }).name,
    ).toEqualTypeOf<"web">();
  });

  it("complain about what is missing or unknown", () => {
    // @ts-expect-error: files must be given
    jsonl("news", {});
    // @ts-expect-error: no such option
    jsonl("news", { files: "x", txt: "body" });
    // @ts-expect-error: records belongs to json
    jsonl("news", { files: "x", records: "data" });
    // @ts-expect-error: a path is a string
    json("web", { files: "x", metadata: { license: 1 } });
  });
});
