import { ConfigError } from "../../engine/errors.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import type { KernelTokenizer } from "../tokenizer.ts";

/** What stands before and after each document in a stream of tokens, as strings of special tokens: `<|endoftext|>`, `<bos>`. */
export interface DocumentEnds {
  readonly before?: string;
  readonly after?: string;
}

/** Encodes documents one after another for the writers of token shards; strings of special tokens in a text stay text. */
export class DocumentTokens {
  readonly #tokenizer: KernelTokenizer;
  readonly #kernels: Kernels;
  readonly #before: readonly number[];
  readonly #after: readonly number[];

  /** Refuses ends that are no special tokens of the vocabulary. */
  constructor(tokenizer: KernelTokenizer, kernels: Kernels, { before, after }: DocumentEnds = {}) {
    this.#tokenizer = tokenizer;
    this.#kernels = kernels;
    this.#before = this.#idOf(before);
    this.#after = this.#idOf(after);
  }

  /** Most tokens that a document of so many bytes becomes, ends and all. */
  most(bytes: number): number {
    return this.#tokenizer.encoder.mostTokens(bytes) + this.#before.length + this.#after.length;
  }

  /** Writes a document's ids to `into`, u32 each, with room for `most`; returns how many there are. */
  encode(at: number, bytes: number, into: number): number {
    const start = this.#before.length;
    const count = start + this.#tokenizer.encoder.encode(at, bytes, into + 4 * start);
    this.#kernels.words().set(this.#before, into / 4);
    this.#kernels.words().set(this.#after, into / 4 + count);
    return count + this.#after.length;
  }

  #idOf(token: string | undefined): readonly number[] {
    if (token === undefined) return [];
    const id = this.#tokenizer.special[token];
    if (id !== undefined) return [id];
    const known = Object.keys(this.#tokenizer.special).slice(0, 8).join(", ") || "none";
    throw new ConfigError([`${this.#tokenizer.name}: it has no special token ${JSON.stringify(token)}; it has ${known}`]);
  }
}
