import fc from "fast-check";
import type { PoolColumns } from "../../../stages/mix/pool-columns.ts";

/** A pooled document as a test writes it. */
export interface ADocument {
  readonly source?: string;
  readonly tokens?: number;
  readonly rawBytes?: number;
  readonly key?: readonly [high: number, low: number];
  readonly place?: readonly [part: number, row: number];
  readonly lang?: string;
  readonly score?: number;
}

const LABELS = ["ko", "en"];

/** Columns of some documents; keys and places are made up from the position where none are given. */
export function aPool(documents: readonly ADocument[], sources: readonly string[] = ["a", "b"]): PoolColumns {
  const column = (value: (document: ADocument, index: number) => number) => documents.map(value);
  return {
    documents: documents.length,
    part: Uint32Array.from(column(({ place }, index) => place?.[0] ?? index >> 3)),
    row: Uint32Array.from(column(({ place }, index) => place?.[1] ?? index & 7)),
    keyHigh: Uint32Array.from(column(({ key }, index) => key?.[0] ?? Math.imul(index + 1, 0x9e3779b1))),
    keyLow: Uint32Array.from(column(({ key }, index) => key?.[1] ?? Math.imul(index + 1, 0x85ebca77))),
    source: Uint16Array.from(column(({ source = "a" }) => sources.indexOf(source))),
    sources,
    tokens: Float64Array.from(column(({ tokens = 1 }) => tokens)),
    rawBytes: Uint32Array.from(column(({ rawBytes, tokens = 1 }) => rawBytes ?? tokens * 4 + 20)),
    attributes: new Map([
      [
        "lang",
        {
          kind: "label",
          values: Float64Array.from(column(({ lang }) => (lang === undefined ? Number.NaN : LABELS.indexOf(lang)))),
          labels: LABELS,
        },
      ],
      ["score", { kind: "number", values: Float64Array.from(column(({ score = Number.NaN }) => score)), labels: [] }],
    ]),
  };
}

/** The same documents with their rows in another order and their sources numbered otherwise. */
export function shuffledPool(pool: PoolColumns, order: readonly number[]): PoolColumns {
  const take = <T extends Uint32Array | Uint16Array | Float64Array>(column: T): T => {
    const copy = column.slice() as T;
    order.forEach((from, index) => {
      copy[index] = column[from] as number;
    });
    return copy;
  };
  const sources = [...pool.sources].reverse();
  return {
    ...pool,
    part: take(pool.part),
    row: take(pool.row),
    keyHigh: take(pool.keyHigh),
    keyLow: take(pool.keyLow),
    source: take(pool.source).map((source) => sources.length - 1 - source),
    sources,
    tokens: take(pool.tokens),
    rawBytes: take(pool.rawBytes),
    attributes: new Map([...pool.attributes].map(([name, column]) => [name, { ...column, values: take(column.values) }])),
  };
}

const document: fc.Arbitrary<ADocument> = fc.record({
  source: fc.constantFrom("a", "b"),
  tokens: fc.nat(500),
  // Few keys, so that some documents share one.
  key: fc.tuple(fc.nat(60), fc.nat(3)),
  lang: fc.constantFrom("ko", "en", undefined) as fc.Arbitrary<string>,
  score: fc.constantFrom(0, 0.25, 0.5, 1, Number.NaN),
});

/** Pools of up to 120 documents, some without tokens, attributes or a key of their own. */
export const somePool = fc.array(document, { maxLength: 120 }).map((documents) => aPool(documents));
