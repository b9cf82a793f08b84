import type { AttributeKind } from "../../engine/stage.ts";
import { REPEATS_AT_MOST } from "./fill.ts";
import { suggestName } from "./nearest-name.ts";

/** What a recipe may speak of. */
export interface KnownNames {
  readonly sources: readonly string[];
  /** Attributes that the stages write, by kind. */
  readonly attributes: Readonly<Record<string, AttributeKind>>;
  /** Lets repeats beyond {@link REPEATS_AT_MOST} pass. */
  readonly force?: boolean;
}

/** Takes one complaint about the thing being checked. */
export type Complain = (message: string) => void;

/** Copies are numbered in 16 bits. */
const COPIES_AT_MOST = 65_535;
const AMOUNTS = ["share", "tokens", "documents", "repeat"] as const;
const OPTIONS = ["name", "where", ...AMOUNTS, "maxRepeats", "bestBy"];

/** The value as a person wrote it. */
export const show = (value: unknown): string => (value === undefined ? "nothing" : (JSON.stringify(value) ?? String(value)));

/** Whether a value is an object with named fields. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** Complains about a value that is not a number of at least (or, with `above`, more than) zero, or not whole where it has to be. */
export function checkNumber(option: string, value: unknown, complain: Complain, { above = false, whole = false } = {}): boolean {
  const wanted = above ? "more than 0" : "0 or more";
  if (!isNumber(value)) complain(`${option} must be a number, got ${typeof value === "number" ? value : show(value)}`);
  else if (above ? value <= 0 : value < 0) complain(`${option} must be ${wanted}, got ${value}`);
  else if (whole && !Number.isInteger(value)) complain(`${option} must be a whole number, got ${value}`);
  else return true;
  return false;
}

/** Complains about fields that are no options. */
export function checkOptions(given: Readonly<Record<string, unknown>>, options: readonly string[], complain: Complain): void {
  for (const key of Object.keys(given)) {
    if (!options.includes(key)) complain(`${key} is not an option; ${suggestName(key, "known options", options)}`);
  }
}

/** A string or a list of strings as a list; complains about anything else. */
function namesIn(option: string, value: unknown, complain: Complain): readonly string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) complain(`${option} is an empty list, which no document meets; leave it out or name something`);
  if (list.every((entry) => typeof entry === "string")) return list;
  complain(`${option} must be a string or a list of strings, got ${show(value)}`);
  return [];
}

function checkRange(option: string, value: unknown, complain: Complain): void {
  if (!isRecord(value)) {
    complain(`${option} is a number attribute and takes a range such as { atLeast: 0.5 }, got ${show(value)}`);
    return;
  }
  checkOptions(value, ["atLeast", "below"], (message) => complain(`${option}.${message}`));
  const { atLeast, below } = value;
  for (const [end, bound] of Object.entries({ atLeast, below })) {
    if (bound !== undefined && !isNumber(bound)) complain(`${option}.${end} must be a number, got ${show(bound)}`);
  }
  if (isNumber(atLeast) && isNumber(below) && atLeast >= below) {
    complain(`${option} asks for at least ${atLeast} and below ${below}, which no number is`);
  }
}

function checkWhere(where: unknown, { sources, attributes }: KnownNames, complain: Complain): void {
  if (!isRecord(where)) {
    complain(`where must be an object, got ${show(where)}; write {} for every document`);
    return;
  }
  checkOptions(where, ["source", "attributes"], (message) => complain(`where.${message}`));
  for (const source of where["source"] === undefined ? [] : namesIn("where.source", where["source"], complain)) {
    if (!sources.includes(source))
      complain(`where.source "${source}" is no source of this pipeline; ${suggestName(source, "sources", sources)}`);
  }
  const queries = where["attributes"] ?? {};
  if (!isRecord(queries)) {
    complain(`where.attributes must be an object, got ${show(queries)}`);
    return;
  }
  for (const [name, query] of Object.entries(queries)) {
    const option = `where.attributes["${name}"]`;
    if (query === undefined) continue;
    const kind = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (kind === undefined)
      complain(`${option}: no stage writes "${name}"; ${suggestName(name, "attributes", Object.keys(attributes))}`);
    else if (kind === "number") checkRange(option, query, complain);
    else if (isRecord(query))
      complain(`${option} is a label attribute and takes a label or a list of them, got the range ${show(query)}`);
    else namesIn(option, query, complain);
  }
}

function checkAmount(bucket: Readonly<Record<string, unknown>>, force: boolean, complain: Complain): void {
  const given = AMOUNTS.filter((amount) => bucket[amount] !== undefined);
  const wanted = `wanted exactly one of ${AMOUNTS.join(", ")}`;
  if (given.length === 0) complain(`no amount is given, ${wanted}`);
  if (given.length > 1) complain(`${given.join(" and ")} are given, ${wanted}`);
  const { share, tokens, documents, repeat, maxRepeats } = bucket;
  if (share !== undefined && !(isNumber(share) && share >= 0 && share <= 1)) {
    complain(`share must be between 0 and 1, got ${typeof share === "number" ? share : show(share)}`);
  }
  if (tokens !== undefined) checkNumber("tokens", tokens, complain);
  if (documents !== undefined) checkNumber("documents", documents, complain, { whole: true });
  const most = force ? COPIES_AT_MOST : REPEATS_AT_MOST;
  const why = force ? "" : "; beyond that another repeat is worth next to nothing, and has to be forced";
  for (const [option, value] of Object.entries({ repeat, maxRepeats })) {
    if (value === undefined || !checkNumber(option, value, complain, { above: option === "maxRepeats" })) continue;
    if ((value as number) > most) complain(`${option} must be at most ${most}, got ${value}${why}`);
  }
  if (repeat !== undefined && maxRepeats !== undefined) complain("repeat sets its own limit; leave maxRepeats out");
}

/** Complains about everything that is wrong with one bucket by itself. */
export function checkBucket(bucket: Readonly<Record<string, unknown>>, known: KnownNames, complain: Complain): void {
  checkOptions(bucket, OPTIONS, complain);
  const { name, bestBy } = bucket;
  if (typeof name !== "string" || name === "") complain(`name must be a word, got ${show(name)}`);
  checkWhere(bucket["where"], known, complain);
  checkAmount(bucket, known.force ?? false, complain);
  if (bestBy === undefined) return;
  const numbers = Object.keys(known.attributes).filter((attribute) => known.attributes[attribute] === "number");
  if (typeof bestBy !== "string") complain(`bestBy must be the name of a number attribute, got ${show(bestBy)}`);
  else if (!Object.hasOwn(known.attributes, bestBy))
    complain(`bestBy: no stage writes "${bestBy}"; ${suggestName(bestBy, "number attributes", numbers)}`);
  else if (!numbers.includes(bestBy))
    complain(`bestBy: "${bestBy}" is a label attribute and has no best; ${suggestName(bestBy, "number attributes", numbers)}`);
}
