import type { BatchBuilder } from "../../../engine/batch.ts";
import { InputError } from "../../../engine/errors.ts";
import type { PartRange, PartReader } from "../../../engine/source.ts";
import { CountingBuilder } from "../counting-builder.ts";
import { Damaged, type TableRefusal } from "../damaged.ts";
import { type FieldMapping, onlyFields } from "../fields.ts";
import type { RandomAccess } from "../random-access.ts";
import { checkRows, maxPageBytes, RecordBytes, type TableLimits } from "../table-limits.ts";
import { ValueRecords } from "../value-records.ts";
import type { PageLimits } from "./column-pages.ts";
import { type Footer, type RowGroupPlan, readFooter } from "./footer.ts";
import { type WantedColumn, wantedColumns } from "./project.ts";
import { type RowBlock, RowBlocks } from "./row-blocks.ts";

/**
 * Reads the row groups of a Parquet file whose first byte lies in a part. A record's offset is its row in the file. Where pages cannot
 * be decoded, the rest of the row group's rows are refused and reading goes on with the next.
 */
export class ParquetReader implements PartReader {
  readonly #file: RandomAccess;
  readonly #name: string;
  readonly #range: Pick<PartRange, "start" | "end">;
  readonly #mapping: FieldMapping;
  #records: ValueRecords | undefined;
  readonly #tableLimits: TableLimits;
  readonly #limits: PageLimits;
  #footer: Footer | undefined;
  #columns: readonly WantedColumn[] = [];
  /** The part's row groups that are not yet begun, and the one that is being read. */
  #waiting: RowGroupPlan[] = [];
  #group: RowGroupPlan | undefined;
  #blocks: RowBlocks | undefined;
  #block: RowBlock | undefined;
  #blockRow = 0;
  /** Rows of the present row group that were added or refused. */
  #done = 0;
  /** Why the rest of the present row group is refused, once it is. */
  #refusal: TableRefusal = "unreadable-row-group";
  readonly #recordBytes: RecordBytes;
  #fault: unknown;
  bytesRead = 0;

  constructor(
    file: RandomAccess,
    name: string,
    range: Pick<PartRange, "start" | "end">,
    mapping: FieldMapping,
    limits: TableLimits,
  ) {
    this.#file = file;
    this.#name = name;
    this.#range = range;
    this.#mapping = mapping;
    this.#tableLimits = limits;
    this.#recordBytes = new RecordBytes(name, limits);
    this.#limits = { maxPageBytes: maxPageBytes(limits), maxExpansion: limits.maxExpansion };
  }

  fill(builder: BatchBuilder): boolean {
    if (this.#fault) throw this.#fault;
    const counted = new CountingBuilder(builder);
    try {
      if (!this.#footer) this.#open();
      while (!counted.full && this.#advance()) this.#addRows(this.#group as RowGroupPlan, counted);
    } catch (error) {
      // What was read before the fault is delivered first.
      if (counted.count === 0) throw error;
      this.#fault = error;
    }
    return counted.count > 0 || this.#group !== undefined;
  }

  #open(): void {
    this.#footer = readFooter(this.#file, this.#name);
    this.#columns = wantedColumns(this.#footer.schema, this.#mapping);
    const { maxRecordBytes, maxDepth } = this.#tableLimits;
    const names = new Set(this.#columns.map(({ name }) => name));
    this.#records = new ValueRecords(onlyFields(this.#mapping, names), maxRecordBytes, maxDepth);
    const { start, end } = this.#range;
    this.#waiting = this.#footer.groups.filter((group) => group.start >= start && group.start < end);
  }

  /** Goes on to the next row group where the present one is done; false behind the last. */
  #advance(): boolean {
    while (!this.#group || this.#done === this.#group.rows) {
      if (this.#group) this.bytesRead += this.#group.bytes;
      const group = this.#waiting.shift();
      this.#group = group;
      this.#blocks = undefined;
      this.#block = undefined;
      this.#done = 0;
      if (!group) return false;
      checkRows(this.#name, group.rows, group.bytes, this.#tableLimits);
      this.#recordBytes.begin(group.bytes);
      this.#decode(() => {
        this.#blocks = new RowBlocks(this.#file, this.#name, group, this.#columns, this.#limits);
      });
    }
    return true;
  }

  #addRows(group: RowGroupPlan, builder: CountingBuilder): void {
    if (!this.#block && this.#blocks)
      this.#decode(() => {
        this.#block = this.#blocks?.next();
        this.#blockRow = 0;
      });
    if (this.#block) this.#addBlock(group, this.#block, builder);
    else
      for (; this.#done < group.rows && !builder.full; this.#done++) builder.refuse(group.firstRow + this.#done, this.#refusal);
  }

  #addBlock(group: RowGroupPlan, block: RowBlock, builder: CountingBuilder): void {
    const record: Record<string, unknown> = {};
    while (this.#blockRow < block.rows && !builder.full) {
      for (const { name, values } of block.columns) record[name] = values[this.#blockRow];
      this.#recordBytes.add(this.#records?.add(record, group.firstRow + this.#done, builder) ?? 0);
      this.#blockRow++;
      this.#done++;
    }
    if (this.#blockRow === block.rows) this.#block = undefined;
  }

  /** Runs a step of decoding: whatever the decoder throws at bytes that make no sense ends the row group, not the file. */
  #decode(step: () => void): void {
    try {
      step();
    } catch (error) {
      // The disk's fault, or one that every row group of the file has.
      if (error instanceof InputError) throw error;
      this.#refusal = error instanceof Damaged ? error.refusal : "unreadable-row-group";
      this.#blocks = undefined;
      this.#block = undefined;
    }
  }

  close(): void {
    this.#file.close();
  }
}
