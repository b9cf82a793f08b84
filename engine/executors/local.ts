import { Worker } from "node:worker_threads";
import { InputError, Interrupted } from "../errors.ts";
import { unpackError } from "./error-crossing.ts";
import type { Executor, Performer, ReportProgress, Task } from "./executor.ts";
import type { FromWorker, ToWorker } from "./worker-loop.ts";

const YOUNG_MEGABYTES = 64;

/** How threads are started: the entry module calls {@link serveTasks}. */
export interface WorkerEntry {
  readonly module: URL;
  readonly data: unknown;
}

/** One worker needs no thread: tasks run here, by the same performer that threads would make. */
export function inProcessExecutor(performer: Performer, signal: AbortSignal): Executor {
  return {
    workers: 1,
    run: (tasks, onResult, onProgress) =>
      runAll(tasks, [(task, onFree) => performer(task, onProgress, onFree)], onResult, signal),
    close: async () => undefined,
  };
}

/** Worker threads, started on first use; each takes the next task when it is free. */
export function threadExecutor(workers: number, entry: WorkerEntry, signal: AbortSignal): Executor {
  const threads: Worker[] = [];
  const thread = (index: number): Worker => {
    const known = threads[index];
    if (known) return known;
    // Strings of one batch die young: room for them spares most collections.
    const started = new Worker(entry.module, {
      workerData: entry.data,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    started.setMaxListeners(0);
    threads[index] = started;
    return started;
  };
  return {
    workers,
    run: (tasks, onResult, onProgress) => {
      const indices = Array.from({ length: Math.min(workers, tasks.length) }, (_, index) => index);
      const places = indices.map(
        (index): Place =>
          (task, onFree) =>
            performIn(thread(index), task, onProgress, onFree),
      );
      return runAll(tasks, places, onResult, signal);
    },
    close: async () => {
      await Promise.all(threads.map((started) => started.terminate()));
    },
  };
}

/** Where one task at a time is carried out. */
type Place = (task: Task, onFree: () => void) => Promise<unknown>;

/** Hands the tasks to the places in their order, each place its next one as soon as it is free. */
async function runAll<T extends Task, R>(
  tasks: readonly T[],
  places: readonly Place[],
  onResult: (task: T, result: R) => void,
  signal: AbortSignal,
): Promise<void> {
  let next = 0;
  let unreadable: InputError | undefined;
  let failure: { readonly error: unknown } | undefined;
  const carryOut = async (place: Place, task: T, onFree: () => void): Promise<void> => {
    try {
      onResult(task, (await place(task, onFree)) as R);
    } catch (error) {
      if (error instanceof InputError) unreadable ??= error;
      else failure ??= { error };
    }
  };
  const takeTasks = async (place: Place): Promise<void> => {
    let waiting: Promise<void> = Promise.resolve();
    while (next < tasks.length && !failure && !signal.aborted) {
      const task = tasks[next++] as T;
      const before = waiting;
      await new Promise<void>((isFree) => {
        waiting = carryOut(place, task, isFree).finally(isFree);
      });
      // One task at most waits for the disk; a turn of the event loop serves signals and timers between tasks.
      await Promise.all([before, new Promise((resolve) => setImmediate(resolve))]);
    }
    await waiting;
  };
  await Promise.all(places.map(takeTasks));
  if (failure) throw failure.error;
  if (signal.aborted && next < tasks.length) throw new Interrupted("interrupted");
  if (unreadable) throw unreadable;
}

let taskNumber = 0;

function performIn(worker: Worker, task: Task, onProgress: ReportProgress, onFree: () => void): Promise<unknown> {
  const number = taskNumber++;
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off("message", hear);
      worker.off("error", fail);
      worker.off("exit", exit);
      act();
    };
    const hear = (message: FromWorker) => {
      if (message.number !== number) return;
      if (message.kind === "free") onFree();
      else if (message.kind === "progress") onProgress(message.bytes, message.documents);
      else if (message.kind === "result") settle(() => resolve(message.result));
      else settle(() => reject(unpackError(message.error)));
    };
    const fail = (error: Error) => settle(() => reject(error));
    const exit = (code: number) =>
      settle(() => reject(new Error(`a worker thread ended with code ${code} in the middle of a ${task.kind} task`)));
    worker.on("message", hear);
    worker.on("error", fail);
    worker.on("exit", exit);
    worker.postMessage({ number, task } satisfies ToWorker);
  });
}
