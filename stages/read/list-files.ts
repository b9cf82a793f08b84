import { readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { ConfigError, InputError, type Problem } from "../../engine/errors.ts";
import type { InputFile } from "../../engine/source.ts";
import { kindOf, unreadable } from "./file-bytes.ts";

/** Endings of compressed files that are tried behind each ending of a format. */
const COMPRESSED = ["", ".gz", ".zst", ".zstd"];
/** What the operating system answers for a name that nothing has. */
const ABSENT = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG"]);

/** Whether a path ends in one of some endings, compressed or not. */
export const hasEnding = (path: string, endings: readonly string[]): boolean =>
  endings.some((ending) => COMPRESSED.some((compressed) => path.toLowerCase().endsWith(ending + compressed)));

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "";

/** Asks about a path; undefined where there is nothing. Throws {@link InputError} where asking is refused. */
function statOf(path: string, name: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if (ABSENT.has(codeOf(error))) return undefined;
    throw unreadable(name, error);
  }
}

/** What a pattern led to: a path, or one that cannot be asked or listed and why. */
interface Found {
  readonly path: string;
  readonly fault?: string;
}

/** Hands on what the operating system refuses as a fault of that path: everything else is still listed. */
function orFault<T>(act: () => T, path: string, found: Found[]): T | undefined {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    found.push({ path, fault: error.message });
    return undefined;
  }
}

/** A name may be written composed or decomposed (Hangul in NFD on some systems): finds the form that the disk has. */
function findPath(pattern: string, base: string): string | undefined {
  return [pattern, pattern.normalize("NFC"), pattern.normalize("NFD")]
    .map((form) => resolve(base, form))
    .find((path) => statOf(path, pattern));
}

/**
 * Walks a folder for files of some endings, links too; what else bears such an ending, a broken link or a pipe, is handed on to be
 * refused. A folder that may not be listed is a fault, so that none of its files is lost in silence.
 */
function walk(folder: string, name: string, endings: readonly string[], found: Found[], above: readonly string[] = []): void {
  const listed = orFault(() => listFolder(folder, name), folder, found);
  // A link to a folder above it would be walked for ever.
  if (!listed || above.includes(listed.real)) return;
  for (const entry of listed.entries) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    const inside = `${name}/${entry.name}`;
    const before = found.length;
    const isFolder =
      entry.isDirectory() || (entry.isSymbolicLink() && orFault(() => statOf(path, inside)?.isDirectory(), path, found));
    if (isFolder) walk(path, inside, endings, found, [...above, listed.real]);
    else if (found.length === before && hasEnding(entry.name, endings)) found.push({ path });
  }
}

function listFolder(folder: string, name: string) {
  try {
    return { real: realpathSync(folder), entries: readdirSync(folder, { withFileTypes: true }) };
  } catch (error) {
    throw unreadable(name, error, "folder");
  }
}

async function match(pattern: string, base: string, endings: readonly string[]): Promise<readonly Found[]> {
  const found: Found[] = [];
  const path = orFault(() => findPath(pattern, base), resolve(base, pattern), found);
  if (path !== undefined) {
    if (orFault(() => statOf(path, pattern)?.isDirectory(), path, found)) walk(path, pattern.replace(/\/+$/, ""), endings, found);
    else found.push({ path });
    return found;
  }
  if (!isDynamicPattern(pattern)) return found;
  const globbed: Found[] = await lockedFolders(pattern, base);
  for (const file of await glob(formsOf(pattern), { cwd: base, onlyFiles: true, expandDirectories: false, absolute: true }))
    globbed.push({ path: resolve(base, file) });
  return globbed;
}

const formsOf = (pattern: string): string[] => [...new Set([pattern, pattern.normalize("NFC"), pattern.normalize("NFD")])];

