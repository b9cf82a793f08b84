import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FoldedText } from "../../../stages/pii/folded-text.ts";

/** Text that the folded one has where `needle` is, as it was given. */
function given(original: string, needle: string): string {
  const view = new FoldedText(original);
  const at = view.text.indexOf(needle);
  expect(at, view.text).toBeGreaterThanOrEqual(0);
  return original.slice(view.startOf(at), view.endOf(at + needle.length));
}

describe("folded text", () => {
  it.each([
    ["연락처 ０１０－１２３４－５６７８입니다", "010-1234-5678", "０１０－１２３４－５６７８"],
    ["번호 010\u200b-12\u200b34-5678\u200b 끝", "010-1234-5678", "010\u200b-12\u200b34-5678"],
    ["٠١٠-١٢٣٤", "010-1234", "٠١٠-١٢٣٤"],
    ["𝟎𝟏𝟎-𝟡", "010-9", "𝟎𝟏𝟎-𝟡"],
    ["①②③④⓪", "12340", "①②③④⓪"],
    ["010·1234·5678", "010-1234-5678", "010·1234·5678"],
    ["서울·부산", "서울·부산", "서울·부산"],
    ["960121–1021413", "960121-1021413", "960121–1021413"],
    ["a\u00a0b\u3000c", "a b c", "a\u00a0b\u3000c"],
    ["홍길동".normalize("NFD"), "홍길동", "홍길동".normalize("NFD")],
    ["Jose\u0301 Pe\u0301rez", "José Pérez", "Jose\u0301 Pe\u0301rez"],
    ["hong＠example．com", "hong@example.com", "hong＠example．com"],
    ["가\r\n나", "가\r\n나", "가\r\n나"],
    ["\ud800 010", " 010", " 010"],
  ])("%j holds %j", (original, folded, stretch) => {
    expect(given(original, folded)).toBe(stretch);
  });

  it("maps every stretch back in order, whatever the text", () => {
    const units = fc.array(
      fc.oneof(
        fc.constantFrom(
          "０",
          "\u200b",
          "ᄒ",
          "ᅩ",
          "ᆼ",
          "\ud800",
          "\udc00",
          "e",
          "\u0301",
          "①",
          "·",
          "-",
          "1",
          "가",
          "😀",
          "\r\n",
          "𝟎",
        ),
        fc.string({ unit: "binary", maxLength: 3 }),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(units, (list) => {
        const original = list.join("");
        const folded = new FoldedText(original);
        const { text } = folded;
        let before = 0;
        for (let at = 0; at < text.length; at++) {
          const start = folded.startOf(at);
          const end = folded.endOf(at + 1);
          if (start < before || end <= start || end > original.length)
            expect.unreachable(JSON.stringify({ original, at, start, end }));
          before = start;
        }
        expect(new FoldedText(text).text).toBe(text);
      }),
    );
  });
});
