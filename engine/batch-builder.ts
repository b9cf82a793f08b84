import type { Batch, BatchBuilder, PlaceInFile, RecordPlace } from "./batch.ts";
import type { Kernels } from "./kernels/kernels.ts";

/** Documents a batch holds at most. */
export const BATCH_DOCUMENTS = 16_384;
/** Kernel memory a batch's records may take before it is full; one longer record still fits. */
export const BATCH_BYTES = 8 * 2 ** 20;

/** A record refused by its reader, by place and reason. */
export interface Refusal {
  readonly row: number;
  readonly offset: number;
  readonly reason: string;
  /** Name of its file, with the member of an archive, where the part has more than one. */
  readonly file?: string;
}

/** Where the records of a part come from, from one row up to the row of the next place. */
export interface Place extends PlaceInFile {
  readonly row: number;
  /** Name of the input file. */
  readonly file: string;
}

/** What a reader had to say beside the documents of one batch. */
export interface BatchNotes {
  readonly refusals: readonly Refusal[];
  readonly places: readonly Place[];
}

/** A file as ids and quarantine name it: its own name, or `archive!member`. */
export const placeName = ({ file, member }: Pick<Place, "file" | "member">): string =>
  member === undefined ? file : `${file}!${member}`;

/** The builder that fills batches from one part; rows go on counting from batch to batch. */
export class PartBatchBuilder implements BatchBuilder {
  readonly kernels: Kernels;
  readonly #batch: Batch;
  readonly #limit: number;
  readonly #isRun: boolean;
  readonly #encoder = new TextEncoder();
  #idPrefix = "";
  #place: Omit<Place, "row"> = { file: "" };
  /** True while the present place differs from what the part says of itself and no record of it has been met. */
  #isUnnoted = false;
  /** Row that is not read any more: of the part, and of its present file. */
  #end = Number.POSITIVE_INFINITY;
  #start = 0;
  #nextRow = 0;
  refusals: Refusal[] = [];
  places: Place[] = [];

  /** `limit` is the records to read at most; `isRun` says that the part is a run of files. */
  constructor(batch: Batch, limit: number, isRun: boolean) {
    this.#batch = batch;
    this.kernels = batch.kernels;
    this.#limit = limit;
    this.#isRun = isRun;
  }

  /** Begins a file of the part, of which at most so many records are to be read; to be called before its first record. */
  enterFile(file: string, records = Number.POSITIVE_INFINITY): void {
    this.#end = Math.min(this.#limit, this.#nextRow + records);
    this.#enter({ file }, this.#isRun);
  }

  enter({ member, encoding }: PlaceInFile): void {
    const place = {
      file: this.#place.file,
      ...(member === undefined ? {} : { member }),
      ...(encoding === undefined ? {} : { encoding }),
    };
    this.#enter(place, true);
  }

  #enter(place: Omit<Place, "row">, isNoted: boolean): void {
    this.#place = place;
    this.#idPrefix = `${this.#batch.source}/${placeName(place)}@`;
    this.#isUnnoted = isNoted;
  }

  /** Notes a place once it turns out to have a record. */
  #note(): void {
    this.places.push({ row: this.#nextRow, ...this.#place });
    this.#isUnnoted = false;
  }

  /** Records met so far, the refused too. */
  get rows(): number {
    return this.#nextRow;
  }

  /** True when no more records of the present file are to be read. */
  get atLimit(): boolean {
    return this.#nextRow >= this.#end;
  }

  /** True when no more records of the part are to be read. */
  get isAtEnd(): boolean {
    return this.#nextRow >= this.#limit;
  }

  /** Begins the next batch at the present mark of kernel memory. */
  begin(): void {
    this.#start = this.kernels.mark();
    this.refusals = [];
    this.places = [];
  }

  get full(): boolean {
    const { count, capacity } = this.#batch;
    return (
      count >= capacity || this.refusals.length >= capacity || this.atLimit || this.kernels.mark() - this.#start >= BATCH_BYTES
    );
  }

  add(record: RecordPlace): void {
    if (this.atLimit) return;
    if (this.#isUnnoted) this.#note();
    const batch = this.#batch;
    if (batch.count >= batch.capacity) throw new Error("a reader added a record to a batch that said it was full");
    const at = batch.count++;
    batch.row[at] = this.#nextRow++;
    batch.offset[at] = record.offset;
    batch.textAt[at] = record.textAt;
    batch.textBytes[at] = record.textBytes;
    batch.urlAt[at] = record.urlAt;
    batch.urlBytes[at] = record.urlBytes;
    batch.metaAt[at] = record.metaAt;
    batch.metaBytes[at] = record.metaBytes;
    batch.alive[at] = 1;
    if (record.idBytes > 0) {
      batch.idAt[at] = record.idAt;
      batch.idBytes[at] = record.idBytes;
    } else {
      const made = this.#encoder.encode(this.#idPrefix + record.offset);
      batch.idAt[at] = batch.arena(made);
      batch.idBytes[at] = made.length;
    }
  }

  refuse(offset: number, reason: string): void {
    if (this.atLimit) return;
    if (this.#isUnnoted) this.#note();
    const file = this.#isRun || this.#place.member !== undefined ? { file: placeName(this.#place) } : {};
    this.refusals.push({ row: this.#nextRow++, offset, reason, ...file });
  }
}
