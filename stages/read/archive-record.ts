import type { Headers } from "./http-message.ts";

/** Why a record of a web archive is refused, as quarantine names it, and what that means. */
export const ARCHIVE_REFUSALS = {
  "archive-record-broken": "Bytes stand where a record should begin and are none; the record before may say a wrong length.",
  "archive-header-broken": "The record's header has no end, no usable length, or no type.",
  "record-truncated": "The file ends inside the record, and its HTTP response is not whole.",
  /** The record, or what its body decodes to. */
  "record-too-long": "The record is longer than maxRecordBytes.",
  "http-head-missing": "The record says that it is an HTTP response and begins with no status line.",
  "content-encoding-broken": "The body is not encoded as its Content-Encoding says, and is no plain text either.",
} as const;

/** A record as its archive holds it. */
export interface ArchiveRecord {
  /** Byte of the decoded file at which it begins. */
  readonly offset: number;
  /** WARC-Type; of ARC files always `response`. */
  readonly type: string;
  /** Header fields; those of ARC records under the names that WARC has for them. */
  readonly headers: Headers;
  /** Undefined of records that are passed over. Valid until the next record is asked for. */
  readonly content: Uint8Array | undefined;
  /** True when the file ends before the record does. */
  readonly isCut: boolean;
}

/** What a scanner met: a record, or bytes that cannot be used. */
export type Scanned = ArchiveRecord | { readonly offset: number; readonly refused: keyof typeof ARCHIVE_REFUSALS };

/** Finds the records of a web archive one after another; undefined at its end. */
export interface ArchiveScanner {
  next(): Promise<Scanned | undefined>;
}
