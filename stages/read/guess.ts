import { basename, dirname, relative, resolve, sep } from "node:path";
import { ConfigError, InputError } from "../../engine/errors.ts";
import type { InputFile, Source } from "../../engine/source.ts";
import { type ByteInput, openBytes } from "./byte-input.ts";
import { guessRecords, guessText } from "./guess-text.ts";
import { JSON_ENDINGS, json } from "./json.ts";
import { JSONL_ENDINGS, jsonl } from "./jsonl.ts";
import { listFiles, refuseTwins } from "./list-files.ts";
import { partialValue } from "./partial-value.ts";
import { RECORD_OPTIONS } from "./reader-options.ts";

/** Decoded bytes of a file that are looked at. */
const HEAD_BYTES = 1024 * 1024;
/** Decoded bytes that are looked at where the first line is longer: what a reader may hold of one record unless a config says otherwise. */
const LONGEST_LINE_BYTES = RECORD_OPTIONS.maxRecordBytes.fallback ?? 64 * 1024 * 1024;
/** What messages call the words of the command line. */
const WHERE = "FILES";
/** Lines that are looked at. */
const LINES = 50;

/**
 * Makes one source for each file, folder or glob of a command line, with unlike names. Throws like {@link sourceFor}, and
 * {@link ConfigError} `INPUT_NAMES` where two of all the files bear one name once composed.
 */
export async function sourcesFor(paths: readonly string[], base: string): Promise<readonly Source[]> {
  const taken = new Set<string>();
  const sources: Source[] = [];
  const all: InputFile[] = [];
  for (const path of paths) {
    const files = await filesOf(path, base);
    all.push(...files);
    refuseTwins(WHERE, all);
    sources.push(await makeSource(path, base, files, taken));
  }
  return sources;
}

/**
 * Makes a source for a file, folder or glob without a config: tells JSON lines from a JSON document, finds the array of records and the
 * text field, all from the head of the first file that is not empty. The name is the base name without endings. Throws
 * {@link ConfigError} when there is no file or no text field, or JSON lines and other files together, {@link InputError} `INPUT_FORMAT`
 * when it is neither format.
 */
export async function sourceFor(path: string, base: string): Promise<Source> {
  return makeSource(path, base, await filesOf(path, base), new Set());
}

const isLines = ({ name }: InputFile): boolean => JSONL_ENDINGS.some((ending) => name.toLowerCase().includes(ending));

/** The files that a path stands for, all to be read in one way. */
async function filesOf(path: string, base: string): Promise<readonly InputFile[]> {
  const files = await listFiles(WHERE, [path], base, [...JSONL_ENDINGS, ...JSON_ENDINGS]);
  const lines = files.filter(isLines).length;
  const others = files.length - lines;
  if (lines === 0 || others === 0) return files;
  const root = resolve(base, path) + sep;
  const folder = files.every((file) => file.path.startsWith(root)) ? `${path.replace(/[/\\]+$/, "")}/**/` : "";
  const many = (count: number) => `${count} ${count === 1 ? "file" : "files"}`;
  throw new ConfigError(
    [
      `${WHERE}: ${path} holds ${many(lines)} of JSON lines (${JSONL_ENDINGS.join(", ")}) and ${many(others)} of another kind (${endingsOf(files)}), which are read in different ways. Name the files that you want, or a pattern in quotes for each kind, as "${folder}*.jsonl*" or "${folder}*.json".`,
    ],
    "INPUT_MIXED",
  );
}

function endingsOf(files: readonly InputFile[]): string {
  const endings = files
    .filter((file) => !isLines(file))
    .map(({ name }) => /\.[^./]+(\.(gz|zst|zstd))?$/i.exec(name)?.[0] ?? "no ending");
  const unlike = [...new Set(endings)].sort();
  return unlike.length > 5 ? `${unlike.slice(0, 5).join(", ")}, …` : unlike.join(", ");
}

