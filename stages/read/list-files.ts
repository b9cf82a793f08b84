import { readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { ConfigError, type Problem } from "../../engine/errors.ts";
import type { InputFile } from "../../engine/source.ts";
import { kindOf, unreadable } from "./file-bytes.ts";

/** Endings of compressed files that are tried behind each ending of a format. */
const COMPRESSED = ["", ".gz", ".zst", ".zstd"];
/** What the operating system answers for a name that nothing has. */
const ABSENT = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG"]);

const isIn = (path: string, endings: readonly string[]): boolean =>
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

/** A name may be written composed or decomposed (Hangul in NFD on some systems): finds the form that the disk has. */
function findPath(pattern: string, base: string): string | undefined {
  return [pattern, pattern.normalize("NFC"), pattern.normalize("NFD")]
    .map((form) => resolve(base, form))
    .find((path) => statOf(path, pattern));
}

/** A glob is first tried as a name; where asking is refused it is taken for a glob, and the folder it starts from is complained of. */
function findIfAllowed(pattern: string, base: string): string | undefined {
  try {
    return findPath(pattern, base);
  } catch {
    return undefined;
  }
}

/**
 * Walks a folder for files of some endings, links too; what else bears such an ending, a broken link or a pipe, is handed on to be
 * refused. Throws {@link InputError} for a folder that may not be listed, so that none of its files is lost in silence.
 */
function walk(folder: string, name: string, endings: readonly string[], above: readonly string[] = []): readonly string[] {
  const { real, entries } = listFolder(folder, name);
  // A link to a folder above it would be walked for ever.
  if (above.includes(real)) return [];
  const found: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    const inside = `${name}/${entry.name}`;
    const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && statOf(path, inside)?.isDirectory());
    if (isFolder) found.push(...walk(path, inside, endings, [...above, real]));
    else if (isIn(entry.name, endings)) found.push(path);
  }
  return found;
}

function listFolder(folder: string, name: string) {
  try {
    return { real: realpathSync(folder), entries: readdirSync(folder, { withFileTypes: true }) };
  } catch (error) {
    throw unreadable(name, error, "folder");
  }
}

async function match(pattern: string, base: string, endings: readonly string[]): Promise<readonly string[]> {
  const path = isDynamicPattern(pattern) ? findIfAllowed(pattern, base) : findPath(pattern, base);
  if (path !== undefined) return statOf(path, pattern)?.isDirectory() ? walk(path, pattern.replace(/\/+$/, ""), endings) : [path];
  if (!isDynamicPattern(pattern)) return [];
  const forms = [...new Set([pattern, pattern.normalize("NFC"), pattern.normalize("NFD")])];
  const found = await glob(forms, { cwd: base, onlyFiles: true, expandDirectories: false, absolute: true });
  if (found.length === 0) checkFolderOf(pattern, base);
  return found.map((file) => resolve(base, file));
}

/** A glob passes over a folder that may not be listed: says so for the one it starts from. Throws {@link InputError}. */
function checkFolderOf(pattern: string, base: string): void {
  const parts = pattern.split("/");
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => isDynamicPattern(part)),
  );
  const name = fixed.join("/") || (pattern.startsWith("/") ? "/" : ".");
  if (statOf(resolve(base, name), name)?.isDirectory()) listFolder(resolve(base, name), name);
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
 * opened, and {@link InputError} for a folder that may not be read.
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
    const paths = await match(pattern, base, endings);
    if (paths.length === 0) {
      const wanted = endings.map((ending) => `*${ending}`).join(", ");
      code = "INPUT_MISSING";
      problems.push({
        message: `${where}: no file matches "${pattern}" in ${base}. Name a file, a glob, or a folder that holds ${wanted}.`,
      });
    }
    for (const path of paths) {
      const name = relative(base, path).split(sep).join("/").normalize("NFC");
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
