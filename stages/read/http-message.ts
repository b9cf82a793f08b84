import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import { InputError } from "../../engine/errors.ts";
import { ZstdDecoder } from "../../engine/zstd.ts";

/** Header fields by their names in lower case; of several of one name the first. */
export type Headers = ReadonlyMap<string, string>;

/** A response as a server sent it: status, header fields, and the body still encoded. */
export interface HttpMessage {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** Where a head ends: behind its blank line; -1 when there is none within `most` bytes. */
export function endOfHead(bytes: Uint8Array, most: number): number {
  const end = Math.min(bytes.length, most);
  for (let at = bytes.indexOf(LINE_FEED); at >= 0 && at < end; at = bytes.indexOf(LINE_FEED, at + 1)) {
    if (bytes[at + 1] === LINE_FEED) return at + 2;
    if (bytes[at + 1] === RETURN && bytes[at + 2] === LINE_FEED) return at + 3;
  }
  return -1;
}

/** Text of a head: UTF-8, as most archives write it, else Latin-1, as HTTP/1.1 had it. */
function headText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = buffer.toString("utf8");
  return text.includes("\ufffd") ? buffer.toString("latin1") : text;
}

/** Reads the lines of a head behind its first; a line that begins with a blank goes on the one before it. */
export function parseHead(bytes: Uint8Array): { readonly first: string; readonly headers: Headers } {
  const [first = "", ...lines] = headText(bytes).split(/\r?\n/);
  const headers = new Map<string, string>();
  let last = "";
  for (const line of lines) {
    if (/^[ \t]/.test(line)) {
      if (last !== "") headers.set(last, `${headers.get(last)} ${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    last = headers.has(name) ? "" : name;
    if (last !== "") headers.set(name, line.slice(colon + 1).trim());
  }
  return { first, headers };
}

/** Bytes that a head may have. */
export const LONGEST_HEAD = 256 * 1024;

/** Takes a response apart; undefined when the bytes begin with no status line. A head without a blank line behind it has no body. */
export function parseHttp(bytes: Uint8Array): HttpMessage | undefined {
  if (bytes[0] !== 0x48 || bytes[1] !== 0x54 || bytes[2] !== 0x54 || bytes[3] !== 0x50) return undefined;
  const end = endOfHead(bytes, LONGEST_HEAD);
  const { first, headers } = parseHead(bytes.subarray(0, end < 0 ? Math.min(bytes.length, LONGEST_HEAD) : end));
  const status = /^HTTP\/?[\d.]*\s+(\d{3})\b/i.exec(first)?.[1];
  if (status === undefined) return undefined;
  return { status: Number(status), headers, body: end < 0 ? bytes.subarray(bytes.length) : bytes.subarray(end) };
}

/** Why a body cannot be used. */
export type BodyFault = "content-encoding-broken" | "record-too-long";

/**
 * The body as it was before transfer and content encoding; at most `most` bytes. What a header declares and the bytes are not is passed
 * over: crawlers often store decoded bodies under the headers of encoded ones. A body that was cut off gives what can be decoded.
 */
export function decodeBody({ headers, body }: HttpMessage, most: number): Uint8Array | BodyFault {
  let bytes = body;
  if (/\bchunked\b/i.test(headers.get("transfer-encoding") ?? "")) bytes = withoutChunks(bytes);
  const encodings = (headers.get("content-encoding") ?? "").toLowerCase().split(",");
  for (const encoding of encodings.reverse()) {
    const decoded = decodeContent(bytes, encoding.trim(), most);
    if (typeof decoded === "string") return decoded;
    bytes = decoded;
  }
  return bytes;
}

/** Joins the chunks of a body; a body that does not begin with a chunk is none and stays as it is. */
export function withoutChunks(body: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let at = 0;
  while (at < body.length) {
    const head = chunkHead(body, at);
    if (!head) break;
    const { size, next } = head;
    if (size === 0) return joined(chunks, bytes);
    const chunk = body.subarray(next, next + size);
    chunks.push(chunk);
    bytes += chunk.length;
    at = next + size;
    if (body[at] === RETURN) at++;
    if (body[at] === LINE_FEED) at++;
  }
  return chunks.length === 0 ? body : joined(chunks, bytes);
}

/** Size of the chunk that begins at a place, and where its bytes begin (RFC 9112 §7.1). */
function chunkHead(body: Uint8Array, at: number): { readonly size: number; readonly next: number } | undefined {
  const end = body.subarray(at, at + 256).indexOf(LINE_FEED);
  if (end < 0) return undefined;
  const line = Buffer.from(body.buffer, body.byteOffset + at, end).toString("latin1");
  const size = /^\s*([0-9a-f]{1,8})\s*(?:;.*)?\r?$/i.exec(line)?.[1];
  return size === undefined ? undefined : { size: Number.parseInt(size, 16), next: at + end + 1 };
}

function joined(chunks: readonly Uint8Array[], bytes: number): Uint8Array {
  if (chunks.length === 1) return chunks[0] as Uint8Array;
  const all = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function decodeContent(bytes: Uint8Array, encoding: string, most: number): Uint8Array | BodyFault {
  if (bytes.length === 0) return bytes;
  // Decoding what is there of a body that was cut off.
  const limits = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: most };
  try {
    switch (encoding) {
      case "gzip":
      case "x-gzip":
        return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, limits) : bytes;
      case "deflate":
        // With zlib's head as the standard says, or without as some servers send it.
        if (((bytes[0] as number) & 0x0f) === 8 && (((bytes[0] as number) << 8) | (bytes[1] ?? 0)) % 31 === 0)
          return inflateSync(bytes, limits);
        return looksLikeText(bytes) ? bytes : inflateRawSync(bytes, limits);
      case "br":
        if (looksLikeText(bytes)) return bytes;
        return brotliDecompressSync(bytes, { finishFlush: constants.BROTLI_OPERATION_FLUSH, maxOutputLength: most });
      case "zstd":
        return bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd ? unzstd(bytes, most) : bytes;
      default:
        // Identity, and encodings that were never used for pages: the text will show whether it can be used.
        return bytes;
    }
  } catch (error) {
    if (error instanceof TooLong || (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") return "record-too-long";
    return "content-encoding-broken";
  }
}

class TooLong extends Error {}

const ZSTD_STEP = 256 * 1024;

function unzstd(bytes: Uint8Array, most: number): Uint8Array {
  const decoder = new ZstdDecoder();
  const pieces: Uint8Array[] = [];
  let written = 0;
  let rest = bytes;
  for (;;) {
    const piece = new Uint8Array(ZSTD_STEP);
    const step = decoder.push(rest, piece);
    rest = rest.subarray(step.read);
    written += step.written;
    if (written > most) throw new TooLong();
    pieces.push(piece.subarray(0, step.written));
    if (step.frameEnded && rest.length === 0) break;
    if (step.read === 0 && step.written === 0) {
      if (written === 0) throw new InputError("zstd: no byte of the body could be decoded");
      break;
    }
  }
  return joined(pieces, written);
}

/** Whether bytes begin as a page or a text does: without the control characters that compressed bytes soon have. */
function looksLikeText(bytes: Uint8Array): boolean {
  const end = Math.min(bytes.length, 256);
  for (let at = 0; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x20 && byte !== 0x09 && byte !== LINE_FEED && byte !== RETURN) return false;
  }
  return true;
}
