#!/usr/bin/env node
import type { CommandModules } from "./command.ts";
import { dispatch } from "./dispatch.ts";
import { watchInterrupts } from "./interrupts.ts";

const MODULES: CommandModules = {
  run: () => import("./run.ts"),
  plan: () => import("./plan.ts"),
  mix: () => import("./mix.ts"),
  inspect: () => import("./inspect.ts"),
  trace: () => import("./trace.ts"),
  verify: () => import("./verify.ts"),
};

// Whoever reads our output may stop before its end, as `head` does.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    if (stream === process.stdout) process.exit();
  });
}

process.exitCode = await dispatch(process.argv.slice(2), MODULES, {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  folder: process.cwd(),
  interrupted: watchInterrupts,
});
