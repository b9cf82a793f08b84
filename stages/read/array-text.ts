import type { Kernels } from "../../engine/kernels/kernels.ts";
import type { FieldPath } from "./field-path.ts";
import { KeyTable, KIND } from "./key-tables.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;

interface Step {
  /** Undefined: each element of an array. */
  readonly key: KeyTable | undefined;
}

/** Where a joined text lies; `at` 0 when there was no string to join. */
export interface JoinedText {
  readonly at: number;
  readonly bytes: number;
  /** False when something else than a string, an object or null stood where the path leads. */
  readonly sound: boolean;
}

/**
 * Joins the strings that a path through arrays leads to with line ends, in their order: `paragraph[].form` of AI-Hub's and the
 * National Institute's (모두의 말뭉치) files. Elements without the key, or with null, are passed over.
 */
export class ArrayText {
  readonly #steps: readonly Step[];
  /** Places of the strings of the present record: address, bytes, 1 with escapes. */
  #found: number[] = [];
  #sound = true;

  /** The path from the array on, beginning with the step into its elements. */
  constructor(path: FieldPath) {
    this.#steps = path.map((step) => ({ key: step === null ? undefined : new KeyTable([step]) }));
  }

  /** Takes kernel memory for the tables; to be called once for each batch. */
  place(kernels: Kernels): void {
    for (const { key } of this.#steps) key?.place(kernels);
  }

  /** Joins what is found in a value; the text lies in kernel memory of its own. */
  join(kernels: Kernels, kind: number, at: number, bytes: number): JoinedText {
    this.#found = [];
    this.#sound = true;
    this.#gather(kernels, 0, kind, at, bytes);
    const found = this.#found;
    if (found.length === 0 || !this.#sound) return { at: 0, bytes: 0, sound: this.#sound };
    let most = 0;
    for (let index = 1; index < found.length; index += 3) most += (found[index] as number) + 1;
    const into = kernels.alloc(most);
    let end = into;
    const memory = kernels.bytes();
    for (let index = 0; index < found.length; index += 3) {
      const [from, length, escaped] = [found[index] as number, found[index + 1] as number, found[index + 2]];
      if (index > 0) memory[end++] = NEWLINE;
      if (escaped) end += kernels.call.unescapeJson(from, length, end);
      else {
        memory.copyWithin(end, from, from + length);
        end += length;
      }
    }
    return { at: into, bytes: end - into, sound: true };
  }

  #gather(kernels: Kernels, depth: number, kind: number, at: number, bytes: number): void {
    if (kind === KIND.absent || kind === KIND.null) return;
    const step = this.#steps[depth];
    if (!step) {
      if (kind === KIND.string || kind === KIND.escaped) this.#found.push(at, bytes, kind === KIND.escaped ? 1 : 0);
      else this.#sound = false;
    } else if (step.key) {
      if (kind !== KIND.object) this.#sound = false;
      else {
        step.key.scan(kernels, at, bytes);
        const words = kernels.words();
        const result = step.key.resultAt >>> 2;
        this.#gather(kernels, depth + 1, words[result] as number, words[result + 1] as number, words[result + 2] as number);
      }
    } else if (kind === KIND.array) this.#gatherEach(kernels, depth + 1, at, at + bytes);
    else this.#sound = false;
  }

  #gatherEach(kernels: Kernels, depth: number, at: number, end: number): void {
    const memory = kernels.bytes();
    let p = at + 1;
    while (p < end - 1) {
      const first = memory[p] as number;
      if (first <= 0x20 || first === 0x2c) p++;
      else {
        const after = valueEnd(memory, p);
        const kind = kindOf(memory, p, after);
        if (kind <= KIND.escaped) this.#gather(kernels, depth, kind, p + 1, after - p - 2);
        else this.#gather(kernels, depth, kind, p, after - p);
        p = after;
      }
    }
  }
}

/** Kind of the valid JSON value that begins at `at` and ends before `end`. */
function kindOf(memory: Uint8Array, at: number, end: number): number {
  switch (memory[at]) {
    case QUOTE: {
      const hasEscapes = memory.subarray(at, end).includes(BACKSLASH);
      return hasEscapes ? KIND.escaped : KIND.string;
    }
    case 0x7b:
      return KIND.object;
    case 0x5b:
      return KIND.array;
    case 0x74:
      return KIND.true;
    case 0x66:
      return KIND.false;
    case 0x6e:
      return KIND.null;
    default:
      return KIND.number;
  }
}

/** End of the valid JSON value that begins at `at`. */
function valueEnd(memory: Uint8Array, at: number): number {
  let depth = 0;
  let p = at;
  for (;;) {
    const byte = memory[p] as number;
    if (byte === QUOTE) {
      p = stringEnd(memory, p + 1);
      if (depth === 0) return p;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth++;
      p++;
    } else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return p;
      p++;
      if (--depth === 0) return p;
    } else if (depth === 0 && (byte === 0x2c || byte <= 0x20)) return p;
    else p++;
  }
}

/** Address behind the closing quote of the string whose body begins at `at`. */
function stringEnd(memory: Uint8Array, at: number): number {
  let quote = at - 1;
  for (;;) {
    quote = memory.indexOf(QUOTE, quote + 1);
    let backslashes = 0;
    while (memory[quote - 1 - backslashes] === BACKSLASH && quote - 1 - backslashes >= at) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
}
