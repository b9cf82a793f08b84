import { basename, dirname, resolve } from "node:path";
import { ConfigError, InputError } from "../../engine/errors.ts";
import type { InputFile, Source } from "../../engine/source.ts";
import { openBytes } from "./byte-input.ts";
import { guessRecords, guessText } from "./guess-text.ts";
import { JSON_ENDINGS, json } from "./json.ts";
import { JSONL_ENDINGS, jsonl } from "./jsonl.ts";
import { listFiles } from "./list-files.ts";
import { partialValue } from "./partial-value.ts";

/** Decoded bytes of a file that are looked at. */
const HEAD_BYTES = 1024 * 1024;
/** Lines that are looked at. */
const LINES = 50;

/** Makes one source for each file, folder or glob of a command line, with unlike names. Throws like {@link sourceFor}. */
export async function sourcesFor(paths: readonly string[], base: string): Promise<readonly Source[]> {
  const taken = new Set<string>();
  const sources: Source[] = [];
  for (const path of paths) sources.push(await sourceFor(path, base, taken));
  return sources;
}

/**
 * Makes a source for a file, folder or glob without a config: tells JSON lines from a JSON document, finds the array of records and the
 * text field, all from the head of the first file that is not empty. The name is the base name without endings, numbered when it is
 * `taken`. Throws {@link ConfigError} when there is no file or no text field, {@link InputError} `INPUT_FORMAT` when it is neither format.
 */
export async function sourceFor(path: string, base: string, taken = new Set<string>()): Promise<Source> {
  const name = freeName(path, base, taken);
  const all = await listFiles("FILES", [path], base, [...JSONL_ENDINGS, ...JSON_ENDINGS]);
  const lines = all.filter((file) => JSONL_ENDINGS.some((ending) => file.name.toLowerCase().includes(ending)));
  const mixed = lines.length > 0 && lines.length < all.length;
  const files = mixed ? lines : all;
  const given = files.length === 1 ? [path] : files.map((file) => file.name);
  for (const file of files) {
    const head = await readHead(file);
    if (head.toString("latin1").trim() === "") continue;
    const { format, records, text } = guessFormat(head, head.length < HEAD_BYTES, file.name);
    return format === "jsonl" ? jsonl(name, { files: given, text }) : json(name, { files: given, records, text });
  }
  return jsonl(name, { files: given });
}

function freeName(path: string, base: string, taken: Set<string>): string {
  let whole = resolve(base, path);
  while (/[*?{}]/.test(basename(whole)) && basename(whole).replace(/[*?{}[\]()!,]|\.\w+/g, "") === "") whole = dirname(whole);
  const bare = basename(whole)
    .replace(/\.(gz|zst|zstd)$/i, "")
    .replace(/\.(jsonl|ndjson|json)$/i, "");
  const clean =
    bare
      .normalize("NFC")
      .replace(/[\s/\\@:*?{}[\]()!,]+/g, "-")
      .replace(/^-+|-+$/g, "") || "input";
  let name = clean;
  for (let number = 2; taken.has(name); number++) name = `${clean}-${number}`;
  taken.add(name);
  return name;
}

async function readHead({ path, name, bytes }: InputFile): Promise<Buffer> {
  const input = openBytes(path, name, { start: 0, end: bytes, decodedStart: 0 });
  const head = Buffer.alloc(HEAD_BYTES);
  let read = 0;
  try {
    for (let step = -1; step !== 0 && read < HEAD_BYTES; read += step) {
      await input.ready(HEAD_BYTES - read);
      step = input.read(head.subarray(read));
    }
  } catch (error) {
    // A damaged file is reported when it is read; here what comes before the damage is enough.
    if (read === 0) throw error;
  } finally {
    await input.close();
  }
  return head.subarray(0, read);
}

interface FormatGuess {
  readonly format: "jsonl" | "json";
  readonly records: string;
  readonly text: string;
}

function guessFormat(head: Buffer, whole: boolean, name: string): FormatGuess {
  const text = head.toString().replace(/^\uFEFF/, "");
  const lines = text.split("\n");
  if (!whole) lines.pop();
  const looked = lines.filter((line) => line.trim() !== "").slice(0, LINES);
  const objects = looked.map(parseObject).filter((record) => record !== undefined);
  const first = text.trimStart()[0];
  const areLines = objects.length * 2 > looked.length;
  const field = areLines ? guessText(objects) : undefined;
  // One line alone may be a whole document: then its text lies in an array of objects.
  const isDocument = !areLines || (objects.length === 1 && !(field?.known && !field.path.includes("[]")));
  const found = isDocument && (first === "{" || first === "[") ? guessRecords(partialValue(head)) : undefined;
  if (found) return { format: "json", ...found };
  if (field) return { format: "jsonl", records: "", text: field.path };
  if (!areLines && !(first === "{" || first === "[")) {
    const message = `${name}: holds neither JSON lines nor a JSON document. Give kijil JSON, or name the format in a config.`;
    throw new InputError(message, "INPUT_FORMAT");
  }
  throw new ConfigError([
    `${name}: no field of its first ${Math.max(1, objects.length)} records looks like text. Write a config and set text to the path of the field.`,
  ]);
}

function parseObject(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
