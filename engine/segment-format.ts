/**
 * A file of segments: groups of typed columns, closed by one JSON object. Spools, pools, reports, sketches and verdicts are all of
 * this form; `segment-writer.ts` writes it, `segments.ts` reads it.
 *
 * Segment: u32 magic, u32 header bytes, u32 stored body bytes, u32 body bytes if it is one zstd frame and zero if it is stored as it
 * is, 16 bytes XXH3-128 of header and stored body, header (JSON, padded to 16), body (columns in header order, each padded to 16).
 * End: the closing object in the same form under a magic of its own, with an empty body, then u32 its offset's low and high half.
 * Little endian.
 */
export const SEGMENT_MAGIC = 0x31534a4b; // "KJS1"
export const END_MAGIC = 0x31454a4b; // "KJE1"
/** Bytes before a segment's header. */
export const HEAD = 32;
/** Bytes at the end of a file. */
export const TAIL = 8;

export type ColumnArray = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;
/** Column types by the names that headers use. */
export const COLUMN_TYPES = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array, f64: Float64Array } as const;
export type ColumnType = keyof typeof COLUMN_TYPES;

/** A column as a segment's header tells it. */
export interface ColumnHeader {
  readonly name: string;
  readonly type: ColumnType;
  readonly length: number;
}

/** Bytes that so many bytes take in a file. */
export const padded = (bytes: number): number => Math.ceil(bytes / 16) * 16;
