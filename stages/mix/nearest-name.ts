/** Insertions, deletions, replacements and swaps of neighbours that turn one name into the other (optimal string alignment). */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const next = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let least = Math.min(
        (last[column] as number) + 1,
        (next[column - 1] as number) + 1,
        (last[column - 1] as number) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) least = Math.min(least, (beforeLast[column - 2] as number) + 1);
      next.push(least);
    }
    beforeLast = last;
    last = next;
  }
  return last[to.length] as number;
}

/** The known name that a misspelt one most likely stands for, or undefined where none is near: about one slip in three letters. */
export function nearestName(wrong: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(wrong.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(wrong.toLowerCase(), name.toLowerCase());
    if (distance < least) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

/** The end of a complaint about an unknown name: the likely one where there is one, and all there are. */
export function suggestName(wrong: string, plural: string, known: readonly string[]): string {
  const nearest = nearestName(wrong, known);
  return `${nearest === undefined ? "" : `did you mean "${nearest}"? `}${plural}: ${known.join(", ") || "none"}`;
}
