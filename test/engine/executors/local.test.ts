import { describe, expect, it } from "vitest";
import { InputError, Interrupted } from "../../../engine/errors.ts";
import type { Performer, Task } from "../../../engine/executors/executor.ts";
import { inProcessExecutor } from "../../../engine/executors/local.ts";

interface NumberedTask extends Task {
  readonly kind: "numbered";
  readonly number: number;
}

const tasksUpTo = (count: number): readonly NumberedTask[] =>
  Array.from({ length: count }, (_, number) => ({ kind: "numbered", number }));

const numberOf = (task: Task): number => (task as NumberedTask).number;

/** Notes when tasks begin and when they are on disk; the disk takes two turns of the event loop. */
function slowDisk(log: string[], fails: (number: number) => Error | undefined = () => undefined): Performer {
  return async (task, _onProgress, onFree) => {
    const number = numberOf(task);
    log.push(`begin ${number}`);
    onFree();
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    const error = fails(number);
    if (error) throw error;
    log.push(`durable ${number}`);
    return number;
  };
}

async function run(performer: Performer, count: number, signal = new AbortController().signal): Promise<readonly number[]> {
  const results: number[] = [];
  const note = (_: NumberedTask, result: number) => results.push(result);
  await inProcessExecutor(performer, signal).run(tasksUpTo(count), note, () => undefined);
  return results;
}

describe("inProcessExecutor", () => {
  it("begins a task while the one before waits for the disk, and lets no more than one wait", async () => {
    const log: string[] = [];
    expect(await run(slowDisk(log), 4)).toEqual([0, 1, 2, 3]);
    for (let number = 0; number < 3; number++) {
      expect(log.indexOf(`begin ${number + 1}`)).toBeLessThan(log.indexOf(`durable ${number}`));
      if (number < 2) expect(log.indexOf(`durable ${number}`)).toBeLessThan(log.indexOf(`begin ${number + 2}`));
    }
  });

  it("begins the next task only when the one before is done, where that never says it is free", async () => {
    const log: string[] = [];
    const disk = slowDisk(log);
    await run((task, onProgress) => disk(task, onProgress, () => undefined), 3);
    expect(log).toEqual([0, 1, 2].flatMap((number) => [`begin ${number}`, `durable ${number}`]));
  });

  it("ends with the first error once what was begun has ended, and begins nothing after it", async () => {
    const log: string[] = [];
    const full = new Error("no space left");
    await expect(
      run(
        slowDisk(log, (number) => (number === 1 ? full : undefined)),
        9,
      ),
    ).rejects.toBe(full);
    expect(log.filter((line) => line.startsWith("durable"))).toContain("durable 0");
    expect(log).not.toContain("begin 4");
  });

  it("carries out all other tasks when the input of one cannot be read", async () => {
    const log: string[] = [];
    const broken = new InputError("a.jsonl: cannot be read", "UNREADABLE");
    await expect(
      run(
        slowDisk(log, (number) => (number === 1 ? broken : undefined)),
        4,
      ),
    ).rejects.toBe(broken);
    expect(log.filter((line) => line.startsWith("durable"))).toEqual(["durable 0", "durable 2", "durable 3"]);
  });

  it("stops between tasks when told to, after what was begun is on disk", async () => {
    const log: string[] = [];
    const stop = new AbortController();
    const disk = slowDisk(log);
    const stopping: Performer = (task, onProgress, onFree) => {
      if (numberOf(task) === 1) stop.abort();
      return disk(task, onProgress, onFree);
    };
    await expect(run(stopping, 5, stop.signal)).rejects.toBeInstanceOf(Interrupted);
    expect(log).toContain("durable 1");
    expect(log).not.toContain("begin 2");
  });
});
