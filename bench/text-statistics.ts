import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  LINE_STATS,
  loadKernels,
  TEXT_STATS,
  WORD_RULES,
  WORD_STATS,
  type WordRule,
  wordRoom,
} from "../engine/kernels/kernels.ts";
import { SHARED } from "./corpus.ts";

/**
 * Speed of the statistics of texts on one core, in MB of UTF-8 text per second of CPU time (user and system), over the shared corpora, one
 * call a document; and how it stands to JSON.parse of the same records in the same run. `npm run bench:text-statistics [-- part of a name]`
 */
const ROUNDS = 5;
const kernels = loadKernels();
const only = process.argv[2] ?? "";

/** CPU microseconds, the least of some rounds. */
function spent(act: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}

for (const lang of ["ko", "en"]) {
  const records: string[] = [];
  const places: (readonly [at: number, bytes: number])[] = [];
  const mark = kernels.mark();
  let textBytes = 0;
  for (const file of readdirSync(join(SHARED, "A_text")).sort()) {
    if (!file.startsWith(lang) || !file.includes(only)) continue;
    const lines = gunzipSync(readFileSync(join(SHARED, "A_text", file)))
      .toString()
      .split("\n")
      .filter(Boolean);
    for (const line of lines) {
      records.push(line);
      const text = Buffer.from((JSON.parse(line) as { text: string }).text);
      const at = kernels.alloc(text.length);
      kernels.bytes().set(text, at);
      places.push([at, text.length]);
      textBytes += text.length;
    }
  }
  const into = kernels.alloc(256);
  const each = (use: (at: number, bytes: number) => void) => () => {
    for (const [at, bytes] of places) {
      const inner = kernels.mark();
      use(at, bytes);
      kernels.release(inner);
    }
  };
  const { call } = kernels;
  const words = (rule: WordRule) => (at: number, bytes: number) => {
    const list = kernels.alloc(wordRoom(bytes, rule));
    const count = call.splitWords(at, bytes, WORD_RULES[rule], list);
    call.wordStats(list, count, WORD_RULES[rule], kernels.alloc(call.wordStatsScratch(count)), into);
  };
  const split = (rule: WordRule) => (at: number, bytes: number) =>
    void call.splitWords(at, bytes, WORD_RULES[rule], kernels.alloc(wordRoom(bytes, rule)));
  const lines = (at: number, bytes: number) => call.lineStats(at, bytes, kernels.alloc(call.lineStatsScratch(at, bytes)), into);
  const rule: WordRule = lang === "ko" ? "korean" : "english";
  const floor = spent(() => {
    for (const record of records) JSON.parse(record);
  });
  const rows: readonly (readonly [string, () => void])[] = [
    [`characters: ${TEXT_STATS.length} counts`, each((at, bytes) => call.textStats(at, bytes, into))],
    [`lines and paragraphs: ${LINE_STATS.length} counts`, each(lines)],
    ["words between blanks, split alone", each(split("blanks"))],
    [`words by the ${rule} rule, split alone`, each(split(rule))],
    [`words between blanks and repetition: ${WORD_STATS.length} counts`, each(words("blanks"))],
    [`words by the ${rule} rule and repetition`, each(words(rule))],
    [
      "everything, words between blanks",
      each((at, bytes) => {
        call.textStats(at, bytes, into);
        lines(at, bytes);
        words("blanks")(at, bytes);
      }),
    ],
    [
      `everything, words by the ${rule} rule`,
      each((at, bytes) => {
        call.textStats(at, bytes, into);
        lines(at, bytes);
        words(rule)(at, bytes);
      }),
    ],
  ];
  console.log(`${lang}: ${places.length} documents, ${(textBytes / 1e6).toFixed(1)} MB of text; Node ${process.version}`);
  console.log(`${"".padEnd(58)}MB/s of CPU   of JSON.parse`);
  console.log(`${"JSON.parse of the records".padEnd(58)}${(textBytes / floor).toFixed(0).padStart(11)}   100 %`);
  for (const [name, act] of rows) {
    const took = spent(act);
    console.log(`${name.padEnd(58)}${(textBytes / took).toFixed(0).padStart(11)}   ${((100 * floor) / took).toFixed(0)} %`);
  }
  kernels.release(mark);
}
