import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import yauzl from "yauzl";
import { InputError } from "../../engine/errors.ts";
import type { Awaitable } from "../../engine/stage.ts";
import type { ByteInput } from "./byte-input.ts";
import { tableOf } from "./encodings.ts";
import { GzipInput } from "./gzip-input.ts";
import { LimitedInput } from "./limited-input.ts";
import type { Member, MemberRefusal, Members } from "./members.ts";
import { bytesInMemory, type RandomBytes, stretchOf } from "./random-bytes.ts";
import { ZstdInput } from "./zstd-input.ts";

/** Compression methods (APPNOTE.TXT 4.4.5). */
const STORED = 0;
const DEFLATED = 8;
const ZSTD = 93;
/** Members up to these bytes, packed and unpacked, are decoded at once. */
const MOST_AT_ONCE = 256 * 1024;
/** Bit of the general purpose flags that says that a name is UTF-8 (APPNOTE.TXT 4.4.4). */
const UTF8_NAME = 0x800;

/** Lets yauzl read the directory from bytes that are open already. */
class DirectoryReader extends yauzl.RandomAccessReader {
  readonly #bytes: RandomBytes;
  constructor(bytes: RandomBytes) {
    super();
    this.#bytes = bytes;
  }
  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
    let fault: Error | null = null;
    try {
      let filled = 0;
      while (filled < length) {
        const read = this.#bytes.read(buffer.subarray(offset + filled), length - filled, position + filled);
        if (read === 0) throw new Error("unexpected EOF");
        filled += read;
      }
    } catch (error) {
      fault = error as Error;
    }
    setImmediate(callback, fault);
  }
}

/** Walks the directory of a zip; members are read where they lie, without yauzl's streams. */
export class ZipMembers implements Members {
  readonly #bytes: RandomBytes;
  readonly #name: string;
  readonly #maxExpansion: number;
  #zip: yauzl.ZipFile | undefined;
  /** Decoded bytes of all members so far: together they may not be more than the archive may grow to. */
  #decoded = 0;
  position = 0;

  constructor(bytes: RandomBytes, name: string, { maxExpansion }: { readonly maxExpansion: number }) {
    this.#bytes = bytes;
    this.#name = name;
    this.#maxExpansion = maxExpansion;
  }

  async next(): Promise<Member | undefined> {
    this.#zip ??= await this.#open();
    for (;;) {
      const entry = await this.#nextEntry(this.#zip);
      if (!entry) return undefined;
      const path = nameOf(entry);
      if (path.endsWith("/")) continue;
      const refused = refusalOf(entry);
      const start = refused === undefined ? await this.#startOf(this.#zip, entry) : 0;
      this.position = start + entry.compressedSize;
      const content = stretchOf(this.#bytes, start, entry.compressedSize);
      return {
        path,
        ...(refused === undefined ? {} : { refused }),
        open: () => this.#decode(content, entry, `${this.#name}!${path}`),
        ...(entry.compressionMethod === STORED ? { random: content } : {}),
      };
    }
  }

  #decode(content: RandomBytes, { compressionMethod, crc32: checksum, uncompressedSize }: yauzl.Entry, name: string): ByteInput {
    const range = { start: 0, end: content.bytes, decodedStart: 0 };
    const atOnce = compressionMethod === DEFLATED ? inflateAtOnce(content, uncompressedSize) : content;
    const input =
      compressionMethod === ZSTD
        ? new ZstdInput(content, name, range)
        : atOnce
          ? decodePlain(atOnce)
          : new GzipInput(content, name, createInflateRaw);
    const checked = new CheckedInput(input, checksum, uncompressedSize, name, (bytes) => {
      this.#decoded += bytes;
    });
    return new LimitedInput(checked, {
      name: this.#name,
      compressedBytes: this.#bytes.bytes,
      decodedStart: this.#decoded,
      maxExpansion: this.#maxExpansion,
    });
  }

  #open(): Promise<yauzl.ZipFile> {
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
    return new Promise((resolve, reject) => {
      yauzl.fromRandomAccessReader(new DirectoryReader(this.#bytes), this.#bytes.bytes, options, (error, zip) =>
        error ? reject(this.#fault(error)) : resolve(zip),
      );
    });
  }

  #nextEntry(zip: yauzl.ZipFile): Promise<yauzl.Entry | undefined> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        zip.removeAllListeners();
        act();
      };
      zip.once("entry", (entry: yauzl.Entry) => settle(() => resolve(entry)));
      zip.once("end", () => settle(() => resolve(undefined)));
      zip.once("error", (error: Error) => settle(() => reject(this.#fault(error))));
      zip.readEntry();
    });
  }

