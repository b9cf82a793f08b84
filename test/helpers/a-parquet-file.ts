/** A value of Thrift's compact protocol: a list of fields is a struct. */
export type Thrift =
  | { readonly i32: number | bigint }
  | { readonly i64: number | bigint }
  | { readonly text: string }
  | { readonly list: readonly Thrift[] }
  | { readonly struct: Readonly<Record<number, Thrift>> };

const varint = (value: bigint): number[] => {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return [...bytes, Number(left)];
};
const zigzag = (value: number | bigint): number[] => {
  const wide = BigInt(value);
  return varint(wide < 0n ? -wide * 2n - 1n : wide * 2n);
};

function typeOf(value: Thrift): number {
  if ("i32" in value) return 5;
  if ("i64" in value) return 6;
  if ("text" in value) return 8;
  return "list" in value ? 9 : 12;
}

/** Bytes of a value in the compact protocol, as Parquet's footers and page headers are written. */
export function thrift(value: Thrift): number[] {
  if ("i32" in value) return zigzag(value.i32);
  if ("i64" in value) return zigzag(value.i64);
  if ("text" in value) return [...varint(BigInt(Buffer.byteLength(value.text))), ...Buffer.from(value.text)];
  if ("list" in value) {
    const [first] = value.list;
    const head = [0xf0 | (first ? typeOf(first) : 12), ...varint(BigInt(value.list.length))];
    return [...head, ...value.list.flatMap(thrift)];
  }
  const fields = Object.entries(value.struct).flatMap(([id, field]) => [typeOf(field), ...zigzag(Number(id)), ...thrift(field)]);
  return [...fields, 0];
}

/** What a made file says of itself; everything may be a lie. */
export interface Claims {
  readonly rows?: number | bigint;
  readonly values?: number | bigint;
  readonly codec?: number;
  readonly encoding?: number;
  readonly pageValues?: number;
  readonly pageBytes?: number;
  /** How often the page is there. */
  readonly pages?: number;
  readonly dataPageOffset?: number;
  readonly footerBytes?: number;
  readonly children?: number;
  /** 0 for REQUIRED, 1 for OPTIONAL. */
  readonly repetition?: number;
  /** 6 for BYTE_ARRAY, 2 for INT64. */
  readonly type?: number;
}

/** A Parquet file with one row group of one column `text`, whose page of version 1 has the given bytes. */
export function aParquetFile(page: Uint8Array, claims: Claims = {}): Uint8Array {
  const { rows = 1, values = rows, codec = 0, encoding = 0, repetition = 0, type = 6, children = 1, pages = 1 } = claims;
  const header = thrift({
    struct: {
      1: { i32: 0 },
      2: { i32: claims.pageBytes ?? page.length },
      3: { i32: page.length },
      5: {
        struct: { 1: { i32: claims.pageValues ?? Number(rows) / pages }, 2: { i32: encoding }, 3: { i32: 3 }, 4: { i32: 3 } },
      },
    },
  });
  const chunk = Buffer.concat(
    Array(pages)
      .fill([Buffer.from(header), page])
      .flat(),
  );
  const chunkBytes = chunk.length;
  const column: Thrift = {
    struct: {
      2: { i64: 4 },
      3: {
        struct: {
          1: { i32: type },
          2: { list: [{ i32: encoding }] },
          3: { list: [{ text: "text" }] },
          4: { i32: codec },
          5: { i64: values },
          6: { i64: chunkBytes },
          7: { i64: chunkBytes },
          9: { i64: claims.dataPageOffset ?? 4 },
        },
      },
    },
  };
  const footer = thrift({
    struct: {
      1: { i32: 1 },
      2: {
        list: [
          { struct: { 4: { text: "schema" }, 5: { i32: children } } },
          { struct: { 1: { i32: type }, 3: { i32: repetition }, 4: { text: "text" } } },
        ],
      },
      3: { i64: rows },
      4: { list: [{ struct: { 1: { list: [column] }, 2: { i64: chunkBytes }, 3: { i64: rows } } }] },
    },
  });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(claims.footerBytes ?? footer.length);
  return Buffer.concat([Buffer.from("PAR1"), chunk, Buffer.from(footer), length, Buffer.from("PAR1")]);
}
