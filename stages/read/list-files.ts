import { type Stats, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { ConfigError, type Problem } from "../../engine/errors.ts";
import type { InputFile } from "../../engine/source.ts";

/** Endings of compressed files that are tried behind each ending of a format. */
const COMPRESSED = ["", ".gz", ".zst", ".zstd"];

const isIn = (path: string, endings: readonly string[]): boolean =>
  endings.some((ending) => COMPRESSED.some((compressed) => path.toLowerCase().endsWith(ending + compressed)));

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

/** A name may be written composed or decomposed (Hangul in NFD on some systems): finds the form that the disk has. */
function findPath(pattern: string, base: string): string | undefined {
  return [pattern, pattern.normalize("NFC"), pattern.normalize("NFD")]
    .map((form) => resolve(base, form))
    .find((path) => statOf(path));
}

async function match(pattern: string, base: string, endings: readonly string[]): Promise<readonly string[]> {
  const path = findPath(pattern, base);
  if (path !== undefined) {
    if (!statOf(path)?.isDirectory()) return [path];
    const inside = await glob("**/*", { cwd: path, onlyFiles: true, expandDirectories: false });
    return inside.filter((file) => isIn(file, endings)).map((file) => join(path, file));
  }
  if (!isDynamicPattern(pattern)) return [];
  const forms = [...new Set([pattern, pattern.normalize("NFC"), pattern.normalize("NFD")])];
  const found = await glob(forms, { cwd: base, onlyFiles: true, expandDirectories: false, absolute: true });
  return found.map((file) => resolve(base, file));
}

/**
 * Finds the files of a source: each pattern is a file, a folder (all files below it that end in one of `endings`, compressed or not;
 * names that begin with a dot are left out) or a glob. Every file once, in byte order of its name, which is its path from `base`, NFC,
 * with `/`. Throws {@link ConfigError} that names every pattern without a file.
 */
export async function listFiles(
  where: string,
  patterns: readonly string[],
  base: string,
  endings: readonly string[],
): Promise<readonly InputFile[]> {
  const files = new Map<string, InputFile>();
  const problems: Problem[] = [];
  for (const pattern of patterns) {
    const paths = await match(pattern, base, endings);
    if (paths.length === 0) {
      const wanted = endings.map((ending) => `*${ending}`).join(", ");
      problems.push({
        message: `${where}: no file matches "${pattern}" in ${base}. Name a file, a glob, or a folder that holds ${wanted}.`,
      });
    }
    for (const path of paths) {
      const stats = statOf(path);
      const name = relative(base, path).split(sep).join("/").normalize("NFC");
      if (stats) files.set(path, { path, name, bytes: stats.size, modifiedMs: stats.ctimeMs });
    }
  }
  if (problems.length > 0) throw new ConfigError(problems, "INPUT_MISSING");
  const sorted = [...files.values()].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  const twice = sorted.find(({ name }, index) => sorted[index - 1]?.name === name);
  if (twice)
    throw new ConfigError(
      [`${where}: two files are called ${twice.name} once their names are composed (NFC). Rename one.`],
      "INPUT_NAMES",
    );
  return sorted;
}
