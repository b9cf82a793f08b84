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
    run: async (tasks, onResult, onProgress) => {
      let unreadable: InputError | undefined;
      for (const task of tasks) {
        if (signal.aborted) throw new Interrupted("interrupted");
        try {
          // biome-ignore lint/suspicious/noExplicitAny: the task's kind fixes the result's type, which only the caller knows
          onResult(task, (await performer(task, onProgress)) as any);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          unreadable ??= error;
        }
        // A turn of the event loop, so that signals and timers are served between tasks.
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (unreadable) throw unreadable;
    },
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
    run: async (tasks, onResult, onProgress) => {
      let next = 0;
      let stopped = false;
      let unreadable: InputError | undefined;
      const takeTasks = async (index: number): Promise<void> => {
        while (next < tasks.length && !stopped && !signal.aborted) {
          const task = tasks[next++] as (typeof tasks)[number];
          try {
            // biome-ignore lint/suspicious/noExplicitAny: see above
            onResult(task, (await performIn(thread(index), task, onProgress)) as any);
          } catch (error) {
            if (error instanceof InputError) {
              unreadable ??= error;
              continue;
            }
            stopped = true;
            throw error;
          }
        }
      };
      const ends = await Promise.allSettled(
        Array.from({ length: Math.min(workers, tasks.length) }, (_, index) => takeTasks(index)),
      );
      const failed = ends.find((end) => end.status === "rejected");
      if (failed) throw failed.reason;
      if (signal.aborted && next < tasks.length) throw new Interrupted("interrupted");
      if (unreadable) throw unreadable;
    },
    close: async () => {
      await Promise.all(threads.map((started) => started.terminate()));
    },
  };
}

function performIn(worker: Worker, task: Task, onProgress: ReportProgress): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off("message", hear);
      worker.off("error", fail);
      worker.off("exit", exit);
      act();
    };
    const hear = (message: FromWorker) => {
      if (message.kind === "progress") onProgress(message.bytes, message.documents);
      else if (message.kind === "result") settle(() => resolve(message.result));
      else settle(() => reject(unpackError(message.error)));
    };
    const fail = (error: Error) => settle(() => reject(error));
    const exit = (code: number) =>
      settle(() => reject(new Error(`a worker thread ended with code ${code} in the middle of a ${task.kind} task`)));
    worker.on("message", hear);
    worker.on("error", fail);
    worker.on("exit", exit);
    worker.postMessage({ task } satisfies ToWorker);
  });
}
