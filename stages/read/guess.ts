import { basename, dirname, relative, resolve } from "node:path";
import { ConfigError, InputError } from "../../engine/errors.ts";
import type { InputFile, Source } from "../../engine/source.ts";
import { decodedHeads } from "./decoded-head.ts";
import { detectFormat, FORMAT_WORDS, type Format, formatByName, KNOWN_ENDINGS } from "./detect-format.ts";
import { type Guess, guessOptions, STREAMED_ENDINGS } from "./guess-options.ts";
import { listFiles, refuseTwins } from "./list-files.ts";
import { readHead } from "./read-head.ts";

/** What messages call the words of the command line. */
const WHERE = "FILES";
/** Decoded bytes by which a file is told what it is. */
const LOOKED_AT_BYTES = 64 * 1024;
/** Files of one ending that are looked into; those behind them are taken for what most of these are. */
const MOST_LOOKED_AT = 64;
/** Decoded bytes by which a member of an archive is told what it is. */
const MEMBER_BYTES = 4096;
/** Files that are named one by one in a note. */
const MOST_NAMED = 3;

/** What stands beside the data in published corpora and is no document (Hugging Face Datasets, GitHub). */
const BESIDE_DATA =
  /^(readme|licen[cs]e|copying|notice|changelog|contributing|authors|dataset_infos?|dataset_dict|dataset_card|state)(\.(md|txt|html|json))?$/i;
const DATA: readonly Format[] = ["jsonl", "json", "parquet", "arrow", "csv", "warc"];

/** Sources for the words of a command line, and what a person should know of how they were understood. */
export interface Guesses {
  readonly guesses: readonly Guess[];
  /** A sentence each: files that are not what their names say, folders of several kinds, files that are left out. */
  readonly notes: readonly string[];
}

/**
 * Makes sources for each file, folder or glob of a command line, with unlike names: one for each kind of file that it holds, told by
 * content and then by name. A source is named by the base name of its path without endings, and by its kind where there are several.
 * Throws {@link ConfigError} where there is no file or nothing looks like text, or `INPUT_NAMES` where two of all the files bear one name
 * once composed; {@link InputError} `INPUT_FORMAT` for a file that is nothing that is read.
 */
export async function guessSources(paths: readonly string[], base: string): Promise<Guesses> {
  const taken = new Set<string>();
  const guesses: Guess[] = [];
  const notes: string[] = [];
  const all: InputFile[] = [];
  for (const path of paths) {
    const listed = await listFiles(WHERE, [path], base, KNOWN_ENDINGS);
    all.push(...listed);
    refuseTwins(WHERE, all);
    const kinds = leaveOut(await kindsOf(listed, notes), resolve(base, path), notes);
    const several = kinds.size > 1;
    if (several) notes.push(`${path}: holds ${describe(kinds)}, each kind a source of its own`);
    for (const [format, files] of kinds) guesses.push(await guess(path, base, format, files, several, taken));
  }
  return { guesses, notes };
}

/** The sources of {@link guessSources}. */
export async function sourcesFor(paths: readonly string[], base: string): Promise<readonly Source[]> {
  return (await guessSources(paths, base)).guesses.map(({ source }) => source);
}

/** Makes the one source for a file, folder or glob without a config; of a folder of several kinds the first. */
export async function sourceFor(path: string, base: string): Promise<Source> {
  return (await sourcesFor([path], base))[0] as Source;
}

async function guess(
  path: string,
  base: string,
  format: Format,
  files: readonly InputFile[],
  several: boolean,
  taken: Set<string>,
): Promise<Guess> {
  const name = freeName(path, base, several ? `-${format}` : "", taken);
  // Paths as the disk has them, not names: composed names may stand for another file.
  return guessOptions(
    format,
    name,
    files.map((file) => relative(base, file.path)),
    files,
  );
}

