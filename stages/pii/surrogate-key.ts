import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigError } from "../../engine/errors.ts";

/** The key of surrogates and hashes: a file's bytes, or the seed where none is named. Throws {@link ConfigError}. */
export function keyOf(file: string, seed: number): string | Buffer {
  if (file === "") return `seed ${seed}`;
  try {
    return readFileSync(resolve(file));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new ConfigError(
      [`personal-data.keyFile: ${file} cannot be read (${code}). Name a file that holds the key.`],
      "KEY_FILE",
    );
  }
}
