import type { ARCHIVE_REFUSALS, ArchiveRecord } from "./archive-record.ts";
import { type PageOptions, pageOf } from "./html-page.ts";
import { decodeBody, type Headers, type HttpMessage, parseHttp } from "./http-message.ts";
import { decodePage } from "./page-charset.ts";
import { lengthOf } from "./warc-scanner.ts";

/** A document of a web archive as its fields are mapped; or why the record is refused; or undefined when it is no document. */
export type WebDocument = Readonly<Record<string, unknown>> | keyof typeof ARCHIVE_REFUSALS | undefined;

const HTML = /^(?:text\/html|application\/xhtml\+xml)$/;
const PLAIN = /^text\/plain$/;

/**
 * Makes a document of a record that has content. Answers to a request that failed or moved on, and what is neither a page nor plain
 * text, are no documents.
 */
export function documentOf(record: ArchiveRecord, options: PageOptions, maxRecordBytes: number): WebDocument {
  const { type, headers, content } = record;
  if (!content) return undefined;
  const declared = headers.get("content-type");
  let body: Uint8Array = content;
  let mime = mimeOf(declared);
  let charset = parameterOf(declared, "charset");
  let status: number | undefined;
  if (type === "response") {
    const message = parseHttp(content);
    // Records of DNS look-ups and of other protocols are responses too.
    if (!message) return mime === "application/http" || mime === "" ? "http-head-missing" : undefined;
    status = message.status;
    if (status < 200 || status > 299) return undefined;
    const sent = message.headers.get("content-type");
    mime = mimeOf(sent) || mimeOf(headers.get("warc-identified-payload-type"));
    charset = parameterOf(sent, "charset");
    if (mime !== "" && !HTML.test(mime) && !PLAIN.test(mime)) return undefined;
    if (record.isCut && !isWhole(message)) return "record-truncated";
    const decoded = decodeBody(message, maxRecordBytes);
    if (typeof decoded === "string") return decoded;
    body = decoded;
  }
  if (type !== "response" && record.isCut) return "record-truncated";
  if (mime === "") mime = startsLikePage(body) ? "text/html" : "";
  const known = commonFields(headers, status, mime);
  if (HTML.test(mime)) return { ...known, ...pageFields(body, options, charset) };
  if (!PLAIN.test(mime)) return undefined;
  // The texts of WET files are UTF-8 whatever their pages were in.
  if (type === "conversion") return { ...known, text: body };
  return { ...known, ...decodePage(body, charset) };
}

/** Whether a response has all the bytes that its server announced. */
function isWhole({ headers, body }: HttpMessage): boolean {
  const announced = lengthOf(headers.get("content-length"));
  return announced !== undefined && body.length >= announced;
}

function pageFields(body: Uint8Array, options: PageOptions, charset: string | undefined): Record<string, unknown> {
  const { url: canonical, date: published, ...page } = pageOf(body, { ...options, charset });
  return { ...page, canonical, published };
}

function commonFields(headers: Headers, status: number | undefined, mimeType: string): Record<string, unknown> {
  return {
    id: headers.get("warc-record-id"),
    url: addressOf(headers.get("warc-target-uri")),
    date: headers.get("warc-date"),
    status,
    mimeType,
    truncated: headers.get("warc-truncated"),
    languages: headers.get("warc-identified-content-language"),
  };
}

/** An address without the angle brackets that some writers of WARC 1.0 put around it, and without blanks. */
export function addressOf(value: string | undefined): string | undefined {
  const address = /^<.*>$/.test(value ?? "") ? value?.slice(1, -1) : value;
  return address?.replaceAll(" ", "%20");
}

const mimeOf = (value: string | undefined): string => (value ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";

function parameterOf(value: string | undefined, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*["']?([^\\s"';,]+)`, "i").exec(value ?? "");
  return found?.[1];
}

function startsLikePage(body: Uint8Array): boolean {
  const head = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, 512)).toString("latin1");
  return /^[\s\u00ef\u00bb\u00bf]*<(?:!doctype\s+html|html|head|body|!--)/i.test(head);
}
