import { jsonParser } from "stream-json/core/parser.js";

/**
 * One piece of a JSON document. Strings and keys are raw bodies, one character a byte, with {@link HIDDEN_BACKSLASH} and
 * {@link HIDDEN_QUOTE} where escapes were.
 */
export interface JsonToken {
  readonly name: string;
  readonly value?: unknown;
}

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
// Bytes that stand nowhere in UTF-8 (RFC 3629): no sound record holds them, and a record that does is refused with any of them.
const HIDDEN_BACKSLASH = 0xfe;
const HIDDEN_QUOTE = 0xff;
const NO_UTF8 = 0xfd;

/** How stream-chain, which the parser is made for, marks the end of input. */
const END = Symbol.for("object-stream.none") as never;
const BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

/**
 * Cuts a JSON document, given as bytes in pieces of any size, into tokens with stream-json. Bytes go in as Latin-1 with escapes
 * hidden, so that every string comes back exactly as it was written: nothing is decoded twice, invalid UTF-8 or a wrong escape stays
 * where it is and is judged with its record, and a long string comes in pieces.
 */
export class JsonTokens {
  readonly #parser = jsonParser({
    packKeys: true,
    streamKeys: false,
    packStrings: false,
    streamStrings: true,
    packNumbers: true,
    streamNumbers: false,
  });
  /** True when the last byte was a backslash that escapes the next one. */
  #escaping = false;
  /** The document's first bytes, while they may yet become a byte order mark. */
  #beginning: string | undefined = "";

  /** The tokens that a piece completes. Throws where the document is malformed; the tokens of that piece are then lost. */
  push(piece: Uint8Array): readonly JsonToken[] {
    const bytes = Buffer.from(piece);
    this.#hideEscapes(bytes);
    let text = bytes.toString("latin1");
    if (this.#beginning !== undefined) {
      text = this.#beginning + text;
      this.#beginning = text.length < BYTE_ORDER_MARK.length && BYTE_ORDER_MARK.startsWith(text) ? text : undefined;
      if (this.#beginning !== undefined) return [];
      if (text.startsWith(BYTE_ORDER_MARK)) text = text.slice(BYTE_ORDER_MARK.length);
    }
    return this.#tokens(text);
  }

  /** The last tokens. Throws where the document is not complete. */
  end(): readonly JsonToken[] {
    return this.#tokens(END);
  }

  #hideEscapes(bytes: Uint8Array): void {
    const plain =
      !this.#escaping && !bytes.includes(BACKSLASH) && !bytes.includes(HIDDEN_BACKSLASH) && !bytes.includes(HIDDEN_QUOTE);
    if (plain) return;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (byte >= HIDDEN_BACKSLASH) bytes[at] = NO_UTF8;
      else if (byte === BACKSLASH) bytes[at] = HIDDEN_BACKSLASH;
      else if (byte === QUOTE && this.#escaping) bytes[at] = HIDDEN_QUOTE;
      this.#escaping = byte === BACKSLASH && !this.#escaping;
    }
  }

  #tokens(text: string): readonly JsonToken[] {
    const result = this.#parser(text) as { readonly values: readonly JsonToken[] } | symbol;
    return typeof result === "symbol" ? [] : result.values;
  }
}

/** Writes a piece of JSON made of token values to bytes as it stood in the document, escapes and all. */
export function writeAsWritten(json: string, bytes: Uint8Array<ArrayBuffer>): void {
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).write(json, "latin1");
  if (!bytes.includes(HIDDEN_BACKSLASH)) return;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === HIDDEN_BACKSLASH) bytes[at] = BACKSLASH;
    else if (bytes[at] === HIDDEN_QUOTE) bytes[at] = QUOTE;
  }
}

/** The string that a raw body stands for; a body with a wrong escape stands for itself. */
export function stringOf(body: string): string {
  const bytes = new Uint8Array(body.length);
  writeAsWritten(body, bytes);
  const text = Buffer.from(bytes).toString();
  try {
    return text.includes("\\") ? (JSON.parse(`"${text}"`) as string) : text;
  } catch {
    return text;
  }
}
