import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { compressFrame } from "../engine/zstd.ts";

/** Folder of the shared corpora, beside the project. */
export const SHARED = resolve(import.meta.dirname, "../../shared/data");

const SHARD_BYTES = 8e6;

export interface BenchCorpus {
  readonly files: readonly string[];
  /** Bytes of JSONL before compression. */
  readonly bytes: number;
  readonly documents: number;
}

/** A record of A_text, as far as it is changed here. */
export interface BenchRecord {
  id: string;
  text: string;
  url?: string;
}

/** Changes a record of a copy, the `number`-th of all; copies count from 1. */
export type ChangeRecord = (record: BenchRecord, copy: number, number: number) => void;

/**
 * All of A_text as JSONL in zstd files of about 8 MB, `copies` times over; every copy but the first is changed, by itself so that each text
 * carries a mark and none of it is a duplicate; not at all by null. `names`: what the names of the corpora match. Made once per folder.
 */
export function makeCorpus(folder: string, copies: number, change: ChangeRecord | null = mark, names = /./): BenchCorpus {
  const note = join(folder, "corpus.json");
  if (existsSync(note)) return JSON.parse(readFileSync(note, "utf8")) as BenchCorpus;
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  let bytes = 0;
  let documents = 0;
  let lines: Buffer[] = [];
  let held = 0;
  const flush = () => {
    if (held === 0) return;
    const path = join(folder, `part-${String(files.length).padStart(4, "0")}.jsonl.zst`);
    writeFileSync(path, compressFrame(Buffer.concat(lines), 3));
    files.push(path);
    lines = [];
    held = 0;
  };
  for (let copy = 0; copy < copies; copy++) {
    for (const name of readdirSync(join(SHARED, "A_text")).sort()) {
      if (!names.test(name)) continue;
      for (const line of gunzipSync(readFileSync(join(SHARED, "A_text", name)))
        .toString("utf8")
        .split("\n")) {
        if (line === "") continue;
        const record = Buffer.from(`${copy === 0 || !change ? line : changed(line, copy, documents, change)}\n`);
        lines.push(record);
        held += record.length;
        bytes += record.length;
        documents++;
        if (held >= SHARD_BYTES) flush();
      }
    }
  }
  flush();
  const corpus = { files, bytes, documents };
  writeFileSync(note, JSON.stringify(corpus));
  return corpus;
}

function changed(line: string, copy: number, number: number, change: ChangeRecord): string {
  const record = JSON.parse(line) as BenchRecord;
  change(record, copy, number);
  return JSON.stringify(record);
}

function mark(record: BenchRecord, copy: number): void {
  record.id = `${copy}/${record.id}`;
  record.text = `${record.text}\n(${copy})`;
  if (record.url !== undefined) record.url = `${record.url}?copy=${copy}`;
}

export const totalBytes = (files: readonly string[]): number => files.reduce((sum, file) => sum + statSync(file).size, 0);
