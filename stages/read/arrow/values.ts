import { type Data, Type, Vector } from "apache-arrow";
import { Damaged } from "../damaged.ts";

/**
 * The value of a row of a column, as records of values have it: strings as their UTF-8 bytes, structs and maps as objects, lists as
 * arrays, times as `Date`. Throws {@link Damaged} where the column points beyond itself.
 */
export function valueAt(data: Data, row: number): unknown {
  if (row < 0 || row >= data.length) throw beyond();
  if (data.nullCount > 0 && !data.getValid(row)) return null;
  switch (data.typeId) {
    case Type.Utf8:
    case Type.Binary:
    case Type.LargeUtf8:
    case Type.LargeBinary:
      return bytesAt(data, row);
    case Type.List:
    case Type.LargeList:
      return elementsAt(data, row);
    case Type.FixedSizeList: {
      const { listSize } = data.type as unknown as { readonly listSize: number };
      return valuesIn(data.children[0], row * listSize, (row + 1) * listSize);
    }
    case Type.Struct:
      return Object.fromEntries(
        data.type.children.map(({ name }: { name: string }, index: number) => [name, valueAt(data.children[index] as Data, row)]),
      );
    case Type.Map:
      return Object.fromEntries(
        elementsAt(data, row).map((entry) => {
          const [key, value] = Object.values(entry as Record<string, unknown>);
          return [key instanceof Uint8Array ? Buffer.from(key).toString() : String(key), value];
        }),
      );
    case Type.Dictionary:
      return dictionaryValue(data, row);
    default:
      return scalarAt(data, row);
  }
}

const beyond = () => new Damaged("a column points beyond itself");

/** Where a row's bytes or elements begin and end. */
function boundsAt({ valueOffsets }: Data, row: number): readonly [number, number] {
  const start = Number((valueOffsets as ArrayLike<number | bigint>)[row]);
  const end = Number((valueOffsets as ArrayLike<number | bigint>)[row + 1]);
  if (!(start >= 0 && end >= start)) throw beyond();
  return [start, end];
}

function bytesAt(data: Data, row: number): Uint8Array {
  const [start, end] = boundsAt(data, row);
  const bytes = data.values as Uint8Array;
  if (end > bytes.length) throw beyond();
  return bytes.subarray(start, end);
}

const elementsAt = (data: Data, row: number): unknown[] => valuesIn(data.children[0], ...boundsAt(data, row));

function valuesIn(child: Data | undefined, start: number, end: number): unknown[] {
  if (!child || end > child.length) throw beyond();
  return Array.from({ length: end - start }, (_, index) => valueAt(child, start + index));
}

function dictionaryValue(data: Data, row: number): unknown {
  let index = Number((data.values as ArrayLike<number | bigint>)[row]);
  for (const chunk of data.dictionary?.data ?? []) {
    if (index < chunk.length) return valueAt(chunk, index);
    index -= chunk.length;
  }
  throw beyond();
}

/** The library's own view of a column, which knows every type. */
const vectors = new WeakMap<Data, Vector>();

function scalarAt(data: Data, row: number): unknown {
  let vector = vectors.get(data);
  if (!vector) {
    vector = new Vector([data]);
    vectors.set(data, vector);
  }
  const value: unknown = vector.get(row);
  if (value === undefined) throw beyond();
  if (data.typeId === Type.Timestamp || data.typeId === Type.Date) return new Date(Number(value));
  return data.typeId === Type.Decimal ? decimal(value as Uint32Array, (data.type as unknown as { scale: number }).scale) : value;
}

/** A decimal of 32-bit words, lowest first, as the nearest number. */
function decimal(words: Uint32Array, scale: number): number {
  let value = 0n;
  for (const word of [...words].reverse()) value = (value << 32n) | BigInt(word);
  return Number(BigInt.asIntN(words.length * 32, value)) / 10 ** scale;
}
