import type { LineageRecorder, MixRecord, PartRecord, RunHeader } from "../engine/lineage.ts";
import { type LineageDatabase, openLineageForWriting } from "./lineage-file.ts";
import { LineageMixes } from "./lineage-mixes.ts";
import { LineageParts } from "./lineage-parts.ts";

/** The recorder that keeps lineage in one SQLite file. */
export interface LineageDb extends LineageRecorder {
  readonly path: string;
}

/** Exit code of a run that was asked to stop: it will go on, so indexes can wait. */
const INTERRUPTED = 130;

const INDEXES = {
  documents_id: "CREATE INDEX IF NOT EXISTS documents_id ON documents (id)",
  documents_url: "CREATE INDEX IF NOT EXISTS documents_url ON documents (url) WHERE url IS NOT NULL",
  placements_document: "CREATE INDEX IF NOT EXISTS placements_document ON placements (document)",
} as const;

function buildIndexes(database: LineageDatabase): void {
  for (const statement of Object.values(INDEXES)) database.exec(statement);
}

function writeHeader(database: LineageDatabase, run: RunHeader): number {
  const number = database.prepare("SELECT run FROM runs WHERE started_ms = ? AND plan = ?").pluck().get(run.startedMs, run.plan);
  const runNumber =
    (number as number | undefined) ?? (database.prepare("SELECT coalesce(max(run), 0) + 1 FROM runs").pluck().get() as number);
  database
    .prepare("INSERT OR REPLACE INTO runs (run, name, plan, seed, tool, plan_json, started_ms) VALUES (?, ?, ?, ?, ?, ?, ?)")
    .run(runNumber, run.name, run.plan, run.seed, run.tool, run.planJson, run.startedMs);
  database.prepare("DELETE FROM settings WHERE run = ?").run(runNumber);
  const setting = database.prepare("INSERT OR REPLACE INTO settings (run, path, value) VALUES (?, ?, ?)");
  for (const { path, value } of run.settings) setting.run(runNumber, path, value);
  return runNumber;
}

function writeSourcesAndReasons(database: LineageDatabase, run: RunHeader): void {
  database.exec("DELETE FROM sources; DELETE FROM inputs; DELETE FROM reasons");
  const source = database.prepare("INSERT INTO sources (source, name) VALUES (?, ?)");
  for (const [index, name] of run.sources.entries()) source.run(index, name);
  const input = database.prepare("INSERT OR REPLACE INTO inputs (source, name, bytes, sha256) VALUES (?, ?, ?, ?)");
  for (const { source: name, name: file, bytes, sha256 } of run.inputs) input.run(run.sources.indexOf(name), file, bytes, sha256);
  const reason = database.prepare(
    "INSERT INTO reasons (reason_index, stage_index, stage, reason, description, kind, threshold, edit_bit) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  for (const { index, stageIndex, stage, reason: word, description, kind, threshold, editBit } of run.reasons)
    reason.run(index, stageIndex, stage, word, description, kind, threshold, editBit);
}

/** What numbers in the rows of parts mean; where it changed, recorded parts would be misread. */
const meaningOf = (
  sources: readonly string[],
  reasons: readonly { stage: string; reason: string; kind: string; editBit: number }[],
) => JSON.stringify([sources, reasons.map(({ stage, reason, kind, editBit }) => [stage, reason, kind, editBit])]);

function recordedMeaning(database: LineageDatabase): string {
  const sources = database.prepare("SELECT name FROM sources ORDER BY source").pluck().all() as string[];
  const reasons = database.prepare("SELECT stage, reason, kind, edit_bit AS editBit FROM reasons ORDER BY reason_index").all();
  return meaningOf(sources, reasons as { stage: string; reason: string; kind: string; editBit: number }[]);
}

class SqliteLineage implements LineageDb {
  readonly path: string;
  readonly #database: LineageDatabase;
  readonly #parts: LineageParts;
  readonly #mixes: LineageMixes;
  #run: number | undefined;
  #mixesForgotten = false;

  constructor(path: string) {
    this.path = path;
    this.#database = openLineageForWriting(path);
    this.#parts = new LineageParts(this.#database);
    this.#mixes = new LineageMixes(this.#database);
  }

  begin(run: RunHeader): void {
    this.#database
      .transaction(() => {
        if (recordedMeaning(this.#database) !== meaningOf(run.sources, run.reasons)) this.#parts.forgetFrom(0);
        writeSourcesAndReasons(this.#database, run);
        this.#run = writeHeader(this.#database, run);
      })
      .immediate();
  }

  recordedParts(): ReadonlyMap<number, string> {
    const rows = this.#database.prepare("SELECT part, key FROM parts ORDER BY part").raw().all() as [number, string][];
    return new Map(rows);
  }

  part(segments: Iterable<PartRecord>): void {
    // Loading with indexes in place costs twice the time, so they go with the first part and come back at the end.
    this.#dropIndexes("documents_id", "documents_url");
    // Mixes drawn before speak of documents that are about to change.
    if (!this.#mixesForgotten) this.keepMixes([]);
    this.#mixesForgotten = true;
    this.#parts.write(segments);
  }

  forgetPartsFrom(index: number): void {
    this.#database.transaction(() => this.#parts.forgetFrom(index)).immediate();
  }

  numbers(part: number, name: string, values: Float64Array): void {
    this.#database.transaction(() => this.#parts.writeNumbers(part, name, values)).immediate();
  }

  mix(record: MixRecord): void {
    const wasIndexed = this.#dropIndexes("placements_document");
    this.#mixes.write(record);
    if (wasIndexed) this.#database.exec(INDEXES.placements_document);
  }

  keepMixes(names: readonly string[]): void {
    this.#mixes.keepOnly(names);
  }

  countStates(): { readonly kept: number; readonly quarantined: number; readonly removed: ReadonlyMap<number, number> } {
    return this.#parts.countStates();
  }

  end(summary: { readonly finishedMs: number; readonly exit: number }): void {
    if (this.#run === undefined) throw new Error("lineage: a run ended that had not begun. Call begin first.");
    if (summary.exit !== INTERRUPTED) buildIndexes(this.#database);
    this.#database
      .prepare("UPDATE runs SET finished_ms = ?, exit = ? WHERE run = ?")
      .run(summary.finishedMs, summary.exit, this.#run);
  }

  close(): void {
    if (!this.#database.open) return;
    try {
      // One file without a log beside it: it can be copied, and read from a folder that cannot be written to.
      this.#database.pragma("journal_mode = DELETE");
    } catch {
      // Somebody is reading; the log stays and is merged when the file is next opened for writing.
    }
    this.#database.close();
  }

  #dropIndexes(...names: readonly (keyof typeof INDEXES)[]): boolean {
    const exists = this.#database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?");
    const found = names.filter((name) => exists.get(name) !== undefined);
    for (const name of found) this.#database.exec(`DROP INDEX ${name}`);
    return found.length > 0;
  }
}

/** Opens, or makes, the lineage database of a run. One writer at a time: take the run's lock first. */
export function openLineage(path: string): LineageDb {
  return new SqliteLineage(path);
}
