import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { pageOf } from "../stages/read/html-page.ts";
import { ARCHIVES, pagesBelow, pagesOf } from "./web-pages.ts";

/**
 * Compares the text of pages with what trafilatura and resiliparse make of them: words in common, pages a CPU second. Without an argument
 * on the pages of the shared web archives, else on HTML files below a folder. KIJIL_PYTHON names a Python that has both.
 */
const folder = process.argv[2];
const pages = folder === undefined ? await pagesOf(ARCHIVES) : pagesBelow(folder, 200);
const megabytes = pages.reduce((sum, page) => sum + Buffer.byteLength(page), 0) / 1e6;

interface Extracted {
  readonly name: string;
  readonly cpuSeconds: number;
  readonly texts: readonly string[];
}

function ours(): Extracted {
  for (let round = 0; round < 5; round++) for (const page of pages) pageOf(page);
  const started = process.cpuUsage();
  const texts = pages.map((page) => pageOf(page).text);
  const { user, system } = process.cpuUsage(started);
  return { name: "kijil", cpuSeconds: (user + system) / 1e6, texts };
}

function peers(): readonly Extracted[] {
  const script = fileURLToPath(new URL("web-peers.py", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.env.KIJIL_PYTHON ?? "python3", [script, "extract"], {
    input: JSON.stringify(pages),
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`the peers cannot be run: ${stderr.trim().split("\n").at(-1)}. Set KIJIL_PYTHON.`);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Extracted);
}

type Bag = ReadonlyMap<string, number>;
function bagOf(text: string): Bag {
  const bag = new Map<string, number>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) bag.set(word, (bag.get(word) ?? 0) + 1);
  return bag;
}
const sizeOf = (bag: Bag): number => [...bag.values()].reduce((sum, count) => sum + count, 0);
const combine = (a: Bag, b: Bag, how: (x: number, y: number) => number): Bag =>
  new Map([...new Set([...a.keys(), ...b.keys()])].map((word) => [word, how(a.get(word) ?? 0, b.get(word) ?? 0)]));
const share = (part: number, whole: number, ofNothing: number): number => (whole === 0 ? ofNothing : part / whole);
const mean = (values: readonly number[]): string => (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);

const extracted = [ours(), ...peers()];
const bags = extracted.map(({ texts }) => texts.map(bagOf));
console.log(`${pages.length} pages, ${megabytes.toFixed(1)} MB of HTML\n`);
console.log("| text | held against | precision | recall | F1 |\n| --- | --- | --- | --- | --- |");
for (let first = 0; first < extracted.length; first++) {
  for (let second = first + 1; second < extracted.length; second++) {
    const scores = pages.map((_, page) => {
      const [a, b] = [bags[first]?.[page] as Bag, bags[second]?.[page] as Bag];
      const common = sizeOf(combine(a, b, Math.min));
      const precision = share(common, sizeOf(a), sizeOf(b) === 0 ? 1 : 0);
      const recall = share(common, sizeOf(b), sizeOf(a) === 0 ? 1 : 0);
      return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
    });
    const figures = (["precision", "recall", "f1"] as const).map((key) => mean(scores.map((score) => score[key])));
    console.log(`| ${extracted[first]?.name} | ${extracted[second]?.name} | ${figures.join(" | ")} |`);
  }
}
console.log(
  "\n| text | words a page | in neither other | of both others, missed | pages a CPU second (8 KB) |\n| --- | --- | --- | --- | --- |",
);
for (const [own, { name, cpuSeconds }] of extracted.entries()) {
  const [one, two] = bags.filter((_, index) => index !== own) as [Bag[], Bag[]];
  const alone = pages.map((_, page) => {
    const either = combine(one[page] as Bag, two[page] as Bag, Math.max);
    const bag = bags[own]?.[page] as Bag;
    return 1 - share(sizeOf(combine(bag, either, Math.min)), sizeOf(bag), 1);
  });
  const missed = pages.map((_, page) => {
    const both = combine(one[page] as Bag, two[page] as Bag, Math.min);
    return 1 - share(sizeOf(combine(bags[own]?.[page] as Bag, both, Math.min)), sizeOf(both), 1);
  });
  const words = (bags[own] as Bag[]).reduce((sum, bag) => sum + sizeOf(bag), 0) / pages.length;
  const speed = (megabytes * 1e6) / 8192 / cpuSeconds;
  console.log(`| ${name} | ${words.toFixed(0)} | ${mean(alone)} | ${mean(missed)} | ${speed.toFixed(0)} |`);
}
