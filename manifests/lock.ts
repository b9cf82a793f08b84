import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { ConfigError } from "../engine/errors.ts";

const isBusy = (error: unknown): boolean => error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");

/**
 * Takes a run's folder for this process and returns how to give it back. The lock is that of an SQLite file, so the operating system
 * frees it with the process, however that ends. Throws {@link ConfigError} `RUN_LOCKED` while another process holds it.
 */
export function lockRun(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const database = new Database(join(folder, "run.lock"), { timeout: 0 });
  try {
    // No journal file beside the lock; what it holds is worth nothing once the process is gone.
    database.pragma("journal_mode = MEMORY");
    // A transaction that writes keeps other writers out but lets them read who it is: the process number stands in the header.
    database.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${process.pid}; COMMIT; BEGIN IMMEDIATE`);
  } catch (cause) {
    const holder = isBusy(cause) ? holderOf(database) : undefined;
    database.close();
    if (holder === undefined) throw cause;
    throw new ConfigError(
      [`${folder}: another run is using this folder, process ${holder}. Wait for it, stop it, or give --out another folder.`],
      "RUN_LOCKED",
    );
  }
  return () => database.close();
}

function holderOf(database: Database.Database): string {
  try {
    return String(database.pragma("user_version", { simple: true }));
  } catch {
    return "unknown";
  }
}
