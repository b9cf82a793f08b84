import { isUtf8 } from "node:buffer";

/** Formats of input that are told apart. */
export type Format =
  | "jsonl"
  | "json"
  | "notebook"
  | "parquet"
  | "arrow"
  | "csv"
  | "warc"
  | "html"
  | "markdown"
  | "text"
  | "tar"
  | "zip";

/** How a format is called in messages. */
export const FORMAT_WORDS: Readonly<Record<Format, string>> = {
  jsonl: "JSON lines",
  json: "a JSON document",
  notebook: "a Jupyter notebook",
  parquet: "Parquet",
  arrow: "Arrow",
  csv: "CSV",
  warc: "a web archive",
  html: "HTML",
  markdown: "Markdown",
  text: "plain text",
  tar: "a tar archive",
  zip: "a zip archive",
};

/** Endings that stand for a format, without those of compression. */
const ENDINGS: Readonly<Record<string, Format>> = {
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".json": "json",
  ".ipynb": "notebook",
  ".parquet": "parquet",
  ".arrow": "arrow",
  ".arrows": "arrow",
  ".feather": "arrow",
  ".ipc": "arrow",
  ".csv": "csv",
  ".tsv": "csv",
  ".tab": "csv",
  ".warc": "warc",
  ".wet": "warc",
  ".arc": "warc",
  ".html": "html",
  ".htm": "html",
  ".xhtml": "html",
  ".md": "markdown",
  ".markdown": "markdown",
  ".txt": "text",
  ".text": "text",
  ".tar": "tar",
  ".tgz": "tar",
  ".tzst": "tar",
  ".zip": "zip",
};

/** Every ending that stands for a format. */
export const KNOWN_ENDINGS: readonly string[] = Object.keys(ENDINGS);

/** The format that a file's name speaks for, compressed or not. */
export function formatByName(name: string): Format | undefined {
  const bare = name.toLowerCase().replace(/\.(gz|zst|zstd)$/, "");
  return ENDINGS[/\.[^./]+$/.exec(bare)?.[0] ?? ""];
}

/** What stands at a place of files of a kind: the format, or the words for a kind that is no input. */
interface Signature {
  readonly at: number;
  readonly bytes: string;
  readonly format?: Format;
  readonly words?: string;
}

/** By their publishers' documents and the signatures of file(1); bytes as Latin-1. */
const SIGNATURES: readonly Signature[] = [
  { at: 0, bytes: "PAR1", format: "parquet" },
  { at: 0, bytes: "PARE", words: "an encrypted Parquet file" },
  { at: 0, bytes: "ARROW1", format: "arrow" },
  { at: 0, bytes: "FEA1", words: "a Feather file of version 1" },
  { at: 0, bytes: "\xff\xff\xff\xff", format: "arrow" },
  { at: 0, bytes: "WARC/", format: "warc" },
  { at: 0, bytes: "filedesc:", format: "warc" },
  { at: 0, bytes: "PK\x03\x04", format: "zip" },
  { at: 0, bytes: "PK\x05\x06", format: "zip" },
  { at: 257, bytes: "ustar", format: "tar" },
  { at: 0, bytes: "%PDF-", words: "a PDF document" },
  { at: 0, bytes: "\x89PNG", words: "a PNG picture" },
  { at: 0, bytes: "\xff\xd8\xff", words: "a JPEG picture" },
  { at: 0, bytes: "GIF8", words: "a GIF picture" },
  { at: 0, bytes: "SQLite format 3", words: "an SQLite database" },
  { at: 4, bytes: "1AY&SY", words: "a bzip2 file" },
  { at: 0, bytes: "\xfd7zXZ", words: "an xz file" },
  { at: 0, bytes: "\x04\x22M\x18", words: "an lz4 file" },
  { at: 0, bytes: "7z\xbc\xaf\x27\x1c", words: "a 7-Zip archive" },
  { at: 0, bytes: "Rar!", words: "a RAR archive" },
  { at: 0, bytes: "\xd0\xcf\x11\xe0", words: "an old Office or Hangul document" },
  { at: 0, bytes: "\x7fELF", words: "a program" },
  { at: 0, bytes: "\x89HDF", words: "an HDF5 file" },
  { at: 0, bytes: "\x93NUMPY", words: "a NumPy array" },
  { at: 0, bytes: "\x80\x02", words: "a Python pickle" },
  { at: 0, bytes: "\x80\x04", words: "a Python pickle" },
];

