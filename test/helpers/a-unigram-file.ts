/** Tokens and scores of a small Unigram vocabulary; the first three are special. */
export const UNIGRAM_VOCABULARY: readonly (readonly [string, number])[] = [
  ["<s>", 0],
  ["</s>", 0],
  ["<unk>", 0],
  ...[..."▁,.!:/<>0123abcdehiknoprst가나대데한국이터민안녕é™TM½ \u0301\u0302".replace(" ", "")].map(
    (token, at) => [token, -6 - at / 10] as const,
  ),
  ...[
    "▁the",
    "▁of",
    "the",
    "▁and",
    "an",
    "and",
    "▁대한",
    "대한민국",
    "▁대한민국",
    "데이",
    "데이터",
    "▁데",
    "▁▁",
    "aa",
    "aaaa",
    "12",
    "23",
  ].map((token, at) => [token, -3 - at / 7] as const),
];

interface UnigramSettings {
  readonly normalizer?: object | null;
  readonly pre_tokenizer?: object;
  readonly byteFallback?: boolean;
  readonly added?: readonly object[];
}

export const METASPACE = { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true };

/** A Unigram `tokenizer.json` as SentencePiece models are exported. */
export function aUnigramFile({
  normalizer = null,
  pre_tokenizer = METASPACE,
  byteFallback = false,
  added = [],
}: UnigramSettings) {
  const conditions = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`);
  const vocab = byteFallback ? [...UNIGRAM_VOCABULARY, ...bytes.map((token) => [token, -20] as const)] : UNIGRAM_VOCABULARY;
  const special = ["<s>", "</s>", "<unk>"].map((content, id) => ({ id, content, ...conditions, special: true }));
  return {
    version: "1.0",
    added_tokens: [...special, ...added.map((each) => ({ ...conditions, special: false, ...each }))],
    normalizer,
    pre_tokenizer,
    post_processor: null,
    decoder: METASPACE,
    model: { type: "Unigram", unk_id: 2, vocab, byte_fallback: byteFallback },
  };
}

/** A SentencePiece map of characters as its double array lies in a file, by trying places for the children of every state. */
export function aCharacterMap(map: ReadonlyMap<string, string>): string {
  interface State {
    readonly below: Map<number, State>;
    text?: string;
  }
  const root: State = { below: new Map() };
  for (const [key, text] of map) {
    let state = root;
    for (const byte of Buffer.from(key)) {
      const next: State = state.below.get(byte) ?? { below: new Map() };
      state.below.set(byte, next);
      state = next;
    }
    state.text = text;
  }
  const units: number[] = [];
  const taken = new Set<number>([0]);
  let texts = "";
  // A state at `place` has an offset; its children lie at place ^ offset ^ byte, and its leaf at place ^ offset.
  const lay = (state: State, place: number, label: number): void => {
    const bytes = [...(state.text === undefined ? [] : [0]), ...state.below.keys()];
    let offset = 1;
    while (offset < 2 ** 21 && bytes.some((byte) => taken.has(place ^ offset ^ byte))) offset++;
    for (const byte of bytes) taken.add(place ^ offset ^ byte);
    units[place] = ((offset << 10) | (state.text === undefined ? 0 : 0x100) | label) >>> 0;
    if (state.text !== undefined) {
      units[place ^ offset] = (0x80000000 | Buffer.byteLength(texts)) >>> 0;
      texts += `${state.text}\0`;
    }
    for (const [byte, below] of state.below) lay(below, place ^ offset ^ byte, byte);
  };
  lay(root, 0, 0);
  const array = Uint32Array.from({ length: Math.ceil(units.length / 256) * 256 }, (_, at) => units[at] ?? 0x80000000);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(array.byteLength);
  return Buffer.concat([size, Buffer.from(array.buffer), Buffer.from(texts)]).toString("base64");
}
