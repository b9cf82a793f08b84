import { dirname, resolve } from "node:path";
import { digestOfTokenizer, isTokenizerFile, openTokenizer } from "../../classifiers/tokenizer.ts";
import { ConfigError, callerPlace } from "../../engine/errors.ts";
import { text } from "../../engine/options.ts";
import { type DocumentStage, defineStage } from "../../engine/stage.ts";

interface CountTokensOptions {
  /**
   * `o200k` or `cl100k`, whose vocabularies come along; the path of a `tokenizer.json`, relative to the config; or `estimate`, which is
   * some hundred times faster and within a few per cent of `o200k` in sum.
   */
  readonly tokenizer?: string;
}

const stageOf = (path: string) =>
  defineStage({
    name: "count-tokens",
    version: 1,
    options: {
      tokenizer: text("o200k"),
      /** SHA-256 of the tokenizer file, so that another file at the same path is another plan; empty for the vocabularies that come along. */
      digest: text(""),
    },
    reasons: {},
    writes: {
      /** Tokens of the text, none added before or after it. */
      tokens: "number",
    },
    open: async ({ tokenizer, digest }) => {
      if (digest !== "" && digestOfTokenizer(path) !== digest) {
        throw new ConfigError(
          [`${tokenizer}: the tokenizer file has changed since the run began. Start the run again.`],
          "TOKENIZER_CHANGED",
        );
      }
      const counter = await openTokenizer(path);
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
 * Counts the tokens of each document, for budgets and shards. Exact with a real vocabulary, except that a run of 1,024 letters and more
 * without a break is counted in pieces; strings of special tokens count as the text they are.
 */
export function countTokens(options: CountTokensOptions = {}): DocumentStage<never, { readonly tokens: "number" }> {
  return countTokensFrom(options, callerPlace(countTokens));
}

/** `at` is the user's line: paths are relative to its file, and problems are told with it. */
function countTokensFrom(
  options: CountTokensOptions,
  at: string | undefined,
): DocumentStage<never, { readonly tokens: "number" }> {
  const { tokenizer = "o200k" } = options;
  const isFile = typeof tokenizer === "string" && isTokenizerFile(tokenizer);
  const path = isFile ? resolve(at === undefined ? "." : dirname(at), tokenizer) : tokenizer;
  const digest = isFile ? digestOfTokenizer(path) : "";
  const stage = stageOf(path)({ ...options, digest: digest ?? "" });
  const missing =
    digest === undefined
      ? [
          {
            message: `count-tokens.tokenizer names a file that cannot be read, got ${JSON.stringify(tokenizer)}; known without a file: o200k, cl100k, estimate`,
          },
        ]
      : [];
  const problems = [...stage.problems, ...missing].map(({ message }) => (at === undefined ? { message } : { message, at }));
  return { ...stage, problems, withOptions: (changes) => countTokensFrom({ ...options, ...changes }, at) };
}

/** The options that people give, for `kijil plan --stages`; the digest follows from them. */
countTokens.optionSpecs = { tokenizer: text("o200k") };
