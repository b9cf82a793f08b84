import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const HASH_BYTES = 16;

/**
 * Features of texts in one file, by the hash of the text: encoding is slow, and the same labels are trained on again and again. A file
 * belongs to one encoder and one way of reading texts. What was written before a crash is kept.
 */
export class FeatureCache {
  readonly #path: string;
  readonly #columns: number;
  readonly #found = new Map<string, Float32Array>();

  /** Reads what the file holds; a record that breaks off at its end is cut away. */
  constructor(path: string, columns: number) {
    this.#path = path;
    this.#columns = columns;
    const record = HASH_BYTES + 4 * columns;
    if (!existsSync(path)) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, "");
      return;
    }
    const bytes = readFileSync(path);
    const whole = bytes.length - (bytes.length % record);
    if (whole < bytes.length) truncateSync(path, whole);
    for (let at = 0; at < whole; at += record) {
      const values = new Float32Array(columns);
      new Uint8Array(values.buffer).set(bytes.subarray(at + HASH_BYTES, at + record));
      this.#found.set(bytes.toString("hex", at, at + HASH_BYTES), values);
    }
  }

  get(text: string): Float32Array | undefined {
    return this.#found.get(keyOf(text));
  }

  /** Keeps the features of texts, on disk at once. */
  add(texts: readonly string[], features: readonly ArrayLike<number>[]): void {
    const records = texts.map((text, index) => {
      const values = Float32Array.from(features[index] as ArrayLike<number>);
      const key = keyOf(text);
      this.#found.set(key, values);
      return Buffer.concat([Buffer.from(key, "hex"), Buffer.from(values.buffer)]);
    });
    if (records.some(({ length }) => length !== HASH_BYTES + 4 * this.#columns))
      throw new Error("features of unlike length in one cache");
    appendFileSync(this.#path, Buffer.concat(records));
  }
}

const keyOf = (text: string): string =>
  createHash("sha256")
    .update(text)
    .digest("hex")
    .slice(0, 2 * HASH_BYTES);
