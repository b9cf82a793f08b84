import { ConfigError, InputError } from "../../engine/errors.ts";
import { guessRecords, guessText } from "./guess-text.ts";
import { partialValue } from "./partial-value.ts";
import { HEAD_BYTES, type Head, LONGEST_LINE_BYTES } from "./read-head.ts";

/** Lines that are looked at. */
const LINES = 50;

/** How a file of JSON is read. */
export interface JsonGuess {
  readonly format: "jsonl" | "json";
  /** Path to the array of records; empty for lines. */
  readonly records: string;
  readonly text: string;
}

/**
 * Tells JSON lines from a document and finds the array of records and the text field, all from the head of a file. Throws
 * {@link ConfigError} where nothing looks like text, {@link InputError} `INPUT_FORMAT` where it is no JSON.
 */
export function guessJson({ bytes, whole }: Head, name: string): JsonGuess {
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
