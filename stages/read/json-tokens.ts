import { jsonParser } from "stream-json/core/parser.js";

/** One piece of a JSON document. Strings and keys are raw bodies: one character a byte, escapes as they were written. */
export interface JsonToken {
  readonly name: string;
  readonly value?: unknown;
}

/** How stream-chain, which the parser is made for, marks the end of input. */
const END = Symbol.for("object-stream.none") as never;
const BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

/**
 * Cuts a JSON document, given as bytes in pieces of any size, into tokens with stream-json. Bytes go in as Latin-1 and escapes are
 * doubled, so the parser hands every string back exactly as it was written: nothing is decoded twice, invalid UTF-8 or a wrong escape
 * stays where it is and is judged with its record, and a long string comes in pieces.
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
  /** A backslash whose partner is in the next piece. */
  #held = "";
  #begun = false;

  /** The tokens that a piece completes. Throws where the document is malformed; the tokens of that piece are then lost. */
  push(bytes: Uint8Array): readonly JsonToken[] {
    let text = this.#held + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
    this.#held = "";
    if (!this.#begun) {
      if (text.length < BYTE_ORDER_MARK.length && BYTE_ORDER_MARK.startsWith(text)) {
        this.#held = text;
        return [];
      }
      if (text.startsWith(BYTE_ORDER_MARK)) text = text.slice(BYTE_ORDER_MARK.length);
      this.#begun = true;
    }
    if (text.includes("\\")) {
      const backslashes = /\\*$/.exec(text)?.[0].length ?? 0;
      if (backslashes % 2 === 1) {
        this.#held = "\\";
        text = text.slice(0, -1);
      }
      text = text.replace(/\\([\s\S])/g, (_, next: string) => (next === '"' || next === "\\" ? `\\\\\\${next}` : `\\\\${next}`));
    }
    return this.#tokens(text);
  }

  /** The last tokens. Throws where the document is not complete. */
  end(): readonly JsonToken[] {
    const rest = this.#held;
    this.#held = "";
    return [...(rest === "" ? [] : this.#tokens(rest)), ...this.#tokens(END)];
  }

  #tokens(text: string): readonly JsonToken[] {
    const result = this.#parser(text) as { readonly values: readonly JsonToken[] } | symbol;
    return typeof result === "symbol" ? [] : result.values;
  }
}
