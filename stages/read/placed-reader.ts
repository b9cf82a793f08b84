import type { BatchBuilder, PlaceInFile, RecordPlace } from "../../engine/batch.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import type { PartReader } from "../../engine/source.ts";
import type { Awaitable } from "../../engine/stage.ts";

/** Reads records of one place: says so before the first of them, and names what no character could be made of by its encoding. */
export class PlacedReader implements PartReader {
  readonly #reader: PartReader;
  readonly #place: PlaceInFile;
  #isEntered = false;

  constructor(reader: PartReader, place: PlaceInFile) {
    this.#reader = reader;
    this.#place = place;
  }

  get bytesRead(): number {
    return this.#reader.bytesRead;
  }

  fill(builder: BatchBuilder): Awaitable<boolean> {
    if (!this.#isEntered) builder.enter(this.#place);
    this.#isEntered = true;
    return this.#reader.fill(this.#place.encoding === undefined ? builder : new DecodedBuilder(builder));
  }

  close(): Awaitable<void> {
    return this.#reader.close();
  }
}

/** What is no UTF-8 in a file of another encoding is what that encoding does not have. */
class DecodedBuilder implements BatchBuilder {
  readonly #builder: BatchBuilder;
  constructor(builder: BatchBuilder) {
    this.#builder = builder;
  }
  get kernels(): Kernels {
    return this.#builder.kernels;
  }
  get full(): boolean {
    return this.#builder.full;
  }
  add(record: RecordPlace): void {
    this.#builder.add(record);
  }
  refuse(offset: number, reason: string): void {
    this.#builder.refuse(offset, reason === "invalid-utf8" ? "invalid-encoding" : reason);
  }
  enter(place: PlaceInFile): void {
    this.#builder.enter(place);
  }
}
