import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../engine/errors.ts";
import { locateModel, weightsPath } from "../transformer/model-location.ts";
import { Transformer } from "../transformer/transformer.ts";
import { type FeedForward, findFeedForwards, type PlainMatrix, readProduct, writeProduct } from "./feed-forward.ts";
import { type Compression, compressLayer, type LayerSample, normsOf, productsOf } from "./neuron-merging.ts";
import { OnnxGraph, type Weight } from "./onnx-graph.ts";

/** Tokens of the sample texts that neurons are compared on. */
const SAMPLE_TOKENS = 1_024;
/** Neurons are kept in multiples of this, as vector units want them. */
const MULTIPLE = 8;

/** A transformer whose feed-forward layers can be made smaller. */
export class CompressibleModel {
  /** Neurons of each feed-forward layer. */
  readonly neurons: readonly number[];
  readonly #folder: string;
  readonly #weights: string;
  readonly #bytes: Uint8Array;
  readonly #layers: readonly FeedForward[];
  readonly #samples: readonly LayerSample[];

  private constructor(
    folder: string,
    weights: string,
    bytes: Uint8Array,
    layers: readonly FeedForward[],
    samples: readonly LayerSample[],
  ) {
    this.#folder = folder;
    this.#weights = weights;
    this.#bytes = bytes;
    this.#layers = layers;
    this.#samples = samples;
    this.neurons = layers.map(({ neurons }) => neurons);
  }

  /**
   * Reads a model's folder and looks at what its neurons do on sample texts. `scratch`: a folder for a copy that lays its neurons open.
   * Throws {@link InputError} where the weights hold no feed-forward layer of the common form.
   */
  static async open(folder: string, texts: readonly string[], scratch: string): Promise<CompressibleModel> {
    const { form } = locateModel(folder);
    const weights = weightsPath("", form);
    const bytes = readFileSync(join(folder, weights));
    const graph = new OnnxGraph(bytes);
    const layers = findFeedForwards(graph);
    if (layers.length === 0)
      throw new InputError(
        `${folder}: it has no feed-forward layer that could be found in its graph. Export it with plain MatMul or MatMulInteger operations.`,
        "MODEL_UNFIT",
      );
    const opened = new OnnxGraph(bytes);
    const activations = layers.map(({ activation }) => activation);
    opened.expose(activations);
    copyModel(folder, scratch, weights, opened.bytes());
    const sampled = await sampleActivations(scratch, texts, layers);
    const samples = layers.map((layer, index) => {
      const up = readProduct(graph, layer.up);
      return {
        down: readProduct(graph, layer.down),
        upNorms: columnNorms(up),
        products: productsOf(sampled[index] as Float32Array, layer.neurons),
      };
    });
    rmSync(scratch, { recursive: true, force: true });
    return new CompressibleModel(folder, weights, bytes, layers, samples);
  }

  /** Writes a model that keeps a share of the neurons of each feed-forward layer into a folder of its own; returns how many each keeps. */
  write(share: number, how: Compression, output: string): readonly number[] {
    const graph = new OnnxGraph(this.#bytes);
    const kept = this.#layers.map((layer, index) => {
      const target = Math.min(layer.neurons, Math.max(MULTIPLE, MULTIPLE * Math.round((share * layer.neurons) / MULTIPLE)));
      const merged = compressLayer(this.#samples[index] as LayerSample, target, how);
      writeProduct(graph, layer.up, pickColumns(readProduct(graph, layer.up), merged.kept));
      writeProduct(graph, layer.down, merged.down);
      for (const name of layer.biases) {
        const bias = graph.weight(name) as Weight;
        const values = Float32Array.from(merged.kept, (neuron) => bias.values[neuron] as number);
        graph.replace({ ...bias, dims: bias.dims.map((dim) => (dim === layer.neurons ? target : dim)), values });
      }
      return target;
    });
    copyModel(this.#folder, output, this.#weights, graph.bytes());
    const config = JSON.parse(readFileSync(join(output, "config.json"), "utf8")) as Record<string, unknown>;
    if (new Set(kept).size === 1 && config["intermediate_size"] !== undefined) config["intermediate_size"] = kept[0];
    writeFileSync(join(output, "config.json"), `${JSON.stringify(config, null, 1)}\n`);
    return kept;
  }
}

/** A model's folder with other weights; of the weights only the file given is copied. */
function copyModel(from: string, to: string, weights: string, bytes: Uint8Array): void {
  mkdirSync(join(to, "onnx"), { recursive: true });
  cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith(".onnx") });
  writeFileSync(join(to, weights), bytes);
}

/** Activations of some tokens, evenly chosen, neurons together: one list a layer. */
async function sampleActivations(
  folder: string,
  texts: readonly string[],
  layers: readonly FeedForward[],
): Promise<readonly Float32Array[]> {
  const transformer = await Transformer.open(folder);
  const rows: Float32Array[][] = layers.map(() => []);
  await transformer.eachToken(
    texts,
    layers.map(({ activation }) => activation),
    (layer, row) => rows[layer]?.push(row.slice()),
  );
  await transformer.close();
  return rows.map((all, layer) => {
    const step = Math.max(1, Math.floor(all.length / SAMPLE_TOKENS));
    const chosen = all.filter((_, index) => index % step === 0).slice(0, SAMPLE_TOKENS);
    const values = new Float32Array(chosen.length * (layers[layer] as FeedForward).neurons);
    for (const [index, row] of chosen.entries()) values.set(row, index * row.length);
    return values;
  });
}

function columnNorms({ rows, columns, values }: PlainMatrix): Float64Array {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column] as number;
  return normsOf({ rows: columns, columns: rows, values: turned });
}

function pickColumns({ rows, columns, values }: PlainMatrix, chosen: readonly number[]): PlainMatrix {
  const picked = new Float32Array(rows * chosen.length);
  for (let row = 0; row < rows; row++)
    for (const [place, column] of chosen.entries())
      picked[row * chosen.length + place] = values[row * columns + column] as number;
  return { rows, columns: chosen.length, values: picked };
}
