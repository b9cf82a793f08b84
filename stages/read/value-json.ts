import { DEFAULT_MAX_DEPTH, type Refusal } from "./json-record.ts";

/** What a value of a record counts as; what JSON cannot write (undefined, NaN, a function) counts as null. */
export type PlainValue =
  | null
  | string
  | number
  | bigint
  | boolean
  | Uint8Array
  | readonly unknown[]
  | Readonly<Record<string, unknown>>;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const isNothing = (value: unknown): boolean => value === undefined || typeof value === "function" || typeof value === "symbol";

/** A value as JSON would write it: dates and what else has `toJSON` by that, numbers without a JSON form as null, number arrays as arrays. */
export function plainValue(value: unknown): PlainValue {
  if (value === null || isNothing(value)) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "object") return value as string | boolean | bigint;
  if (value instanceof Uint8Array || Array.isArray(value)) return value;
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>);
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") return plainValue((value as { toJSON(): unknown }).toJSON());
  return value as Readonly<Record<string, unknown>>;
}

/** True for an object with fields: neither an array nor bytes. */
export function isFields(value: PlainValue): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/** Writes values as `JSON.stringify` does, and also whole numbers beyond 2^53 and strings given as UTF-8 bytes. */
export class ValueJson {
  readonly #maxDepth: number;
  /** Why what was written last cannot be used; set back by its reader. */
  fault: Refusal | undefined;

  constructor(maxDepth: number = DEFAULT_MAX_DEPTH) {
    this.#maxDepth = maxDepth;
  }

  /** `depth`: objects and arrays around the value. */
  write(given: unknown, depth: number): string {
    const value = plainValue(given);
    if (typeof value === "bigint") return String(value);
    if (value instanceof Uint8Array) return JSON.stringify(this.#stringOf(value));
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    if (depth >= this.#maxDepth) {
      this.fault ??= "too-deep";
      return "null";
    }
    if (Array.isArray(value)) return `[${value.map((element) => this.write(element, depth + 1)).join(",")}]`;
    const members: string[] = [];
    for (const [key, member] of Object.entries(value))
      if (!isNothing(member)) members.push(`${JSON.stringify(key)}:${this.write(member, depth + 1)}`);
    return `{${members.join(",")}}`;
  }

  #stringOf(bytes: Uint8Array): string {
    try {
      return decoder.decode(bytes);
    } catch {
      this.fault ??= "invalid-utf8";
      return "";
    }
  }
}
