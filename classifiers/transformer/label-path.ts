/** A label of a token classifier in its parts: `B-PS` begins a PS; labels without a prefix may begin or go on. */
export interface TokenLabel {
  /** Type of what is labelled, empty for outside. */
  readonly type: string;
  readonly begins: boolean;
  readonly continues: boolean;
}

/** Takes a label apart: prefixes of BIO, BIOES and BILOU, before or behind a hyphen or underscore. */
export function tokenLabel(label: string): TokenLabel {
  if (/^(?:O|OUT|NONE|LABEL_0)$/i.test(label)) return { type: "", begins: true, continues: true };
  const [, prefix = "", type = label] = /^([BIESLU])[-_](.+)$/.exec(label) ?? [];
  return { type, begins: prefix === "" || "BSU".includes(prefix), continues: prefix === "" || "IEL".includes(prefix) };
}

/**
 * The likeliest path of labels through a row of tokens in which no entity goes on that has not begun, by Viterbi's algorithm: a stray `I-PS`
 * becomes a beginning or goes outside, whichever the model holds likelier as a whole. `logits` has a row of `labels.length` a token.
 */
export function likeliestPath(logits: ArrayLike<number>, labels: readonly TokenLabel[]): { labels: number[]; shares: number[] } {
  const count = labels.length;
  const tokens = logits.length / count;
  const shares = new Float64Array(logits.length);
  const best = new Float64Array(logits.length);
  const from = new Int32Array(logits.length);
  for (let token = 0; token < tokens; token++) {
    softmaxRow(logits, shares, token * count, count);
    for (let label = 0; label < count; label++) {
      const own = Math.log((shares[token * count + label] as number) + 1e-12);
      let [most, source] = [Number.NEGATIVE_INFINITY, -1];
      for (let before = 0; token > 0 && before < count; before++) {
        const score = best[(token - 1) * count + before] as number;
        if (score > most && mayFollow(labels[before] as TokenLabel, labels[label] as TokenLabel))
          [most, source] = [score, before];
      }
      if (token === 0) most = (labels[label] as TokenLabel).begins ? 0 : Number.NEGATIVE_INFINITY;
      best[token * count + label] = most + own;
      from[token * count + label] = source;
    }
  }
  const path = new Array<number>(tokens);
  const probabilities = new Array<number>(tokens);
  let label = tokens > 0 ? indexOfMost(best, (tokens - 1) * count, count) : 0;
  for (let token = tokens - 1; token >= 0; token--) {
    path[token] = label;
    probabilities[token] = shares[token * count + label] as number;
    label = from[token * count + label] as number;
  }
  return { labels: path, shares: probabilities };
}

const mayFollow = (before: TokenLabel, label: TokenLabel): boolean =>
  label.begins || (label.continues && before.type === label.type);

function softmaxRow(logits: ArrayLike<number>, out: Float64Array, at: number, count: number): void {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = at; i < at + count; i++) most = Math.max(most, logits[i] as number);
  let sum = 0;
  for (let i = at; i < at + count; i++) sum += out[i] = Math.exp((logits[i] as number) - most);
  for (let i = at; i < at + count; i++) out[i] = (out[i] as number) / sum;
}

function indexOfMost(values: Float64Array, at: number, count: number): number {
  let index = 0;
  for (let i = 1; i < count; i++) if ((values[at + i] as number) > (values[at + index] as number)) index = i;
  return index;
}
