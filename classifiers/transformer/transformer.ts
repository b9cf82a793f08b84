import { InputError } from "../../engine/errors.ts";
import { transformersLibrary } from "./library.ts";
import { locateModel, type ModelLocation, type WeightForm } from "./model-location.ts";
import { batchesOf, type TokenWindow, viewOf, windowsOf } from "./token-windows.ts";
import type { WordTokens } from "./word-tokens.ts";

/** How a transformer is opened and run. */
export interface TransformerOptions {
  readonly form?: WeightForm | undefined;
  /** What is put before each text, as some models were trained with: `passage: `. */
  readonly prefix?: string | undefined;
  /** Most windows of a text; its numbers are their means. */
  readonly windows?: number | undefined;
  /** Processor threads; the library's own choice where undefined. */
  readonly threads?: number | undefined;
}

/** What has been read so far, told after each batch. */
export interface TransformerProgress {
  readonly windows: number;
  readonly allWindows: number;
  readonly tokens: number;
}

/** What a batch of windows comes to: one row of numbers for each window. */
interface Output {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

type Session = { readonly inputNames: readonly string[] };
interface LoadedModel {
  (inputs: Record<string, unknown>): Promise<Record<string, Output | undefined>>;
  readonly sessions: Readonly<Record<string, Session>>;
  readonly config: { readonly id2label?: Readonly<Record<string, string>>; readonly max_position_embeddings?: number };
  dispose(): Promise<unknown>;
}

interface LoadedTokenizer {
  encode(text: string): number[];
  tokenize(text: string): string[];
  convert_tokens_to_ids(tokens: string[]): (number | undefined)[];
  readonly unk_token_id?: number;
  readonly model_max_length?: number;
}

const WINDOWS = 2;
const MOST_TOKENS = 512;

/**
 * A transformer that turns texts into numbers on this machine's processor: the logits of its head, or, where it has none, the mean of its
 * last hidden states. Texts that exceed its window are read in windows, whose numbers are averaged.
 */
export class Transformer {
  readonly id: string;
  /** Names of the head's classes; empty without a head. A regression head has one. */
  readonly labels: readonly string[];
  /** Most tokens of a row, special ones counted. */
  readonly mostTokens: number;
  readonly #library: Awaited<ReturnType<typeof transformersLibrary>>;
  readonly #model: LoadedModel;
  readonly #tokenizer: LoadedTokenizer;
  readonly #encode: (text: string) => readonly number[];
  readonly #windows: number;
  readonly #prefix: string;
  readonly #hasTypes: boolean;

  private constructor(
    location: ModelLocation,
    library: Awaited<ReturnType<typeof transformersLibrary>>,
    model: LoadedModel,
    tokenizer: LoadedTokenizer,
    { prefix = "", windows = WINDOWS }: TransformerOptions,
  ) {
    this.id = `${location.id}${prefix === "" ? "" : `+${prefix.trim()}`}`;
    this.labels = Object.values(model.config.id2label ?? {});
    this.#library = library;
    this.#model = model;
    this.#tokenizer = tokenizer;
    this.#encode = (text) => Array.from(tokenizer.encode(text));
    this.mostTokens = Math.min(
      MOST_TOKENS,
      tokenizer.model_max_length ?? MOST_TOKENS,
      model.config.max_position_embeddings ?? MOST_TOKENS,
    );
    this.#windows = windows;
    this.#prefix = prefix;
    this.#hasTypes = Object.values(model.sessions).some(({ inputNames }) => inputNames.includes("token_type_ids"));
  }

  /** Opens a folder or a hub id ({@link locateModel}). Throws {@link InputError} where it cannot be read or run. */
  static async open(where: string, options: TransformerOptions = {}): Promise<Transformer> {
    const location = locateModel(where, options.form);
    const library = await transformersLibrary();
    const { env } = library;
    env.allowLocalModels = location.parent !== undefined;
    env.allowRemoteModels = location.parent === undefined;
    if (location.parent !== undefined) env.localModelPath = `${location.parent}/`;
    env.logLevel = library.LogLevel.ERROR;
    const threads = options.threads === undefined ? {} : { intraOpNumThreads: options.threads, interOpNumThreads: 1 };
    try {
      const tokenizer = await library.AutoTokenizer.from_pretrained(location.name);
      const model = await library.AutoModel.from_pretrained(location.name, {
        dtype: location.form,
        device: "cpu",
        session_options: { logSeverityLevel: 3, ...threads },
      });
      return new Transformer(location, library, model as unknown as LoadedModel, tokenizer, options);
    } catch (cause) {
      throw new InputError(
        `${where}: the transformer cannot be opened: ${(cause as Error).message}. Give a model exported for Transformers.js.`,
        "MODEL_UNREADABLE",
        { cause },
      );
    }
  }

  /** Frees the model's memory. */
  async close(): Promise<void> {
    await this.#model.dispose();
  }

  /** Numbers of each text by the head's classes. Throws {@link InputError} where the model has no head. */
  logits(texts: readonly string[], onBatch?: (progress: TransformerProgress) => void): Promise<readonly Float64Array[]> {
    return this.#means(texts, logitsOf, onBatch);
  }

  /** Mean of the last hidden states of each text, over its tokens and then over its windows. */
  features(texts: readonly string[], onBatch?: (progress: TransformerProgress) => void): Promise<readonly Float64Array[]> {
    return this.#means(texts, pooledStates, onBatch);
  }

