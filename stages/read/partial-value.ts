import { type JsonToken, JsonTokens, stringOf } from "./json-tokens.ts";

const PIECE = 4096;

/** Assembles what the beginning of a JSON document holds, up to its end or to where it is malformed. */
export function partialValue(head: Uint8Array): unknown {
  const builder = new PartialBuilder();
  const tokens = new JsonTokens();
  try {
    for (let at = 0; at < head.length; at += PIECE)
      for (const token of tokens.push(head.subarray(at, at + PIECE))) builder.take(token);
  } catch {
    // What was assembled before the fault is all there is.
  }
  return builder.root;
}

type Container = unknown[] | Record<string, unknown>;

class PartialBuilder {
  root: unknown;
  readonly #open: Container[] = [];
  #key = "";
  #string = "";

  take({ name, value }: JsonToken): void {
    if (name === "startObject") this.#enter(Object.create(null) as Record<string, unknown>);
    else if (name === "startArray") this.#enter([]);
    else if (name === "endObject" || name === "endArray") this.#open.pop();
    else if (name === "keyValue") this.#key = stringOf(value as string);
    else if (name === "startString") this.#string = "";
    else if (name === "stringChunk") this.#string += value as string;
    else if (name === "endString") this.#put(stringOf(this.#string));
    else this.#put(name === "numberValue" ? Number(value) : value);
  }

  #enter(container: Container): void {
    this.#put(container);
    this.#open.push(container);
  }

  #put(value: unknown): void {
    const container = this.#open.at(-1);
    if (container === undefined) this.root = value;
    else if (Array.isArray(container)) container.push(value);
    else container[this.#key] = value;
  }
}