async function makeSource(path: string, base: string, files: readonly InputFile[], taken: Set<string>): Promise<Source> {
  const name = freeName(path, base, taken);
  // Paths as the disk has them, not names: composed names may stand for another file.
  const given = files.map((file) => relative(base, file.path));
  for (const file of files) {
    const head = await readHead(file);
    if (!head) continue;
    if (head.bytes.toString("latin1", 0, HEAD_BYTES).trim() === "") continue;
    const { format, records, text } = guessFormat(head, file.name);
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

/** The beginning of a file, decoded. */
interface Head {
  readonly bytes: Buffer;
  /** Whether the file ends, or is damaged, where these bytes do. */
  readonly whole: boolean;
}

/** Undefined for a file that cannot be read, which is told when it is to be. */
async function readHead({ path, name, bytes, fault }: InputFile): Promise<Head | undefined> {
  if (fault !== undefined) return undefined;
  let input: ByteInput;
  try {
    input = openBytes(path, name, { start: 0, end: bytes, decodedStart: 0 });
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
  const pieces: Buffer[] = [];
  let read = 0;
  let whole = false;
  try {
    // A first record may be longer than the head that is enough elsewhere; its line is then read to its end.
    while (!whole && read < LONGEST_LINE_BYTES && (read === 0 || mayGoOn(pieces))) {
      const piece = Buffer.alloc(HEAD_BYTES);
      let filled = 0;
      pieces.push(piece.subarray(0, 0));
      while (!whole && filled < HEAD_BYTES) {
        await input.ready(HEAD_BYTES - filled);
        const step = input.read(piece.subarray(filled));
        filled += step;
        read += step;
        pieces[pieces.length - 1] = piece.subarray(0, filled);
        whole = step === 0;
      }
    }
  } catch {
    // A damaged file is reported when it is read; here what comes before the damage is enough.
    if (read === 0) return undefined;
    whole = true;
  } finally {
    await input.close();
  }
  return { bytes: Buffer.concat(pieces), whole };
}

/** Whether what was read is one object that begins a line and has not met the line's end. */
function mayGoOn(pieces: readonly Buffer[]): boolean {
  const first = pieces[0]?.toString("latin1", 0, 1024).replace(/^\u00ef\u00bb\u00bf/, "");
  return first?.trimStart()[0] === "{" && !pieces.at(-1)?.includes(0x0a);
}

interface FormatGuess {
  readonly format: "jsonl" | "json";
  readonly records: string;
  readonly text: string;
}

function guessFormat({ bytes, whole }: Head, name: string): FormatGuess {
  const text = bytes.toString().replace(/^\uFEFF/, "");
  const lines = text.split("\n");
  if (!whole) lines.pop();
  const looked = lines.filter((line) => line.trim() !== "").slice(0, LINES);
  const objects = looked.map(parseObject).filter((record) => record !== undefined);
  const first = text.trimStart()[0];
  const areLines = objects.length * 2 > looked.length;
  const field = areLines ? guessText(objects) : undefined;
  // One line alone may be a whole document: then its text lies in an array of objects.
  const isDocument = !areLines || (objects.length === 1 && !(field?.known && !field.path.includes("[]")));
  const found =
    isDocument && (first === "{" || first === "[") ? guessRecords(partialValue(bytes.subarray(0, HEAD_BYTES))) : undefined;
  if (found) return { format: "json", ...found };
  if (field) return { format: "jsonl", records: "", text: field.path };
  if (!areLines && !(first === "{" || first === "[")) {
    const message = `${name}: holds neither JSON lines nor a JSON document. Give kijil JSON, or name the format in a config.`;
    throw new InputError(message, "INPUT_FORMAT");
  }
  if (looked.length === 0) {
    const message = `${name}: its first ${LONGEST_LINE_BYTES} bytes are part of one record, or of a document without an array of records so far. Write a config that names the format, the records and the text field.`;
    throw new ConfigError([message]);
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
