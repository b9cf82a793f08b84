import { InputError } from "../../engine/errors.ts";
import {
  bytesField,
  type Field,
  numberField,
  numbersOf,
  readFields,
  textField,
  textOf,
  textsOf,
  writeFields,
} from "./protobuf.ts";

/** Field numbers of onnx.proto3 (ModelProto, GraphProto, NodeProto, TensorProto). */
const MODEL_GRAPH = 7;
const GRAPH = { node: 1, initializer: 5, output: 12, valueInfo: 13 } as const;
const NODE = { input: 1, output: 2, name: 3, opType: 4 } as const;
const TENSOR = { dims: 1, dataType: 2, floats: 4, int32s: 5, name: 8, raw: 9 } as const;

/** Element types that weights of feed-forward layers come in, by ONNX's numbers. */
export const ELEMENT = { float: 1, uint8: 2, int8: 3 } as const;

/** One operation of a graph. */
export interface GraphNode {
  readonly name: string;
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** A weight in plain values. */
export interface Weight {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly number[];
  readonly values: Float32Array | Uint8Array | Int8Array;
}

/** An ONNX file whose weights can be looked at and replaced; everything else stays byte for byte. */
export class OnnxGraph {
  readonly nodes: readonly GraphNode[];
  readonly #model: readonly Field[];
  readonly #graph: Field[];
  readonly #weightAt = new Map<string, number>();
  readonly #producer = new Map<string, GraphNode>();

  /** Throws {@link InputError} where the bytes are no ONNX model with its weights inside. */
  constructor(bytes: Uint8Array) {
    this.#model = readFields(bytes);
    const graph = this.#model.find(({ number }) => number === MODEL_GRAPH);
    if (!graph) throw new InputError("model.onnx: it holds no graph. Export it again.", "MODEL_UNREADABLE");
    this.#graph = readFields(graph.bytes);
    this.nodes = this.#graph
      .filter(({ number }) => number === GRAPH.node)
      .map(({ bytes: node }) => {
        const fields = readFields(node);
        return {
          name: textOf(fields, NODE.name),
          opType: textOf(fields, NODE.opType),
          inputs: textsOf(fields, NODE.input),
          outputs: textsOf(fields, NODE.output),
        };
      });
    for (const node of this.nodes) for (const output of node.outputs) this.#producer.set(output, node);
    for (const [index, { number, bytes: tensor }] of this.#graph.entries())
      if (number === GRAPH.initializer) this.#weightAt.set(textOf(readFields(tensor), TENSOR.name), index);
  }

  /** The operation that gives a value; undefined for inputs of the graph and weights. */
  producerOf(value: string): GraphNode | undefined {
    return this.#producer.get(value);
  }

  usersOf(value: string): readonly GraphNode[] {
    return this.nodes.filter(({ inputs }) => inputs.includes(value));
  }

  /** A weight of type float, uint8 or int8; undefined where the name is none. */
  weight(name: string): Weight | undefined {
    const index = this.#weightAt.get(name);
    if (index === undefined) return undefined;
    const fields = readFields((this.#graph[index] as Field).bytes);
    const type = numbersOf(fields, TENSOR.dataType)[0] ?? 0;
    const dims = numbersOf(fields, TENSOR.dims);
    const values = valuesOf(fields, type);
    if (!values || values.length !== dims.reduce((product, dim) => product * dim, 1)) return undefined;
    return { name, type, dims, values };
  }

  /** Puts other values, of other dimensions too, in a weight's place. */
  replace({ name, type, dims, values }: Weight): void {
    const index = this.#weightAt.get(name) as number;
    const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#graph[index] = bytesField(
      GRAPH.initializer,
      writeFields([
        ...dims.map((dim) => numberField(TENSOR.dims, dim)),
        numberField(TENSOR.dataType, type),
        textField(TENSOR.name, name),
        bytesField(TENSOR.raw, raw),
      ]),
    );
  }

  /** Makes values of the graph outputs of it, so that they can be looked at. */
  expose(values: readonly string[]): void {
    // ValueInfoProto: 1 name, 2 type; TypeProto: 1 tensor_type; Tensor: 1 elem_type.
    const type = bytesField(2, writeFields([bytesField(1, writeFields([numberField(1, ELEMENT.float)]))]));
    this.#graph.push(...values.map((value) => bytesField(GRAPH.output, writeFields([textField(1, value), type]))));
  }

  /** The file. Recorded shapes of values inside are left out: those of replaced weights would be wrong. */
  bytes(): Uint8Array {
    const graph = writeFields(this.#graph.filter(({ number }) => number !== GRAPH.valueInfo));
    return writeFields(this.#model.map((field) => (field.number === MODEL_GRAPH ? bytesField(MODEL_GRAPH, graph) : field)));
  }
}

function valuesOf(fields: readonly Field[], type: number): Weight["values"] | undefined {
  const raw = fields.find(({ number }) => number === TENSOR.raw)?.bytes;
  if (type === ELEMENT.float) {
    const packed = raw ?? Buffer.concat(fields.filter(({ number }) => number === TENSOR.floats).map(({ bytes }) => bytes));
    return packed.length % 4 === 0 ? new Float32Array(new Uint8Array(packed).buffer) : undefined;
  }
  if (type !== ELEMENT.uint8 && type !== ELEMENT.int8) return undefined;
  const bytes = new Uint8Array(raw ?? numbersOf(fields, TENSOR.int32s));
  return type === ELEMENT.uint8 ? bytes : new Int8Array(bytes.buffer);
}
