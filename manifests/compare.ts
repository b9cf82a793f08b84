import { ConfigError } from "../engine/errors.ts";
import { inspect, type Summary } from "./inspect.ts";
import type { Manifest } from "./manifest.ts";

/** A number on both sides. */
export interface Difference {
  readonly left: number;
  readonly right: number;
}

/** A number and its share of the whole on both sides. */
export interface ShareDifference extends Difference {
  readonly leftShare: number;
  readonly rightShare: number;
}

/** What two runs, manifests or shards have in common and what not; all numbers are given, equal ones too. */
export interface Comparison {
  readonly kind: Summary["kind"];
  /** True where every number, and of manifests every shard and setting, is the same. */
  readonly equal: boolean;
  readonly totals: Readonly<Record<string, Difference>>;
  /** Documents by name in `bySource`, `byLanguage`, `byBucket`, `byReason` and `mixDocuments`; tokens in `mixTokens`. */
  readonly tables: Readonly<Record<string, Readonly<Record<string, ShareDifference>>>>;
  /** Of manifests: shards of equal digest, and files that differ or stand on one side only. */
  readonly shards: { readonly equal: number; readonly different: readonly string[] } | null;
  /** Of manifests: names of fields such as plan, seed or recipe that differ. */
  readonly fields: readonly string[];
}

type Counts = Readonly<Record<string, number>>;
interface Side {
  readonly totals: Counts;
  readonly tables: Readonly<Record<string, Counts>>;
}

function sideOf(summary: Summary): Side {
  if (summary.kind === "manifest") {
    const { bySource, byLanguage, byBucket, ...totals } = summary.manifest.totals;
    return { totals: { ...totals, shards: summary.manifest.shards.length }, tables: { bySource, byLanguage, byBucket } };
  }
  if (summary.kind === "shard") {
    const { documents, bytes, rawBytes, textBytes, bySource, byLanguage } = summary;
    return { totals: { documents, bytes, rawBytes, textBytes }, tables: { bySource, byLanguage } };
  }
  const languages = new Map<string, number>();
  for (const source of summary.sources)
    for (const [name, count] of Object.entries(source.languages)) languages.set(name, (languages.get(name) ?? 0) + count);
  return {
    totals: { ...summary.documents, tokens: summary.tokens, keptBytes: summary.keptBytes },
    tables: {
      bySource: Object.fromEntries(summary.sources.map(({ source, kept }) => [source, kept])),
      byLanguage: Object.fromEntries(languages),
      byReason: Object.fromEntries(summary.reasons.map(({ stage, reason, documents }) => [`${stage}:${reason}`, documents])),
      mixDocuments: Object.fromEntries(summary.mixes.map(({ mix, totals }) => [mix, totals.documents])),
      mixTokens: Object.fromEntries(summary.mixes.map(({ mix, totals }) => [mix, totals.tokens])),
    },
  };
}

const namesOf = (left: object, right: object): readonly string[] =>
  [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

function compareShares(left: Counts, right: Counts): Readonly<Record<string, ShareDifference>> {
  const share = (count: number, all: number) => (all === 0 ? 0 : count / all);
  const [allLeft, allRight] = [sumOf(left), sumOf(right)];
  const entries = namesOf(left, right).map((name): [string, ShareDifference] => {
    const [countLeft, countRight] = [left[name] ?? 0, right[name] ?? 0];
    return [
      name,
      { left: countLeft, right: countRight, leftShare: share(countLeft, allLeft), rightShare: share(countRight, allRight) },
    ];
  });
  return Object.fromEntries(entries);
}

function compareShards(left: Manifest, right: Manifest): NonNullable<Comparison["shards"]> {
  const digests = (manifest: Manifest) => Object.fromEntries(manifest.shards.map(({ file, sha256 }) => [file, sha256]));
  const [of, against] = [digests(left), digests(right)];
  const files = namesOf(of, against);
  const different = files.filter((file) => of[file] !== against[file]);
  return { equal: files.length - different.length, different };
}

function differingFields(left: Manifest, right: Manifest): readonly string[] {
  const fields = ["mix", "plan", "tool", "seed", "tokenizer", "settings", "recipe", "drawn", "inputs"] as const;
  // Both were read from canonical JSON, so that members stand in the same order.
  return fields.filter((field) => JSON.stringify(left[field]) !== JSON.stringify(right[field]));
}

/** Compares two of a kind: runs, manifests or shards. Throws {@link ConfigError} where they are not. */
export function compare(leftPath: string, rightPath: string): Comparison {
  const [left, right] = [inspect(leftPath), inspect(rightPath)];
  if (left.kind !== right.kind)
    throw new ConfigError([
      `${leftPath} and ${rightPath}: not of a kind, got a ${left.kind} and a ${right.kind}, wanted two of one. Name two runs, manifests or shards.`,
    ]);
  const [of, against] = [sideOf(left), sideOf(right)];
  const totals = Object.fromEntries(
    namesOf(of.totals, against.totals).map((name) => [name, { left: of.totals[name] ?? 0, right: against.totals[name] ?? 0 }]),
  );
  const tables = Object.fromEntries(
    namesOf(of.tables, against.tables).map((name) => [name, compareShares(of.tables[name] ?? {}, against.tables[name] ?? {})]),
  );
  const manifests = left.kind === "manifest" && right.kind === "manifest";
  const shards = manifests ? compareShards(left.manifest, right.manifest) : null;
  const fields = manifests ? differingFields(left.manifest, right.manifest) : [];
  const numbers = [...Object.values(totals), ...Object.values(tables).flatMap((table) => Object.values(table))];
  const equal = numbers.every((each) => each.left === each.right) && fields.length === 0 && (shards?.different.length ?? 0) === 0;
  return { kind: left.kind, equal, totals, tables, shards, fields };
}
