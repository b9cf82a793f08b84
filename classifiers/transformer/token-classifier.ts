import { likeliestPath, type TokenLabel, tokenLabel } from "./label-path.ts";
import { Transformer, type TransformerOptions } from "./transformer.ts";
import { type LabelWindow, labelWindows, type PlacedToken, placedTokens, type WordTokens } from "./word-tokens.ts";

/** A stretch of a text that a model labelled; offsets are UTF-16. */
export interface LabelledSpan {
  readonly start: number;
  readonly end: number;
  /** The model's own name of the type, without prefix: `PS`. */
  readonly label: string;
  /** Mean probability of its tokens, 0-1. */
  readonly score: number;
}

/** Most tokens of a window, special ones counted, and how many a window shares with the next. */
const WINDOW_TOKENS = 400;
const OVERLAP_TOKENS = 50;
/** Words whose tokens are remembered. */
const MOST_WORDS = 100_000;

/**
 * A transformer with a head for token classification, from a local folder or the hub. The library's own pipeline cuts texts at the model's
 * limit without a word and gives no offsets: here a long text is read in windows that overlap, and every label has its characters.
 */
export class TokenClassifier {
  readonly id: string;
  readonly #transformer: Transformer;
  readonly #labels: readonly TokenLabel[];
  readonly #words = new Map<string, WordTokens>();

  private constructor(transformer: Transformer) {
    this.id = transformer.id;
    this.#transformer = transformer;
    this.#labels = transformer.labels.map(tokenLabel);
  }

  /** Opens a folder or hub id; throws `InputError` or `ConfigError` where it cannot be read. */
  static async open(where: string, options: TransformerOptions = {}): Promise<TokenClassifier> {
    return new TokenClassifier(await Transformer.open(where, options));
  }

  /** What the model labels in each text, in order, none overlapping. Throws `InputError` where the model has no head for tokens. */
  async label(texts: readonly string[]): Promise<readonly (readonly LabelledSpan[])[]> {
    const most = Math.min(WINDOW_TOKENS, this.#transformer.mostTokens) - 2;
    const overlap = Math.min(OVERLAP_TOKENS, most >> 2);
    const placed = texts.map((text) => placedTokens(text, (word) => this.#tokensOf(word)));
    const windows = placed.map((tokens) => labelWindows(tokens, most, overlap));
    const rows = windows.flatMap((of, text) =>
      of.map(({ from, to }) => (placed[text] as PlacedToken[]).slice(from, to).map(({ id }) => id)),
    );
    const logits = await this.#transformer.tokenLogits(rows);
    let row = 0;
    return placed.map((tokens, text) => {
      const of = windows[text] as LabelWindow[];
      const answers = logits.slice(row, row + of.length);
      row += of.length;
      return this.#spans(tokens, joined(of, answers, this.#labels.length, tokens.length));
    });
  }

  /** Frees the model's memory. */
  close(): Promise<void> {
    return this.#transformer.close();
  }

  #tokensOf(word: string): WordTokens {
    const known = this.#words.get(word);
    if (known) return known;
    if (this.#words.size >= MOST_WORDS) this.#words.clear();
    const tokens = this.#transformer.tokensOf(word);
    this.#words.set(word, tokens);
    return tokens;
  }

  #spans(tokens: readonly PlacedToken[], logits: Float32Array): LabelledSpan[] {
    const path = likeliestPath(logits, this.#labels);
    const spans: { start: number; end: number; label: string; sum: number; tokens: number }[] = [];
    let open = false;
    for (const [index, { start, end }] of tokens.entries()) {
      const { type, begins, continues } = this.#labels[path.labels[index] as number] as TokenLabel;
      const last = spans.at(-1);
      const share = path.shares[index] as number;
      if (type === "") open = false;
      // A type without prefixes goes on while it stays the same.
      else if (open && last?.label === type && (!begins || continues)) {
        last.end = Math.max(last.end, end);
        last.sum += share;
        last.tokens++;
      } else {
        spans.push({ start: Math.max(start, last?.end ?? 0), end, label: type, sum: share, tokens: 1 });
        open = true;
      }
    }
    return spans
      .filter(({ start, end }) => end > start)
      .map(({ start, end, label, sum, tokens: count }) => ({ start, end, label, score: sum / count }));
  }
}

/** The logits of all tokens of a text, each from the window that sees most around it. */
function joined(windows: readonly LabelWindow[], answers: readonly Float32Array[], labels: number, tokens: number): Float32Array {
  const all = new Float32Array(tokens * labels);
  for (const [index, { from, keepFrom, keepTo }] of windows.entries())
    all.set((answers[index] as Float32Array).subarray((keepFrom - from) * labels, (keepTo - from) * labels), keepFrom * labels);
  return all;
}
