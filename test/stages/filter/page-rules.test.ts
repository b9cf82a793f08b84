import { describe, expect, it } from "vitest";
import { PAGE_RULES } from "../../../stages/filter/page-rules.ts";
import { aBatch } from "../../helpers/a-batch.ts";

const measured = (rule: keyof typeof PAGE_RULES, text: string): number => PAGE_RULES[rule].measure(aBatch([text]), 0);
const PROSE = "The potter who works by the river told us how the kiln was mended after the flood. ";

describe("rules of pages", () => {
  it.each([
    ["$$ $$ and \\( \\)", 2],
    ["\\begin{align}\n\\end{align}\n\\input{a/b}", 2],
    ['[Math Processing Error] <math display="x"> </math>', 2],
    ["Let be a group. Suppose denote a set.", 2],
    ["를 구하자. 는 소수이다. 값을 구한다", 2],
    ["$$x$$ \\begin{align}x\\end{align} Let x be a group; where are the others? 나는 집에 간다. 의자는 낡았다.", 0],
    ["one $$ $$ alone", 0],
  ])("maxLosses: %j has %d", (text, losses) => {
    const words = text.split(/\s+/).length;
    expect(measured("maxLosses", text)).toBeCloseTo((100 * losses) / words);
  });

  it.each([
    ["404 Not Found", 1],
    ["Access denied. You need another key.", 1],
    ["자바스크립트를 활성화해 주세요.", 1],
    ["요청하신 페이지를 찾을 수 없습니다.\n메뉴", 20 / 23],
    [`${PROSE.repeat(20)}\nPage not found`, 0],
    ["The page was found in the river.", 0],
    ["", 0],
  ])("maxMessage: %j", (text, share) => {
    expect(measured("maxMessage", text)).toBeCloseTo(share, 2);
  });

  it("tells a policy by its title and its phrases together", () => {
    const clauses = "회사는 정보주체의 동의를 받아 개인정보를 수집하며, 보유 및 이용 기간이 지나면 개인정보를 파기한다. ";
    expect(measured("maxPolicy", `개인정보처리방침\n${clauses}`)).toBeGreaterThan(1.5);
    expect(measured("maxPolicy", clauses)).toBe(0);
    expect(measured("maxPolicy", `개인정보 처리방침을 쓰는 법\n${PROSE.repeat(12)}`)).toBeLessThan(1.5);
  });

  it("counts sentences that come again, wherever they stand", () => {
    expect(measured("maxRepeatedSentences", `${PROSE}${PROSE}`)).toBeCloseTo(0.5);
    expect(measured("maxRepeatedSentences", "다리를 고쳐라! 다리를 고쳐라!\n다리를 고쳐라!")).toBeCloseTo(2 / 3);
    expect(measured("maxRepeatedSentences", PROSE)).toBe(0);
  });

  it("shows what it counted", () => {
    const text = "처음\n404 Not Found\n끝";
    expect(PAGE_RULES.maxMessage.spans(text, []).map(([start, end]) => text.slice(start, end))).toEqual(["404 Not Found"]);
  });
});
