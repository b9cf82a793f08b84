/** A piece of work by value: everything it needs beside the plan travels in it. */
export interface Task {
  readonly kind: string;
}

/** Bytes read and documents judged since the last word. */
export type ReportProgress = (bytes: number, documents: number) => void;

/**
 * Carries out tasks in one place; each worker has one, made over the same plan. It may call `onFree` once when nothing but the disk is
 * waited for any more: the next task may begin then, while this one's files are made durable.
 */
export type Performer = (task: Task, onProgress: ReportProgress, onFree: () => void) => Promise<unknown>;

/** Where tasks are carried out. Results may come in any order: callers put them in theirs. */
export interface Executor {
  readonly workers: number;
  /**
   * Carries out all tasks; rejects with the first error, or with {@link Interrupted} once running tasks have ended after a stop. An
   * {@link InputError} lets the other tasks be finished first: what can be read is read.
   */
  run<T extends Task, R>(tasks: readonly T[], onResult: (task: T, result: R) => void, onProgress: ReportProgress): Promise<void>;
  close(): Promise<void>;
}
