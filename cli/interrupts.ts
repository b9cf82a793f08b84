import { EXIT } from "./exit-codes.ts";

/** Restores the cursor that a progress bar may have hidden. */
export const SHOW_CURSOR = "\u001b[?25h";

let controller: AbortController | undefined;

/**
 * From the first call on, SIGINT and SIGTERM abort the signal given back, so that a command stops at a good place; a second SIGINT ends
 * the process at once.
 */
export function watchInterrupts(): AbortSignal {
  if (controller) return controller.signal;
  const made = new AbortController();
  controller = made;
  const stop = () => {
    if (made.signal.aborted) {
      if (process.stderr.isTTY) process.stderr.write(SHOW_CURSOR);
      process.exit(EXIT.interrupted);
    }
    process.stderr.write("\nStopping: what is under way is being finished. Press Ctrl-C again to stop at once.\n");
    made.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return made.signal;
}
