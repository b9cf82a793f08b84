import { InputError } from "../../engine/errors.ts";
import type { Awaitable } from "../../engine/stage.ts";
import type { ByteInput } from "./byte-input.ts";
import type { LookedAt } from "./look-at.ts";
import type { Member, Members } from "./members.ts";
import { type RandomBytes, stretchOf } from "./random-bytes.ts";
import { paxFields, TAR_BLOCK, type TarHeader, tarHeader } from "./tar-header.ts";

/** Words about an entry that are longer than this are taken for damage. */
const MOST_WORDS = 1024 * 1024;
const SKIP_BYTES = 256 * 1024;
/** Types of entries that have no content, whatever size they state. */
const WITHOUT_CONTENT = new Set(["1", "2", "3", "4", "5", "6"]);
const decoder = new TextDecoder();

/** What came before an entry about it: a longer path, a larger size. */
interface Words {
  path?: string | undefined;
  bytes?: number | undefined;
  isSparse?: boolean;
}

/** Walks a tar (ustar, pax, GNU, v7), plain or compressed, from front to back. */
export class TarMembers implements Members {
  readonly #archive: LookedAt;
  readonly #name: string;
  /** The archive's own bytes, where it is not compressed. */
  readonly #random: RandomBytes | undefined;
  readonly #input: ByteInput;
  readonly #scratch = new Uint8Array(SKIP_BYTES);
  /** Decoded bytes of the archive that were read. */
  #offset = 0;
  /** Where the present member ends, with its padding. */
  #end = 0;

  constructor(archive: LookedAt, name: string, random?: RandomBytes) {
    this.#archive = archive;
    this.#name = name;
    this.#random = random;
    this.#input = archive.open();
  }

  get position(): number {
    return this.#input.position;
  }

  async next(): Promise<Member | undefined> {
    const words: Words = {};
    for (;;) {
      await this.#skipTo(this.#end);
      const block = await this.#take(TAR_BLOCK);
      if (block.length === 0) throw this.#fault("ends without the mark that ends a tar file", "INPUT_TRUNCATED");
      const header = block.length < TAR_BLOCK ? "damaged" : tarHeader(block);
      if (header === "damaged")
        throw this.#fault(`has no sound header at decoded byte ${this.#offset - block.length}`, "INPUT_CORRUPT");
      if (header === "end") return this.#finish();
      const content = this.#offset;
      const isAboutNext = "xgLK".includes(header.type);
      const bytes = WITHOUT_CONTENT.has(header.type) ? 0 : isAboutNext ? header.bytes : (words.bytes ?? header.bytes);
      this.#end = content + Math.ceil(bytes / TAR_BLOCK) * TAR_BLOCK;
      if (isAboutNext) await this.#takeWords(header, words);
      else if (header.type !== "5") return this.#member(header, words, content, bytes);
      else words.path = undefined;
    }
  }

  #member(header: TarHeader, words: Words, content: number, bytes: number): Member {
    const path = words.path ?? header.path;
    if (!"07".includes(header.type) || words.isSparse) {
      const nothing = () => new StretchInput(this.#input, 0, () => undefined, this.#name);
      return { path, refused: "member-not-a-file", open: nothing };
    }
    let isFirst = true;
    return {
      path,
      open: () => {
        if (!isFirst) return new LaterInput(this.#archive.open(), content, bytes, this.#name);
        isFirst = false;
        return new StretchInput(
          this.#input,
          bytes,
          (read) => {
            this.#offset += read;
          },
          `${this.#name}!${path}`,
        );
      },
      ...(this.#random === undefined ? {} : { random: stretchOf(this.#random, content, bytes) }),
    };
  }

  async #takeWords({ type, bytes }: TarHeader, words: Words): Promise<void> {
    if (bytes > MOST_WORDS)
      throw this.#fault(`has ${bytes} bytes of words about one entry, wanted at most ${MOST_WORDS}`, "INPUT_CORRUPT");
    const content = await this.#take(bytes);
    if (type === "L") words.path = decoder.decode(content).replace(/\0[\s\S]*$/, "");
    if (type !== "x") return;
    const fields = paxFields(content);
    if (fields === undefined)
      throw this.#fault(`has malformed words about an entry at decoded byte ${this.#offset}`, "INPUT_CORRUPT");
    words.path = fields.get("path") ?? words.path;
    const size = fields.get("size");
    if (size !== undefined) words.bytes = Number(size);
    if (words.bytes !== undefined && !(Number.isSafeInteger(words.bytes) && words.bytes >= 0))
      throw this.#fault("states a size that is none", "INPUT_CORRUPT");
    words.isSparse = [...fields.keys()].some((key) => key.startsWith("GNU.sparse."));
  }

  /** Behind the mark only zero bytes may follow: a second archive there would be passed over in silence. */
  async #finish(): Promise<undefined> {
    for (let piece = await this.#take(SKIP_BYTES); piece.length > 0; piece = await this.#take(SKIP_BYTES)) {
      if (piece.every((byte) => byte === 0)) continue;
      throw this.#fault("holds something behind its end mark, as if two tar files were put together", "INPUT_CORRUPT");
    }
    return undefined;
  }

