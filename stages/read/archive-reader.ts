import type { BatchBuilder } from "../../engine/batch.ts";
import { InputError } from "../../engine/errors.ts";
import type { PartRange, PartReader } from "../../engine/source.ts";
import { ArcScanner } from "./arc-scanner.ts";
import type { ArchiveScanner } from "./archive-record.ts";
import { ArchiveWindow } from "./archive-window.ts";
import type { ByteInput } from "./byte-input.ts";
import { CountingBuilder } from "./counting-builder.ts";
import type { FieldMapping } from "./fields.ts";
import type { PageOptions } from "./html-page.ts";
import { ValueRecords } from "./value-records.ts";
import { WarcScanner } from "./warc-scanner.ts";
import { documentOf } from "./web-document.ts";

/** What of an archive is read, and how. */
export interface ArchiveOptions extends PageOptions {
  /** WARC-Types that may be documents. */
  readonly records: readonly string[];
  readonly maxRecordBytes: number;
}

/** Bytes by which the kind of an archive is told. */
const LOOK_BYTES = 16;

/** Reads the documents of a web archive: WARC and WET, or ARC, told apart by their first bytes. Holds one record at a time. */
export class ArchiveReader implements PartReader {
  readonly #input: ByteInput;
  readonly #name: string;
  readonly #start: number;
  readonly #window: ArchiveWindow;
  readonly #records: ValueRecords;
  readonly #options: ArchiveOptions;
  #scanner: ArchiveScanner | undefined;
  #done = false;
  #fault: unknown;

  constructor(
    input: ByteInput,
    part: Pick<PartRange, "start" | "decodedStart"> & { readonly file: { readonly name: string } },
    mapping: FieldMapping,
    options: ArchiveOptions,
  ) {
    this.#input = input;
    this.#name = part.file.name;
    this.#start = part.start;
    this.#window = new ArchiveWindow(input, part.decodedStart);
    this.#records = new ValueRecords(mapping, options.maxRecordBytes);
    this.#options = options;
  }

  get bytesRead(): number {
    return this.#input.position - this.#start;
  }

  async fill(builder: BatchBuilder): Promise<boolean> {
    if (this.#fault) throw this.#fault;
    const counted = new CountingBuilder(builder);
    try {
      if (!this.#done) await this.#fill(counted);
    } catch (error) {
      // What was read before the fault is delivered first.
      if (counted.count === 0) throw error;
      this.#fault = error;
    }
    return counted.count > 0 || !this.#done;
  }

  async #fill(builder: CountingBuilder): Promise<void> {
    this.#scanner ??= await this.#open();
    while (this.#scanner && !builder.full) {
      const scanned = await this.#scanner.next();
      if (scanned === undefined) break;
      if ("refused" in scanned) builder.refuse(scanned.offset, scanned.refused);
      else {
        const document = documentOf(scanned, this.#options, this.#options.maxRecordBytes);
        if (typeof document === "string") builder.refuse(scanned.offset, document);
        else if (document) this.#records.add(document, scanned.offset, builder);
      }
    }
    if (builder.full) return;
    this.#done = true;
    if (this.#window.fault) throw this.#window.fault;
  }

  async #open(): Promise<ArchiveScanner | undefined> {
    const window = this.#window;
    await window.load(LOOK_BYTES);
    const head = Buffer.from(window.bytes(0, Math.min(window.held, LOOK_BYTES))).toString("latin1");
    const { records, maxRecordBytes } = this.#options;
    if (head.startsWith("filedesc:")) return new ArcScanner(window, maxRecordBytes);
    if (head.trimStart().startsWith("WARC/"))
      return new WarcScanner(
        window,
        (type) => records.includes(type),
        maxRecordBytes,
        () => this.#input.decodedEnd,
      );
    if (window.held === 0) return undefined;
    throw new InputError(
      `${this.#name}: is no web archive, got other first bytes than WARC/ or filedesc:. Name a WARC, WET or ARC file.`,
      "INPUT_FORMAT",
    );
  }

  async close(): Promise<void> {
    await this.#input.close();
  }
}
