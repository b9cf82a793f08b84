import { ConfigError } from "../../engine/errors.ts";
import type { UserFile } from "../../engine/user-files.ts";

/** One item of a benchmark: a question with its choices, a passage, a problem. */
export interface BenchmarkItem {
  /** The file as the config names it. */
  readonly benchmark: string;
  /** Its `id`, or `line N` of the file, from 1. */
  readonly item: string;
  /** Its strings, which no run of words goes beyond. */
  readonly strings: readonly string[];
}

type Fields = readonly string[];

/**
 * Reads the items of a benchmark: an object a line, one list of objects, or a text a line. `fields` names the fields that are read, all
 * but `id` where it is empty; lists and objects in them are read through. Throws {@link ConfigError} with the line that cannot be read.
 */
export function readBenchmark(file: UserFile, fields: Fields): readonly BenchmarkItem[] {
  const content = file
    .read()
    .toString()
    .replace(/^\ufeff/, "");
  const benchmark = file.name;
  if (/^\s*\[/.test(content)) {
    const list = parse(content, () => `${benchmark}: it begins like a list in JSON and is none`);
    if (!Array.isArray(list)) throw unreadable(`${benchmark}: got no list, wanted a list of objects`);
    return list.map((value, index) => itemOf(benchmark, value, `item ${index + 1}`, fields));
  }
  const isJson = /^\s*\{/.test(content);
  return content.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const place = `line ${index + 1}`;
    const value = isJson ? parse(line, () => `${benchmark}, ${place}: it is not JSON, as the lines before it are`) : line;
    return [itemOf(benchmark, value, place, fields)];
  });
}

function itemOf(benchmark: string, value: unknown, place: string, fields: Fields): BenchmarkItem {
  const record = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  const { id, ...others } = record ?? { id: undefined };
  const item = typeof id === "string" || typeof id === "number" ? String(id) : place;
  const read = record === undefined ? [value] : fields.length === 0 ? [others] : fields.map((field) => record[field]);
  return { benchmark, item, strings: read.flatMap(stringsIn) };
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

function parse(json: string, complaint: () => string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw unreadable(complaint());
  }
}

const unreadable = (message: string) =>
  new ConfigError([`${message}. A benchmark is an object a line, a list of objects, or a text a line`], "BENCHMARK_UNREADABLE");
