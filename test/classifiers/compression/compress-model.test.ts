import { readFileSync } from "node:fs";
import { join } from "node:path";
import { onnx } from "onnx-proto";
import { describe, expect, it } from "vitest";
import { CompressibleModel } from "../../../classifiers/compression/compress-model.ts";
import { findFeedForwards, readProduct, writeProduct } from "../../../classifiers/compression/feed-forward.ts";
import { type Compression, compressLayer } from "../../../classifiers/compression/neuron-merging.ts";
import { OnnxGraph } from "../../../classifiers/compression/onnx-graph.ts";
import { seededRandom } from "../../../classifiers/training/seeded-random.ts";
import { Transformer } from "../../../classifiers/transformer/transformer.ts";
import { InputError } from "../../../engine/errors.ts";
import { writeTransformer } from "../../helpers/a-transformer.ts";
import { scratchFolders } from "../../helpers/scratch.ts";

const scratch = scratchFolders();
const WORDS = ["good", "bad", "long", "물질", "원자", "반응", "court", "heat"];
const random = seededRandom(9);
const texts = Array.from({ length: 40 }, () =>
  Array.from({ length: 8 }, () => WORDS[Math.floor(random() * WORDS.length)]).join(" "),
);
const [sample, unseen] = [texts.slice(0, 25), texts.slice(25)];
const ways: readonly Compression[] = ["prune", "merge", "merge-fit"];

function aModel(): string {
  const folder = join(scratch(), "model");
  writeTransformer(folder, { head: "sequence", hidden: 8, inner: 64, layers: 2, words: WORDS });
  return folder;
}

async function scores(folder: string): Promise<readonly number[]> {
  const transformer = await Transformer.open(folder);
  const logits = await transformer.logits(unseen);
  await transformer.close();
  return logits.map(([logit]) => logit as number);
}

const drift = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] as number)), 0) / a.length;

describe("an ONNX file", () => {
  it("is written as it was read, for onnx's own reader", () => {
    const path = join(aModel(), "onnx/model.onnx");
    const bytes = readFileSync(path);
    expect(onnx.ModelProto.toObject(onnx.ModelProto.decode(new OnnxGraph(bytes).bytes()))).toEqual(
      onnx.ModelProto.toObject(onnx.ModelProto.decode(bytes)),
    );
  });

  it("shows its feed-forward layers", () => {
    const layers = findFeedForwards(new OnnxGraph(readFileSync(join(aModel(), "onnx/model.onnx"))));
    expect(layers.map(({ neurons, biases, up, down }) => [neurons, biases, up.matrix, down.matrix])).toEqual(
      [0, 1].map((layer) => [64, [`layer${layer}.up.bias`], `layer${layer}.up.weight`, `layer${layer}.down.weight`]),
    );
  });

  it("that is cut short or no model is refused", () => {
    const bytes = readFileSync(join(aModel(), "onnx/model.onnx"));
    expect(() => new OnnxGraph(bytes.subarray(0, bytes.length - 9))).toThrow(InputError);
    expect(() => new OnnxGraph(Buffer.from("no model at all"))).toThrow(InputError);
  });
});

describe("a smaller model", () => {
  it("of as many neurons gives the same scores", async () => {
    const folder = aModel();
    const model = await CompressibleModel.open(folder, sample, join(scratch(), "open"));
    const whole = await scores(folder);
    for (const how of ["prune", "merge"] as const) {
      const output = join(scratch(), how);
      expect(model.write(1, how, output)).toEqual([64, 64]);
      expect(drift(await scores(output), whole)).toBeLessThan(1e-5);
    }
  });

  it("drifts least where neurons are merged and fitted, most where they are pruned", async () => {
    const folder = aModel();
    const model = await CompressibleModel.open(folder, sample, join(scratch(), "open"));
    const whole = await scores(folder);
    const drifts: number[] = [];
    for (const how of ways) {
      const output = join(scratch(), how);
      expect(model.write(0.5, how, output)).toEqual([32, 32]);
      drifts.push(drift(await scores(output), whole));
    }
    const [prune = 0, merge = 0, fitted = 0] = drifts;
    expect(fitted).toBeLessThan(merge);
    expect(merge).toBeLessThan(prune);
  });

  const encoder = new URL("../../../../shared/models/multilingual-e5-small-koen-l8/onnx/model_quantized.onnx", import.meta.url);
  const bytes = (() => {
    try {
      return readFileSync(encoder);
    } catch {
      return undefined;
    }
  })();
  it.skipIf(bytes === undefined)("is made of eight-bit weights too (a real encoder)", () => {
    const graph = new OnnxGraph(bytes as Buffer);
    const layers = findFeedForwards(graph);
    expect(layers.map(({ neurons }) => neurons)).toEqual(new Array(8).fill(1536));
    for (const { up } of layers.slice(0, 2)) {
      const before = readProduct(graph, up);
      writeProduct(graph, up, before);
      const after = readProduct(new OnnxGraph(graph.bytes()), up);
      const most = before.values.reduce((sum, value) => Math.max(sum, Math.abs(value)), 0);
      expect(after.values.every((value, index) => Math.abs(value - (before.values[index] as number)) <= most / 250)).toBe(true);
    }
  });
});

describe("merging neurons", () => {
  it("gives the outgoing weights of a twin to the neuron that acts like it", () => {
    // Neuron 2 always acts half as strongly as neuron 0, and neuron 3 a third as strongly as neuron 1.
    const activations = [
      [2, 0, 1, 0],
      [4, 3, 2, 1],
      [0, 9, 0, 3],
    ];
    const products = Float64Array.from({ length: 16 }, (_, index) =>
      activations.reduce((sum, row) => sum + ((row[Math.floor(index / 4)] as number) * (row[index % 4] as number)) / 3, 0),
    );
    const down = { rows: 4, columns: 1, values: Float32Array.of(1, 1, 1, 1) };
    const layer = { down, upNorms: Float64Array.of(1, 1, 0.5, 0.5), products };
    const merged = compressLayer(layer, 2, "merge");
    expect(merged.kept).toEqual([0, 1]);
    expect(merged.down.values[0]).toBeCloseTo(1.5, 2);
    expect(merged.down.values[1]).toBeCloseTo(4 / 3, 2);
    expect([...compressLayer(layer, 2, "prune").down.values]).toEqual([1, 1]);
  });
});
