import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { ReadStream } from "node:tty";
import { ConfigError } from "../engine/errors.ts";
import { layoutOf } from "../engine/layout.ts";
import type { InputFile, Source } from "../engine/source.ts";

/** What stands for standard input among the files of a source. */
export const STANDARD_INPUT = "-";
/** How ids, quarantine and manifests name it. */
const NAME = "stdin";
const FILE = /^stdin-[0-9a-z.]+$/;

/** Writes standard input to the work folder of a run before it begins: runs are keyed by the digests of files and take up where they stopped. */
export async function receiveStandardInput(output: string, input: NodeJS.ReadableStream): Promise<InputFile> {
  if ((input as ReadStream).isTTY)
    throw new ConfigError(
      ["standard input: it is a terminal, wanted a pipe or a file. Write `… | kijil run -`, or name files"],
      "STDIN_TERMINAL",
    );
  const { work } = layoutOf(output);
  mkdirSync(work, { recursive: true });
  const aside = join(work, `stdin-${process.pid}.partial`);
  const hash = createHash("sha256");
  const descriptor = openSync(aside, "w");
  try {
    for await (const piece of input) {
      const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
      hash.update(bytes);
      for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
    }
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  const path = join(work, `stdin-${hash.digest("hex").slice(0, 32)}`);
  // The same bytes as before keep their file and its time, so that nothing is hashed again.
  if (existsSync(path) && statSync(path).size === statSync(aside).size) rmSync(aside);
  else renameSync(aside, path);
  const { size, ctimeMs } = statSync(path);
  return { path, name: NAME, bytes: size, modifiedMs: ctimeMs };
}

/** A source that finds standard input, as a file of the run, where its config says `-`; without one it finds nothing there. */
export function withStandardInput<S extends Source>(source: S, file: InputFile | undefined): S {
  if (!source.files.includes(STANDARD_INPUT)) return source;
  const list = async (base: string): Promise<readonly InputFile[]> => {
    const files = [...(await source.list(base)), ...(file === undefined ? [] : [file])];
    return files.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  };
  return { ...source, list };
}

/** Removes what runs before this one were given. */
export function removeOldInput(work: string, present: InputFile | undefined): void {
  for (const file of readdirSync(work))
    if (FILE.test(file) && join(work, file) !== present?.path) rmSync(join(work, file), { force: true });
}
