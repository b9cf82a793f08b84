import { describe, expect, it } from "vitest";
import { FrequentLines } from "../../../stages/filter/frequent-lines.ts";
import { sourceLines } from "../../../stages/filter/source-lines.ts";
import { describeBarrier } from "../../helpers/barrier-contract.ts";
import { randomFrom } from "../../helpers/random-from.ts";

const MENU = "홈 | 지도 | 찾아오는 길";
const FOOT = "마을 도서관 안내 전화";
const page = (id: string, text: string, source = "마을", url?: string) => ({
  id,
  text,
  source,
  ...(url === undefined ? {} : { url }),
});
const own = (index: number) => `강을 따라 걷는 길은 ${index}번째 다리에서 둘로 갈라지고, 오른쪽은 가마터로 이어진다.`;
const dressed = (index: number) => `${MENU}\n\n${own(index)}\n\n## 길\n\`\`\`\n${FOOT}\n\`\`\`\n${FOOT}`;
const pages = Array.from({ length: 12 }, (_, index) => page(`p${index}`, dressed(index)));
const left = (index: number) => `${own(index)}\n\n## 길\n\`\`\`\n${FOOT}\n\`\`\``;

describeBarrier(sourceLines({ minShare: 0.5 }), {
  documents: [
    ...pages,
    page("bare", "여기에는 그런 줄이 없다."),
    page("empty", ""),
    page("only", `${MENU}\n${FOOT}\n짧다`),
    // Too few documents of this source to tell.
    ...Array.from({ length: 4 }, (_, index) => page(`q${index}`, dressed(index), "바다")),
  ],
  removed: { only: ["mostly-common-lines", "only"] },
  edited: Object.fromEntries(pages.map(({ id }, index) => [id, left(index)])),
});

describeBarrier(sourceLines({ by: "site", minDocuments: 3, minShare: 0.9 }), {
  documents: [
    ...Array.from({ length: 3 }, (_, index) => page(`a${index}`, `${own(index)}\n${MENU}`, "web", `https://a.example/${index}`)),
    ...Array.from({ length: 3 }, (_, index) =>
      page(`b${index}`, `${own(index)}\n${index === 2 ? "다른 줄" : MENU}`, "web", `https://b.example/${index}`),
    ),
  ],
  removed: {},
  edited: Object.fromEntries(Array.from({ length: 3 }, (_, index) => [`a${index}`, own(index)])),
  elsewhere: ["mostly-common-lines"],
});

describe("FrequentLines", () => {
  it("finds what plain counting finds, with hardly any memory", () => {
    const random = randomFrom(3);
    const documents = Array.from({ length: 2000 }, () => {
      const keys = Array.from({ length: 5 }, () => random(10) * 2 ** 40 + random(400));
      return { source: random(3), site: random(2), keys: [...new Set(keys)] };
    });
    const plain = new Map<string, number>();
    const sizes = new Map<string, number>();
    for (const { source, site, keys } of documents) {
      sizes.set(`${source} ${site}`, (sizes.get(`${source} ${site}`) ?? 0) + 1);
      for (const key of keys) plain.set(`${source} ${site} ${key}`, (plain.get(`${source} ${site} ${key}`) ?? 0) + 1);
    }
    const frequent = new FrequentLines(2, 0.005, 1);
    for (const { source, site, keys } of documents) frequent.estimate(source, site, keys);
    for (const { source, site, keys } of documents) frequent.count(source, site, keys);
    const seen = { frequent: 0, rare: 0 };
    for (const { source, site, keys } of documents) {
      for (const key of keys) {
        const least = Math.max(2, 0.005 * (sizes.get(`${source} ${site}`) as number));
        const isFrequent = (plain.get(`${source} ${site} ${key}`) as number) >= least;
        expect(frequent.has(source, site, key)).toBe(isFrequent);
        seen[isFrequent ? "frequent" : "rare"]++;
      }
    }
    expect(Math.min(seen.frequent, seen.rare)).toBeGreaterThan(50);
  });
});
