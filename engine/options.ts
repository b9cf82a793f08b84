import type { Problem } from "./errors.ts";

/** One option of a stage or reader: its fallback and its check; the type follows from the kind. */
export interface Option<T, Required extends boolean = boolean> {
  readonly fallback: T | undefined;
  readonly required: Required;
  /** What a person would call the type, e.g. `number 0–1`. */
  readonly kind: string;
  /** Returns a complaint, or nothing when the value is fine. */
  check(value: unknown): string | undefined;
}

interface Range {
  readonly min?: number;
  readonly max?: number;
}

const show = (value: unknown): string => (value === undefined ? "nothing" : (JSON.stringify(value) ?? String(value)));

function complainAboutRange(value: number, { min, max }: Range): string | undefined {
  if (min !== undefined && value < min) return `must be at least ${min}, got ${value}`;
  if (max !== undefined && value > max) return `must be at most ${max}, got ${value}`;
  return undefined;
}

/** A number with a fallback and an optional range. */
export function number(fallback: number, range: Range = {}): Option<number, false> {
  return {
    fallback,
    required: false,
    kind: "number",
    check: (value) =>
      typeof value !== "number" || Number.isNaN(value)
        ? `must be a number, got ${show(value)}`
        : complainAboutRange(value, range),
  };
}

/** True or false. */
export function flag(fallback: boolean): Option<boolean, false> {
  return {
    fallback,
    required: false,
    kind: "true or false",
    check: (value) => (typeof value === "boolean" ? undefined : `must be true or false, got ${show(value)}`),
  };
}

/** A string with a fallback. */
export function text(fallback: string): Option<string, false> {
  return {
    fallback,
    required: false,
    kind: "text",
    check: (value) => (typeof value === "string" ? undefined : `must be a string, got ${show(value)}`),
  };
}

/** A string that has to be given, such as a path. */
export function required(): Option<string, true> {
  return {
    fallback: undefined,
    required: true,
    kind: "text, required",
    check: (value) => (typeof value === "string" && value !== "" ? undefined : `must be given, got ${show(value)}`),
  };
}

/** One of a fixed set of words. */
export function oneOf<const T extends string>(choices: readonly T[], fallback: NoInfer<T>): Option<T, false> {
  return {
    fallback,
    required: false,
    kind: choices.join(" | "),
    check: (value) => (choices.includes(value as T) ? undefined : `must be one of ${choices.join(", ")}, got ${show(value)}`),
  };
}

/** A list out of a fixed set of words. */
export function listOf<const T extends string>(
  choices: readonly T[],
  fallback: readonly NoInfer<T>[],
): Option<readonly T[], false> {
  return {
    fallback,
    required: false,
    kind: `list of ${choices.join(" | ")}`,
    check: (value) =>
      Array.isArray(value) && value.every((entry) => choices.includes(entry))
        ? undefined
        : `must be a list of ${choices.join(", ")}, got ${show(value)}`,
  };
}

/** A list of free strings. */
export function strings(fallback: readonly string[]): Option<readonly string[], false> {
  return {
    fallback,
    required: false,
    kind: "list of text",
    check: (value) =>
      Array.isArray(value) && value.every((entry) => typeof entry === "string")
        ? undefined
        : `must be a list of strings, got ${show(value)}`,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: the map is read back key by key with its precise type
export type OptionSpecs = Readonly<Record<string, Option<any>>>;
export type OptionValues<S extends OptionSpecs> = { readonly [K in keyof S]: S[K] extends Option<infer T> ? T : never };
// biome-ignore lint/suspicious/noExplicitAny: only the second parameter is asked for
type RequiredKeys<S extends OptionSpecs> = { [K in keyof S]: S[K] extends Option<any, true> ? K : never }[keyof S];

/** What a config may write: options with a fallback may be left out. */
export type OptionInput<S extends OptionSpecs> = {
  readonly [K in keyof S as K extends RequiredKeys<S> ? never : K]?: OptionValues<S>[K];
} & {
  readonly [K in keyof S as K extends RequiredKeys<S> ? K : never]: OptionValues<S>[K];
};

/** Fills in fallbacks and collects every complaint; never throws, so that a config can report all of its problems at once. */
export function resolveOptions<S extends OptionSpecs>(
  owner: string,
  specs: S,
  given: Readonly<Record<string, unknown>>,
  at: string | undefined,
): { readonly values: OptionValues<S>; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const complain = (message: string) => problems.push(at === undefined ? { message } : { message, at });
  for (const key of Object.keys(given)) {
    if (!(key in specs)) complain(`${owner}.${key} is not an option; known options: ${Object.keys(specs).join(", ") || "none"}`);
  }
  const values: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries(specs)) {
    const value = given[key] === undefined ? spec.fallback : given[key];
    const complaint = spec.check(value);
    if (complaint) complain(`${owner}.${key} ${complaint}`);
    values[key] = value;
  }
  return { values: values as OptionValues<S>, problems };
}
