#!/usr/bin/env node
import type { CommandModules } from "./command.ts";
import { dispatch } from "./dispatch.ts";
import { EXIT } from "./exit-codes.ts";
import { watchInterrupts } from "./interrupts.ts";
import { printLostOutput } from "./print-error.ts";
import { coloursFor } from "./terminal.ts";

const MODULES: CommandModules = {
  run: () => import("./run.ts"),
  plan: () => import("./plan.ts"),
  mix: () => import("./mix.ts"),
  inspect: () => import("./inspect.ts"),
  trace: () => import("./trace.ts"),
  verify: () => import("./verify.ts"),
  filter: () => import("./filter.ts"),
  dedup: () => import("./dedup.ts"),
  score: () => import("./score.ts"),
  evaluate: () => import("./evaluate.ts"),
  redact: () => import("./redact.ts"),
  train: () => import("./train.ts"),
};

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Whoever reads our output may stop before its end, as `head` does.
  if (error.code === "EPIPE") process.exit();
  printLostOutput(error, process.stderr, coloursFor(process.stderr, process.env));
  process.exit(EXIT.input);
});
// What is said beside the work must not end the work; the exit code still tells how it went.
process.stderr.on("error", () => {});

process.exitCode = await dispatch(process.argv.slice(2), MODULES, {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  folder: process.cwd(),
  interrupted: watchInterrupts,
});