/** A glob passes over folders that may not be listed: finds those that it could have found files in. */
async function lockedFolders(pattern: string, base: string): Promise<Found[]> {
  const found: Found[] = [];
  const parts = pattern.split("/");
  const fixed = parts.findIndex((part) => isDynamicPattern(part));
  const start = parts.slice(0, fixed).join("/") || (pattern.startsWith("/") ? "/" : ".");
  const folders = new Map([[resolve(base, start), start]]);
  for (let end = fixed + 1; end <= parts.length; end++) {
    let above = parts.slice(0, end).join("/");
    if (end === parts.length && !above.endsWith("**")) break;
    // A slash between braces is no end of a folder's name: then any folder below may be meant.
    const cut = above.split("{").length !== above.split("}").length;
    if (cut) above = [...parts.slice(0, end - 1), "**"].join("/");
    for (const folder of await glob(formsOf(above), { cwd: base, onlyDirectories: true, expandDirectories: false }))
      folders.set(resolve(base, folder), folder.replace(/\/+$/, ""));
    if (cut) break;
  }
  for (const [path, name] of folders)
    if (orFault(() => statOf(path, name)?.isDirectory(), path, found)) orFault(() => listFolder(path, name), path, found);
  return found;
}

/** Throws {@link ConfigError} `INPUT_NAMES` where files of unlike paths bear one name: names are composed (NFC), and ids made from them. */
export function refuseTwins(where: string, files: readonly InputFile[]): void {
  const paths = new Map<string, string>();
  for (const { name, path } of files) {
    const other = paths.get(name);
    if (other !== undefined && other !== path)
      throw new ConfigError(
        [`${where}: two files are called ${name} once their names are composed (NFC). Rename one.`],
        "INPUT_NAMES",
      );
    paths.set(name, path);
  }
}

/**
 * Finds the files of a source: each pattern is a file, a folder (all files below it that end in one of `endings`, compressed or not;
 * names that begin with a dot are left out) or a glob. Every file once, in byte order of its name, which is its path from `base`, NFC,
 * with `/`. Throws {@link ConfigError} where there are more than `maxFiles`, or that names every pattern without a file and everything that is no regular file, before any is
 * opened. What the operating system does not let us ask or list is an entry with a fault.
 */
export async function listFiles(
  where: string,
  patterns: readonly string[],
  base: string,
  endings: readonly string[],
  maxFiles = Number.POSITIVE_INFINITY,
): Promise<readonly InputFile[]> {
  const files = new Map<string, InputFile>();
  const problems: Problem[] = [];
  let code = "INPUT_KIND";
  for (const pattern of patterns) {
    // Standard input is no file: whoever runs the line adds what it was written to.
    if (pattern === "-") continue;
    const paths = await match(pattern, base, endings);
    if (paths.length === 0) {
      const wanted = endings.map((ending) => `*${ending}`).join(", ");
      code = "INPUT_MISSING";
      problems.push({
        message: `${where}: no file matches "${pattern}" in ${base}. Name a file, a glob, or a folder that holds ${wanted}.`,
      });
    }
    for (const { path, fault } of paths) {
      const name = relative(base, path).split(sep).join("/").normalize("NFC") || ".";
      if (fault !== undefined) {
        files.set(path, { path, name, bytes: 0, modifiedMs: 0, fault });
        continue;
      }
      const stats = statOf(path, name);
      if (stats?.isFile()) files.set(path, { path, name, bytes: stats.size, modifiedMs: stats.ctimeMs });
      else
        problems.push({
          message: `${where}: ${name} ${stats ? `is ${kindOf(stats)}` : "is a link to nothing"}, wanted a regular file. ${stats ? "Write what it holds to a file and name that." : "Mend the link or remove it."}`,
        });
    }
  }
  if (problems.length > 0) throw new ConfigError(problems, code);
  if (files.size > maxFiles) {
    const message = `${where}: ${files.size} files match, wanted at most ${maxFiles} (maxFiles). Name fewer, or raise the source's maxFiles.`;
    throw new ConfigError([message], "INPUT_FILES");
  }
  const sorted = [...files.values()].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  refuseTwins(where, sorted);
  return sorted;
}
