import { mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { InputError, IntegrityError } from "../engine/errors.ts";

/** An open lineage database. */
export type LineageDatabase = Database.Database;

/** First words of `schema.sql`: what the file is, and which version of the tables it has. */
const APPLICATION = 0x4b494a4c;
export const LINEAGE_FORMAT = 2;

/** Finds `schema.sql` from the sources and from `dist/` alike. */
const schemaPath = (): string => {
  const here = import.meta.url;
  return fileURLToPath(new URL(here.endsWith(".ts") ? "./schema.sql" : "../../manifests/schema.sql", here));
};

const isEmpty = (database: LineageDatabase): boolean =>
  database.prepare("SELECT count(*) FROM sqlite_schema").pluck().get() === 0;

function checkFormat(database: LineageDatabase, path: string): void {
  const application = database.pragma("application_id", { simple: true });
  const format = database.pragma("user_version", { simple: true });
  if (application === APPLICATION && format === LINEAGE_FORMAT) return;
  throw new IntegrityError(
    application === APPLICATION
      ? `${path}: written by another version of kijil, got lineage format ${format}, wanted ${LINEAGE_FORMAT}. Run again with --fresh.`
      : `${path}: not a lineage database. Name the lineage.db of a run.`,
    "LINEAGE_FORMAT",
  );
}

function open(path: string, options: Database.Options): LineageDatabase {
  try {
    return new Database(path, options);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(`${path}: cannot be opened, ${why}. Name the lineage.db of a run.`, "LINEAGE_UNREADABLE", { cause });
  }
}

function closeOnError<T>(database: LineageDatabase, path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    database.close();
    if (!(error instanceof Database.SqliteError) || error.code !== "SQLITE_NOTADB") throw error;
    throw new IntegrityError(`${path}: not a lineage database. Name the lineage.db of a run.`, "LINEAGE_FORMAT", {
      cause: error,
    });
  }
}

/**
 * Opens the lineage of a run for writing and makes the tables where there are none. WAL, so that others read meanwhile; NORMAL, so that
 * a killed process loses nothing and a power cut at most the last parts, which are then written again.
 */
export function openLineageForWriting(path: string): LineageDatabase {
  mkdirSync(dirname(path), { recursive: true });
  const database = open(path, {});
  return closeOnError(database, path, () => {
    if (isEmpty(database)) {
      database.pragma("page_size = 16384");
      database.pragma("journal_mode = WAL");
      database.transaction(() => database.exec(readFileSync(schemaPath(), "utf8"))).immediate();
    } else {
      checkFormat(database, path);
      database.pragma("journal_mode = WAL");
    }
    // Tables are rewritten whole inside a transaction; references in the schema are there for the reader.
    database.pragma("foreign_keys = OFF");
    database.pragma("synchronous = NORMAL");
    database.pragma("cache_size = -32768");
    return database;
  });
}

/** Opens the lineage of a finished, unfinished or running run for reading. */
export function openLineageForReading(path: string): LineageDatabase {
  const database = open(path, { readonly: true, fileMustExist: true });
  return closeOnError(database, path, () => {
    checkFormat(database, path);
    database.pragma("cache_size = -32768");
    return database;
  });
}
