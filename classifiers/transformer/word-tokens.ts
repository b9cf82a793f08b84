/** A token of a text with the characters it stands for. */
export interface PlacedToken {
  readonly id: number;
  /** UTF-16 offsets in the text; a token that stands for nothing readable spans its word. */
  readonly start: number;
  readonly end: number;
  /** Whether it begins a word: windows are cut before such. */
  readonly beginsWord: boolean;
}

/** The tokens of one word, without special ones. */
export interface WordTokens {
  readonly ids: readonly number[];
  /** As the vocabulary writes them: `##는`, `▁김`. */
  readonly forms: readonly string[];
}

/**
 * Tokens of a text with their places. The library gives none, so each word between blanks is encoded by itself (the tokenizers of all
 * common encoders cut at blanks first), and the pieces are laid along its characters.
 */
export function placedTokens(text: string, tokensOf: (word: string) => WordTokens): PlacedToken[] {
  const placed: PlacedToken[] = [];
  for (const { 0: word, index } of text.matchAll(/\S{1,200}/gu)) {
    const { ids, forms } = tokensOf(word);
    let at = 0;
    for (const [number, id] of ids.entries()) {
      const length = lengthIn(word, at, forms[number] as string);
      const last = number === ids.length - 1;
      const [start, end] = length < 0 ? [0, word.length] : [at, last ? word.length : at + length];
      placed.push({ id, start: index + start, end: index + end, beginsWord: number === 0 });
      at = length < 0 ? at : end;
    }
  }
  return placed;
}

/** How many code units of `word` from `at` on a token's written form stands for; -1 if they do not read as it does. */
function lengthIn(word: string, at: number, token: string): number {
  const form = token.replace(/^(?:##|▁|Ġ)/u, "");
  const folded = fold(form);
  if (folded === "") return 0;
  // Folding may join or part characters: take as many as read the same.
  for (let end = at + 1; end <= word.length && end - at <= form.length + 4; end++)
    if (fold(word.slice(at, end)) === folded) return end - at;
  return -1;
}

const fold = (text: string): string => text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");

/** A window of tokens: `from` and `to` count tokens, `keepFrom` and `keepTo` those whose labels are taken from this window. */
export interface LabelWindow {
  readonly from: number;
  readonly to: number;
  readonly keepFrom: number;
  readonly keepTo: number;
}

/**
 * Cuts tokens into windows of at most `most`, each beginning at a word, that share about `overlap` tokens with the next; of the shared ones,
 * each window's labels are taken for its own half, where it sees more around them.
 */
export function labelWindows(tokens: readonly PlacedToken[], most: number, overlap: number): LabelWindow[] {
  const windows: LabelWindow[] = [];
  let [from, keepFrom] = [0, 0];
  while (from < tokens.length) {
    const to = Math.min(tokens.length, from + most);
    if (to === tokens.length) {
      windows.push({ from, to, keepFrom, keepTo: to });
      break;
    }
    let next = to - overlap;
    while (next > from + 1 && !tokens[next]?.beginsWord) next--;
    if (next <= from + 1) next = to - overlap;
    let keepTo = (next + to) >> 1;
    while (keepTo > next && !tokens[keepTo]?.beginsWord) keepTo--;
    windows.push({ from, to, keepFrom, keepTo });
    [from, keepFrom] = [next, keepTo];
  }
  return windows;
}
