import { callerPlace, type Problem } from "../../engine/errors.ts";
import { MOST_LEVELS } from "../../engine/kernels/kernels.ts";
import {
  number,
  type Option,
  type OptionInput,
  type OptionSpecs,
  type OptionValues,
  oneOf,
  resolveOptions,
} from "../../engine/options.ts";
import type { Source } from "../../engine/source.ts";
import { DEFAULT_MAX_EXPANSION } from "./byte-input.ts";
import { ENCODINGS } from "./encodings.ts";
import { FIELD_OPTIONS, type FieldMapping, mapFields } from "./fields.ts";
import { DEFAULT_MAX_DEPTH } from "./json-record.ts";

/** Files of a source: a path, folder or glob, or a list of them. */
export type Files = string | readonly string[];

const files: Option<Files, true> = {
  fallback: undefined,
  required: true,
  kind: "path, folder or glob, or a list of them",
  check(value) {
    const list = typeof value === "string" ? [value] : value;
    const fine = Array.isArray(list) && list.length > 0 && list.every((entry) => typeof entry === "string" && entry !== "");
    return fine ? undefined : `must be a path, folder or glob, or a list of them, got ${JSON.stringify(value) ?? "nothing"}`;
  },
};

/** Options that every reader of JSON records takes. */
export const RECORD_OPTIONS = {
  files,
  ...FIELD_OPTIONS,
  /** Share of bad records above which the run ends with exit code 3. */
  maxBadShare: number(0.01, { min: 0, max: 1 }),
  /** A longer record is refused; also what a reader may hold at once. */
  maxRecordBytes: number(64 * 1024 * 1024, { min: 1, max: 1024 * 1024 * 1024 }),
  /** Levels of objects and arrays that a record of JSON may nest; a deeper one is refused. */
  maxDepth: number(DEFAULT_MAX_DEPTH, { min: 1, max: MOST_LEVELS }),
  /** Decoded bytes for each byte of a compressed file, counted from 64 MiB on; the rest of a file that holds more is not read. */
  maxExpansion: number(DEFAULT_MAX_EXPANSION, { min: 1 }),
  /** What files are written in, or `detect`: told for each file by its beginning, and UTF-8 wherever that speaks for nothing else. */
  encoding: oneOf(["detect", ...ENCODINGS], "detect"),
  /** Members that an archive may have; the rest of one that has more is not read. */
  maxMembers: number(1_000_000, { min: 1 }),
  /** Files that the source may list; more of them are taken for a slip of the pattern. */
  maxFiles: number(1_000_000, { min: 1 }),
};

/** How long and how deep a record may be: the options of these names. */
export type RecordLimits = Pick<OptionValues<RecordOptions>, "maxRecordBytes" | "maxDepth">;

/** The type of {@link RECORD_OPTIONS}. */
export type RecordOptions = typeof RECORD_OPTIONS;

type Declared<N extends string> = Pick<Source<N>, "kind" | "name" | "options" | "maxBadShare" | "files" | "problems" | "at">;

interface Resolved<N extends string, S extends OptionSpecs> {
  readonly declared: Declared<N>;
  readonly values: OptionValues<S>;
  /** What to call the source in messages. */
  readonly owner: string;
  /** Throws {@link ConfigError} when the options have problems. */
  readonly mapping: () => FieldMapping;
}

/** Checks the name and options of a reader as its user gave them; problems are collected with the place of the call. */
export function resolveReader<const N extends string, S extends RecordOptions>(
  format: string,
  specs: S,
  name: N,
  given: OptionInput<S>,
  // biome-ignore lint/suspicious/noExplicitAny: any factory may be the caller
  caller: (...args: any[]) => unknown,
): Resolved<N, S> {
  const at = callerPlace(caller);
  const owner = `${format}(${JSON.stringify(name)})`;
  const { values, problems } = resolveOptions(owner, specs, (given ?? {}) as Readonly<Record<string, unknown>>, at);
  const all: Problem[] = [...problems];
  if (typeof name !== "string" || !/^[^\s/\\@:]+$/.test(name)) {
    const message = `${owner}: a source needs a name without blanks and without / \\ @ :, since ids are made from it`;
    all.push(at === undefined ? { message } : { message, at });
  }
  // Where the files lie, how many they may be and how many of their records may be bad decide nothing about what a record becomes.
  const { files: patterns, maxBadShare, maxFiles: _, ...options } = values as OptionValues<RecordOptions>;
  let mapped: FieldMapping | undefined;
  return {
    declared: {
      kind: "source",
      name,
      options,
      maxBadShare,
      files: typeof patterns === "string" ? [patterns] : (patterns ?? []),
      problems: all,
      ...(at === undefined ? {} : { at }),
    },
    values,
    owner,
    mapping: () => {
      mapped ??= mapFields(values as OptionValues<RecordOptions>);
      return mapped;
    },
  };
}
