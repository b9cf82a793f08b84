import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onnx } from "onnx-proto";
import { seededRandom } from "../../classifiers/training/seeded-random.ts";

/** A small transformer with random weights, in the layout that Transformers.js reads. */
export interface TransformerShape {
  /** `none`: the last hidden states; `sequence`: a head over their mean; `token`: a head over each. */
  readonly head: "none" | "sequence" | "token";
  /** Names of the head's classes; one for regression. */
  readonly labels?: readonly string[];
  readonly words?: readonly string[];
  /** For the head `token`: the label of each word, whatever stands around it; the others get the first label. */
  readonly labelOf?: Readonly<Record<string, string>>;
  readonly hidden?: number;
  readonly inner?: number;
  readonly layers?: number;
  /** Longest window of tokens. */
  readonly tokens?: number;
  readonly seed?: number;
}

const SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
const FLOAT = onnx.TensorProto.DataType.FLOAT;
const INT64 = onnx.TensorProto.DataType.INT64;

/** Collects the nodes and weights of a graph. */
class GraphBuilder {
  readonly nodes: onnx.INodeProto[] = [];
  readonly weights: onnx.ITensorProto[] = [];
  readonly #random: () => number;
  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  node(opType: string, input: readonly string[], output: string, attribute: onnx.IAttributeProto[] = []): string {
    this.nodes.push({ opType, name: `make_${output}`, input: [...input], output: [output], attribute });
    return output;
  }

