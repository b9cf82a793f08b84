import { closeSync, fsync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";

/** A file under construction: written beside its place, made durable and renamed by `commit`, so that it is whole or absent. */
export class FileAside {
  readonly path: string;
  readonly #partial: string;
  readonly #descriptor: number;
  #open = true;
  #isDurable = false;
  bytes = 0;

  constructor(path: string) {
    this.path = path;
    this.#partial = `${path}.partial`;
    mkdirSync(dirname(path), { recursive: true });
    this.#descriptor = openSync(this.#partial, "w");
  }

  write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#descriptor, bytes, done);
    this.bytes += bytes.length;
    this.#isDurable = false;
  }

  /** Makes durable what was written, beside other work; `commit` then has no waiting left to do. */
  async sync(): Promise<void> {
    await promisify(fsync)(this.#descriptor);
    this.#isDurable = true;
  }

  commit(): void {
    if (!this.#isDurable) fsyncSync(this.#descriptor);
    this.#close();
    renameSync(this.#partial, this.path);
  }

  /** Removes what was written; does nothing after a commit. */
  abandon(): void {
    if (!this.#open) return;
    this.#close();
    rmSync(this.#partial, { force: true });
  }

  #close(): void {
    this.#open = false;
    closeSync(this.#descriptor);
  }
}

/** Writes a small file whole or not at all. */
export function writeFileAside(path: string, content: string | Uint8Array): void {
  const file = new FileAside(path);
  try {
    file.write(typeof content === "string" ? new TextEncoder().encode(content) : content);
    file.commit();
  } catch (error) {
    file.abandon();
    throw error;
  }
}