  /** Tokens of one word, without special ones. */
  tokensOf(word: string): WordTokens {
    const forms = this.#tokenizer.tokenize(word);
    const ids = this.#tokenizer.convert_tokens_to_ids(forms).map((id) => id ?? this.#tokenizer.unk_token_id ?? 0);
    return { ids, forms };
  }

  /**
   * Logits of each token of rows of at most `mostTokens - 2` ids, a row of `labels.length` a token. Special tokens are put around the rows
   * and left out of the answer. Throws {@link InputError} where the model has no head for tokens.
   */
  async tokenLogits(rows: readonly (readonly number[])[]): Promise<readonly Float32Array[]> {
    const ends = this.#encode("");
    const [first = 0, last = 0] = [ends[0], ends.at(-1)];
    const answers: Float32Array[] = [];
    for (const batch of batchesOf(rows.map((ids, text) => ({ text, ids: [first, ...ids, last] })))) {
      const { logits } = await this.#run(batch);
      const [, length = 0, labels = 0] = logits?.dims ?? [];
      if (logits?.dims.length !== 3)
        throw new InputError(
          "transformer: the model labels no tokens. Give one with a head for token classification.",
          "MODEL_UNFIT",
        );
      for (const [row, { text, ids }] of batch.entries())
        answers[text] = logits.data.slice((row * length + 1) * labels, (row * length + ids.length - 1) * labels);
    }
    return answers;
  }

  /**
   * Values of a model that were made outputs of it, token by token; padding is left out. Tokens of a text come in their order, texts in
   * an order of their lengths.
   */
  async eachToken(
    texts: readonly string[],
    outputs: readonly string[],
    each: (output: number, row: Float32Array) => void,
  ): Promise<void> {
    for (const batch of batchesOf(this.#windowsOf(texts))) {
      const found = await this.#run(batch);
      for (const [output, name] of outputs.entries()) {
        const { data, dims } = found[name] as Output;
        const [, length = 0, columns = 0] = dims;
        for (const [row, { ids }] of batch.entries())
          for (let token = 0; token < ids.length; token++) {
            const from = (row * length + token) * columns;
            each(output, data.subarray(from, from + columns));
          }
      }
    }
  }

  #windowsOf(texts: readonly string[]): readonly TokenWindow[] {
    return texts.flatMap((text, index) =>
      windowsOf(index, this.#encode(this.#prefix + viewOf(text)), this.mostTokens, this.#windows),
    );
  }

  async #means(
    texts: readonly string[],
    rowsOf: (outputs: Record<string, Output | undefined>, batch: readonly TokenWindow[]) => readonly ArrayLike<number>[],
    onBatch: ((progress: TransformerProgress) => void) | undefined,
  ): Promise<readonly Float64Array[]> {
    const windows = this.#windowsOf(texts);
    const counts = new Uint32Array(texts.length);
    const sums: Float64Array[] = [];
    let [done, tokens] = [0, 0];
    for (const batch of batchesOf(windows)) {
      const rows = rowsOf(await this.#run(batch), batch);
      for (const [index, { text, ids }] of batch.entries()) {
        const row = rows[index] as ArrayLike<number>;
        sums[text] ??= new Float64Array(row.length);
        const sum = sums[text];
        for (let i = 0; i < row.length; i++) sum[i] = (sum[i] as number) + (row[i] as number);
        counts[text] = (counts[text] as number) + 1;
        tokens += ids.length;
      }
      done += batch.length;
      onBatch?.({ windows: done, allWindows: windows.length, tokens });
    }
    return sums.map((sum, text) => sum.map((value) => value / (counts[text] as number)));
  }

  #run(batch: readonly TokenWindow[]): Promise<Record<string, Output | undefined>> {
    const length = Math.max(...batch.map(({ ids }) => ids.length));
    const dims = [batch.length, length];
    const ids = new BigInt64Array(batch.length * length);
    const mask = new BigInt64Array(batch.length * length);
    for (const [row, window] of batch.entries()) {
      for (const [column, id] of window.ids.entries()) {
        ids[row * length + column] = BigInt(id);
        mask[row * length + column] = 1n;
      }
    }
    const { Tensor } = this.#library;
    return this.#model({
      input_ids: new Tensor("int64", ids, dims),
      attention_mask: new Tensor("int64", mask, dims),
      ...(this.#hasTypes ? { token_type_ids: new Tensor("int64", new BigInt64Array(ids.length), dims) } : {}),
    });
  }
}

function logitsOf({ logits }: Record<string, Output | undefined>): readonly ArrayLike<number>[] {
  if (logits === undefined || logits.dims.length > 2)
    throw new InputError(
      "transformer: the model answers no logits for a whole text. Give one with a head for sequences, or train a head on it with --encoder.",
      "MODEL_UNFIT",
    );
  const [rows = 0] = logits.dims;
  const columns = logits.data.length / rows;
  return Array.from({ length: rows }, (_, row) => logits.data.subarray(row * columns, (row + 1) * columns));
}

function pooledStates(
  { last_hidden_state: states }: Record<string, Output | undefined>,
  batch: readonly TokenWindow[],
): readonly ArrayLike<number>[] {
  if (states === undefined)
    throw new InputError("transformer: the model answers no last_hidden_state. Give an encoder without a head.", "MODEL_UNFIT");
  const [, length = 0, columns = 0] = states.dims;
  return batch.map(({ ids }, row) => {
    const mean = new Float64Array(columns);
    for (let token = 0; token < ids.length; token++) {
      const from = (row * length + token) * columns;
      for (let i = 0; i < columns; i++) mean[i] = (mean[i] as number) + (states.data[from + i] as number);
    }
    return mean.map((sum) => sum / ids.length);
  });
}
