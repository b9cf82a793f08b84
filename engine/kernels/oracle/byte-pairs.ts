/** Ranks of merges and the token each makes, by the ids of its two parts joined with a blank. */
export type MergeTable = ReadonlyMap<string, { readonly rank: number; readonly id: number }>;

/** Byte-pair encoding of one piece, the plain way: merge the leftmost pair of the lowest rank until none is left. */
export function mergeTokens(tokens: readonly number[], merges: MergeTable): readonly number[] {
  const ids = [...tokens];
  for (;;) {
    let best: { readonly rank: number; readonly id: number } | undefined;
    let where = 0;
    for (let index = 0; index + 1 < ids.length; index++) {
      const found = merges.get(`${ids[index]} ${ids[index + 1]}`);
      if (found && (best === undefined || found.rank < best.rank)) {
        best = found;
        where = index;
      }
    }
    if (best === undefined) return ids;
    ids.splice(where, 2, best.id);
  }
}
