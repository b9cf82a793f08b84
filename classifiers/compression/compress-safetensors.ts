import { InputError } from "../../engine/errors.ts";
import { seededRandom } from "../training/seeded-random.ts";
import { type Compression, compressLayer, normsOf, productsOf } from "./neuron-merging.ts";
import { Safetensors, type Tensor } from "./safetensors.ts";

/** A feed-forward layer by the names that BERT, RoBERTa, XLM-R and their like give its tensors. */
interface NamedLayer {
  readonly up: string;
  readonly upBias: string;
  readonly down: string;
  readonly norm: string;
}

const SAMPLES = 1_024;
const MULTIPLE = 8;

/** What a layer of another size does to the output, on inputs drawn like those that a layer normalisation gives. */
export interface LayerDrift {
  readonly layer: string;
  readonly kept: number;
  /** Distance of the smaller layer's output from the whole one's, as a share of how far outputs lie from their mean. */
  readonly drift: number;
}

/**
 * Makes the feed-forward layers of a file of weights smaller. Nothing here can run such a file, so neurons are compared on drawn inputs:
 * normal ones, scaled and moved as the layer normalisation before them does it. That is rougher than texts through the whole model.
 */
export function compressSafetensors(
  where: string,
  bytes: Buffer,
  share: number,
  how: Compression,
  activation: string,
): { readonly bytes: Buffer; readonly layers: readonly LayerDrift[] } {
  const file = new Safetensors(where, bytes);
  const layers = layersOf(file);
  if (layers.length === 0)
    throw new InputError(
      `${where}: it has no feed-forward layer, got ${file.names.length} tensors, wanted names that end in intermediate.dense.weight and output.dense.weight. Export the model to ONNX.`,
      "MODEL_UNFIT",
    );
  const act = ACTIVATIONS[activation];
  if (!act)
    throw new InputError(
      `${where}: its activation is ${activation}, wanted ${Object.keys(ACTIVATIONS).join(" or ")}.`,
      "MODEL_UNFIT",
    );
  const drifts = layers.map((layer, index) => compressNamed(file, layer, share, how, act, index + 1));
  return { bytes: file.bytes(), layers: drifts };
}

type Activation = (value: number) => number;
/** Error function to 1.5e-7 (Abramowitz and Stegun 7.1.26). */
function erf(value: number): number {
  const x = Math.abs(value);
  const t = 1 / (1 + 0.3275911 * x);
  const tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-x * x);
  return Math.sign(value) * (1 - tail);
}
const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  gelu: (value) => 0.5 * value * (1 + erf(value / Math.SQRT2)),
  relu: (value) => Math.max(0, value),
};

function layersOf(file: Safetensors): readonly NamedLayer[] {
  return file.names
    .filter((name) => name.endsWith("intermediate.dense.weight"))
    .map((up) => {
      const prefix = up.slice(0, -"intermediate.dense.weight".length);
      return {
        up,
        upBias: `${prefix}intermediate.dense.bias`,
        down: `${prefix}output.dense.weight`,
        norm: `${prefix}attention.output.LayerNorm`,
      };
    })
    .filter(({ upBias, down }) => file.tensor(upBias) && file.tensor(down));
}

function compressNamed(
  file: Safetensors,
  layer: NamedLayer,
  share: number,
  how: Compression,
  act: Activation,
  seed: number,
): LayerDrift {
  // PyTorch keeps a linear layer's weight as outputs × inputs.
  const up = file.tensor(layer.up) as Tensor;
  const bias = file.tensor(layer.upBias) as Tensor;
  const [neurons = 0, width = 0] = up.shape;
  const outgoing = file.tensor(layer.down) as Tensor;
  const down = { rows: neurons, columns: width, values: transposed(outgoing.values, width, neurons) };
  const scale = file.tensor(`${layer.norm}.weight`)?.values;
  const shift = file.tensor(`${layer.norm}.bias`)?.values;
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const activations = new Float32Array(SAMPLES * neurons);
  const input = new Float64Array(width);
  for (let sample = 0; sample < SAMPLES; sample++) {
    for (let i = 0; i < width; i++) input[i] = normal() * (scale?.[i] ?? 1) + (shift?.[i] ?? 0);
    for (let neuron = 0; neuron < neurons; neuron++) {
      let sum = bias.values[neuron] as number;
      for (let i = 0; i < width; i++) sum += (up.values[neuron * width + i] as number) * (input[i] as number);
      activations[sample * neurons + neuron] = act(sum);
    }
  }
  // Half of the draws teach, the other half judge.
  const half = (SAMPLES / 2) * neurons;
  const target = Math.min(neurons, Math.max(MULTIPLE, MULTIPLE * Math.round((share * neurons) / MULTIPLE)));
  const upNorms = normsOf({ rows: neurons, columns: width, values: up.values });
  const merged = compressLayer({ down, upNorms, products: productsOf(activations.subarray(0, half), neurons) }, target, how);
  const picked = new Float32Array(target * width);
  for (const [place, neuron] of merged.kept.entries())
    picked.set(up.values.subarray(neuron * width, (neuron + 1) * width), place * width);
  file.replace(layer.up, { shape: [target, width], values: picked });
  file.replace(layer.upBias, {
    shape: [target],
    values: Float32Array.from(merged.kept, (neuron) => bias.values[neuron] as number),
  });
  file.replace(layer.down, { shape: [width, target], values: transposed(merged.down.values, target, width) });
  const judged = activations.subarray(half);
  return { layer: layer.up, kept: target, drift: driftOf(judged, neurons, down.values, merged.kept, merged.down.values, width) };
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column] as number;
  return turned;
}

function driftOf(
  activations: Float32Array,
  neurons: number,
  down: Float32Array,
  kept: readonly number[],
  small: Float32Array,
  width: number,
): number {
  const samples = activations.length / neurons;
  const whole = new Float64Array(samples * width);
  const lost = new Float64Array(samples * width);
  for (let sample = 0; sample < samples; sample++) {
    const row = activations.subarray(sample * neurons, (sample + 1) * neurons);
    const add = (into: Float64Array, factor: number, weights: Float32Array, from: number) => {
      for (let i = 0; i < width; i++)
        into[sample * width + i] = (into[sample * width + i] as number) + factor * (weights[from + i] as number);
    };
    for (let neuron = 0; neuron < neurons; neuron++) add(whole, row[neuron] as number, down, neuron * width);
    for (const [place, neuron] of kept.entries()) add(lost, -(row[neuron] as number), small, place * width);
  }
  let [moved, apart] = [0, 0];
  for (let i = 0; i < width; i++) {
    let mean = 0;
    for (let sample = 0; sample < samples; sample++) mean += (whole[sample * width + i] as number) / samples;
    for (let sample = 0; sample < samples; sample++) {
      moved += ((whole[sample * width + i] as number) + (lost[sample * width + i] as number)) ** 2;
      apart += ((whole[sample * width + i] as number) - mean) ** 2;
    }
  }
  return Math.sqrt(moved / apart);
}
