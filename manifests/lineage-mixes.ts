import { canonicalJson } from "../engine/canonical-json.ts";
import { IntegrityError } from "../engine/errors.ts";
import type { MixRecord } from "../engine/lineage.ts";
import type { Selection, Shard } from "../engine/mix.ts";
import { BulkInsert } from "./bulk-insert.ts";
import type { LineageDatabase } from "./lineage-file.ts";
import { documentNumber, placeNumber } from "./places.ts";

function checkShape({ plan, selection, shards }: MixRecord): void {
  const starts = selection.shardStart;
  const counted = shards.every(({ documents }, shard) => (starts[shard + 1] as number) - (starts[shard] as number) === documents);
  if (starts.length === shards.length + 1 && starts[shards.length] === selection.documents && counted) return;
  throw new IntegrityError(
    `lineage, mix ${plan.mix}: shards do not hold the selection, got ${shards.map(({ documents }) => documents).join("+")} documents, wanted ${selection.documents} cut at ${starts.join(", ")}. Report this as a bug.`,
    "LINEAGE_SHAPE",
  );
}

/** Writes mixes: recipe, plan, shards and the place of every document. */
export class LineageMixes {
  readonly #database: LineageDatabase;
  readonly #placements: BulkInsert;

  constructor(database: LineageDatabase) {
    this.#database = database;
    this.#placements = new BulkInsert(database, "placements", ["place", "document", "bucket", "copy"]);
  }

  /** Writes one mix in one transaction; an earlier drawing of the same name goes. */
  write(record: MixRecord): void {
    checkShape(record);
    try {
      this.#database.transaction(() => this.#write(record)).immediate();
    } catch (error) {
      this.#placements.clear();
      throw error;
    }
  }

  #write({ recipe, plan, selection, shards }: MixRecord): void {
    const mix = this.#numberOf(plan.mix);
    this.#database
      .prepare("INSERT INTO mixes (mix, name, recipe, plan) VALUES (?, ?, ?, ?)")
      .run(mix, plan.mix, canonicalJson(recipe), canonicalJson(plan));
    const bucket = this.#database.prepare("INSERT INTO buckets (mix, bucket, name) VALUES (?, ?, ?)");
    for (const [index, { name }] of plan.buckets.entries()) bucket.run(mix, index, name);
    this.#writeShards(mix, shards);
    this.#writePlacements(mix, selection);
  }

  /** Forgets every mix that is not named. */
  keepOnly(names: readonly string[]): void {
    const known = this.#database.prepare("SELECT mix, name FROM mixes").all() as {
      readonly mix: number;
      readonly name: string;
    }[];
    const gone = known.filter(({ name }) => !names.includes(name));
    this.#database.transaction(() => {
      for (const { mix } of gone) this.#forget(mix);
    })();
  }

  /** Number of a mix by its name, with nothing left of what it held. */
  #numberOf(name: string): number {
    const known = this.#database.prepare("SELECT mix FROM mixes WHERE name = ?").pluck().get(name) as number | undefined;
    if (known === undefined) return this.#database.prepare("SELECT coalesce(max(mix) + 1, 0) FROM mixes").pluck().get() as number;
    this.#forget(known);
    return known;
  }

  #forget(known: number): void {
    for (const table of ["mixes", "buckets", "shards"]) this.#database.prepare(`DELETE FROM ${table} WHERE mix = ?`).run(known);
    this.#database
      .prepare("DELETE FROM placements WHERE place >= ? AND place < ?")
      .run(placeNumber(known, 0, 0), placeNumber(known, 0, 0) + 2 ** 45);
  }

  #writeShards(mix: number, shards: readonly Shard[]): void {
    const insert = this.#database.prepare(
      "INSERT INTO shards (mix, shard, file, documents, tokens, bytes, raw_bytes, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    );
    for (const [index, { file, documents, tokens, bytes, rawBytes, sha256 }] of shards.entries())
      insert.run(mix, index, file, documents, tokens, bytes, rawBytes, sha256);
  }

  #writePlacements(mix: number, { part, row, bucket, copy, shardStart }: Selection): void {
    for (let shard = 0; shard + 1 < shardStart.length; shard++) {
      const start = shardStart[shard] as number;
      const end = shardStart[shard + 1] as number;
      const first = placeNumber(mix, shard, 0);
      if (end > start) placeNumber(mix, shard, end - start - 1);
      for (let at = start; at < end; at++)
        this.#placements.add(
          first + at - start,
          documentNumber(part[at] as number, row[at] as number),
          bucket[at] as number,
          copy[at] as number,
        );
    }
    this.#placements.flush();
  }
}
