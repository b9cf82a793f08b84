import { beforeAll, describe, expect, it } from "vitest";
import type { DocumentStage } from "../../engine/stage.ts";
import { type ARecord, aBatch } from "./a-batch.ts";
import { type Answer, type JudgeRecords, openStage } from "./judge-records.ts";

type Example = string | ARecord;

/** Examples of every answer a stage may give; the contract is checked on all of them together. */
export interface StageExamples {
  /** Documents that go on unchanged. */
  readonly keeps: readonly Example[];
  /** Reason → documents that leave for it. */
  readonly drops?: Readonly<Record<string, readonly Example[]>>;
  /** Reason → documents and the text they become. */
  readonly edits?: Readonly<Record<string, readonly (readonly [before: Example, after: string])[]>>;
  /** Reasons that cannot occur with the options under test; another call has to show them. */
  readonly unreachable?: readonly string[];
  /** Documents and (some of) the attributes they are given. */
  readonly attributes?: readonly (readonly [Example, Readonly<Record<string, number | string>>])[];
}

const asRecord = (example: Example): ARecord => (typeof example === "string" ? { text: example } : example);
const shortened = (example: Example): string => JSON.stringify(asRecord(example).text.slice(0, 40));

/** Holds a document stage to what every stage promises, and to its own examples. */
export function describeStage(stage: DocumentStage, examples: StageExamples): void {
  const dropped = Object.entries(examples.drops ?? {}).flatMap(([reason, list]) => list.map((example) => ({ reason, example })));
  const edited = Object.entries(examples.edits ?? {}).flatMap(([reason, list]) =>
    list.map(([example, after]) => ({ reason, example, after })),
  );
  const all = [
    ...examples.keeps,
    ...dropped.map(({ example }) => example),
    ...edited.map(({ example }) => example),
    ...(examples.attributes ?? []).map(([example]) => example),
  ];

  describe(`${stage.name}: contract`, () => {
    let judge: JudgeRecords;
    let together: readonly Answer[];
    beforeAll(async () => {
      expect(stage.problems).toEqual([]);
      judge = await openStage(stage);
      together = judge(all);
    });
    const alone = (example: Example): Answer => judge([example])[0] as Answer;

    it("has options that are fine, a sentence per reason, and declared edits and thresholds", () => {
      for (const sentence of Object.values(stage.reasons)) expect(sentence).toMatch(/\S+ \S+/);
      for (const reason of [...stage.edits, ...Object.keys(stage.thresholds)])
        expect(Object.keys(stage.reasons)).toContain(reason);
    });

    it("has an example for every reason", () => {
      const shown = [...[...dropped, ...edited].map(({ reason }) => reason), ...(examples.unreachable ?? [])];
      expect(new Set(shown)).toEqual(new Set(Object.keys(stage.reasons)));
    });

    it.each(examples.keeps.map((example) => ({ example, title: shortened(example) })))("keeps $title", ({ example }) => {
      expect(alone(example)).toMatchObject({ action: "keep", text: asRecord(example).text });
    });

    it.each(dropped.map((each) => ({ ...each, title: shortened(each.example) })))(
      "$reason drops $title",
      ({ reason, example }) => {
        const answer = alone(example);
        expect(answer).toMatchObject({ action: "drop", reason });
        if (reason in stage.thresholds)
          expect(answer.value, "a reason with a threshold passes the value it measured").toBeTypeOf("number");
      },
    );

    it.each(edited.map((each) => ({ ...each, title: shortened(each.example) })))(
      "$reason edits $title",
      ({ reason, example, after }) => {
        expect(alone(example)).toMatchObject({ action: "edit", reason, text: after });
      },
    );

    it.each((examples.attributes ?? []).map(([example, set]) => ({ example, set, title: shortened(example) })))(
      "finds out about $title",
      ({ example, set }) => {
        for (const [name, value] of Object.entries(set)) {
          if (typeof value === "number") expect(alone(example).set[name], name).toBeCloseTo(value, 3);
          else expect(alone(example).set[name], name).toBe(value);
        }
      },
    );

    it("answers the same again, and whatever the neighbours are", () => {
      expect(judge(all)).toEqual(together);
      expect(judge([...all].reverse())).toEqual([...together].reverse());
      all.forEach((example, row) => {
        expect(alone(example)).toEqual(together[row]);
      });
    });

    it("leaves rows alone that an earlier stage dropped", async () => {
      const batch = aBatch(all, { specs: stage.writes });
      batch.alive.fill(0);
      const opened = await stage.open({ seed: 7, kernels: batch.kernels });
      const refuse = () => expect.unreachable("a dropped row was answered");
      if (typeof opened !== "function")
        opened.judgeBatch(batch, { drop: refuse, edit: refuse, setNumber: refuse, setLabel: refuse });
    });

    it("does not edit its own edits again", () => {
      for (const [row, { action, text }] of together.entries()) {
        if (action === "edit") expect(alone({ ...asRecord(all[row] as Example), text }).action).not.toBe("edit");
      }
    });
  });
}
