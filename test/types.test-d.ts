import { defineConfig, defineStage, drop, keep } from "kijil";
import { kananaMixes } from "kijil/recipes/kanana";
import { language } from "kijil/stages/filter/language";
import { textLength } from "kijil/stages/filter/text-length";
import { jsonl } from "kijil/stages/read/jsonl";
import { describe, expectTypeOf, it } from "vitest";

const sources = [jsonl("wiki", { files: "w" }), jsonl("web", { files: "x" })] as const;
const stages = [language(), textLength()] as const;
const line = { name: "typed", sources, stages };
type Mix = (typeof config)["mixes"][string];
const config = defineConfig({ ...line, mixes: {} });
/** A bucket as the config above takes it. */
const bucket = (_bucket: Mix["buckets"][number]) => undefined;

describe("a config, as the editor completes and checks it", () => {
  it("offers exactly the names of its sources and the attributes its stages write", () => {
    type Where = Mix["buckets"][number]["where"];
    expectTypeOf<NonNullable<Where["source"]>>().toEqualTypeOf<"wiki" | "web" | readonly ("wiki" | "web")[]>();
    type Queries = NonNullable<Where["attributes"]>;
    expectTypeOf<"lang" | "lang.mixed" | "lang.hangul" | "lang.confidence">().toExtend<keyof Queries>();
    expectTypeOf<"edu.score">().not.toExtend<keyof Queries>();
    expectTypeOf<NonNullable<Queries["lang"]>>().toEqualTypeOf<string | readonly string[]>();
    expectTypeOf<NonNullable<Queries["lang.mixed"]>>().toEqualTypeOf<{ readonly atLeast?: number; readonly below?: number }>();
  });

  it("takes a recipe that speaks of them", () => {
    defineConfig({
      ...line,
      mixes: {
        stage1: {
          tokens: { ofPool: 0.5 },
          buckets: [
            { name: "ko", where: { source: "wiki", attributes: { lang: "ko" } }, share: 0.5, bestBy: "lang.hangul" },
            {
              name: "en",
              where: { source: ["web", "wiki"], attributes: { lang: ["en"], "lang.mixed": { below: 0.2 } } },
              repeat: 2.5,
            },
          ],
          attributes: ["lang"],
        },
      },
    });
  });

  it("refuses a source that there is not", () => {
    // @ts-expect-error no source is called wkii
    defineConfig({ ...line, mixes: { m: { buckets: [{ name: "b", where: { source: "wkii" }, repeat: 1 }] } } });
  });

  it("refuses an attribute that no stage writes", () => {
    // @ts-expect-error no stage writes edu.score
    defineConfig({ ...line, mixes: { m: { buckets: [{ name: "b", where: { attributes: { "edu.score": {} } }, repeat: 1 }] } } });
    // @ts-expect-error no stage writes edu.score
    defineConfig({ ...line, mixes: { m: { buckets: [{ name: "b", where: {}, repeat: 1, bestBy: "edu.score" }] } } });
    // @ts-expect-error no stage writes edu.score
    defineConfig({ ...line, mixes: { m: { buckets: [{ name: "b", where: {}, repeat: 1 }], attributes: ["edu.score"] } } });
  });

  it("refuses a range on a label and a label on a number", () => {
    // @ts-expect-error lang is a label
    bucket({ name: "b", where: { attributes: { lang: { atLeast: 1 } } }, repeat: 1 });
    // @ts-expect-error lang.mixed is a number
    bucket({ name: "b", where: { attributes: { "lang.mixed": "ko" } }, repeat: 1 });
  });

  it("refuses two amounts, and none", () => {
    // @ts-expect-error share and tokens
    defineConfig({ ...line, mixes: { m: { buckets: [{ name: "b", where: {}, share: 1, tokens: 3 }] } } });
    // @ts-expect-error no amount
    defineConfig({ ...line, mixes: { m: { buckets: [{ name: "b", where: {} }] } } });
  });

  it("refuses misspelt options of stages, sources, buckets and mixes", () => {
    // @ts-expect-error minCharacter
    textLength({ minCharacter: 20 });
    // @ts-expect-error jp is no language
    language({ keep: ["jp"] });
    // @ts-expect-error file
    jsonl("web", { file: "x" });
    // @ts-expect-error files has to be given
    jsonl("web", {});
    // @ts-expect-error maxRepeat
    defineConfig({ ...line, mixes: { m: { buckets: [{ name: "b", where: {}, repeat: 1, maxRepeat: 2 }] } } });
    // @ts-expect-error token
    defineConfig({ ...line, mixes: { m: { token: 5, buckets: [] } } });
  });

  it("refuses reasons and edits that a stage did not declare", () => {
    const given = { name: "x", version: 1, options: {}, reasons: { short: "the text is short" } } as const;
    defineStage({ ...given, open: () => (document) => (document.text.length < 3 ? drop("short") : keep) });
    // @ts-expect-error the reason is called short
    defineStage({ ...given, open: () => (document) => (document.text.length < 3 ? drop("long") : keep) });
  });
});

describe("the kanana preset, given the sources and stages", () => {
  const tokens = { stage1: 10, stage2: 10 };

  it("fits the config it was made for", () => {
    const where = { koreanWeb: { source: "web", attributes: { lang: "ko" } }, encyclopedia: { source: ["wiki"] } } as const;
    const mixes = kananaMixes({ sources, stages }, { tokens, where, bestBy: "lang.hangul" });
    defineConfig({ ...line, mixes });
    defineConfig({ ...line, mixes: { ...mixes, extra: { buckets: [{ name: "b", where: {}, repeat: 1 }] } } });
    expectTypeOf(mixes.stage1).toEqualTypeOf<Mix>();
  });

  it("refuses other names and kinds where they are written", () => {
    // @ts-expect-error no source is called books
    kananaMixes({ sources, stages }, { tokens, where: { koreanWeb: { source: "books" } } });
    // @ts-expect-error no stage writes edu.score
    kananaMixes({ sources, stages }, { tokens, where: { koreanWeb: { attributes: { "edu.score": {} } } } });
    // @ts-expect-error lang is a label
    kananaMixes({ sources, stages }, { tokens, where: { koreanWeb: { attributes: { lang: { atLeast: 1 } } } } });
    // @ts-expect-error there is no such category
    kananaMixes({ sources, stages }, { tokens, where: { koreanweb: {} } });
    // @ts-expect-error no stage writes edu.score
    kananaMixes({ sources, stages }, { tokens, where: {}, bestBy: "edu.score" });
  });
});