/** What a file is by its first decoded bytes. */
export interface Detected {
  /** Undefined where the bytes speak for nothing that is read. */
  readonly format: Format | undefined;
  /** What the file is, in words. */
  readonly words: string;
}

/** A text may begin with the letters of a signature; a file of that kind has other bytes close by. */
const SIGNED_BYTES = 32;
const TEXT_SIGNATURES = new Set(["WARC/", "filedesc:", "%PDF-"]);
const isPrintable = (text: string): boolean => !TEXT_SIGNATURES.has(text) && /^[\t\n\r\x20-\x7e]*$/.test(text);

const known = (format: Format): Detected => ({ format, words: FORMAT_WORDS[format] });

/**
 * Tells what a file is by its first decoded bytes; among texts that may be several things its name decides. `whole` says that the file
 * ends where the bytes do. Text in another encoding than UTF-8 is told by its ASCII.
 */
export function detectFormat(head: Uint8Array, name: string, whole: boolean): Detected {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  for (const { at, bytes: signature, format, words } of SIGNATURES) {
    if (bytes.toString("latin1", at, at + signature.length) !== signature) continue;
    if (isPrintable(signature) && isPrintable(bytes.toString("latin1", 0, SIGNED_BYTES))) continue;
    return format ? known(format) : { format: undefined, words: words as string };
  }
  const named = formatByName(name);
  const text = textOf(bytes);
  if (text === undefined) return { format: undefined, words: "binary data" };
  const start = text.trimStart();
  if (start === "") return named ? known(named) : { format: undefined, words: "nothing but white space" };
  const json = jsonFormat(start, named, whole);
  if (json) return known(json);
  if (/^(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b/is.test(start.slice(0, 4096))) return known("html");
  // What is left is text, and its name knows better than its letters; a name that promises structure is held to it.
  const free = named === "csv" || named === "markdown" || named === "html" || named === "text";
  return known(free ? named : "text");
}

/** The beginning of a file as text: UTF-8, or UTF-16 by its byte order mark, or its ASCII; undefined where bytes are no text. */
function textOf(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString("utf16le", 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)));
    return even.swap16().toString("utf16le");
  }
  const plain = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  const sample = plain.subarray(0, 64 * 1024);
  let control = 0;
  for (const byte of sample) if (byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b)) control++;
  // A few stray control characters do not make a text binary; NUL bytes in numbers do.
  if (control * 50 > sample.length) return undefined;
  return isUtf8(plain) ? plain.toString() : plain.toString("latin1");
}

const LINES = 50;

/** Which kind of JSON a text is, if any: lines of objects, one document, or a notebook. */
function jsonFormat(start: string, named: Format | undefined, whole: boolean): "jsonl" | "json" | "notebook" | undefined {
  if (start[0] !== "{" && start[0] !== "[") {
    // The first line may be broken and the rest be lines of objects.
    const lines = start.split("\n", LINES);
    if (!whole) lines.pop();
    return lines.filter(isObject).length * 2 > lines.length ? "jsonl" : undefined;
  }
  if (/^\{[\s\S]{0,65536}"nbformat(_minor)?"\s*:\s*\d/.test(start) && /"cells"\s*:\s*\[/.test(start)) return "notebook";
  const lines = start.split("\n", LINES).filter((line) => line.trim() !== "");
  // One object alone may be a record or a whole document.
  if (lines.length === 1 && start[0] === "{" && (named === "json" || named === "jsonl")) return named;
  if (!whole && lines.length > 1) lines.pop();
  if (lines.filter(isObject).length * 2 > lines.length) return "jsonl";
  return /^(\{\s*("|\}|$)|\[\s*([[{"\]\d-]|$|true|false|null))/.test(start) ? "json" : undefined;
}

function isObject(line: string): boolean {
  if (!/^\s*\{/.test(line)) return false;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}
