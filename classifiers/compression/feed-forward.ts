import { ELEMENT, type GraphNode, type OnnxGraph, type Weight } from "./onnx-graph.ts";

/** A matrix in single precision, row by row. */
export interface PlainMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** A multiplication by a weight: as it is, or of whole numbers of eight bits with scales. */
interface Product {
  readonly matrix: string;
  /** Of eight-bit weights: their scales, one in all or one a column. */
  readonly scale?: string;
  readonly zeroPoint?: string;
  /** The value that is multiplied. */
  readonly input: string;
}

/** A feed-forward layer: hidden = activation(input · up + bias), output = hidden · down. */
export interface FeedForward {
  readonly up: Product;
  readonly down: Product;
  /** Weights with one value a neuron. */
  readonly biases: readonly string[];
  /** The value that holds the neurons' activations. */
  readonly activation: string;
  readonly neurons: number;
}

/** Operations that treat each neuron for itself. */
const ELEMENTWISE = new Set([
  ..."Add Sub Mul Div Gelu FastGelu BiasGelu Erf Relu Sigmoid Tanh Pow Sqrt Cast Identity Softplus Silu QuickGelu".split(" "),
]);
const LEAST_NEURONS = 4;

/** All feed-forward layers of a graph, from input to output. */
export function findFeedForwards(graph: OnnxGraph): readonly FeedForward[] {
  return graph.nodes.flatMap((node) => {
    const down = productOf(graph, node);
    const layer = down && layerInto(graph, down);
    return layer ? [layer] : [];
  });
}

/** The product that a node completes: a MatMul, or the multiplication that scales a MatMulInteger. */
function productOf(graph: OnnxGraph, node: GraphNode): Product | undefined {
  const [first = "", second = ""] = node.inputs;
  if (node.opType === "MatMul") return graph.weight(second)?.dims.length === 2 ? { matrix: second, input: first } : undefined;
  if (node.opType !== "Mul") return undefined;
  const [cast, scales] = [graph.producerOf(first), graph.producerOf(second)];
  const whole = cast?.opType === "Cast" ? graph.producerOf(cast.inputs[0] ?? "") : undefined;
  if (whole?.opType !== "MatMulInteger" || scales?.opType !== "Mul") return undefined;
  const [quantised = "", matrix = "", , zeroPoint = ""] = whole.inputs;
  const scale = scales.inputs.find((name) => graph.weight(name) !== undefined);
  const source = graph.producerOf(quantised);
  if (scale === undefined || source?.opType !== "DynamicQuantizeLinear" || graph.weight(matrix)?.dims.length !== 2)
    return undefined;
  return { matrix, scale, ...(zeroPoint === "" ? {} : { zeroPoint }), input: source.inputs[0] ?? "" };
}

/** The layer whose second product is `down`: behind it only operations on single neurons, and one product. */
function layerInto(graph: OnnxGraph, down: Product): FeedForward | undefined {
  const [neurons = 0, width = 0] = graph.weight(down.matrix)?.dims ?? [];
  const biases = new Set<string>();
  const ups = new Map<string, Product>();
  const seen = new Set<string>();
  const walk = (value: string): boolean => {
    if (seen.has(value)) return true;
    seen.add(value);
    const weight = graph.weight(value);
    if (weight) {
      if (weight.values.length === neurons && neurons > 1) biases.add(value);
      return weight.values.length === 1 || weight.values.length === neurons;
    }
    const node = graph.producerOf(value);
    if (!node) return false;
    const product = productOf(graph, node);
    if (product) {
      ups.set(product.matrix, product);
      return true;
    }
    return (node.opType === "Constant" && node.inputs.length === 0) || (ELEMENTWISE.has(node.opType) && node.inputs.every(walk));
  };
  if (!walk(down.input) || ups.size !== 1 || graph.producerOf(down.input) === undefined) return undefined;
  const [up] = [...ups.values()] as [Product];
  const [from = 0, to = 0] = graph.weight(up.matrix)?.dims ?? [];
  const isLayer = to === neurons && from === width && neurons > width && neurons >= LEAST_NEURONS;
  return isLayer ? { up, down, biases: [...biases], activation: down.input, neurons } : undefined;
}

/** A product's weight in single precision. */
export function readProduct(graph: OnnxGraph, { matrix, scale, zeroPoint }: Product): PlainMatrix {
  const { dims, values } = graph.weight(matrix) as Weight;
  const [rows = 0, columns = 0] = dims;
  const scales = scale === undefined ? undefined : (graph.weight(scale) as Weight).values;
  const zeros = zeroPoint === undefined ? undefined : graph.weight(zeroPoint)?.values;
  const at = (each: ArrayLike<number>, column: number): number => each[each.length === 1 ? 0 : column] as number;
  const plain = Float32Array.from(values, (value, index) => {
    const column = index % columns;
    return scales ? (value - (zeros ? at(zeros, column) : 0)) * at(scales, column) : value;
  });
  return { rows, columns, values: plain };
}

/** Puts a matrix in a product's place, in the form that it had; new scales keep the largest number of each. */
export function writeProduct(
  graph: OnnxGraph,
  { matrix, scale, zeroPoint }: Product,
  { rows, columns, values }: PlainMatrix,
): void {
  const old = graph.weight(matrix) as Weight;
  if (scale === undefined) {
    graph.replace({ ...old, dims: [rows, columns], values });
    return;
  }
  const isSigned = old.type === ELEMENT.int8;
  const oldScale = graph.weight(scale) as Weight;
  const count = oldScale.values.length === 1 ? 1 : columns;
  const most = new Float32Array(count);
  for (const [index, value] of values.entries()) {
    const column = count === 1 ? 0 : index % columns;
    most[column] = Math.max(most[column] as number, Math.abs(value));
  }
  const scales = most.map((each) => (each === 0 ? 1 : each) / 127);
  const zero = isSigned ? 0 : 128;
  const whole = Int16Array.from(
    values,
    (value, index) => Math.round(value / (scales[count === 1 ? 0 : index % columns] as number)) + zero,
  );
  graph.replace({ ...old, dims: [rows, columns], values: isSigned ? Int8Array.from(whole) : Uint8Array.from(whole) });
  graph.replace({ ...oldScale, dims: oldScale.dims.length === 0 ? [] : [count], values: scales });
  const zeros = zeroPoint === undefined ? undefined : graph.weight(zeroPoint);
  if (!zeros) return;
  const zeroCount = zeros.values.length === 1 ? 1 : columns;
  const filled = isSigned ? new Int8Array(zeroCount) : new Uint8Array(zeroCount).fill(zero);
  graph.replace({ ...zeros, dims: zeros.dims.length === 0 ? [] : [zeroCount], values: filled });
}
