import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eachEndTag, isPage, MarkupFinder } from "../../../stages/clean/html-markup.ts";

/** What is markup, as one expression: the finder must agree with it everywhere. */
const MARKUP =
  /<!--|<!(?:doctype|DOCTYPE)[^<>]{0,500}>|<(\/?)([a-zA-Z][a-zA-Z0-9]{0,11})((?:[\t-\r ][^<>]*)?)\/?>|&(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});/g;
const END_TAG = /<\/([a-zA-Z][a-zA-Z0-9]{0,11})[\t-\r ]{0,20}>/g;
const PAGE = /<(?:!doctype[\t-\r ]+html|html|body)[\t-\r >]/i;

const piece = fc.constantFrom(
  ..."<>/&;!-#`=' \n\t\u00a0bH1é",
  "<b>",
  "</b",
  "<br/>",
  "<br />",
  "<p a='1'",
  "<!--",
  "<!doctype",
  "<!DOCTYPE html>",
  "<HTML",
  "<body ",
  "abcdefghijkl",
  "&amp;",
  "&#65;",
  "&#x41;",
  "</script",
  " ".repeat(20),
);
const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(""));

function found(given: string): readonly unknown[] {
  const finder = new MarkupFinder(given);
  const all: unknown[] = [];
  for (let each = finder.next(0); each; each = finder.next(each.end)) {
    const { at, end, name, isEnd, attributes } = each;
    all.push({ at, end, name, isEnd, attributes });
  }
  return all;
}

describe("markup of HTML", () => {
  it("is found where the expression finds it", () => {
    fc.assert(
      fc.property(text, (given) => {
        const wanted = Array.from(given.matchAll(MARKUP), ({ 0: whole, 1: slash, 2: name = "", 3: attributes = "", index }) => {
          return { at: index, end: index + whole.length, name, isEnd: slash === "/", attributes };
        });
        expect(found(given)).toEqual(wanted);
      }),
      { numRuns: 3000 },
    );
  });

  it("has its end tags told by name and place", () => {
    fc.assert(
      fc.property(text, (given) => {
        const told: unknown[] = [];
        eachEndTag(given, (name, at) => told.push([name, at]));
        expect(told).toEqual(Array.from(given.matchAll(END_TAG), ({ 1: name, index }) => [name, index]));
      }),
      { numRuns: 3000 },
    );
  });

  it("makes a page where the beginning of one is among it", () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(isPage(given)).toBe(PAGE.test(given));
      }),
      { numRuns: 3000 },
    );
  });
});
