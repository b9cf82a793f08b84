import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FastTextModel } from "../../../classifiers/fasttext/fasttext-model.ts";
import { InputError } from "../../../engine/errors.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { scratchFolders } from "../../helpers/scratch.ts";

const folder = join(import.meta.dirname, "../../fixtures/fasttext");
/** What fastText 0.9.2 itself predicts (`write.py` beside it). */
const [{ texts }, ...models] = readFileSync(join(folder, "predictions.jsonl"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line)) as [
  { readonly texts: readonly string[] },
  ...{ readonly model: string; readonly predictions: readonly Record<string, number>[] }[],
];

const kernels = loadKernels();
const scratchFolder = scratchFolders();

function predict(model: FastTextModel, text: string): Record<string, number> {
  const mark = kernels.mark();
  const bytes = Buffer.from(text);
  const at = kernels.alloc(bytes.length);
  kernels.bytes().set(bytes, at);
  const found = new Float64Array(model.labels.length);
  const any = model.predict(at, bytes.length, found);
  kernels.release(mark);
  return any ? Object.fromEntries(model.labels.map((label, index) => [label, found[index] as number])) : {};
}

describe.each(models)("$model", ({ model: file, predictions: wanted }) => {
  const model = FastTextModel.open(join(folder, file), kernels);

  it.each(texts.map((text, index) => [text, index] as const))("predicts for %j what fastText predicts", (text, index) => {
    const found = predict(model, text);
    const expected = wanted[index] as Record<string, number>;
    for (const [label, probability] of Object.entries(expected)) expect(found[label]).toBeCloseTo(probability, 6);
    if (Object.keys(expected).length === 0) expect(found).toEqual({});
    else expect(Object.keys(found)).toHaveLength(model.labels.length);
  });

  it("is refused when it ends early, wherever", () => {
    const bytes = readFileSync(join(folder, file));
    const path = join(scratchFolder(), "cut.bin");
    for (let end = 0; end < bytes.length; end += end < 200 ? 7 : 397) {
      writeFileSync(path, bytes.subarray(0, end));
      expect(() => FastTextModel.open(path, loadKernels())).toThrow(InputError);
    }
  });

  it("is read or refused, never believed, with any of its first bytes changed", () => {
    const path = join(scratchFolder(), "changed.bin");
    for (let at = 0; at < 90; at += 3) {
      for (const value of [0x00, 0x7f, 0xff]) {
        const bytes = readFileSync(join(folder, file));
        bytes[at] = value;
        writeFileSync(path, bytes);
        try {
          FastTextModel.open(path, loadKernels());
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }
    }
  });
});

describe("a file that is no model", () => {
  it("is told of by its path, without its content", () => {
    const path = join(scratchFolder(), "notes.bin");
    writeFileSync(path, "a page of somebody's notes");
    expect(() => FastTextModel.open(path, kernels)).toThrow(/notes\.bin: it does not begin as a fastText model does\. Give /);
    expect(() => FastTextModel.open(join(path, "none"), kernels)).toThrow(/cannot be read/);
  });
});
