import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { type ProgressEvent, showProgress } from "../../cli/progress.ts";
import type { CurateEvent } from "../../engine/curate.ts";
import { emptyTally } from "../../engine/part-report.ts";
import { aTerminal } from "../helpers/a-terminal.ts";

const ESCAPE = "\u001b";
const CLEAR = `\r${ESCAPE}[2K`;
const HIDE = `${ESCAPE}[?25l`;
const SHOW = `${ESCAPE}[?25h`;

/** Progress on a terminal of ours, with a clock that stands until it is moved. */
function watch(as: Parameters<typeof aTerminal>[0] = {}, quiet = false) {
  const terminal = aTerminal(as);
  let now = 0;
  const progress = showProgress(terminal, { NO_COLOR: "1" }, quiet, () => now);
  return {
    terminal,
    close: progress.close,
    at: (seconds: number, ...events: readonly ProgressEvent[]) => {
      now = seconds * 1000;
      for (const event of events) progress.onEvent(event);
    },
  };
}

const begin = (pass: number, parts: number, reused: number, bytes: number): ProgressEvent => ({
  kind: "begin",
  step: { name: "pass", pass },
  parts,
  reused,
  bytes,
});
const end = (pass: number): ProgressEvent => ({ kind: "end", step: { name: "pass", pass } });
const part = (entered: number, kept: number): ProgressEvent => ({ kind: "part", tally: { entered, kept } });
const on = (bytes: number, documents: number): ProgressEvent => ({ kind: "progress", bytes, documents });

describe("in a file or pipe", () => {
  it("writes a line when a step begins and ends, and one every ten seconds at most", () => {
    const { terminal, at } = watch();
    at(0, { kind: "begin", step: { name: "digest" }, parts: 0, reused: 0, bytes: 0 });
    at(0.5, on(200e6, 0), { kind: "end", step: { name: "digest" } });
    at(1, begin(0, 4, 0, 200e6));
    for (let second = 2; second <= 26; second++) at(second, on(8e6, 1000), ...(second % 5 === 0 ? [part(1000, 900)] : []));
    at(26, end(0), { kind: "begin", step: { name: "solve", pass: 0 }, parts: 1, reused: 0, bytes: 0 });
    at(27, { kind: "end", step: { name: "solve", pass: 0 } });
    expect(terminal.text()).toMatchInlineSnapshot(`
      "inputs: begins
      inputs: done, 400 MB/s, 0.5 s
      pass 1: begins, 4 parts, 200 MB
        pass 1: 40 %, 10 000 documents, 90.0 % kept, 8.00 MB/s, 15 s left
        pass 1: 80 %, 20 000 documents, 90.0 % kept, 8.00 MB/s, 5.0 s left
      pass 1: done, 25 000 documents, 90.0 % kept, 8.00 MB/s, 25 s
      barrier 1: begins, 1 part
      barrier 1: done, 1.0 s
      "
    `);
  });

  it("tells of work that is taken over, and counts only the rest", () => {
    const { terminal, at } = watch();
    at(0, begin(0, 3, 2, 10e6), part(1000, 500), part(1000, 700));
    at(20, on(5e6, 500));
    at(40, on(5e6, 500), part(1000, 300), end(0));
    at(40, begin(1, 3, 3, 0), part(500, 500), part(700, 690), part(300, 300), end(1));
    expect(terminal.text()).toMatchInlineSnapshot(`
      "pass 1: begins, 1 part, 10.0 MB, 2 taken over
        pass 1: 50 %, 500 documents, 60.0 % kept, 250 kB/s, 20 s left
        pass 1: 100 %, 1 000 documents, 60.0 % kept, 250 kB/s, 0.0 s left
      pass 1: done, 2 parts taken over, 1 000 documents, 50.0 % kept, 250 kB/s, 40 s
      pass 2: 3 parts taken over, 1 500 documents, 99.3 % kept
      "
    `);
  });

  it("estimates later passes by the documents that the one before kept", () => {
    const { terminal, at } = watch();
    at(0, begin(0, 2, 0, 10e6), part(1000, 600), part(1000, 400), end(0));
    at(10, begin(1, 2, 1, 0), part(600, 600));
    at(25, on(1e6, 100));
    expect(terminal.written.at(-1)).toBe("  pass 2: 25 %, 100 documents, 100.0 % kept, 66.7 kB/s, 45 s left\n");
  });

  it("writes a mix by its name", () => {
    const { terminal, at } = watch();
    const step = { name: "mix", mix: "stage1" };
    at(0, { kind: "begin", step, parts: 2, reused: 0, bytes: 0, documents: 200 });
    at(15, on(3e6, 50));
    at(30, on(9e6, 150), { kind: "end", step });
    expect(terminal.text()).toMatchInlineSnapshot(`
      "stage1: begins, 2 parts
        stage1: 25 %, 200 kB/s, 45 s left
        stage1: 100 %, 496 kB/s, 0.0 s left
      stage1: done, 400 kB/s, 30 s
      "
    `);
  });
});

