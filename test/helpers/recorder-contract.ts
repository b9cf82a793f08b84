import { describe, expect, it } from "vitest";
import type { LineageRecorder, PartRecord } from "../../engine/lineage.ts";
import { header, mixOf, partOf, REASONS } from "./synthetic-lineage.ts";

/** A recorder under test, and a way to come back to what it wrote as a later run would. */
export interface RecorderUnderTest {
  readonly recorder: LineageRecorder;
  /** Closes the recorder and opens another over the same record. */
  reopen(): LineageRecorder;
}

const mixed = (): PartRecord =>
  partOf({ index: 1, source: 1 }, [
    {},
    { state: 1 },
    { state: 5, value: 12 },
    { state: 5, value: 90 },
    { state: 7, twin: { part: 0, row: 0 } },
  ]);

/** What every recorder promises, whatever it writes to. */
export function describeRecorder(name: string, open: () => RecorderUnderTest): void {
  describe(`${name}, as any recorder`, () => {
    it("counts documents by state", () => {
      const { recorder } = open();
      recorder.begin(header());
      recorder.part([partOf({ index: 0 }, [{}, {}, {}])]);
      recorder.part([mixed()]);
      const { kept, quarantined, removed } = recorder.countStates();
      expect([kept, quarantined]).toEqual([4, 1]);
      expect([...removed]).toEqual([
        [3, 2],
        [5, 1],
      ]);
      recorder.close();
    });

    it("takes a part in several segments, and one without rows", () => {
      const { recorder } = open();
      recorder.begin(header());
      recorder.part([partOf({ index: 0 }, [{}, { state: 1 }]), partOf({ index: 0, firstRow: 2 }, [{}, {}])]);
      recorder.part([partOf({ index: 1 }, [])]);
      recorder.part([]);
      expect(recorder.countStates()).toEqual({ kept: 3, quarantined: 1, removed: new Map() });
      expect([...recorder.recordedParts()]).toEqual([
        [0, "key-0"],
        [1, "key-1"],
      ]);
      recorder.close();
    });

    it("replaces a part that is written again", () => {
      const { recorder } = open();
      recorder.begin(header());
      recorder.part([mixed()]);
      recorder.part([partOf({ index: 1, key: "other" }, [{}])]);
      expect(recorder.countStates()).toEqual({ kept: 1, quarantined: 0, removed: new Map() });
      expect([...recorder.recordedParts()]).toEqual([[1, "other"]]);
      recorder.close();
    });

    it("keeps nothing of a part whose columns do not fit or whose reading breaks off", () => {
      const { recorder } = open();
      recorder.begin(header());
      recorder.part([partOf({ index: 0 }, [{}])]);
      const whole = partOf({ index: 0, key: "other" }, [{}, {}]);
      expect(() => recorder.part([{ ...whole, textBytes: new Uint32Array(1) }])).toThrow(/textBytes.*got 1, wanted 2/);
      expect(() => recorder.part([whole, partOf({ index: 0, firstRow: 3 }, [{}])])).toThrow(/got 3, wanted 2/);
      const breaking = function* () {
        yield whole;
        throw new Error("unreadable");
      };
      expect(() => recorder.part(breaking())).toThrow("unreadable");
      expect([...recorder.recordedParts()]).toEqual([[0, "key-0"]]);
      expect(recorder.countStates().kept).toBe(1);
      recorder.part([whole]);
      expect(recorder.countStates().kept).toBe(2);
      recorder.close();
    });

    it("goes on where a run before it stopped", () => {
      const { recorder, reopen } = open();
      recorder.begin(header());
      recorder.part([partOf({ index: 3 }, [{}])]);
      recorder.part([mixed()]);
      const again = reopen();
      again.begin(header({ startedMs: 2000 }));
      expect([...again.recordedParts()].sort()).toEqual([
        [1, "key-1"],
        [3, "key-3"],
      ]);
      expect(again.countStates().kept).toBe(2);
      again.close();
    });

    it("forgets parts a shorter run no longer has", () => {
      const { recorder } = open();
      recorder.begin(header());
      for (const index of [0, 1, 2]) recorder.part([partOf({ index }, [{}])]);
      recorder.forgetPartsFrom(1);
      expect([...recorder.recordedParts().keys()]).toEqual([0]);
      expect(recorder.countStates().kept).toBe(1);
      recorder.close();
    });

    it("forgets all parts where reasons or sources are numbered anew, as their states would be misread", () => {
      const { recorder, reopen } = open();
      recorder.begin(header());
      recorder.part([mixed()]);
      const again = reopen();
      again.begin(header({ reasons: REASONS.map((reason) => ({ ...reason, threshold: 3 })) }));
      expect([...again.recordedParts().keys()]).toEqual([1]);
      again.begin(header({ reasons: REASONS.slice(1) }));
      expect(again.recordedParts().size).toBe(0);
      again.close();
    });

    it("takes a mix twice, and refuses one whose shards do not hold its selection", () => {
      const { recorder } = open();
      recorder.begin(header());
      recorder.part([partOf({ index: 0 }, [{}, {}])]);
      const mix = mixOf("stage1", [[{ part: 0, row: 1 }], [{ part: 0, row: 0 }]]);
      recorder.mix(mix);
      recorder.mix(mix);
      expect(() => recorder.mix({ ...mix, shards: mix.shards.slice(1) })).toThrow(/mix stage1.*got 1 documents, wanted 2/);
      recorder.end({ finishedMs: 3000, exit: 0 });
      recorder.close();
    });
  });
}
