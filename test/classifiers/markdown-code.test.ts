import { describe, expect, it } from "vitest";
import { codeRanges, proseOf } from "../../classifiers/markdown-code.ts";

/** The code found, piece by piece. */
function codeOf(text: string, options?: { readonly indented: boolean }): readonly string[] {
  const ranges = codeRanges(text, options);
  return Array.from({ length: ranges.length / 2 }, (_, index) => text.slice(ranges[index * 2], ranges[index * 2 + 1]));
}

describe("codeRanges", () => {
  it.each<readonly [string, readonly string[]]>([
    ["no code", []],
    ["a `b` c ``d ` e`` f", ["`b`", "``d ` e``"]],
    ["an `open\n\nspan` ends with its paragraph", []],
    ["a\n```js\nb\n```\nc", ["```js\nb\n```\n"]],
    ["~~~\na\n```\nb\n~~~\nc", ["~~~\na\n```\nb\n~~~\n"]],
    ["````\n```\na\n````", ["````\n```\na\n````"]],
    ["```\nopen to the end", ["```\nopen to the end"]],
    ["```not a `fence`\nprose", ["`fence`"]],
    ["> ```\n> quoted\n> ```\nafter", ["> ```\n> quoted\n> ```\n"]],
    ["- item\n\n  ```\n  in a list\n  ```\n", ["  ```\n  in a list\n  ```\n"]],
    ["a\n\n    b\n\tc\n\nd", ["    b\n", "\tc\n"]],
    ["a\n    goes on", []],
    ["- a\n\n    paragraph of the item\n\nafter\n\n    code", ["    code"]],
    ["    first line", ["    first line"]],
    ["a\r\n\r\n    b\r\nc", ["    b\r\n"]],
    ["a\n\n    b\n```\nc\n``` d\n```  \r\ne `f`", ["    b\n", "```\nc\n``` d\n```  \r\n", "`f`"]],
    ["a ``` b\n~~~~\n~~~\n > ~~~~~\nc `d`\n\n1. e\n\n\tf", ["~~~~\n~~~\n > ~~~~~\n", "`d`"]],
  ])("%j", (text, code) => {
    expect(codeOf(text)).toEqual(code);
  });

  it("leaves indented lines alone when told to", () => {
    expect(codeOf("a\n\n    `b` c", { indented: false })).toEqual(["`b`"]);
  });
});

describe("proseOf", () => {
  it("sets code, tags, link targets and addresses aside", () => {
    const text = "See [the page](https://example.com/a) or <b>https://example.com/b</b>.\n\n```\ncode\n```\nAnd `x`.";
    expect(proseOf(text).replace(/\s+/g, " ")).toBe("See [the page or . And .");
  });
});