describe("on a terminal", () => {
  it("draws one line over and over, ten times a second at most", () => {
    const { terminal, at } = watch({ isTTY: true, columns: 100 });
    at(0, begin(0, 2, 0, 100e6));
    for (let tick = 1; tick <= 1000; tick++) at(tick / 100, on(50e3, 10));
    const drawn = terminal.written.filter((text) => text.startsWith(CLEAR));
    expect(drawn.length).toBe(101);
    expect(terminal.text().split("\n")).toHaveLength(1);
    expect(terminal.written.at(-1)).toBe(
      `${CLEAR}pass 1  ━━━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌  50 %  10 000 documents  5.00 MB/s  10 s left`,
    );
    at(20, on(50e6, 0), part(10000, 9000), end(0));
    expect(terminal.written.slice(-3)).toEqual([
      CLEAR,
      SHOW,
      `${CLEAR}✔ pass 1: done, 10 000 documents, 90.0 % kept, 5.00 MB/s, 20 s\n`,
    ]);
  });

  it("hides the cursor while it draws, and shows it again whatever happens", () => {
    const { terminal, at, close } = watch({ isTTY: true, columns: 80 });
    at(0, begin(0, 1, 0, 1e6));
    expect(terminal.written[0]).toBe(HIDE);
    close();
    close();
    expect(terminal.written.slice(-2)).toEqual([CLEAR, SHOW]);
    expect(terminal.written.filter((text) => text === SHOW)).toHaveLength(1);
  });

  it.each([20, 34, 61])("keeps to %d columns, where Hangul takes two", (columns) => {
    const { terminal, at } = watch({ isTTY: true, columns });
    at(0, { kind: "begin", step: { name: "mix", mix: "한국어교과서단계" }, parts: 1, reused: 0, bytes: 1e6 });
    at(5, on(0.4e6, 1_000_000));
    for (const text of terminal.written.filter((line) => line.startsWith(CLEAR)))
      expect(stringWidth(text.slice(CLEAR.length))).toBeLessThan(columns);
  });

  it("says nothing of the time left before it can know", () => {
    const { terminal, at } = watch({ isTTY: true, columns: 100 });
    at(0, begin(0, 1, 0, 100e6));
    at(1, on(10e6, 10));
    expect(terminal.written.at(-1)).not.toContain("left");
    at(3, on(20e6, 10));
    expect(terminal.written.at(-1)).toContain("7.0 s left");
  });

  it("counts silence against the estimate", () => {
    const { terminal, at } = watch({ isTTY: true, columns: 100 });
    at(0, begin(0, 1, 0, 100e6));
    for (let second = 1; second <= 10; second++) at(second, on(5e6, 10));
    expect(terminal.written.at(-1)).toContain("10 s left");
    at(40, on(0, 0));
    expect(terminal.written.at(-1)).toMatch(/ (\d min|[4-9]\d s) .*left|[4-9]\d s left/);
  });
});

it("is silent when quiet", () => {
  const { terminal, at, close } = watch({ isTTY: true }, true);
  at(0, begin(0, 1, 0, 1e6));
  at(60, on(1e6, 10), end(0));
  close();
  expect(terminal.written).toEqual([]);
});

it("takes the events of a run as they are", () => {
  const events: CurateEvent[] = [{ kind: "part", tally: emptyTally(0) }];
  const accepted: readonly ProgressEvent[] = events;
  expect(accepted).toHaveLength(1);
});
