import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import type { POLICIES } from "../../../stages/pii/policies.ts";
import { policiesOf, Redactor } from "../../../stages/pii/redactor.ts";
import { ENTITY_TYPES } from "../../../stages/pii/span.ts";
import { surrogateOf } from "../../../stages/pii/surrogates.ts";

const kernels = loadKernels();
const redactorOf = (policy: (typeof POLICIES)[number] | undefined) =>
  new Redactor(kernels, {
    profile: "balanced",
    policies: policiesOf(policy === undefined ? {} : Object.fromEntries(ENTITY_TYPES.map((type) => [type, policy]))),
    key: "key",
  });

const PIECES = [
  "010-2345-6781",
  "공일공-이삼사오-육칠팔구",
  "960121-1021413",
  "960121-1******",
  "kim@mail.test",
  "kim 골뱅이 mail.test",
  "농협 352-1182-4471-23",
  "계좌 ",
  "카드 4579 5568 5062 7560",
  "104-86-56659",
  "법인등록번호 130111-0006246",
  "여권번호 M12345678",
  "면허 11-22-333333-44",
  "P140012345678 통관",
  "12가 3456",
  "221.209.191.204",
  "88:90:3a:fc:19:7f",
  "398-21-3207 SSN",
  "비밀번호: ab12!cd",
  "https://me:s3cret!x@host.test/",
  "카톡 abc_1234",
  "@a.b_c 인스타",
  "집 37.48213, 127.06544",
  "+1 614 555 0148",
  "건강보험 1-9292897472",
  "GB82 WEST 1234 5698 7654 33",
  "[전화번호]",
  "[RRN]",
  "\u200b",
  "０１",
  "가나다 ",
  "the ",
  "\n",
  " / ",
  ", ",
  "(",
  ")",
  "|",
  "😀",
  "\ud800",
  "이",
  "은",
  ":",
];
const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((list) => list.join(""));

describe("redaction", () => {
  it.each([undefined, "tag", "mask", "surrogate", "hash"] as const)("twice is once, under %s", (policy) => {
    const redactor = redactorOf(policy);
    fc.assert(
      fc.property(texts, (text) => {
        const found = redactor.findInText(text);
        const once = found ? redactor.replace(found) : text;
        const again = redactor.findInText(once);
        expect(again ? redactor.replace(again) : once).toBe(once);
      }),
      { numRuns: 250 },
    );
  });

  it("spans lie in order inside of the text, and none overlaps", () => {
    const redactor = redactorOf(undefined);
    fc.assert(
      fc.property(texts, (text) => {
        let before = 0;
        for (const { start, end } of redactor.findInText(text)?.spans ?? []) {
          if (start < before || end <= start || end > text.length) expect.unreachable(JSON.stringify({ text, start, end }));
          before = end;
        }
      }),
      { numRuns: 400 },
    );
  });

  const shared = new URL("../../../../shared/data/C_pii/webdev300.jsonl.gz", import.meta.url);
  it.skipIf(!existsSync(shared))("leaves none of the values it found in documents of the web", () => {
    const redactor = redactorOf(undefined);
    const rows = gunzipSync(readFileSync(shared)).toString().trim().split("\n");
    let values = 0;
    for (const row of rows.slice(0, 120)) {
      const { text } = JSON.parse(row) as { text: string };
      const found = redactor.findInText(text);
      if (!found) continue;
      const redacted = redactor.replace(found);
      for (const { start, end, type } of found.spans) {
        if (!["RRN", "PHONE", "EMAIL", "BANK_ACCOUNT"].includes(type)) continue;
        values++;
        expect(redacted.includes(text.slice(start, end)), type).toBe(false);
      }
      expect(redactor.findInText(redacted)).toBeUndefined();
    }
    expect(values).toBeGreaterThan(80);
  });
});

describe("surrogates", () => {
  it("are the same for the same value and key, and hardly ever for another", () => {
    const made = new Set<string>();
    for (let index = 0; index < 20_000; index++) made.add(surrogateOf("EMAIL", `user-${index}@mail.test`, "key") as string);
    expect(made.size).toBeGreaterThan(19_990);
    expect(surrogateOf("EMAIL", "a@mail.test", "key")).toBe(surrogateOf("EMAIL", "a@mail.test", "key"));
    expect(surrogateOf("EMAIL", "a@mail.test", "key")).not.toBe(surrogateOf("EMAIL", "a@mail.test", "other"));
  });

  it("are no values of their type", () => {
    const redactor = redactorOf(undefined);
    for (const type of ENTITY_TYPES) {
      const surrogate = surrogateOf(type, type === "PHONE" ? "010-2345-6781" : "960121-1021413", "key");
      if (surrogate !== undefined) expect(redactor.findInText(`값은 ${surrogate} 이다`)?.spans ?? [], type).toEqual([]);
    }
  });
});
