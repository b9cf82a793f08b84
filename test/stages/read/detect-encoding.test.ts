import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { detectEncoding } from "../../../stages/read/detect-encoding.ts";
import { otherLanguages } from "../../fixtures/other-languages.ts";
import { corpora } from "../../helpers/corpora.ts";
import { hasSharedData } from "../../helpers/run-cli.ts";
import { numbersFrom } from "../../helpers/synthetic-lineage.ts";

const detected = (bytes: Uint8Array) => detectEncoding(bytes).encoding;

describe("the encoding of a file", () => {
  it("is UTF-8 for what is empty, short, ASCII, or cut inside a character", () => {
    expect(detected(Buffer.from('{"text":"a line"}\n\0{"text":"zero"}\n'.repeat(9)))).toBe("utf-8");
    for (const sample of ["", "a", "가", "plain ASCII\n".repeat(50), "\0\0\0\0 zero bytes \0".repeat(20)])
      expect([sample, detected(Buffer.from(sample))]).toEqual([sample, "utf-8"]);
    const korean = Buffer.from("알곡만 남았다. ".repeat(20));
    for (let end = 0; end < korean.length; end++) expect(detected(korean.subarray(0, end))).toBe("utf-8");
  });

  it.each(Object.entries(otherLanguages))("is told for sentences in %s", (language, [short, long]) => {
    const sample = `${short}\n${long}\n`.repeat(4);
    expect(detected(Buffer.from(sample))).toBe("utf-8");
    for (const encoding of ["utf-16le", "utf-16be"] as const) expect(detected(iconv.encode(sample, encoding))).toBe(encoding);
    if (language === "ja") expect(detected(iconv.encode(sample, "cp932"))).toBe("shift_jis");
    const western = iconv.encode(sample, "windows-1252");
    const beyond = western.filter((byte) => byte >= 0x80).length;
    if (["fr", "de", "es", "pt", "sv"].includes(language) && beyond >= 12) expect(detected(western)).toBe("windows-1252");
  });

  it("is UTF-8 for random bytes and for binary files", () => {
    const next = numbersFrom(7);
    const random = Buffer.from(Array.from({ length: 4096 }, () => next() & 255));
    expect(detected(random)).toBe("utf-8");
    expect(detected(random.map((byte) => byte | 0x80))).toBe("utf-8");
  });
});

describe.skipIf(!hasSharedData)("on the shared corpora", () => {
  it("is never another than UTF-8 for UTF-8, and told for nearly every Korean document in another", () => {
    const counts = { documents: 0, utf8: 0, korean: 0, cp949: 0, utf16le: 0, utf16be: 0 };
    for (const { documents } of corpora()) {
      for (const { text, lang } of documents.slice(0, 60)) {
        counts.documents++;
        if (detected(Buffer.from(text).subarray(0, 65_536)) === "utf-8") counts.utf8++;
        const bytes = iconv.encode(text, "cp949");
        if (lang !== "ko" || iconv.decode(bytes, "cp949") !== text || bytes.filter((byte) => byte >= 0x80).length < 40) continue;
        counts.korean++;
        if (detected(bytes.subarray(0, 65_536)) === "cp949") counts.cp949++;
        if (detected(iconv.encode(text, "utf-16le").subarray(0, 65_536)) === "utf-16le") counts.utf16le++;
        if (detected(iconv.encode(text, "utf-16be").subarray(0, 65_536)) === "utf-16be") counts.utf16be++;
      }
    }
    expect(counts.utf8).toBe(counts.documents);
    expect(counts.korean).toBeGreaterThan(500);
    for (const found of [counts.cp949, counts.utf16le, counts.utf16be]) expect(found / counts.korean).toBeGreaterThan(0.98);
  });
});