  /** A weight of random values around 0, or of one value. */
  weight(name: string, dims: readonly number[], value?: number): string {
    const size = dims.reduce((product, each) => product * each, 1);
    const spread = 2 / Math.sqrt(dims[0] as number);
    return this.given(
      name,
      dims,
      Float32Array.from({ length: size }, () => value ?? (this.#random() - 0.5) * spread),
    );
  }

  given(name: string, dims: readonly number[], values: Float32Array): string {
    this.weights.push({ name, dims: [...dims], dataType: FLOAT, rawData: new Uint8Array(values.buffer) });
    return name;
  }

  axes(name: string, values: readonly number[]): string {
    const rawData = new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer);
    this.weights.push({ name, dims: [values.length], dataType: INT64, rawData });
    return name;
  }

  linear(input: string, name: string, from: number, to: number): string {
    const product = this.node("MatMul", [input, this.weight(`${name}.weight`, [from, to])], `${name}_product`);
    return this.node("Add", [product, this.weight(`${name}.bias`, [to])], `${name}_sum`);
  }
}

const integer = (name: string, i: number): onnx.IAttributeProto => ({ name, i, type: onnx.AttributeProto.AttributeType.INT });

/** Writes a model's folder: `config.json`, `tokenizer.json`, `tokenizer_config.json` and `onnx/model.onnx`. */
export function writeTransformer(folder: string, shape: TransformerShape): void {
  const { head, labels = ["LABEL_0"], hidden = 8, inner = 32, layers = 2, tokens = 16, seed = 1 } = shape;
  const vocabulary = [...SPECIAL, ...(shape.words ?? ["good", "bad", "long", "물질", "원자", "##s", "##은", "."])];
  const graph = new GraphBuilder(seed);
  let states = graph.node("Gather", [graph.weight("embeddings", [vocabulary.length, hidden]), "input_ids"], "embedded");
  for (let layer = 0; layer < layers; layer++) {
    const up = graph.linear(states, `layer${layer}.up`, hidden, inner);
    const active = graph.node("Gelu", [up], `layer${layer}.active`);
    const down = graph.linear(active, `layer${layer}.down`, inner, hidden);
    const sum = graph.node("Add", [states, down], `layer${layer}.residual`);
    const norm = [graph.weight(`layer${layer}.scale`, [hidden], 1), graph.weight(`layer${layer}.shift`, [hidden], 0)];
    states = graph.node("LayerNormalization", [sum, ...norm], layer + 1 < layers ? `layer${layer}.out` : "last_hidden_state", [
      integer("axis", -1),
    ]);
  }
  const outputs: [string, number[]][] = [];
  if (head === "none") outputs.push(["last_hidden_state", [hidden]]);
  if (head === "token") {
    const known = shape.labelOf === undefined ? undefined : knownLabels(vocabulary, labels, shape.labelOf);
    const logits = known
      ? graph.node("Gather", [graph.given("known", [vocabulary.length, labels.length], known), "input_ids"], "known_logits")
      : graph.linear(states, "head", hidden, labels.length);
    graph.node("Identity", [logits], "logits");
    outputs.push(["logits", [labels.length]]);
  }
  if (head === "sequence") {
    const mask = graph.node("Cast", ["attention_mask"], "mask", [integer("to", FLOAT)]);
    const wide = graph.node("Unsqueeze", [mask, graph.axes("last_axis", [2])], "wide_mask");
    const seen = graph.node("Mul", [states, wide], "seen");
    const axis = graph.axes("token_axis", [1]);
    const sum = graph.node("ReduceSum", [seen, axis], "state_sum", [integer("keepdims", 0)]);
    const count = graph.node("ReduceSum", [wide, axis], "token_count", [integer("keepdims", 0)]);
    const mean = graph.node("Div", [sum, count], "state_mean");
    graph.node("Identity", [graph.linear(mean, "head", hidden, labels.length)], "logits");
    outputs.push(["logits", [labels.length]]);
  }
  const value = (name: string, elemType: number, dims: readonly (string | number)[]): onnx.IValueInfoProto => ({
    name,
    type: {
      tensorType: {
        elemType,
        shape: { dim: dims.map((dim) => (typeof dim === "string" ? { dimParam: dim } : { dimValue: dim })) },
      },
    },
  });
  const model = onnx.ModelProto.create({
    irVersion: 9,
    opsetImport: [{ domain: "", version: 20 }],
    graph: {
      name: "small",
      node: graph.nodes,
      initializer: graph.weights,
      input: ["input_ids", "attention_mask"].map((name) => value(name, INT64, ["rows", "tokens"])),
      output: outputs.map(([name, last]) =>
        value(name, FLOAT, head === "sequence" ? ["rows", ...last] : ["rows", "tokens", ...last]),
      ),
    },
  });
  mkdirSync(join(folder, "onnx"), { recursive: true });
  writeFileSync(join(folder, "onnx", "model.onnx"), onnx.ModelProto.encode(model).finish());
  const classes = { none: "BertModel", sequence: "BertForSequenceClassification", token: "BertForTokenClassification" } as const;
  const config = {
    model_type: "bert",
    architectures: [classes[head]],
    hidden_size: hidden,
    max_position_embeddings: tokens,
    ...(head === "none" ? {} : { id2label: Object.fromEntries(labels.map((label, id) => [id, label])) }),
  };
  const files = {
    "config.json": config,
    "tokenizer_config.json": {
      tokenizer_class: "BertTokenizer",
      model_max_length: tokens,
      pad_token: "[PAD]",
      unk_token: "[UNK]",
    },
    "tokenizer.json": tokenizerOf(vocabulary),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content));
}

/** Logits of a word by itself: high for its label. */
function knownLabels(
  vocabulary: readonly string[],
  labels: readonly string[],
  labelOf: Readonly<Record<string, string>>,
): Float32Array {
  const logits = new Float32Array(vocabulary.length * labels.length);
  for (const [id, word] of vocabulary.entries())
    logits[id * labels.length + Math.max(0, labels.indexOf(labelOf[word] ?? ""))] = 9;
  return logits;
}

function tokenizerOf(vocabulary: readonly string[]): object {
  const special = (content: string) => ({ id: content, ids: [vocabulary.indexOf(content)], tokens: [content] });
  const inTemplate = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  return {
    version: "1.0",
    added_tokens: SPECIAL.map((content, id) => ({
      id,
      content,
      special: true,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    })),
    normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: false, lowercase: true },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [inTemplate("[CLS]"), { Sequence: { id: "A", type_id: 0 } }, inTemplate("[SEP]")],
      pair: [],
      special_tokens: { "[CLS]": special("[CLS]"), "[SEP]": special("[SEP]") },
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
    },
  };
}
