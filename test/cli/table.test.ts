import { describe, expect, it } from "vitest";
import { cut, pad, printable, table } from "../../cli/table.ts";
import { coloursFor } from "../../cli/terminal.ts";
import { aTerminal } from "../helpers/a-terminal.ts";

const plain = coloursFor(aTerminal(), {});

describe("tables", () => {
  it("align columns where Hangul is twice as wide", () => {
    const columns = [{ title: "출처" }, { title: "문서", align: "right" }, { title: "note" }] as const;
    const rows = [
      ["위키백과", "1 234", "한글"],
      ["web", "56", undefined],
      ["뉴스 news", "7", "끝"],
    ];
    expect(table(columns, rows, plain)).toMatchInlineSnapshot(`
      "  출처        문서  note
        위키백과   1 234  한글
        web           56
        뉴스 news      7  끝
      "
    `);
  });

  it("have no blanks at line ends and no rows but those given", () => {
    expect(table([{ title: "a" }, { title: "b" }], [], plain)).toBe("  a  b\n");
    expect(table([{ title: "a" }, { title: "b" }], [["1"]], plain)).toBe("  a  b\n  1\n");
  });
});

it("pads by terminal columns", () => {
  expect(pad("한글", 6)).toBe("한글  ");
  expect(pad("한글", 6, "right")).toBe("  한글");
  expect(pad("too long", 3)).toBe("too long");
});

it.each([
  ["abc", 3, "abc"],
  ["abcd", 3, "ab…"],
  ["한글문서", 8, "한글문서"],
  ["한글문서", 7, "한글문…"],
  ["한글문서", 6, "한글…"],
  ["한", 1, "…"],
  ["한", 0, ""],
])("cuts %s to %d columns", (text, width, wanted) => expect(cut(text, width)).toBe(wanted));

it("makes control characters harmless", () => {
  expect(printable("a\u001b[31mb\u0007\u202ec\nd\te\u009bf")).toBe("a�[31mb��c d e�f");
  expect(printable("한글 – “ok” 👩‍🌾")).toBe("한글 – “ok” 👩‍🌾");
});

it("colours a terminal unless asked not to", () => {
  const tty = aTerminal({ isTTY: true });
  expect(coloursFor(tty, {}).red("x")).not.toBe("x");
  expect(coloursFor(tty, { NO_COLOR: "1" }).red("x")).toBe("x");
  expect(coloursFor(tty, { NO_COLOR: "" }).red("x")).not.toBe("x");
  expect(coloursFor(tty, { TERM: "dumb" }).red("x")).toBe("x");
  expect(coloursFor(aTerminal(), { FORCE_COLOR: "1" }).red("x")).toBe("x");
});
