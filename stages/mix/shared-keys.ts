import type { PoolColumns } from "./pool-columns.ts";

/**
 * Documents by source whose id another document of the same source bears too, beyond the first of each; sources without any are absent.
 * Told by the 64-bit keys, of which two unlike ones agree by chance about once in 2^64 pairs.
 */
export function sharedKeys(
  pool: Pick<PoolColumns, "documents" | "keyHigh" | "keyLow" | "source" | "sources">,
): ReadonlyMap<string, number> {
  const { documents, keyHigh, keyLow, source, sources } = pool;
  // Words of a 64-bit number lie lower half first on every machine that Node runs on.
  const words = new Uint32Array(documents * 2);
  for (let document = 0; document < documents; document++) {
    words[document * 2] = keyLow[document] as number;
    words[document * 2 + 1] = keyHigh[document] as number;
  }
  const keys = new BigUint64Array(words.buffer).sort();
  const shared = new Set<bigint>();
  for (let at = 1; at < documents; at++) if (keys[at] === keys[at - 1]) shared.add(keys[at] as bigint);
  const counts = new Map<string, number>();
  if (shared.size === 0) return counts;
  const met = new Set<bigint>();
  for (let document = 0; document < documents; document++) {
    const key = (BigInt(keyHigh[document] as number) << 32n) | BigInt(keyLow[document] as number);
    if (!shared.has(key)) continue;
    const name = sources[source[document] as number] as string;
    if (met.has(key)) counts.set(name, (counts.get(name) ?? 0) + 1);
    met.add(key);
  }
  return counts;
}
