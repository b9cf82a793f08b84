import { type FileMetaData, parquetMetadata, parquetSchema, type RowGroup, type SchemaTree } from "hyparquet";
import { InputError } from "../../../engine/errors.ts";
import { Damaged } from "../damaged.ts";
import type { RandomAccess } from "../random-access.ts";
import { thriftStructEnd } from "./check-thrift.ts";

/** Bytes of one column of a row group, and how they are written. */
export interface ColumnChunk {
  /** Path of the leaf in the schema. */
  readonly path: readonly string[];
  readonly codec: string;
  /** Values, the missing too. */
  readonly values: number;
  readonly start: number;
  readonly end: number;
  /** Whether these bytes lie in the file. */
  readonly isInside: boolean;
  /** What keeps it from being read, or undefined. */
  readonly hindrance: string | undefined;
}

/** Some rows of the file, each column of them in one stretch of bytes. */
export interface RowGroupPlan {
  /** Rows of the file before it. */
  readonly firstRow: number;
  readonly rows: number;
  /** First byte of its first column, or that of the row group before it where it has none: the part that holds it owns the row group. */
  readonly start: number;
  /** Bytes of its columns, decoded. */
  readonly decodedBytes: number;
  /** Bytes of its columns as they lie in the file. */
  readonly bytes: number;
  /** By path, written as JSON. */
  readonly chunks: ReadonlyMap<string, ColumnChunk>;
}

/** What stands at a file's end. */
export interface Footer {
  readonly schema: SchemaTree;
  /** Rows of all row groups; what the file says of them as a whole is wrong in some files. */
  readonly rows: number;
  readonly groups: readonly RowGroupPlan[];
}

const MAGIC = 0x31524150; // PAR1
const ENCRYPTED_MAGIC = 0x45524150; // PARE
const TAIL_BYTES = 8;
/** Objects made of a footer take some twenty times its bytes. */
const MAX_FOOTER_BYTES = 128 * 1024 * 1024;
/** Statistics are not used, so that a strange one keeps nobody from reading. */
const AS_BYTES = (value: unknown): unknown => value;
const PARSERS = {
  stringFromBytes: AS_BYTES,
  jsonFromBytes: AS_BYTES,
  geometryFromBytes: AS_BYTES,
  geographyFromBytes: AS_BYTES,
  uuidFromBytes: AS_BYTES,
  dateFromDays: AS_BYTES,
  timestampFromMilliseconds: AS_BYTES,
  timestampFromMicroseconds: AS_BYTES,
  timestampFromNanoseconds: AS_BYTES,
};

/**
 * Reads the metadata at the end of a Parquet file and checks what can be checked without its pages. Throws {@link InputError}
 * `INPUT_CORRUPT`, or `INPUT_UNSUPPORTED` for an encrypted file.
 */
export function readFooter(file: RandomAccess, name: string): Footer {
  let metadata: FileMetaData;
  try {
    metadata = parseFooter(file, name);
    return plan(metadata, file.bytes);
  } catch (error) {
    if (error instanceof InputError) throw error;
    // Whatever the parser throws at bytes that make no sense, it is the bytes' fault.
    const reason = error instanceof Damaged ? error.message : "its metadata makes no sense";
    throw new InputError(
      `${name}: cannot be read as Parquet: ${reason}. Write or fetch the file again, or leave it out.`,
      "INPUT_CORRUPT",
      { cause: error },
    );
  }
}

function parseFooter(file: RandomAccess, name: string): FileMetaData {
  if (file.bytes < TAIL_BYTES) throw new Damaged(`it has ${file.bytes} bytes, too few`);
  const tail = new DataView(file.read(file.bytes - TAIL_BYTES, TAIL_BYTES).buffer);
  const magic = tail.getUint32(4, true);
  if (magic === ENCRYPTED_MAGIC)
    throw new InputError(`${name}: is encrypted Parquet, which cannot be read. Decrypt it first.`, "INPUT_UNSUPPORTED");
  if (magic !== MAGIC) throw new Damaged("it does not end in PAR1, so it is cut off or no Parquet");
  const bytes = tail.getUint32(0, true);
  if (bytes > file.bytes - TAIL_BYTES) throw new Damaged(`it announces ${bytes} bytes of metadata and has ${file.bytes}`);
  if (bytes > MAX_FOOTER_BYTES) throw new Damaged(`it has ${bytes} bytes of metadata, at most ${MAX_FOOTER_BYTES} are read`);
  const footer = file.read(file.bytes - TAIL_BYTES - bytes, bytes + TAIL_BYTES);
  thriftStructEnd(footer.subarray(0, bytes), 0);
  return parquetMetadata(footer, { parsers: PARSERS, geoparquet: false });
}

function plan(metadata: FileMetaData, fileBytes: number): Footer {
  let firstRow = 0;
  let start = 0;
  const groups = metadata.row_groups.map((group) => {
    const planned = planGroup(group, { firstRow, start }, fileBytes);
    firstRow += planned.rows;
    start = planned.start;
    return planned;
  });
  if (!Number.isSafeInteger(firstRow)) throw new Damaged(`it announces ${firstRow} rows`);
  return { schema: parquetSchema(metadata), rows: firstRow, groups };
}

function planGroup(
  group: RowGroup,
  { firstRow, start: startBefore }: Pick<RowGroupPlan, "firstRow" | "start">,
  fileBytes: number,
): RowGroupPlan {
  const chunks = new Map<string, ColumnChunk>();
  let start = Number.POSITIVE_INFINITY;
  let bytes = 0;
  for (const { meta_data: meta, file_path: elsewhere, crypto_metadata: encrypted } of group.columns) {
    if (!meta) continue;
    const page = Number(meta.data_page_offset);
    const dictionary = Number(meta.dictionary_page_offset ?? 0);
    // Some writers give 0 for no dictionary.
    const from = dictionary > 0 && dictionary < page ? dictionary : page;
    const length = Number(meta.total_compressed_size);
    let hindrance: string | undefined;
    if (elsewhere) hindrance = "lies in another file";
    else if (encrypted) hindrance = "is encrypted";
    const chunk: ColumnChunk = {
      path: meta.path_in_schema,
      codec: meta.codec ?? "unknown",
      values: Number(meta.num_values),
      start: from,
      end: from + length,
      isInside: from >= 0 && length >= 0 && from + length <= fileBytes,
      hindrance,
    };
    if (chunk.isInside) {
      start = Math.min(start, from);
      bytes += length;
    }
    chunks.set(JSON.stringify(chunk.path), chunk);
  }
  return {
    firstRow,
    rows: countOf(group.num_rows, "rows"),
    start: Number.isFinite(start) ? start : startBefore,
    bytes,
    decodedBytes: Number(group.total_byte_size),
    chunks,
  };
}

function countOf(value: bigint, what: string): number {
  if (typeof value !== "bigint" || value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new Damaged(`it announces ${value} ${what}`);
  return Number(value);
}
