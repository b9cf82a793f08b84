import { dirname, resolve } from "node:path";
import {
  describeTokenizer,
  digestOfTokenizer,
  isTokenizerFile,
  openTokenizer,
  type TokenizerDescription,
  VOCABULARIES,
} from "../../classifiers/tokenizer.ts";
import { ConfigError, callerPlace } from "../../engine/errors.ts";
import { text } from "../../engine/options.ts";
import { type DocumentStage, defineStage } from "../../engine/stage.ts";

interface CountTokensOptions {
  /**
   * `o200k` or `cl100k`, whose vocabularies come along; the path of a `tokenizer.json`, relative to the config; or `estimate`, which is
   * some hundred times faster and within a few per cent of `o200k` in sum.
   */
  readonly tokenizer?: string;
  /** Folder for compiled vocabularies, relative to the config, to be shared by runs; the run's work folder by itself. Decides nothing. */
  readonly cache?: string;
}

/** The stage, and which tokenizer it counts by. */
export interface CountTokens extends DocumentStage<never, { readonly tokens: "number" }> {
  /** `cacheFolder`: of compiled vocabularies, where the stage was given none of its own. */
  describeTokenizer(cacheFolder: string): TokenizerDescription;
}

const stageOf = (path: string, cache: string | undefined) =>
  defineStage({
    name: "count-tokens",
    version: 2,
    options: {
      tokenizer: text("o200k"),
      /** SHA-256 of the tokenizer file, so that another file at the same path is another plan; empty for the estimate. */
      digest: text(""),
    },
    reasons: {},
    isCostly: true,
    writes: {
      /** Tokens of the text, none added before or after it. */
      tokens: "number",
    },
    open: async ({ tokenizer, digest }, { kernels, cacheFolder }) => {
      if (digest !== "" && digestOfTokenizer(path) !== digest) {
        throw new ConfigError(
          [`${tokenizer}: the tokenizer file has changed since the run began. Start the run again.`],
          "TOKENIZER_CHANGED",
        );
      }
      const counter = await openTokenizer(path, { kernels, cacheFolder: cache ?? cacheFolder });
      return {
        judgeBatch: (batch, verdicts) => {
          for (let row = 0; row < batch.count; row++) {
            if (batch.alive[row]) verdicts.setNumber(row, "tokens", counter.count(batch, row));
          }
        },
      };
    },
  });

/**
 * Counts the tokens of each document, for budgets and shards: exactly with a real vocabulary. Strings of special tokens count as the
 * text they are. docs/tokens.md tells which tokenizer files the kernels can do; the others are counted by the library, slowly.
 */
export function countTokens(options: CountTokensOptions = {}): CountTokens {
  return countTokensFrom(options, callerPlace(countTokens));
}

/** `at` is the user's line: paths are relative to its file, and problems are told with it. */
function countTokensFrom(options: CountTokensOptions, at: string | undefined): CountTokens {
  const { tokenizer = "o200k", cache, ...others } = options;
  const isFile = typeof tokenizer === "string" && isTokenizerFile(tokenizer);
  const base = at === undefined ? "." : dirname(at);
  const path = isFile ? resolve(base, tokenizer) : tokenizer;
  const digest = typeof path === "string" ? digestOfTokenizer(path) : "";
  const stage = stageOf(
    path,
    typeof cache === "string" ? resolve(base, cache) : undefined,
  )({ ...others, tokenizer, digest: digest ?? "" });
  const wrong: string[] = [];
  if (digest === undefined) {
    const known = [...VOCABULARIES, "estimate"].join(", ");
    wrong.push(
      `count-tokens.tokenizer names a file that cannot be read, got ${JSON.stringify(tokenizer)}; known without a file: ${known}`,
    );
  }
  if (cache !== undefined && typeof cache !== "string")
    wrong.push(`count-tokens.cache must be a folder, got ${JSON.stringify(cache)}`);
  const problems = [...stage.problems.map(({ message }) => message), ...wrong].map((message) =>
    at === undefined ? { message } : { message, at },
  );
  return {
    ...stage,
    problems,
    withOptions: (changes) => countTokensFrom({ ...options, ...changes }, at),
    describeTokenizer: (cacheFolder) => describeTokenizer(path, typeof cache === "string" ? resolve(base, cache) : cacheFolder),
  };
}

/** The options that people give, for `kijil plan --stages`; the digest follows from them. */
countTokens.optionSpecs = { tokenizer: text("o200k") };
