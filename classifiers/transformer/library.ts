import { ConfigError } from "../../engine/errors.ts";

/** The package that runs transformers; loaded at the first use, so that a run without one pays nothing. */
export type TransformersLibrary = typeof import("@xenova/transformers");

let loaded: Promise<TransformersLibrary> | undefined;

/** Loads the library once. Throws {@link ConfigError} where it is not installed: it is an optional dependency. */
export function transformersLibrary(): Promise<TransformersLibrary> {
  loaded ??= import("@xenova/transformers").catch((cause: unknown) => {
    loaded = undefined;
    throw Object.assign(
      new ConfigError(
        ["transformer: the package @xenova/transformers cannot be loaded. Install it: npm install @xenova/transformers."],
        "LIBRARY_MISSING",
      ),
      { cause },
    );
  });
  return loaded;
}
