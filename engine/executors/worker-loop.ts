import { parentPort } from "node:worker_threads";
import { type CrossingError, packError } from "./error-crossing.ts";
import type { Performer, Task } from "./executor.ts";

export interface ToWorker {
  readonly task: Task;
}
export type FromWorker =
  | { readonly kind: "progress"; readonly bytes: number; readonly documents: number }
  | { readonly kind: "result"; readonly result: unknown }
  | { readonly kind: "error"; readonly error: CrossingError };

/** Serves tasks in a worker thread: numbers in, numbers out, never text. */
export function serveTasks(makePerformer: () => Promise<Performer>): void {
  const port = parentPort;
  if (!port) throw new Error("serveTasks runs in a worker thread only");
  const performer = makePerformer();
  performer.catch(() => undefined);
  port.on("message", ({ task }: ToWorker) => {
    performer
      .then((perform) =>
        perform(task, (bytes, documents) => port.postMessage({ kind: "progress", bytes, documents } satisfies FromWorker)),
      )
      .then(
        (result) => port.postMessage({ kind: "result", result } satisfies FromWorker),
        (error: unknown) => port.postMessage({ kind: "error", error: packError(error) } satisfies FromWorker),
      );
  });
}
