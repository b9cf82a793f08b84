import { type Kernels, MOST_LEVELS } from "../../engine/kernels/kernels.ts";
import type { FieldPath } from "./field-path.ts";

/** Kinds of value as `scanRecord` reports them. */
export const KIND = { absent: 0, string: 1, escaped: 2, number: 3, true: 4, false: 5, null: 6, object: 7, array: 8 } as const;

const encoder = new TextEncoder();
const WORDS_A_RESULT = 3;

/** A list of keys in kernel memory with room for what `scanRecord` finds; memory is taken anew for each batch. */
export class KeyTable {
  resultAt = 0;
  #keysAt = 0;
  readonly #keys: readonly Uint8Array[];
  constructor(keys: readonly string[]) {
    this.#keys = keys.map((key) => encoder.encode(key));
  }

  place(kernels: Kernels): void {
    this.resultAt = kernels.alloc(this.#keys.length * WORDS_A_RESULT * 4);
    this.#keysAt = kernels.alloc((1 + this.#keys.length * 2) * 4);
    const placed = this.#keys.map((key) => {
      const at = kernels.alloc(key.length);
      kernels.bytes().set(key, at);
      return at;
    });
    const words = kernels.words();
    words[this.#keysAt >>> 2] = this.#keys.length;
    for (const [index, key] of this.#keys.entries())
      words.set([placed[index] as number, key.length], (this.#keysAt >>> 2) + 1 + index * 2);
  }

  /** Status of `scanRecord` for an object of at most `deepest` levels. */
  scan(kernels: Kernels, at: number, bytes: number, deepest: number = MOST_LEVELS): number {
    return kernels.call.scanRecord(at, bytes, this.#keysAt, this.resultAt, deepest);
  }
}

/** One level of keys that are wanted; a key may be a field, the way to deeper fields, or both. */
interface Level {
  readonly table: KeyTable;
  readonly children: readonly Child[];
}

interface Child {
  /** Field found here, -1 when the key is only on the way. */
  readonly slot: number;
  readonly deeper: Level | undefined;
  /** Every field at or below this key. */
  readonly slots: readonly number[];
}

/** Finds the values of many paths in one record: one `scanRecord` for the record and one for each object on the way. */
export class FieldFinder {
  /** Per path: a {@link KIND}, and address and bytes of the value (strings: inside the quotes). */
  readonly kind: Uint8Array;
  readonly at: Uint32Array;
  readonly bytes: Uint32Array;
  readonly #root: Level;
  readonly #tables: KeyTable[] = [];
  readonly #maxDepth: number;

  /** Paths without array steps, no path twice; a record that nests deeper than `maxDepth` is refused. */
  constructor(paths: readonly FieldPath[], maxDepth: number) {
    this.#maxDepth = maxDepth;
    this.kind = new Uint8Array(paths.length);
    this.at = new Uint32Array(paths.length);
    this.bytes = new Uint32Array(paths.length);
    this.#root = this.#level(paths.map((path, slot) => ({ path, slot })));
  }

  #level(wanted: readonly { readonly path: FieldPath; readonly slot: number }[]): Level {
    const keys = [...new Set(wanted.map(({ path }) => path[0] as string))];
    const table = new KeyTable(keys);
    this.#tables.push(table);
    const children = keys.map((key): Child => {
      const here = wanted.filter(({ path }) => path[0] === key);
      const below = here.filter(({ path }) => path.length > 1).map(({ path, slot }) => ({ path: path.slice(1), slot }));
      return {
        slot: here.find(({ path }) => path.length === 1)?.slot ?? -1,
        deeper: below.length > 0 ? this.#level(below) : undefined,
        slots: here.map(({ slot }) => slot),
      };
    });
    return { table, children };
  }

  /** Takes kernel memory for the tables; to be called once for each batch. */
  place(kernels: Kernels): void {
    for (const table of this.#tables) table.place(kernels);
  }

  /** Fills `kind`, `at` and `bytes` from one record; returns the status of `scanRecord`. */
  find(kernels: Kernels, at: number, bytes: number): number {
    return this.#find(this.#root, kernels, at, bytes);
  }

  #find({ table, children }: Level, kernels: Kernels, at: number, bytes: number): number {
    const status = table.scan(kernels, at, bytes, this.#maxDepth);
    if (status !== 0) return status;
    const words = kernels.words();
    let result = table.resultAt >>> 2;
    for (const { slot, deeper, slots } of children) {
      const kind = words[result] as number;
      const valueAt = words[result + 1] as number;
      const valueBytes = words[result + 2] as number;
      result += WORDS_A_RESULT;
      if (deeper) {
        if (kind === KIND.object) this.#find(deeper, kernels, valueAt, valueBytes);
        else for (const each of slots) this.kind[each] = KIND.absent;
      }
      if (slot < 0) continue;
      this.kind[slot] = kind;
      this.at[slot] = valueAt;
      this.bytes[slot] = valueBytes;
    }
    return 0;
  }
}
