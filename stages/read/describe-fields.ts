import { loadKernels } from "../../engine/kernels/kernels.ts";
import type { InputFile, Source } from "../../engine/source.ts";
import { decodedHeads } from "./decoded-head.ts";
import type { Guess } from "./guess-options.ts";
import { pathOfColumn } from "./guess-table.ts";
import { JSON_ENDINGS } from "./json.ts";
import { JSONL_ENDINGS } from "./jsonl.ts";
import { partialValue } from "./partial-value.ts";
import { sampleSource } from "./sample-source.ts";

/** Records that are looked at, elements of an array, levels of objects, fields that are told of. */
const RECORDS = 200;
const MOST_ELEMENTS = 20;
const DEEPEST = 4;
const MOST_FIELDS = 60;

/** A field of a source's records. */
export interface FieldSummary {
  /** As a config would write it. */
  readonly path: string;
  /** Kinds of its values with their counts: string, number, boolean, null, object, array. */
  readonly types: Readonly<Record<string, number>>;
  /** Characters of its strings: the least, the median, the most; null where it has none. */
  readonly characters: readonly [least: number, median: number, most: number] | null;
}

/** The first records of a file as values; of formats without fields, their documents' metadata. */
export async function recordsOf({ factory, options, source, columns }: Guess, file: InputFile): Promise<readonly unknown[]> {
  if (file.fault !== undefined) return [];
  if (factory === "jsonl" || factory === "json") {
    const [head] = await decodedHeads(file, factory === "json" ? JSON_ENDINGS : JSONL_ENDINGS, 1);
    if (!head) return [];
    if (factory === "jsonl") return linesOf(head.bytes);
    return elementsAt(partialValue(head.bytes), String(options["records"] ?? ""));
  }
  const whole: Source = columns ? columns.keepAll() : source;
  const { documents } = await sampleSource(whole, file, loadKernels(), { documents: RECORDS, bytes: 2 ** 20 });
  return documents.map(({ metadata, text }) => (columns ? metadata : { text, ...metadata }));
}

function linesOf(bytes: Buffer): readonly unknown[] {
  const records: unknown[] = [];
  for (const line of bytes
    .toString()
    .replace(/^\uFEFF/, "")
    .split("\n", RECORDS)) {
    try {
      if (line.trim() !== "") records.push(JSON.parse(line));
    } catch {
      // Refused when it is read.
    }
  }
  return records;
}

/** Elements of the arrays that a path of keys leads to. */
function elementsAt(document: unknown, path: string): readonly unknown[] {
  let values: readonly unknown[] = [document];
  for (const step of path === "" ? [] : path.split(/(?<!\\)\./)) {
    const key = step.replace(/(\[\])+$/, "").replaceAll("\\.", ".");
    values = values.flatMap((value) =>
      typeof value === "object" && value !== null ? [(value as Readonly<Record<string, unknown>>)[key]].flat() : [],
    );
  }
  return values.flat().slice(0, RECORDS);
}

/** Fields of records with the kinds of their values and the lengths of their strings, in the order in which they are met; never a value. */
export function fieldsOf(records: readonly unknown[]): readonly FieldSummary[] {
  const fields = new Map<string, { readonly types: Record<string, number>; readonly lengths: number[] }>();
  for (const record of records) collect(record, "", 0, fields);
  return [...fields].slice(0, MOST_FIELDS).map(([path, { types, lengths }]) => {
    lengths.sort((a, b) => a - b);
    const [least, median, most] = [lengths[0], lengths[Math.floor(lengths.length / 2)], lengths.at(-1)];
    return { path, types, characters: least === undefined ? null : [least, median as number, most as number] };
  });
}

function collect(
  value: unknown,
  path: string,
  depth: number,
  fields: Map<string, { readonly types: Record<string, number>; readonly lengths: number[] }>,
): void {
  const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  if (path !== "") {
    const field = fields.get(path) ?? { types: {}, lengths: [] };
    fields.set(path, field);
    field.types[type] = (field.types[type] ?? 0) + 1;
    if (typeof value === "string") field.lengths.push([...value].length);
  }
  if (depth >= DEEPEST) return;
  if (Array.isArray(value)) {
    if (path !== "") for (const element of value.slice(0, MOST_ELEMENTS)) collect(element, `${path}[]`, depth + 1, fields);
  } else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value))
      if (key !== "") collect(inner, path === "" ? pathOfColumn(key) : `${path}.${pathOfColumn(key)}`, depth + 1, fields);
}