  #startOf(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<number> {
    return new Promise((resolve, reject) => {
      zip.readLocalFileHeader(entry, { minimal: true }, (error, header) =>
        error ? reject(this.#fault(error)) : resolve(header.fileDataStart),
      );
    });
  }

  #fault(cause: Error): InputError {
    if (cause instanceof InputError) return cause;
    return new InputError(`${this.#name}: zip: ${cause.message}. Fetch or make the file again.`, "INPUT_CORRUPT", { cause });
  }

  close(): void {
    this.#bytes.close();
  }
}

/** The content of a small member, as a decoder of its own costs more than such a member; undefined where it is larger or damaged. */
function inflateAtOnce(content: RandomBytes, bytes: number): RandomBytes | undefined {
  if (bytes > MOST_AT_ONCE || content.bytes > MOST_AT_ONCE) return undefined;
  const deflated = new Uint8Array(content.bytes);
  if (content.read(deflated, deflated.length, 0) < deflated.length) return undefined;
  try {
    return bytesInMemory(inflateRawSync(deflated, { maxOutputLength: Math.max(1, bytes) }));
  } catch {
    return undefined;
  }
}

const decodePlain = (content: RandomBytes): ByteInput => {
  let position = 0;
  return {
    decodedEnd: Number.POSITIVE_INFINITY,
    get position() {
      return position;
    },
    ready: () => undefined,
    read(into) {
      const bytes = content.read(into, into.length, position);
      position += bytes;
      return bytes;
    },
    close: () => content.close(),
  };
};

function refusalOf(entry: yauzl.Entry): MemberRefusal | undefined {
  if (entry.isEncrypted()) return "encrypted-member";
  return [STORED, DEFLATED, ZSTD].includes(entry.compressionMethod) ? undefined : "member-compression-unknown";
}

const strict = new TextDecoder("utf-8", { fatal: true });

/** A name is UTF-8 where its flag says so or its bytes are; else CP949, which Korean Windows writes without saying so; else Latin letters. */
function nameOf(entry: yauzl.Entry): string {
  const raw = entry.fileName as unknown as Buffer;
  try {
    return strict.decode(raw);
  } catch {
    if ((entry.generalPurposeBitFlag & UTF8_NAME) !== 0) return raw.toString("utf8");
    return asCp949(raw) ?? raw.toString("latin1");
  }
}

function asCp949(raw: Uint8Array): string | undefined {
  const { pairs } = tableOf("cp949");
  let name = "";
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at] as number;
    const unit = byte < 0x80 ? byte : (pairs[(byte << 8) | (raw[++at] ?? 0)] as number);
    if (unit === 0) return undefined;
    name += String.fromCharCode(unit);
  }
  return name;
}

/** Holds what a member decodes to against the size and checksum that the directory states. */
class CheckedInput implements ByteInput {
  readonly decodedEnd = Number.POSITIVE_INFINITY;
  readonly #input: ByteInput;
  readonly #wanted: { readonly checksum: number; readonly bytes: number; readonly name: string };
  readonly #onRead: (bytes: number) => void;
  #checksum = 0;
  #bytes = 0;

  constructor(input: ByteInput, checksum: number, bytes: number, name: string, onRead: (bytes: number) => void) {
    this.#input = input;
    this.#wanted = { checksum, bytes, name };
    this.#onRead = onRead;
  }

  get position(): number {
    return this.#input.position;
  }

  ready(bytes: number): Promise<void> | undefined {
    return this.#input.ready(bytes);
  }

  read(into: Uint8Array): number {
    const read = this.#input.read(into);
    const { checksum, bytes, name } = this.#wanted;
    if (read === 0 && into.length > 0 && (this.#bytes !== bytes || this.#checksum !== checksum)) {
      throw new InputError(
        `${name}: zip: its content is not what the directory states, got ${this.#bytes} bytes with another checksum or size, wanted ${bytes}. Fetch or make the file again.`,
        this.#bytes < bytes ? "INPUT_TRUNCATED" : "INPUT_CORRUPT",
      );
    }
    this.#checksum = crc32(into.subarray(0, read), this.#checksum);
    this.#bytes += read;
    this.#onRead(read);
    return read;
  }

  close(): Awaitable<void> {
    return this.#input.close();
  }
}
