import { describe, expect, it } from "vitest";
import { compressSafetensors } from "../../../classifiers/compression/compress-safetensors.ts";
import { Safetensors } from "../../../classifiers/compression/safetensors.ts";
import { seededRandom } from "../../../classifiers/training/seeded-random.ts";
import { InputError } from "../../../engine/errors.ts";

const LAYER = "bert.encoder.layer.0";
const [WIDTH, NEURONS] = [8, 48];

/** A file of tensors by the format's description, written here by hand. */
function aFile(tensors: Readonly<Record<string, { dtype: string; shape: readonly number[]; bytes: Uint8Array }>>): Buffer {
  const header: Record<string, object> = { __metadata__: { format: "pt" } };
  let at = 0;
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [at, at + bytes.length] };
    at += bytes.length;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, ...Object.values(tensors).map(({ bytes }) => bytes)]);
}

const floats = (values: Float32Array) => new Uint8Array(values.buffer);

/** One layer whose second half of neurons are the first half's twins, half as strong, and a tensor that is none of its business. */
function aModel(): Buffer {
  const random = seededRandom(5);
  const draw = (count: number) => Float32Array.from({ length: count }, () => random() - 0.5);
  const half = draw((NEURONS / 2) * WIDTH);
  const up = Float32Array.from([...half, ...half]);
  const biasHalf = draw(NEURONS / 2);
  const tensor = (shape: readonly number[], values: Float32Array) => ({ dtype: "F32", shape, bytes: floats(values) });
  return aFile({
    "embeddings.weight": { dtype: "I64", shape: [2], bytes: new Uint8Array(16).fill(7) },
    [`${LAYER}.attention.output.LayerNorm.weight`]: tensor(
      [WIDTH],
      draw(WIDTH).map((value) => value + 1),
    ),
    [`${LAYER}.attention.output.LayerNorm.bias`]: tensor([WIDTH], draw(WIDTH)),
    [`${LAYER}.intermediate.dense.weight`]: tensor([NEURONS, WIDTH], up),
    [`${LAYER}.intermediate.dense.bias`]: tensor([NEURONS], Float32Array.from([...biasHalf, ...biasHalf])),
    [`${LAYER}.output.dense.weight`]: tensor([WIDTH, NEURONS], draw(NEURONS * WIDTH)),
  });
}

describe("a file of tensors", () => {
  it("keeps what is not replaced, byte for byte, and says the same when written", () => {
    const bytes = aModel();
    const again = new Safetensors("model", new Safetensors("model", bytes).bytes());
    expect(again.names).toEqual(new Safetensors("model", bytes).names);
    for (const name of again.names) expect(again.tensor(name)).toEqual(new Safetensors("model", bytes).tensor(name));
    expect(new Safetensors("model", bytes).bytes().includes(Buffer.alloc(16, 7))).toBe(true);
  });

  it("reads halves and brain floats", () => {
    const halves = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0);
    const brains = Uint16Array.of(0x3f80, 0xc000, 0x4049);
    const file = new Safetensors(
      "model",
      aFile({
        half: { dtype: "F16", shape: [6], bytes: new Uint8Array(halves.buffer) },
        brain: { dtype: "BF16", shape: [3], bytes: new Uint8Array(brains.buffer) },
      }),
    );
    expect([...(file.tensor("half")?.values ?? [])]).toEqual([1, -2, Math.fround(0.333251953125), 2 ** -24, 65504, 0]);
    expect([...(file.tensor("brain")?.values ?? [])]).toEqual([1, -2, 3.140625]);
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["a header longer than itself", Buffer.from([255, 255, 0, 0, 0, 0, 0, 0, 123])],
    ["no JSON", Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 110, 111, 33])],
    ["a tensor outside", aModel().subarray(0, 900)],
  ])("is refused where it is %s", (_, bytes) => {
    expect(() => new Safetensors("model", bytes)).toThrow(InputError);
  });
});

describe("smaller layers of a file of tensors", () => {
  it("lose next to nothing where half of the neurons are twins, and much where they are pruned", () => {
    const drift = (how: "prune" | "merge" | "merge-fit") =>
      compressSafetensors("model", aModel(), 0.5, how, "gelu").layers[0]?.drift as number;
    expect(drift("merge-fit")).toBeLessThan(0.05);
    expect(drift("prune")).toBeGreaterThan(0.2);
    expect(drift("merge")).toBeLessThan(drift("prune"));
  });

  it("have the shapes that their names ask for", () => {
    const { bytes, layers } = compressSafetensors("model", aModel(), 0.5, "merge-fit", "relu");
    const file = new Safetensors("model", bytes);
    expect(layers.map(({ kept }) => kept)).toEqual([24]);
    expect(file.tensor(`${LAYER}.intermediate.dense.weight`)?.shape).toEqual([24, WIDTH]);
    expect(file.tensor(`${LAYER}.intermediate.dense.bias`)?.shape).toEqual([24]);
    expect(file.tensor(`${LAYER}.output.dense.weight`)?.shape).toEqual([WIDTH, 24]);
  });

  it("are refused without layers, and with an activation that is unknown", () => {
    expect(() => compressSafetensors("model", aFile({}), 0.5, "merge", "gelu")).toThrow(/no feed-forward layer/);
    expect(() => compressSafetensors("model", aModel(), 0.5, "merge", "swish")).toThrow(/got|activation is swish/);
  });
});
