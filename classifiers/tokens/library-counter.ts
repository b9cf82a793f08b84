import type { TokenCounter } from "../token-counter.ts";

interface TokenizerFile {
  readonly added_tokens?: readonly { readonly special?: boolean }[];
}

/** Counts by the library, exactly and slowly: for tokenizer files that ask for what the kernels cannot do, named in `reason`. */
export async function libraryCounter(name: string, json: string, reason: string): Promise<TokenCounter> {
  const { Tokenizer } = await import("@huggingface/tokenizers");
  const file = JSON.parse(json) as TokenizerFile;
  // Special tokens are left out, so that their strings are counted as ordinary text.
  const ordinary = { ...file, added_tokens: (file.added_tokens ?? []).filter(({ special }) => special !== true) };
  const tokenizer = new Tokenizer(ordinary, {});
  return {
    name,
    exact: true,
    byLibrary: reason,
    count: (batch, row) => {
      const text = batch.text(row);
      return text === "" ? 0 : tokenizer.encode(text, { add_special_tokens: false }).ids.length;
    },
  };
}
