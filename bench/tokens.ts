/**
 * Token counts through the line's counter beside the libraries called by themselves on the same texts, and beside the tokenizers
 * package of Python where it is installed (`KIJIL_PYTHON=path/to/python`). `npm run bench:tokens`
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import { countTokens as countO200k } from "gpt-tokenizer/encoding/o200k_base";
import { openTokenizer } from "../classifiers/tokenizer.ts";
import { aBatch } from "../test/helpers/a-batch.ts";
import { corpora } from "../test/helpers/corpora.ts";
import { median } from "./timed-command.ts";

const REPETITIONS = 5;
const PER_LANGUAGE = 4_000_000;
const file = resolve(import.meta.dirname, "../../shared/models/multilingual-e5-small-koen-l8/tokenizer.json");

function texts(language: string): readonly string[] {
  const found: string[] = [];
  let characters = 0;
  for (const { documents } of corpora(`${language}_`)) {
    for (const { text } of documents.slice(0, 150)) {
      if (characters > PER_LANGUAGE) return found;
      found.push(text);
      characters += text.length;
    }
  }
  return found;
}

function measure(work: () => number): { readonly seconds: number; readonly tokens: number } {
  const times: number[] = [];
  let tokens = 0;
  for (let round = 0; round <= REPETITIONS; round++) {
    const started = process.hrtime.bigint();
    tokens = work();
    if (round > 0) times.push(Number(process.hrtime.bigint() - started) / 1e9);
  }
  return { seconds: median(times), tokens };
}

const library = new Tokenizer(JSON.parse(readFileSync(file, "utf8")), {});
const ORDINARY = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };
console.log("| texts | counter | MB/s | tokens | of the library alone |\n|---|---|---|---|---|");
for (const language of ["ko", "en"]) {
  const sample = texts(language);
  const megabytes = sample.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6;
  const batch = aBatch(sample);
  const show = (name: string, { seconds, tokens }: { seconds: number; tokens: number }, alone?: { seconds: number }) =>
    console.log(
      `| ${language} | ${name} | ${(megabytes / seconds).toFixed(1)} | ${tokens} | ${alone ? `${((100 * alone.seconds) / seconds).toFixed(0)} %` : ""} |`,
    );
  const through = async (name: string) => {
    const counter = await openTokenizer(name, { kernels: batch.kernels });
    return measure(() => {
      let tokens = 0;
      for (let row = 0; row < batch.count; row++) tokens += counter.count(batch, row);
      return tokens;
    });
  };
  const o200k = measure(() => sample.reduce((sum, text) => sum + countO200k(text, ORDINARY), 0));
  show("gpt-tokenizer o200k alone", o200k);
  show("kijil, o200k", await through("o200k"), o200k);
  const json = measure(() =>
    sample.reduce((sum, text) => sum + library.encode(text, { add_special_tokens: false }).ids.length, 0),
  );
  show("@huggingface/tokenizers, tokenizer.json alone", json);
  show("kijil, the same tokenizer.json", await through(file), json);
  show("kijil, estimate", await through("estimate"));
  const python = process.env["KIJIL_PYTHON"];
  if (python) show("Python tokenizers, the same tokenizer.json, one thread", runPython(python, sample));
}

function runPython(python: string, sample: readonly string[]): { seconds: number; tokens: number } {
  const folder = mkdtempSync(join(tmpdir(), "kijil-tokens-"));
  const path = join(folder, "texts.json");
  writeFileSync(path, JSON.stringify(sample));
  const program = `
import json, sys, time
from tokenizers import Tokenizer
tokenizer = Tokenizer.from_file(sys.argv[1])
texts = json.load(open(sys.argv[2], encoding="utf-8"))
times = []
for _ in range(${REPETITIONS} + 1):
    started = time.perf_counter()
    count = sum(len(tokenizer.encode(text, add_special_tokens=False).ids) for text in texts)
    times.append(time.perf_counter() - started)
print(json.dumps({"seconds": sorted(times[1:])[len(times[1:]) // 2], "tokens": count}))`;
  const output = execFileSync(python, ["-c", program, file, path], {
    encoding: "utf8",
    env: { ...process.env, TOKENIZERS_PARALLELISM: "false", RAYON_NUM_THREADS: "1" },
  });
  rmSync(folder, { recursive: true, force: true });
  return JSON.parse(output);
}
