/** Split patterns as they stand in tokenizer files. */
export const SPLITS = {
  gpt2: "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
  o200k:
    "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
  llama3:
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
  qwen: "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
  "qwen-marks":
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
} as const;

/** Text whose pairs the small vocabularies merge. */
const LEARNED =
  "the of and there then 대한민국 안녕하세요 데이터 학교에서 있습니다 1234 aaaa \n\n    ,,, http:// don't we'll AbAb e\u0301é ";
const MERGES = 300;

/** The commonest pairs of neighbours merged again and again, as a tokenizer is trained. */
function trained(pieces: readonly (readonly string[])[], isAllowed: (token: string) => boolean): [string, string][] {
  const merges: [string, string][] = [];
  const made = new Set<string>();
  let parts = pieces.map((piece) => [...piece]);
  while (merges.length < MERGES) {
    const counts = new Map<string, number>();
    for (const piece of parts)
      for (let at = 0; at + 1 < piece.length; at++) {
        const key = `${piece[at]}\u0000${piece[at + 1]}`;
        if (isAllowed(key.replace("\u0000", "")) && !made.has(key)) counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    const [best] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0] ?? [];
    if (best === undefined) break;
    made.add(best);
    const [left, right] = best.split("\u0000") as [string, string];
    merges.push([left, right]);
    parts = parts.map((piece) => {
      const joined: string[] = [];
      for (let at = 0; at < piece.length; at++) {
        if (piece[at] === left && piece[at + 1] === right) {
          joined.push(left + right);
          at++;
        } else joined.push(piece[at] as string);
      }
      return joined;
    });
  }
  return merges;
}

const ADDED = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: false };
const withAdded = (added: readonly string[], first: number) =>
  added.map((content, index) => ({ id: first + index, content, ...ADDED }));

function numbered(tokens: Iterable<string>): Record<string, number> {
  return Object.fromEntries([...new Set(tokens)].map((token, id) => [token, id]));
}

/** Characters of GPT-2's alphabet, by byte. */
const ALPHABET: readonly string[] = (() => {
  let other = 0x100;
  const isItself = (byte: number) => (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(isItself(byte) ? byte : other++));
})();

interface ByteLevelSettings {
  readonly ignoreMerges?: boolean;
  readonly normalizer?: object;
  readonly added?: readonly string[];
}

/** A byte-level `tokenizer.json` trained on a few words. */
export function aByteLevelFile(split: string, { ignoreMerges = false, normalizer, added = [] }: ByteLevelSettings): object {
  const words = LEARNED.match(/\s*\S+/g) ?? [];
  const merges = trained(
    words.map((word) => [...Buffer.from(word)].map((byte) => ALPHABET[byte] as string)),
    () => true,
  );
  // A token that nothing merges into tells whole pieces from merged ones.
  const tokens = [...ALPHABET, ...merges.map(([left, right]) => left + right), "Ġzq"];
  const vocab = numbered(tokens);
  const splits =
    split === SPLITS.gpt2
      ? { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true }
      : {
          type: "Sequence",
          pretokenizers: [
            { type: "Split", pattern: { Regex: split }, behavior: "Isolated", invert: false },
            { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
          ],
        };
  return {
    version: "1.0",
    added_tokens: withAdded(added, Object.keys(vocab).length),
    normalizer: normalizer ?? null,
    pre_tokenizer: splits,
    post_processor: null,
    decoder: { type: "ByteLevel" },
    model: { type: "BPE", vocab, merges: merges.map((merge) => merge.join(" ")), unk_token: null, ignore_merges: ignoreMerges },
  };
}

/** A `tokenizer.json` of characters with fallback to bytes, as SentencePiece models are exported, trained on a few words. */
export function aCharacterFile(added: readonly string[]): object {
  const text = LEARNED.replaceAll(" ", "▁");
  const merges = trained(
    [[...text, ..."▁▁▁▁"], [...text.replaceAll(",", ",▁")]],
    (token) => !/[^▁]▁./u.test(token) || token.startsWith(","),
  );
  const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`);
  const vocab = numbered(["<unk>", ...bytes, ...text, ...merges.map(([left, right]) => left + right)]);
  return {
    version: "1.0",
    added_tokens: withAdded(added, Object.keys(vocab).length),
    normalizer: { type: "Replace", pattern: { String: " " }, content: "▁" },
    pre_tokenizer: { type: "Split", pattern: { String: " " }, behavior: "MergedWithPrevious", invert: false },
    post_processor: null,
    decoder: null,
    model: { type: "BPE", vocab, merges, unk_token: "<unk>", fuse_unk: true, byte_fallback: true, ignore_merges: false },
  };
}
