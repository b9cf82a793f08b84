import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { ConfigError, callerPlace, type Problem } from "./errors.ts";
import { type OptionInput, type OptionSpecs, strings } from "./options.ts";
import type { DocumentStage } from "./stage.ts";
import { ZstdDecoder } from "./zstd.ts";

/** A file that an option of a stage names: a list of words, of addresses, of benchmark items. */
export interface UserFile {
  /** As the config names it. */
  readonly name: string;
  /** Bytes of the file, decompressed where its name ends in .gz or .zst. Throws {@link ConfigError} when it has changed since the plan was made. */
  read(): Buffer;
}

/** The files by the option that names them. */
export type UserFiles<N extends string> = Readonly<Record<N, readonly UserFile[]>>;

/** Digests of a stage's files, an option that the stage fills in by itself: other bytes at the same path are another plan. */
export const digestsOfFiles = strings([]);

type Options = Readonly<Record<string, unknown>>;

/**
 * Makes the factory of a stage whose options `names` are lists of files. Paths are relative to the config; what the files hold is part of
 * the plan by digest, in the option `digests`. `define` is given the files, whose bytes are read where the stage is opened.
 */
export function withUserFiles<const N extends string, S extends OptionSpecs, D extends DocumentStage>(
  names: readonly N[],
  define: (files: UserFiles<N>) => ((...given: never[]) => D) & { readonly optionSpecs: S },
) {
  type Given = OptionInput<Omit<S, "digests">>;
  const none = Object.fromEntries(names.map((name) => [name, []])) as unknown as UserFiles<N>;
  const { digests: _, ...optionSpecs } = define(none).optionSpecs;
  const make = (options: Options, at: string | undefined): D => {
    const base = at === undefined ? "." : dirname(at);
    const files = { ...none } as Record<N, readonly UserFile[]>;
    const digests: string[] = [];
    const missing: string[] = [];
    for (const name of names) {
      const given = options[name];
      if (!Array.isArray(given) || !given.every((each) => typeof each === "string")) continue;
      files[name] = given.map((file: string) => {
        const path = resolve(base, file);
        const digest = digestOf(path);
        if (digest === undefined) missing.push(`${name} names a file that cannot be read, got ${JSON.stringify(file)}`);
        digests.push(digest ?? "");
        return { name: file, read: () => readUnchanged(path, file, digest) };
      });
    }
    const stage = (define(files) as unknown as (options: Options) => D)({ ...options, digests });
    const messages = [...stage.problems.map(({ message }) => message), ...missing.map((each) => `${stage.name}.${each}`)];
    const problems = messages.map((message): Problem => (at === undefined ? { message } : { message, at }));
    return { ...stage, problems, withOptions: (changes) => make({ ...options, ...changes }, at) };
  };
  const factory = (options?: Given): D => make((options ?? {}) as Options, callerPlace(factory));
  return Object.assign(factory, { optionSpecs: optionSpecs as Omit<S, "digests"> });
}

function digestOf(path: string): string | undefined {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch {
    return undefined;
  }
}

function readUnchanged(path: string, name: string, digest: string | undefined): Buffer {
  const bytes = readFileSync(path);
  if (createHash("sha256").update(bytes).digest("hex") !== digest)
    throw new ConfigError([`${name}: the file has changed since the run began. Start the run again.`], "LIST_CHANGED");
  if (path.endsWith(".gz")) return gunzipSync(bytes);
  return path.endsWith(".zst") ? decodeZstd(bytes) : bytes;
}

function decodeZstd(bytes: Buffer): Buffer {
  const decoder = new ZstdDecoder();
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const piece = new Uint8Array(1 << 20);
    const { read, written } = decoder.push(bytes.subarray(at), piece);
    at += read;
    pieces.push(piece.subarray(0, written));
    if (written < piece.length && at >= bytes.length) return Buffer.concat(pieces);
  }
}

/** Lines of a list: trimmed, without those that are empty or begin with #. */
export function entriesOf(file: UserFile): readonly string[] {
  const lines = file
    .read()
    .toString()
    .replace(/^\ufeff/, "")
    .split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}
