import { ConfigError, type Problem } from "../../engine/errors.ts";
import type { Option } from "../../engine/options.ts";
import { type FieldPath, listPaths, type Paths, parsePath } from "./field-path.ts";

/** A field of the metadata object that is kept beside a document: its name there and where in the record it is found. */
export interface MetadataField {
  readonly name: string;
  readonly paths: readonly FieldPath[];
}

/** Where in a record each field is found; of several paths the first that is present and not null counts. */
export interface FieldMapping {
  readonly id: readonly FieldPath[];
  readonly text: readonly FieldPath[];
  /** Only strings count as urls. */
  readonly url: readonly FieldPath[];
  /** In the order in which the metadata object is written. */
  readonly metadata: readonly MetadataField[];
}

/** What a config may say about the fields of a source's records. */
export interface FieldOptions {
  readonly id: Paths;
  readonly text: Paths;
  readonly url: Paths;
  readonly license: Paths;
  readonly date: Paths;
  /** More fields to keep: paths, which are also their names, or names with their paths. */
  readonly metadata: readonly string[] | Readonly<Record<string, Paths>>;
}

const show = (value: unknown): string => JSON.stringify(value) ?? String(value);

function complainAboutPaths(value: unknown, each: boolean): string | undefined {
  const list = typeof value === "string" ? [value] : value;
  if (!Array.isArray(list) || list.some((path) => typeof path !== "string"))
    return `must be a path or a list of paths, got ${show(value)}`;
  for (const path of list as string[]) {
    const parsed = parsePath(path);
    if ("complaint" in parsed) return parsed.complaint;
    if (!each && parsed.includes(null)) return `cannot cross an array, got ${show(path)}; only text can`;
  }
  return undefined;
}

function paths(fallback: Paths, each = false): Option<Paths, false> {
  return { fallback, required: false, kind: "path or list of paths", check: (value) => complainAboutPaths(value, each) };
}

const metadata: Option<FieldOptions["metadata"], false> = {
  fallback: [],
  required: false,
  kind: "list of paths, or names with their paths",
  check(value) {
    if (Array.isArray(value)) return complainAboutPaths(value, false);
    if (typeof value !== "object" || value === null)
      return `must be a list of paths or an object of names and paths, got ${show(value)}`;
    for (const entry of Object.values(value)) {
      const complaint = complainAboutPaths(entry, false);
      if (complaint) return complaint;
    }
    return undefined;
  },
};

/** In the record itself first, then where other corpora keep such fields. */
const within = (...names: string[]): string[] => ["", "meta.", "metadata."].flatMap((place) => names.map((name) => place + name));

/** The field options that every reader of JSON records takes, with what is looked for when a config says nothing. */
export const FIELD_OPTIONS = {
  id: paths("id"),
  text: paths("text", true),
  url: paths(within("url")),
  license: paths(within("license", "licence")),
  date: paths(within("date", "created", "added", "timestamp")),
  metadata,
};

/**
 * Turns field options into a mapping. The metadata object holds `license`, `date` and `url` where a record has them, then what
 * `metadata` names in its order; a name given there replaces one of the three, an empty list turns a field off.
 */
export function mapFields(options: FieldOptions): FieldMapping {
  const named = Array.isArray(options.metadata)
    ? options.metadata.map((path: string): [string, Paths] => [path, path])
    : Object.entries(options.metadata as Readonly<Record<string, Paths>>);
  const fields = new Map<string, Paths>([["license", options.license], ["date", options.date], ["url", options.url], ...named]);
  return {
    id: parsePaths(options.id),
    text: parsePaths(options.text),
    url: parsePaths(options.url),
    metadata: [...fields].map(([name, paths]) => ({ name, paths: parsePaths(paths) })).filter((field) => field.paths.length > 0),
  };
}

/** The names with which a mapping's paths begin, but for the one name that no object may have as a field. */
export function firstSteps({ id, text, url, metadata }: FieldMapping): ReadonlySet<string> {
  const paths = [id, text, url, ...metadata.map((field) => field.paths)].flat();
  return new Set(paths.map(([first]) => first as string).filter((name) => name !== "__proto__"));
}

/** A mapping without the paths that begin with none of some names: for records that have no other fields, and so need not be asked. */
export function onlyFields({ id, text, url, metadata }: FieldMapping, names: ReadonlySet<string>): FieldMapping {
  const known = (paths: readonly FieldPath[]) => paths.filter(([first]) => names.has(first as string));
  const kept = metadata.map((field) => ({ name: field.name, paths: known(field.paths) }));
  return { id: known(id), text: known(text), url: known(url), metadata: kept.filter(({ paths }) => paths.length > 0) };
}

function parsePaths(given: Paths): FieldPath[] {
  const problems: Problem[] = [];
  const parsed: FieldPath[] = [];
  for (const path of listPaths(given)) {
    const result = parsePath(path);
    if ("complaint" in result) problems.push({ message: result.complaint });
    else parsed.push(result);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return parsed;
}