  async #skipTo(end: number): Promise<void> {
    while (this.#offset < end) {
      const piece = await this.#take(Math.min(SKIP_BYTES, end - this.#offset));
      if (piece.length === 0) throw this.#fault("ends inside a member", "INPUT_TRUNCATED");
    }
  }

  /** The next bytes, fewer at the end; valid until it is called again. */
  async #take(bytes: number): Promise<Uint8Array> {
    const into = bytes <= SKIP_BYTES ? this.#scratch.subarray(0, bytes) : new Uint8Array(bytes);
    const wait = this.#input.ready(bytes);
    if (wait) await wait;
    let filled = 0;
    while (filled < bytes) {
      const read = this.#input.read(into.subarray(filled));
      if (read === 0) break;
      filled += read;
    }
    this.#offset += filled;
    return into.subarray(0, filled);
  }

  #fault(what: string, code: string): InputError {
    return new InputError(`${this.#name}: tar: ${what}. Fetch or make the file again.`, code);
  }

  async close(): Promise<void> {
    await this.#input.close();
    this.#random?.close();
  }
}

/** Some bytes of an input from where it is; the input stays open. */
class StretchInput implements ByteInput {
  readonly decodedEnd = Number.POSITIVE_INFINITY;
  readonly #input: ByteInput;
  readonly #onRead: (bytes: number) => void;
  readonly #name: string;
  #left: number;

  constructor(input: ByteInput, bytes: number, onRead: (bytes: number) => void, name: string) {
    this.#input = input;
    this.#left = bytes;
    this.#onRead = onRead;
    this.#name = name;
  }

  get position(): number {
    return this.#input.position;
  }

  ready(bytes: number): Promise<void> | undefined {
    return this.#input.ready(Math.min(bytes, this.#left));
  }

  read(into: Uint8Array): number {
    if (this.#left === 0) return 0;
    const bytes = this.#input.read(into.subarray(0, this.#left));
    if (bytes === 0)
      throw new InputError(`${this.#name}: ends ${this.#left} bytes early. Fetch or make the file again.`, "INPUT_TRUNCATED");
    this.#left -= bytes;
    this.#onRead(bytes);
    return bytes;
  }

  close(): void {}
}

/** Some bytes of an input that was opened anew, from further on: what lies before them is read and left. */
class LaterInput implements ByteInput {
  readonly decodedEnd = Number.POSITIVE_INFINITY;
  readonly #input: ByteInput;
  readonly #stretch: StretchInput;
  #before: number;

  constructor(input: ByteInput, offset: number, bytes: number, name: string) {
    this.#input = input;
    this.#before = offset;
    this.#stretch = new StretchInput(input, bytes, () => undefined, name);
  }

  get position(): number {
    return this.#input.position;
  }

  ready(bytes: number): Promise<void> | undefined {
    return this.#before === 0 ? this.#stretch.ready(bytes) : this.#skip(bytes);
  }

  async #skip(bytes: number): Promise<void> {
    const scratch = new Uint8Array(SKIP_BYTES);
    while (this.#before > 0) {
      const most = Math.min(this.#before, SKIP_BYTES);
      await this.#input.ready(most);
      const read = this.#input.read(scratch.subarray(0, most));
      if (read === 0) break;
      this.#before -= read;
    }
    await this.#stretch.ready(bytes);
  }

  read(into: Uint8Array): number {
    return this.#stretch.read(into);
  }

  close(): Awaitable<void> {
    return this.#input.close();
  }
}
