/**
 * Personal data beside the peers that Python has, in one run on the same texts: `KIJIL_PII_PYTHON` names an interpreter that has some of them,
 * `../shared/peers/pii` their runners. Prints leaks and over-redaction on the even half of `webdev300`, characters taken per million on clean
 * corpora, and CPU speed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { loadKernels } from "../engine/kernels/kernels.ts";
import { DETECTORS } from "../stages/pii/detectors.ts";
import { policiesOf, Redactor } from "../stages/pii/redactor.ts";
import { PROFILES } from "../stages/pii/score.ts";
import { SpanFinder } from "../stages/pii/span-finder.ts";

interface Row {
  readonly id: string;
  readonly text: string;
}
const shared = new URL("../../shared/", import.meta.url);
const read = (path: string): Row[] =>
  gunzipSync(readFileSync(new URL(path, shared)))
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const CLEAN = [
  "en_book_rust",
  "en_textbook_sociology",
  "en_spec_peps",
  "ko_book_rust",
  "ko_ud_kaist",
  "ko_news_park",
  "ko_law_statutes",
  "ko_science_lab-books-nature",
];
const kernels = loadKernels();
const redactor = new Redactor(kernels, { profile: "balanced", policies: policiesOf(), key: "bench" });
const folder = mkdtempSync(join(tmpdir(), "kijil-pii-"));

/** Leaking documents, and what is taken in vain, by the scorer of the peers. */
function score(name: string, rows: readonly Row[], spans: string): void {
  const gold = join(folder, "gold.jsonl");
  const got = join(folder, "spans.jsonl");
  writeFileSync(gold, rows.map((row) => JSON.stringify(row)).join("\n"));
  writeFileSync(got, spans);
  const { stdout } = spawnSync(process.execPath, [new URL("peers/pii/score.mjs", shared).pathname, gold, got], {
    encoding: "utf8",
  });
  console.log(`${name.padEnd(20)} ${stdout.split("\n")[0]}`);
}

const even = read("data/C_pii/webdev300.jsonl.gz").filter(({ id }) => Number(id.split("-")[1]) % 2 === 0);
const ours = even.map(({ id, text }) => JSON.stringify({ id, spans: redactor.findInText(text)?.spans ?? [] })).join("\n");
score("kijil", even, ours);
const python = process.env["KIJIL_PII_PYTHON"];
for (const peer of ["datatrove", "ko_pii", "korean_pii", "maskingtape", "presidio"]) {
  const runner = new URL(`peers/pii/run_${peer}.py`, shared).pathname;
  if (python === undefined || !existsSync(runner)) continue;
  const input = even.map((row) => JSON.stringify(row)).join("\n");
  const { status, stdout, stderr } = spawnSync(python, [runner], { input, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0) console.log(`${peer.padEnd(20)} is not installed`);
  else {
    score(peer, even, stdout);
    console.log(`${"".padEnd(20)} ${stderr.trim().split("\n").at(-1)}`);
  }
}

/** Speed and characters taken on clean corpora, of all rules and of those that are not about names. */
for (const [name, detectors] of [
  ["all rules", DETECTORS],
  [
    "without names",
    DETECTORS.filter(({ types }) => !types.some((type) => ["PERSON", "ADDRESS", "DATE_OF_BIRTH"].includes(type))),
  ],
] as const) {
  const finder = new SpanFinder(kernels, detectors, PROFILES.balanced);
  let bytes = 0;
  let characters = 0;
  let taken = 0;
  let seconds = 0;
  for (const corpus of CLEAN) {
    let takenHere = 0;
    let charactersHere = 0;
    for (const { text } of read(`data/A_text/${corpus}.jsonl.gz`)) {
      const encoded = Buffer.from(text);
      const mark = kernels.mark();
      const at = kernels.alloc(encoded.length);
      kernels.bytes().set(encoded, at);
      const before = process.cpuUsage();
      const found = finder.find(at, encoded.length);
      const { user, system } = process.cpuUsage(before);
      seconds += (user + system) / 1e6;
      kernels.release(mark);
      bytes += encoded.length;
      charactersHere += text.length;
      for (const { start, end, type } of found?.spans ?? []) if (type !== "EMAIL" && type !== "PHONE") takenHere += end - start;
    }
    console.log(
      `${name}, ${corpus.padEnd(30)} ${((1e6 * takenHere) / charactersHere).toFixed(0)} characters a million, without e-mail and telephones`,
    );
    characters += charactersHere;
    taken += takenHere;
  }
  console.log(
    `${name}: ${(bytes / seconds / 1e6).toFixed(1)} MB/s a core, ${((1e6 * taken) / characters).toFixed(0)} characters a million`,
  );
}
