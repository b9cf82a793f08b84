import { InputError } from "../../engine/errors.ts";
import type { FieldPath } from "./field-path.ts";
import { type JsonToken, stringOf } from "./json-tokens.ts";
import type { RecordLimits } from "./reader-options.ts";

/** Levels that the parser may be led into: it keeps something for each. */
const MOST_PARSED_LEVELS = 1_000_000;

/** An element of the array of records: its JSON as the tokens have it, or undefined when it is longer or deeper than allowed. */
export interface CutRecord {
  readonly index: number;
  readonly json: string | undefined;
  /** Why there is no JSON. */
  readonly refusal: "record-too-long" | "too-deep";
}

interface Level {
  readonly isArray: boolean;
  /** Steps of the path that lead to this container; -1 when it is off the path. */
  readonly matched: number;
}

/** Cuts the elements out of the arrays that a path leads to; keeps one record at a time, and of one that is too long or too deep nothing. */
export class RecordCutter {
  /** True when an array of records has been met. */
  found = false;
  readonly #name: string;
  readonly #path: FieldPath;
  readonly #maxBytes: number;
  readonly #maxDepth: number;
  readonly #levels: Level[] = [];
  /** Index of the next record, over all arrays that the path leads to. */
  #next = 0;
  #key = "";
  /** Containers of the present record that are open; -1 outside of records. */
  #depth = -1;
  #json = "";
  #bytes = 0;
  #isTooDeep = false;
  /** True when the next member or element of the present container needs no comma. */
  #first = true;

  /** `name` of the file for messages; path to the array, empty when the document itself is the array. */
  constructor(name: string, path: FieldPath, limits: RecordLimits) {
    this.#name = name;
    this.#path = path;
    this.#maxBytes = limits.maxRecordBytes;
    this.#maxDepth = limits.maxDepth;
  }

  /** Takes one token; returns a record when it completes one. Throws {@link InputError} `INPUT_DEEP` where the document nests too deep. */
  take({ name, value }: JsonToken): CutRecord | undefined {
    return this.#depth >= 0 ? this.#insideRecord(name, value) : this.#outside(name, value);
  }

  #outside(name: string, value: unknown): CutRecord | undefined {
    switch (name) {
      case "keyValue":
        this.#key = value as string;
        return undefined;
      case "endObject":
      case "endArray":
        this.#levels.pop();
        return undefined;
      case "stringChunk":
      case "endString":
        return undefined;
      default:
    }
    const top = this.#levels.at(-1);
    if (top?.isArray && top.matched === this.#path.length) {
      this.#depth = 0;
      this.#json = "";
      this.#bytes = 0;
      this.#isTooDeep = false;
      this.#first = true;
      return this.#insideRecord(name, value);
    }
    if (name === "startObject" || name === "startArray") {
      const matched = this.#matched(top);
      const isArray = name === "startArray";
      if (isArray && matched === this.#path.length) this.found = true;
      if (this.#levels.push({ isArray, matched }) > this.#maxDepth)
        throw this.#failure(
          `nests deeper than ${this.#maxDepth} levels (maxDepth) outside of its records. Raise the source's maxDepth, or repair the file.`,
        );
    }
    return undefined;
  }

  #matched(top: Level | undefined): number {
    if (!top) return 0;
    if (top.matched < 0 || top.matched >= this.#path.length) return -1;
    const step = this.#path[top.matched];
    const fits = top.isArray ? step === null : step !== null && step === stringOf(this.#key);
    return fits ? top.matched + 1 : -1;
  }

  #insideRecord(name: string, value: unknown): CutRecord | undefined {
    switch (name) {
      case "startObject":
        return this.#open("{");
      case "startArray":
        return this.#open("[");
      case "endObject":
        return this.#close("}");
      case "endArray":
        return this.#close("]");
      case "keyValue":
        this.#put(`${this.#comma()}"${value}":`);
        this.#first = true;
        return undefined;
      case "startString":
        this.#put(`${this.#comma()}"`);
        return undefined;
      case "stringChunk":
        this.#put(value as string);
        return undefined;
      case "endString":
        this.#put('"');
        return this.#valueEnded();
      default:
        this.#put(`${this.#comma()}${value}`);
        return this.#valueEnded();
    }
  }

  #comma(): string {
    return this.#first ? "" : ",";
  }

  #open(bracket: string): undefined {
    this.#put(this.#comma() + bracket);
    if (++this.#depth > this.#maxDepth) {
      this.#isTooDeep = true;
      this.#json = "";
    }
    if (this.#depth > MOST_PARSED_LEVELS)
      throw this.#failure(`nests deeper than ${MOST_PARSED_LEVELS} levels, more than any maxDepth allows. Repair the file.`);
    this.#first = true;
  }

  #close(bracket: string): CutRecord | undefined {
    this.#put(bracket);
    this.#depth--;
    return this.#valueEnded();
  }

  #valueEnded(): CutRecord | undefined {
    this.#first = false;
    if (this.#depth > 0) return undefined;
    this.#depth = -1;
    const isTooLong = this.#bytes > this.#maxBytes;
    const json = isTooLong || this.#isTooDeep ? undefined : this.#json;
    this.#json = "";
    return { index: this.#next++, json, refusal: isTooLong ? "record-too-long" : "too-deep" };
  }

  #put(piece: string): void {
    this.#bytes += piece.length;
    this.#json = this.#isTooDeep || this.#bytes > this.#maxBytes ? "" : this.#json + piece;
  }

  #failure(what: string): InputError {
    return new InputError(`${this.#name}: ${what}`, "INPUT_DEEP");
  }
}
