import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { loadKernels } from "../../engine/kernels/kernels.ts";
import { KEPT } from "../../engine/sketch-table.ts";
import { nearDuplicates } from "../../stages/dedup/near.ts";
import { aSketchTable, sketchParts } from "./a-sketch-table.ts";

const DATA = new URL("../../../shared/data/", import.meta.url);

/** A pair of documents and the Jaccard coefficient of their sets of shingles, computed by nobody's sketch. */
export interface TruePair {
  readonly a: string;
  readonly b: string;
  readonly jaccard: number;
}

/** Documents, and every pair of them from a coefficient on (or, of revisions, those pairs that were listed). */
export interface TruthSet {
  readonly name: string;
  readonly shingle: string;
  readonly documents: () => readonly { readonly id: string; readonly text: string }[];
  readonly pairs: () => readonly TruePair[];
  /** Whether all pairs are listed, so that one which is not listed is none. */
  readonly isComplete: boolean;
}

function readLines<T>(path: string): T[] {
  const text = gunzipSync(readFileSync(new URL(path, DATA))).toString();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}

const fileOf = (source: string): string =>
  ["A_text", "B_edu", "D_neardup"]
    .map((folder) => `${folder}/${source}.jsonl.gz`)
    .find((path) => existsSync(new URL(path, DATA))) ?? "";

/** The sets with a truth file; none where the shared data is absent. */
export function truthSets(): readonly TruthSet[] {
  if (!existsSync(new URL("D_neardup/", DATA))) return [];
  return readdirSync(new URL("D_neardup/", DATA)).flatMap((file): TruthSet[] => {
    const [, source, shingle] = /^truth_(.+)_(char5|word5)\.jsonl\.gz$/.exec(file) ?? [];
    if (!source || !shingle) return [];
    const documents = () => readLines<{ id: string; text: string }>(fileOf(source));
    return [{ name: source, shingle, documents, pairs: () => readLines<TruePair>(`D_neardup/${file}`), isComplete: true }];
  });
}

/** The sets of revisions of pages, cut into characters and into words. */
export function revisionSets(): readonly TruthSet[] {
  if (!existsSync(new URL("D_neardup/", DATA))) return [];
  return ["ko_revisions_rust", "ko_revisions_react", "en_revisions_peps"].flatMap((name) =>
    (["char5", "word5"] as const).map((shingle) => ({
      name,
      shingle,
      documents: () => readLines<{ id: string; text: string }>(`D_neardup/${name}.jsonl.gz`),
      pairs: () =>
        readLines<{ a: string; b: string; jaccard_char5: number; jaccard_word5: number }>(`D_neardup/${name}.pairs.jsonl.gz`).map(
          ({ a, b, ...jaccard }) => ({ a, b, jaccard: jaccard[`jaccard_${shingle}`] }),
        ),
      isComplete: false,
    })),
  );
}

/** What became of a set. */
export interface TruthResult {
  readonly documents: number;
  readonly removed: number;
  readonly largest: number;
  /** Per pair: whether a band was shared, and whether both documents were kept. */
  readonly pairs: readonly (TruePair & { readonly isFound: boolean; readonly areBothKept: boolean })[];
  /** Removed documents with their keeper and the similarity that was recorded. */
  readonly twins: readonly {
    readonly id: string;
    readonly keeper: string;
    readonly similarity: number;
    readonly isKeeperKept: boolean;
  }[];
}

/** Removes near-duplicates of a set and holds the outcome against its pairs. */
export async function againstTruth(set: TruthSet, options: Parameters<typeof nearDuplicates>[0] = {}): Promise<TruthResult> {
  const stage = nearDuplicates({ shingle: set.shingle, ...options });
  const documents = set.documents();
  const kernels = loadKernels();
  const parts = await sketchParts(stage, documents, [], kernels);
  const { keeper, value } = await stage.solve(aSketchTable(stage.sketchWords, parts), { seed: 7, kernels });
  const sketches = parts[0]?.sketches as Uint32Array;
  const indexOf = new Map(documents.map(({ id }, index) => [id, index]));
  const keysAt = 4;
  const bands = (stage.sketchWords - keysAt - 112 / 4) / 2;
  const sharesBand = (a: number, b: number) => {
    for (let band = 0; band < bands; band++) {
      const at = keysAt + band * 2;
      const [x, y] = [a * stage.sketchWords + at, b * stage.sketchWords + at];
      if (sketches[x] === sketches[y] && sketches[x + 1] === sketches[y + 1]) return true;
    }
    return false;
  };
  const sizes = new Map<number, number>();
  const twins: TruthResult["twins"][number][] = [];
  keeper.forEach((stands, document) => {
    if (stands === KEPT) return;
    sizes.set(stands, (sizes.get(stands) ?? 1) + 1);
    twins.push({
      id: documents[document]?.id as string,
      keeper: documents[stands]?.id as string,
      similarity: value?.slice(document, document + 1)[0] as number,
      isKeeperKept: keeper[stands] === KEPT,
    });
  });
  return {
    documents: documents.length,
    removed: twins.length,
    largest: Math.max(1, ...sizes.values()),
    twins,
    pairs: set.pairs().flatMap((pair) => {
      const [a, b] = [indexOf.get(pair.a), indexOf.get(pair.b)];
      if (a === undefined || b === undefined) return [];
      return [{ ...pair, isFound: sharesBand(a, b), areBothKept: keeper[a] === KEPT && keeper[b] === KEPT }];
    }),
  };
}
