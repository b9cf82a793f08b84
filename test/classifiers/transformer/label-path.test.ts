import { describe, expect, it } from "vitest";
import { likeliestPath, tokenLabel } from "../../../classifiers/transformer/label-path.ts";

const labels = ["O", "B-PS", "I-PS", "B-LC", "I-LC"].map(tokenLabel);
/** A row of logits a token, high at one label and somewhat lower at a second. */
const logits = (...rows: readonly (readonly [number, number?])[]) =>
  Float32Array.from(rows.flatMap(([best, second]) => labels.map((_, label) => (label === best ? 5 : label === second ? 4 : 0))));

describe("the likeliest path of labels", () => {
  it("is what the model says where that can be", () => {
    expect(likeliestPath(logits([0], [1], [2], [0]), labels).labels).toEqual([0, 1, 2, 0]);
  });

  it("begins an entity that goes on without having begun, or leaves it out, whichever is likelier", () => {
    expect(likeliestPath(logits([0], [2, 1], [2]), labels).labels).toEqual([0, 1, 2]);
    expect(likeliestPath(logits([0], [2, 0], [0]), labels).labels).toEqual([0, 0, 0]);
  });

  it("lets no entity go on as another", () => {
    expect(likeliestPath(logits([1], [4, 2]), labels).labels).toEqual([1, 2]);
  });

  it("of no tokens is empty", () => expect(likeliestPath(new Float32Array(), labels).labels).toEqual([]));
});

describe("a label", () => {
  it.each([
    ["B-PS", "PS", true, false],
    ["I-PS", "PS", false, true],
    ["S-PER", "PER", true, false],
    ["private_person", "private_person", true, true],
    ["O", "", true, true],
  ])("%s", (label, type, begins, continues) => expect(tokenLabel(label)).toEqual({ type, begins, continues }));
});
