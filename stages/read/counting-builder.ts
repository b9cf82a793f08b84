import type { BatchBuilder, PlaceInFile, RecordPlace } from "../../engine/batch.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";

/** Counts what one batch was given, so that a reader knows whether it has something to deliver before it throws. */
export class CountingBuilder implements BatchBuilder {
  readonly kernels: Kernels;
  readonly #builder: BatchBuilder;
  added = 0;
  refused = 0;
  constructor(builder: BatchBuilder) {
    this.kernels = builder.kernels;
    this.#builder = builder;
  }
  get count(): number {
    return this.added + this.refused;
  }
  /** A batch has one record at least, even when the first record alone fills it before it is whole. */
  get full(): boolean {
    return this.#builder.full && this.count > 0;
  }
  add(record: RecordPlace): void {
    this.added++;
    this.#builder.add(record);
  }
  refuse(offset: number, reason: string): void {
    this.refused++;
    this.#builder.refuse(offset, reason);
  }
  enter(place: PlaceInFile): void {
    this.#builder.enter(place);
  }
}
