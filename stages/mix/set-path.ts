import { ConfigError } from "../../engine/errors.ts";
import type { MixRecipe } from "../../engine/mix.ts";
import { suggestName } from "./nearest-name.ts";
import type { Setting, SettingValue } from "./setting.ts";

const RECIPE_OPTIONS = [
  "tokens",
  "tokens.ofPool",
  "disjointFrom",
  "within",
  "shardTokens",
  "shardBytes",
  "attributes",
  "metadata",
];
const AMOUNTS = ["share", "tokens", "documents", "repeat"];
const BUCKET_OPTIONS = [...AMOUNTS, "maxRepeats", "bestBy", "where", "where.source", "where.attributes.<name>"];
const ATTRIBUTE_PATH = /^where\.attributes\.(.+?)(?:\.(atLeast|below))?$/s;

/** A recipe or bucket on its way to its new form; copied, so that nothing of the caller's is written. */
type Draft = Record<string, unknown>;

/** Splits a path after the longest of the names it begins with; names may hold dots. */
function splitAfter(path: string, names: readonly string[]): readonly [name: string, rest: string] | undefined {
  const fitting = names.filter((name) => path === name || path.startsWith(`${name}.`));
  const longest = fitting.sort((left, right) => right.length - left.length)[0];
  return longest === undefined ? undefined : [longest, path.slice(longest.length + 1)];
}

const asDraft = (value: unknown): Draft =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

function put(draft: Draft, option: string, value: unknown): void {
  if (value === null) delete draft[option];
  else draft[option] = value;
}

function setAttribute(bucket: Draft, name: string, end: string | undefined, value: SettingValue): void {
  const where = asDraft(bucket["where"]);
  const attributes = asDraft(where["attributes"]);
  if (end === undefined) put(attributes, name, value);
  else {
    const range = asDraft(attributes[name]);
    put(range, end, value);
    put(attributes, name, Object.keys(range).length === 0 ? null : range);
  }
  bucket["where"] = { ...where, attributes };
}

/** Returns a complaint where the path names no option of a bucket. */
function setInBucket(bucket: Draft, path: string, value: SettingValue): string | undefined {
  const attribute = ATTRIBUTE_PATH.exec(path);
  if (attribute) setAttribute(bucket, attribute[1] as string, attribute[2], value);
  else if (path === "where.source") {
    const where = asDraft(bucket["where"]);
    put(where, "source", value);
    bucket["where"] = where;
  } else if (BUCKET_OPTIONS.includes(path) && !path.includes("<")) {
    // A bucket has one amount: the new one takes the place of the old, and a repeat that of the limit too.
    if (AMOUNTS.includes(path) && value !== null) for (const amount of AMOUNTS) delete bucket[amount];
    if (path === "repeat") delete bucket["maxRepeats"];
    put(bucket, path, value);
  } else
    return path === ""
      ? `names a whole bucket; options: ${BUCKET_OPTIONS.join(", ")}`
      : `"${path}" is not an option; ${suggestName(path, "options", BUCKET_OPTIONS)}`;
  return undefined;
}

function setInRecipe(recipe: Draft, path: string, value: SettingValue): string | undefined {
  if (path === "tokens.ofPool") recipe["tokens"] = { ofPool: value };
  else if (RECIPE_OPTIONS.includes(path)) put(recipe, path, value);
  else {
    const buckets = (Array.isArray(recipe["buckets"]) ? recipe["buckets"] : []).map(asDraft);
    const names = buckets.map((bucket) => String(bucket["name"]));
    const found = splitAfter(path.startsWith("buckets.") ? path.slice("buckets.".length) : path, names);
    if (!found) {
      const options = `options: ${RECIPE_OPTIONS.join(", ")}`;
      return path === ""
        ? `names a whole mix; buckets: ${names.join(", ")}; ${options}`
        : `no bucket or option "${path}"; ${suggestName(path.split(".")[0] as string, "buckets", names)}; ${options}`;
    }
    recipe["buckets"] = buckets;
    return setInBucket(buckets[names.indexOf(found[0])] as Draft, found[1], value);
  }
  return undefined;
}

/** Whether a path speaks of a mix: it begins with `mixes.` or with the name of one. */
export const isMixPath = (mixes: Readonly<Record<string, unknown>>, path: string): boolean =>
  path.startsWith("mixes.") || splitAfter(path, Object.keys(mixes)) !== undefined;

/**
 * The recipes with settings such as `stage1.korean.share=0.5`, `stage1.tokens=2e9` or `stage2.best.where.attributes.edu.score.atLeast=0.4`
 * carried out in order, with or without `mixes.` before the path; null takes an option away. Throws {@link ConfigError} with every path
 * that leads nowhere. Values are not looked at: the answer has to pass `checkMixes`.
 */
export function setMixPaths(
  mixes: Readonly<Record<string, MixRecipe>>,
  settings: readonly Setting[],
): Readonly<Record<string, MixRecipe>> {
  const changed: Record<string, unknown> = { ...mixes };
  const names = Object.keys(mixes);
  const problems: string[] = [];
  for (const { path, value } of settings) {
    const inside = path.startsWith("mixes.") ? path.slice("mixes.".length) : path;
    const found = splitAfter(inside, names);
    if (!found) {
      const first = inside.split(".")[0] as string;
      problems.push(`--set ${path}: no mix "${first}"; ${suggestName(first, "mixes", names)}`);
      continue;
    }
    const draft = asDraft(changed[found[0]]);
    const complaint = setInRecipe(draft, found[1], value);
    if (complaint !== undefined) problems.push(`--set ${path}: ${complaint}`);
    changed[found[0]] = draft;
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return changed as unknown as Readonly<Record<string, MixRecipe>>;
}