/** Files by kind, in the order in which kinds are first met. */
async function kindsOf(files: readonly InputFile[], notes: string[]): Promise<Map<Format, InputFile[]>> {
  const kinds = new Map<Format, InputFile[]>();
  const looked = new Map<string, Format[]>();
  const unlike = new Map<string, { readonly named: Format; readonly format: Format; readonly names: string[] }>();
  const unknown: { readonly file: InputFile; readonly words: string; readonly named: Format | undefined }[] = [];
  for (const file of files) {
    const named = formatByName(file.name);
    const alike = looked.get(named ?? "") ?? [];
    looked.set(named ?? "", alike);
    let format = named;
    let isUnknown = false;
    if (alike.length >= MOST_LOOKED_AT) format = commonest(alike);
    else {
      const head = await readHead(file, LOOKED_AT_BYTES);
      const detected = head && detectFormat(head.bytes, file.name, head.whole);
      // Words in place of structure are a damaged file, which its reader tells of.
      const isDamaged = detected?.format === "text" && named !== undefined;
      if (detected?.format && !isDamaged) format = detected.format;
      if (format) alike.push(format);
      if (detected && !detected.format && !isBlank(head.bytes)) {
        isUnknown = true;
        unknown.push({ file, words: detected.words, named });
      }
    }
    if (format && named && format !== named) {
      const key = `${named} ${format}`;
      const entry = unlike.get(key) ?? { named, format, names: [] };
      entry.names.push(file.name);
      unlike.set(key, entry);
    }
    if (format === "tar" || format === "zip") {
      for (const inside of await kindsInside(file)) add(kinds, inside, file);
      continue;
    }
    // Of a file without a byte, or none that can be read, nothing is known.
    if (format || !isUnknown) add(kinds, format ?? "jsonl", file);
  }
  for (const { format, names } of unlike.values())
    notes.push(`${listNames(names)}: ${names.length === 1 ? "is" : "are"} ${FORMAT_WORDS[format]}, whatever the name says`);
  // One that bears a known name among others costs its own records; its reader tells of them.
  const first = unknown.length === files.length ? unknown[0] : unknown.find(({ named }) => named === undefined);
  for (const { file, words, named } of unknown)
    if (named) notes.push(`${file.name}: is ${words} and not ${FORMAT_WORDS[named]}, as its name says`);
  if (first)
    throw new InputError(
      `${first.file.name}: it is ${first.words}, wanted ${Object.values(FORMAT_WORDS).join(", ")}. Leave it out, or unpack or convert it.`,
      "INPUT_FORMAT",
    );
  return kinds;
}

/** Formats that an archive's first members speak for, in the order in which they are met. */
async function kindsInside(file: InputFile): Promise<ReadonlySet<Format>> {
  const kinds = new Set<Format>();
  for (const { bytes, name, whole } of await decodedHeads(file, STREAMED_ENDINGS, MOST_LOOKED_AT, MEMBER_BYTES)) {
    const named = formatByName(name);
    const detected = detectFormat(bytes, name, whole).format;
    // Members are chosen by their names, so that of JSON alone the content decides.
    const isJson = (named === "json" || named === "jsonl") && (detected === "json" || detected === "jsonl");
    if (named) kinds.add(isJson && detected ? detected : named);
  }
  // One that holds nothing of use, or is damaged, is told of when it is read.
  return kinds.size > 0 ? kinds : new Set<Format>(["jsonl"]);
}

const isBlank = (bytes: Uint8Array): boolean => Buffer.from(bytes).toString("latin1").trim() === "";

function add<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function commonest(formats: readonly Format[]): Format {
  const counts = new Map<Format, number>();
  for (const format of formats) counts.set(format, (counts.get(format) ?? 0) + 1);
  return ([...counts].sort((a, b) => b[1] - a[1])[0] as [Format, number])[0];
}

/** Leaves out what stands beside the data and is no document, unless it is the very path that was named. */
function leaveOut(kinds: Map<Format, InputFile[]>, named: string, notes: string[]): Map<Format, InputFile[]> {
  if (!DATA.some((format) => kinds.has(format))) return kinds;
  const left: string[] = [];
  const kept = new Map<Format, InputFile[]>();
  for (const [format, files] of kinds) {
    const mayBeBeside = ["json", "text", "markdown", "html"].includes(format);
    for (const file of files) {
      if (mayBeBeside && file.path !== named && BESIDE_DATA.test(basename(file.path))) left.push(file.name);
      else add(kept, format, file);
    }
  }
  if (kept.size === 0) return kinds;
  if (left.length > 0)
    notes.push(`${listNames(left)}: ${left.length === 1 ? "stands" : "stand"} beside the data and is not read`);
  return kept;
}

function listNames(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function describe(kinds: ReadonlyMap<Format, readonly InputFile[]>): string {
  return [...kinds]
    .map(([format, { length }]) => `${length} ${length === 1 ? "file" : "files"} of ${FORMAT_WORDS[format].replace(/^an? /, "")}`)
    .join(", ");
}

const ENDING = new RegExp(`(${KNOWN_ENDINGS.map((ending) => ending.replace(".", "\\.")).join("|")})$`, "i");

function freeName(path: string, base: string, kind: string, taken: Set<string>): string {
  let whole = resolve(base, path);
  while (/[*?{}]/.test(basename(whole)) && basename(whole).replace(/[*?{}[\]()!,]|\.\w+/g, "") === "") whole = dirname(whole);
  const bare = basename(whole)
    .replace(/\.(gz|zst|zstd)$/i, "")
    .replace(ENDING, "");
  const clean =
    bare
      .normalize("NFC")
      .replace(/[\s/\\@:*?{}[\]()!,]+/g, "-")
      .replace(/^-+|-+$/g, "") || "input";
  let name = clean + kind;
  for (let number = 2; taken.has(name); number++) name = `${clean}${kind}-${number}`;
  taken.add(name);
  return name;
}
