import { parentPort } from "node:worker_threads";
import { type CrossingError, packError } from "./error-crossing.ts";
import type { Performer, Task } from "./executor.ts";

/** `number` tells the answers to a worker's tasks apart, as a second may begin before the first is on disk. */
export interface ToWorker {
  readonly number: number;
  readonly task: Task;
}
export type FromWorker = { readonly number: number } & (
  | { readonly kind: "progress"; readonly bytes: number; readonly documents: number }
  | { readonly kind: "free" }
  | { readonly kind: "result"; readonly result: unknown }
  | { readonly kind: "error"; readonly error: CrossingError }
);

/** Serves tasks in a worker thread: numbers in, numbers out, never text. */
export function serveTasks(makePerformer: () => Promise<Performer>): void {
  const port = parentPort;
  if (!port) throw new Error("serveTasks runs in a worker thread only");
  const performer = makePerformer();
  performer.catch(() => undefined);
  port.on("message", ({ number, task }: ToWorker) => {
    const say = (message: FromWorker) => port.postMessage(message);
    performer
      .then((perform) =>
        perform(
          task,
          (bytes, documents) => say({ number, kind: "progress", bytes, documents }),
          () => say({ number, kind: "free" }),
        ),
      )
      .then(
        (result) => say({ number, kind: "result", result }),
        (error: unknown) => say({ number, kind: "error", error: packError(error) }),
      );
  });
}
