const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const LONG_CLUSTER = 6;

/**
 * A text with its characters replaced, as the tokenizers library has it: a grapheme cluster of less than six bytes becomes what the
 * shortest of its beginnings with a replacement becomes, and is gone as a whole; else each character by itself.
 */
export function replaceCharacters(text: string, map: ReadonlyMap<string, string>): string {
  let replaced = "";
  for (const { segment } of segmenter.segment(text)) {
    const characters = [...segment];
    const beginning = characters.map((_, at) => characters.slice(0, at + 1).join("")).find((each) => map.has(each));
    if (Buffer.byteLength(segment) < LONG_CLUSTER && beginning !== undefined) replaced += map.get(beginning);
    else replaced += characters.map((character) => map.get(character) ?? character).join("");
  }
  return replaced;
}

/** Tokens of a stretch of text, and the score of each; the last is that of a character without a token. */
export interface UnigramTokens {
  readonly ids: ReadonlyMap<string, number>;
  readonly scores: readonly number[];
  readonly unknown: number;
  readonly unknownScore: number;
}

/** The best way through a text by the sum of scores, of equal ways the one found first from the left; unknown characters are put together. */
export function bestTokens(text: string, { ids, scores, unknown, unknownScore }: UnigramTokens): number[] {
  const characters = [...text];
  const longest = Math.max(...[...ids.keys()].map((token) => [...token].length));
  const best: ({ readonly score: number; readonly id: number; readonly from: number } | undefined)[] = [
    { score: 0, id: -1, from: -1 },
  ];
  for (let at = 0; at < characters.length; at++) {
    const before = best[at]?.score as number;
    const offer = (end: number, id: number, score: number): void => {
      const known = best[end];
      if (known === undefined || score > known.score) best[end] = { score, id, from: at };
    };
    for (let end = at + 1; end <= Math.min(characters.length, at + longest); end++) {
      const id = ids.get(characters.slice(at, end).join(""));
      if (id !== undefined) offer(end, id, (scores[id] as number) + before);
    }
    if (!ids.has(characters[at] as string)) offer(at + 1, unknown, unknownScore + before);
  }
  const found: number[] = [];
  for (let end = characters.length; end > 0; ) {
    const { id, from } = best[end] as { id: number; from: number };
    if (id !== unknown || found[0] !== unknown) found.unshift(id);
    end = from;
  }
  return found;
}
