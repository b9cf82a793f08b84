import { type Candidate, type Span, TIERS } from "./span.ts";

/** Earlier in this order wins where two overlap: tier, check digit, label, length, place, then score, type and rule by name. */
function inOrder(a: Candidate, b: Candidate): number {
  return (
    TIERS[a.type] - TIERS[b.type] ||
    Number(b.checksum ?? false) - Number(a.checksum ?? false) ||
    Number(b.labelled ?? false) - Number(a.labelled ?? false) ||
    b.end - b.start - (a.end - a.start) ||
    a.start - b.start ||
    b.score - a.score ||
    (a.type < b.type ? -1 : Number(a.type > b.type)) ||
    (a.rule < b.rule ? -1 : Number(a.rule > b.rule))
  );
}

/**
 * Chooses among overlapping candidates and answers them in order of place. Candidates below `least` are out, but for those of the first
 * tier that are labelled.
 */
export function resolveOverlaps(candidates: readonly Candidate[], least: number): Candidate[] {
  const able = candidates.filter(
    ({ type, score, labelled, start, end }) => end > start && (score >= least || (labelled === true && TIERS[type] === 1)),
  );
  const chosen = new Occupied<Candidate>();
  for (const each of able.sort(inOrder)) if (chosen.isFree(each)) chosen.add(each);
  return [...chosen.inOrder];
}

/** Spans that do not overlap, in order of place. */
class Occupied<S extends Span> {
  readonly inOrder: S[] = [];

  isFree({ start, end }: Span): boolean {
    const index = this.#firstBehind(start);
    const next = this.inOrder[index];
    return next === undefined || next.start >= end;
  }

  add(span: S): void {
    this.inOrder.splice(this.#firstBehind(span.start), 0, span);
  }

  /** Index of the first span that ends behind `at`. */
  #firstBehind(at: number): number {
    let low = 0;
    let high = this.inOrder.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.inOrder[middle] as S).end > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

const WORD_START = /(?<![\p{L}\p{N}])[\p{L}\p{N}+(]/gu;
const LATIN_OR_DIGIT = /[A-Za-z0-9]/;

/**
 * Adds every other place of `text` that has the very characters of a candidate that `propagates`: at the start of a word, and where the
 * value ends in a Latin letter or a digit up to the end of it (Korean particles follow a name directly). One walk over the text, however
 * many values there are; a value that is already found at a place stays what it was found as.
 */
export function propagate(chosen: readonly Candidate[], text: string): Candidate[] {
  const values = new Map<string, Candidate>();
  for (const each of chosen) {
    const value = text.slice(each.start, each.end);
    if (each.propagates && value.length >= 2 && !values.has(value)) values.set(value, each);
  }
  if (values.size === 0) return [...chosen];
  const lengths = [...new Set([...values.keys()].map(({ length }) => length))].sort((a, b) => b - a);
  const taken = new Occupied<Candidate>();
  for (const each of [...chosen].sort((a, b) => a.start - b.start)) taken.inOrder.push(each);
  for (const { index: start } of text.matchAll(WORD_START)) {
    for (const length of lengths) {
      const found = values.get(text.slice(start, start + length));
      if (!found) continue;
      const end = start + length;
      const runsOn = LATIN_OR_DIGIT.test(text.charAt(end - 1)) && LATIN_OR_DIGIT.test(text.charAt(end));
      const again = { ...found, start, end };
      if (!runsOn && taken.isFree(again)) taken.add(again);
      break;
    }
  }
  return [...taken.inOrder];
}
