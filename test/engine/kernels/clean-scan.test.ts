import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CLEAN_FLAGS } from "../../../engine/kernels/kernels.ts";
import { cleanScan } from "../../../engine/kernels/oracle/clean-scan.ts";
import { realFiles, realTexts, run, tables, texts } from "./text-kernels.ts";

const scan = (text: string) => run.cleanScan(text) & ~CLEAN_FLAGS.notSurelyNfc;

/** UTF-8 read as windows-1252, as browsers do (https://encoding.spec.whatwg.org/#windows-1252). */
const misread = (text: string) => new TextDecoder("windows-1252").decode(Buffer.from(text));

describe("what a text needs cleaned", () => {
  test.each([
    ["", ""],
    ["plain text,\nwith 3 < 4 & 5 > 2; a <\nb", ""],
    ["\tindented  text\n\n    code", ""],
    ["<p>", "tag"],
    ["x</b", "tag"],
    ["<!--", "tag"],
    ["a &amp; b", "entity"],
    ["&#39;", "entity"],
    ["a\0b", "control"],
    ["a\x7fb", "control"],
    ["a\x85b", "control"],
    ["\vb", "control"],
    ["a\u200bb", "zeroWidth"],
    ["a\u2028b", "zeroWidth"],
    ["so\xadft", "zeroWidth"],
    ["\ufeffa", "zeroWidth"],
    ["👩‍👩‍👧 می‌خواهم", ""],
    ["a\u200d👩", "zeroWidth"],
    ["👩\u200d", "zeroWidth"],
    ["a\ufffdb", "replacement"],
    ["a\r\nb", "space"],
    ["a\u00a0b", "space"],
    ["가\u3000나", "space"],
    ["a \nb", "space"],
    ["a\t\nb", "space"],
    ["a\n\n\nb", "space"],
    ["\na", "space"],
    ["a\n", "space"],
    ["a ", "space"],
    ["  a", ""],
  ])("%j: %s", (text, flag) => {
    expect(scan(text)).toBe(flag === "" ? 0 : CLEAN_FLAGS[flag as keyof typeof CLEAN_FLAGS]);
    if (flag === "space") return;
    // The same in the middle of a block and across the border of two.
    for (let pad = 1; pad < 70; pad++) {
      const padded = `${"x".repeat(pad)}${text}x`;
      expect(scan(padded)).toBe(cleanScan(padded));
    }
  });

  test.each([
    "Café à la crème, déjà vu, où l’été n’était qu’un rêve… « voilà ! »",
    "« C’est l’été », dit-elle — « LIBERTÉ ! ÉGALITÉ ! »",
    "Le mot «\u00a0café\u00a0» et le mot «\u00a0thé\u00a0», à\u00a0Paris\u00a0: «\u00a0voilà\u00a0»…",
    "Ça été naïve, cœur, Œuvre, Noël, Zoë",
    "Müllerstraße 5, „Spaß“ – groß–klein, Äpfel, Übung, Fuß’",
    "—¿Sí? —Sí… «así» “jamás”, NIÑO, EL ÑANDÚ; ¡Ándale!”",
    "NÃO À GUERRA, SÃO PAULO, AMANHÃ, Ângela, Âmbar",
    "È così… perché «è» vero; città’, più”",
    "안녕하세요. “반갑습니다” ‘정말’ — 그렇죠… 10℃, 5€ · 3™",
    "Plain English with “curly quotes”, an em—dash, 20 °C, £5, ©, naïve façade",
    "Þórður át ðað, ÍSLAND, Ærø, Ålesund, Łódź, Đà Nẵng, Việt Nam",
  ])("no mojibake in %s", (text) => {
    expect(run.cleanScan(text) & CLEAN_FLAGS.mojibake).toBe(0);
    expect(cleanScan(text) & CLEAN_FLAGS.mojibake).toBe(0);
  });

  test.each([
    ..."안녕 나라 é ü — “a” ’ … ° 漢字 ひらがな 😀 привет ß ™x’"
      .split(" ")
      .filter((word) => word !== "ß")
      .map((word) => [word, misread(word)]),
    ["안녕 in Latin-1", Buffer.from("안녕").toString("latin1")],
    ["’ in Latin-1", Buffer.from("it’s").toString("latin1")],
    ["a long text", `${"x".repeat(61)}${misread("한국")}`],
  ])("mojibake of %s", (_name, text) => {
    expect(run.cleanScan(text) & CLEAN_FLAGS.mojibake).toBe(CLEAN_FLAGS.mojibake);
    expect(cleanScan(text) & CLEAN_FLAGS.mojibake).toBe(CLEAN_FLAGS.mojibake);
  });

  test("kernel = oracle on tables of characters and on random texts", () => {
    for (const text of tables.flatMap((table) => [...table].map((character) => `가${character}나`))) {
      expect([text, scan(text)]).toEqual([text, cleanScan(text)]);
    }
    fc.assert(
      fc.property(texts, (text) => void expect(scan(text)).toBe(cleanScan(text))),
      { numRuns: 3_000 },
    );
  });

  test("the flag of normalisation is that of isSurelyNfc", () => {
    expect(run.cleanScan("e\u0301") & CLEAN_FLAGS.notSurelyNfc).toBe(CLEAN_FLAGS.notSurelyNfc);
    expect(run.cleanScan("é 안녕") & CLEAN_FLAGS.notSurelyNfc).toBe(0);
  });

  test.skipIf(realFiles.length === 0).each(realFiles.length ? realFiles : ["shared data is absent"])(
    "kernel = oracle on %s",
    (file) => {
      for (const text of realTexts(file)) expect(scan(text)).toBe(cleanScan(text));
    },
  );
});
