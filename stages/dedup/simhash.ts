import { createRequire } from "node:module";
import { number, oneOf, strings, text } from "../../engine/options.ts";
import type { Solution } from "../../engine/sketch-table.ts";
import { defineBarrier, type Sketcher } from "../../engine/stage.ts";
import { HammingJudge } from "./hamming-judge.ts";
import { keepersOf, keepTwins } from "./keep-twins.ts";
import { KEEPER_POLICIES, keeperRank, writeRank } from "./keeper-rank.ts";
import { shingleChooser, shingles } from "./shingle-kind.ts";
import { Shingler } from "./shingler.ts";
import type { SketchLayout } from "./sketch-layout.ts";
import { SparseColumn } from "./sparse-column.ts";

/** Who makes the fingerprints. */
const IMPLEMENTATIONS = ["kijil", "simhash-js"] as const;
/** Bits of a fingerprint by implementation. */
const BITS = { kijil: 64, "simhash-js": 32 } as const;

/**
 * Keeps one document of those whose SimHash fingerprints (Charikar 2002) differ in at most `distance` bits. Candidates agree in one of
 * distance + 1 runs of bits, of which at least one is untouched (Manku, Jain & Das Sarma 2007). A fingerprint says less than a MinHash
 * signature: `nearDuplicates` finds more and is surer. `simhash-js` is there to compare with: it hashes runs of four characters side by
 * side, so that one letter more at the start of a text changes all of them.
 */
export const simhashDuplicates = defineBarrier({
  name: "simhash-duplicates",
  version: 1,
  options: {
    /** Bits in which two fingerprints may differ at most. */
    distance: number(3, { min: 0, max: 15 }),
    /** `kijil`: 64 bits over overlapping shingles; `simhash-js`: 32 bits, by that package. */
    implementation: oneOf(IMPLEMENTATIONS, "kijil"),
    /** What texts are cut into by `kijil`, as of `nearDuplicates`. */
    shingle: shingles({ ko: "char3", ja: "char3", zh: "char3", other: "word2" }),
    /** Documents at most that one run of bits leads to: those first in keeper order. */
    bucketLimit: number(10_000, { min: 1 }),
    /** Whom a cluster keeps, as of `nearDuplicates`. */
    keep: oneOf(KEEPER_POLICIES, "longest"),
    score: text(""),
    sources: strings([]),
  },
  reasons: { "similar-fingerprint": "a document with nearly the same fingerprint was kept" },
  codes: ["similar-fingerprint"],
  thresholds: ({ distance }) => ({ "similar-fingerprint": distance }),
  reads: ({ keep, score }) => (keep === "score" && score !== "" ? [score] : []),
  check: ({ keep, score, sources }) => {
    if (keep === "score" && score === "") return 'keep is "score", but score names no attribute. Name the one to compare.';
    if (keep === "sources" && sources.length === 0)
      return 'keep is "sources", but sources names none. List them, the preferred first.';
    return undefined;
  },
  sketchWords: ({ distance }) => layoutOf(distance).words,
  openSketch: (options, { kernels }): Sketcher => {
    const { distance, implementation } = options;
    const { keysAt, bytesAt, rankAt, words } = layoutOf(distance);
    const shingler = new Shingler(kernels);
    const kindOf = shingleChooser(options.shingle);
    const rankOf = keeperRank(options);
    const hash = implementation === "simhash-js" ? openSimhashJs() : undefined;
    const print = kernels.alloc(8);
    return {
      sketchBatch: (batch, into, at) => {
        let next = at;
        for (let row = 0; row < batch.count; row++) {
          if (!batch.alive[row]) continue;
          const kind = kindOf(batch, row);
          const rank = rankOf(batch, row);
          const mark = kernels.mark();
          let low: number;
          let high = 0;
          if (hash) {
            shingler.normalise(batch.textAt[row] as number, batch.textBytes[row] as number);
            low = hash(Buffer.from(batch.view(shingler.textAt, shingler.textBytes)).toString());
          } else {
            shingler.cut(batch.textAt[row] as number, batch.textBytes[row] as number, kind);
            kernels.call.simHash(shingler.at, shingler.count, print);
            low = kernels.words()[print >>> 2] as number;
            high = kernels.words()[(print >>> 2) + 1] as number;
          }
          kernels.release(mark);
          into.fill(0, next, next + words);
          writeRank(rank, into, next + rankAt);
          into[next + bytesAt] = low;
          into[next + bytesAt + 1] = high;
          writeRuns(low, high, BITS[implementation], distance + 1, into, next + keysAt);
          next += words;
        }
      },
    };
  },
  solve: ({ distance, bucketLimit }, table): Solution => {
    const layout = layoutOf(distance);
    const twins = keepTwins(table, layout, new HammingJudge(layout, distance), { clusters: "keeper", bucketLimit });
    return {
      keeper: keepersOf(twins, table.documents),
      code: new Uint8Array(table.documents),
      value: new SparseColumn(twins.search.order, twins.exact, Number.NaN),
    };
  },
});

function layoutOf(distance: number): SketchLayout {
  const bands = distance + 1;
  const keysAt = 2;
  const bytesAt = keysAt + bands * 2;
  return {
    bands,
    rows: 0,
    permutations: 0,
    rankAt: 0,
    evidenceAt: 0,
    keysAt,
    bytesAt,
    bytes: 8,
    words: bytesAt + 2,
    hash: "kijil",
  };
}

/** Writes a key for each of some runs of nearly equally many bits of a fingerprint. */
function writeRuns(low: number, high: number, bits: number, runs: number, into: Uint32Array, at: number): void {
  const print = (BigInt(high) << 32n) | BigInt(low);
  for (let run = 0; run < runs; run++) {
    const from = Math.floor((run * bits) / runs);
    const length = Math.floor(((run + 1) * bits) / runs) - from;
    const value = Number((print >> BigInt(from)) & ((1n << BigInt(Math.min(length, 32))) - 1n));
    const rest = length > 32 ? Number(print >> BigInt(from + 32)) : 0;
    into[at + run * 2] = scrambled(value + Math.imul(run + 1, 0x9e3779b1) + Math.imul(rest, 0x85ebca6b));
    into[at + run * 2 + 1] = scrambled(Math.imul(value, 0xc2b2ae35) + (run + 1) + rest);
  }
}

/** The 32-bit finaliser of MurmurHash3. */
function scrambled(value: number): number {
  let h = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The package declares globals when it is loaded, so it is loaded only where it is asked for. */
function openSimhashJs(): (text: string) => number {
  const { SimHash } = createRequire(import.meta.url)("simhash-js") as { SimHash: new () => { hash(text: string): number } };
  const simhash = new SimHash();
  return (text) => simhash.hash(text) >>> 0;
}
