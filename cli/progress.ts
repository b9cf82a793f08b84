import { stripVTControlCharacters } from "node:util";
import type { PassTally } from "../engine/part-report.ts";
import { bytes, count, duration, many, share } from "./format.ts";
import { SHOW_CURSOR } from "./interrupts.ts";
import { Pace } from "./pace.ts";
import { cut } from "./table.ts";
import { type Colours, coloursFor, type Environment, type Terminal } from "./terminal.ts";

/** A step of a run or of mixing. */
export interface ProgressStep {
  readonly name: string;
  /** Which pass, from 0. */
  readonly pass?: number;
  /** Which mix. */
  readonly mix?: string;
}

/** What progress is fed with; the events of a run are of this form. */
export type ProgressEvent =
  | {
      readonly kind: "begin";
      readonly step: ProgressStep;
      readonly parts: number;
      readonly reused: number;
      /** Bytes that this step will read, 0 where that is not known. */
      readonly bytes: number;
      /** Documents that this step will report, where that is known. */
      readonly documents?: number;
    }
  | { readonly kind: "progress"; readonly bytes: number; readonly documents: number }
  | { readonly kind: "part"; readonly tally: Pick<PassTally, "entered" | "kept"> }
  | { readonly kind: "end"; readonly step: ProgressStep };

/** Shows how far a run is. */
export interface Progress {
  onEvent(event: ProgressEvent): void;
  /** Puts the terminal back in order; to be called whatever happens. */
  close(): void;
}

/** Milliseconds since some moment. */
export type Clock = () => number;

const HIDE_CURSOR = "\u001b[?25l";
const CLEAR_LINE = "\r\u001b[2K";
/** A bar is drawn anew ten times a second at most, a line of a log written once in ten seconds. */
const BAR_MS = 100;
const LINE_MS = 10_000;
const BAR_WIDTH = 24;
const MOST_COLUMNS = 110;

/** What is known of the step under way. */
interface Step {
  readonly title: string;
  readonly pass: number | undefined;
  readonly pace: Pace;
  readonly beganMs: number;
  readonly parts: number;
  readonly reused: number;
  partsDone: number;
  bytes: number;
  documents: number;
  entered: number;
  kept: number;
  shownMs: number;
}

/** Progress on a terminal as one line that is drawn over, and in a file or pipe as a line now and then; nothing when quiet. */
export function showProgress(terminal: Terminal, environment: Environment, quiet: boolean, clock: Clock = Date.now): Progress {
  if (quiet) return { onEvent: () => undefined, close: () => undefined };
  const live = terminal.isTTY === true && environment["TERM"] !== "dumb";
  const colours = coloursFor(terminal, environment);
  /** Documents that each pass kept: what the next has before it. */
  const keptBy = new Map<number, number>();
  let step: Step | undefined;
  let hidden = false;

  const say = (line: string) => terminal.write(`${live ? CLEAR_LINE : ""}${line}\n`);
  const show = (now: number, current: Step) => {
    current.shownMs = now;
    if (!live) return say(`  ${logLine(current, now)}`);
    if (!hidden) terminal.write(HIDE_CURSOR);
    hidden = true;
    terminal.write(CLEAR_LINE + barLine(current, now, Math.min(MOST_COLUMNS, terminal.columns ?? 80) - 1, colours));
  };
  const close = () => {
    if (step && live) terminal.write(CLEAR_LINE);
    if (hidden) terminal.write(SHOW_CURSOR);
    hidden = false;
    step = undefined;
  };

  const begin = (event: ProgressEvent & { kind: "begin" }, now: number) => {
    const { name, pass, mix } = event.step;
    const known = event.documents ?? (pass === undefined ? undefined : keptBy.get(pass - 1));
    const pace = event.bytes > 0 ? new Pace("bytes", event.bytes, now) : new Pace("documents", known ?? 0, now);
    const title = titleOf(name, pass, mix);
    const { parts, reused } = event;
    step = {
      title,
      pass,
      pace,
      beganMs: now,
      parts,
      reused,
      partsDone: 0,
      bytes: 0,
      documents: 0,
      entered: 0,
      kept: 0,
      shownMs: now,
    };
    if (live) show(now, step);
    else if (parts > reused || parts === 0) say(`${title}: ${beginning(event)}`);
  };
  const part = (current: Step, { entered, kept }: Pick<PassTally, "entered" | "kept">) => {
    // Parts that an earlier run finished are told first; they are not part of the work before us.
    if (++current.partsDone <= current.reused && current.pace.unit === "documents") current.pace.forget(entered);
    current.entered += entered;
    current.kept += kept;
    if (current.pass !== undefined) keptBy.set(current.pass, (keptBy.get(current.pass) ?? 0) + kept);
  };
  const onEvent = (event: ProgressEvent) => {
    const now = clock();
    if (event.kind === "begin") return begin(event, now);
    if (!step) return;
    if (event.kind === "part") part(step, event.tally);
    if (event.kind === "progress") {
      step.bytes += event.bytes;
      step.documents += event.documents;
      step.pace.advance(event, now);
    }
    if (event.kind === "end") {
      const line = endLine(step, now);
      const ended = step;
      close();
      if (live || ended.parts > ended.reused || ended.parts === 0) say(`${live ? `${colours.green("✔")} ` : ""}${line}`);
      else say(`${ended.title}: ${takenOver(ended)}`);
    } else if (now - step.shownMs >= (live ? BAR_MS : LINE_MS)) show(now, step);
  };
  return { onEvent, close };
}

function titleOf(name: string, pass: number | undefined, mix: string | undefined): string {
  if (name === "digest") return "inputs";
  if (name === "pass") return `pass ${(pass ?? 0) + 1}`;
  if (name === "solve") return `barrier ${(pass ?? 0) + 1}`;
  return mix ?? name;
}

const beginning = ({ parts, reused, bytes: size }: ProgressEvent & { kind: "begin" }): string => {
  if (parts === 0) return "begins";
  const from = size > 0 ? `, ${bytes(size)}` : "";
  return `begins, ${many(parts - reused, "part")}${from}${reused > 0 ? `, ${count(reused)} taken over` : ""}`;
};

const takenOver = ({ parts, entered, kept }: Step): string =>
  `${many(parts, "part")} taken over${entered > 0 ? `, ${many(entered, "document")}, ${share(kept, entered)} kept` : ""}`;

/** What has been done so far, and how fast. Writing a mix handles its documents more than once, so there they say nothing. */
function figures(
  { pass, bytes: done, documents, entered, kept, beganMs }: Step,
  now: number,
  rate: number | undefined,
): readonly string[] {
  const seconds = (now - beganMs) / 1000;
  const speed = rate ?? (seconds > 0 ? done / seconds : 0);
  return [
    ...(documents > 0 && pass !== undefined ? [many(documents, "document")] : []),
    ...(entered > 0 ? [`${share(kept, entered)} kept`] : []),
    ...(done > 0 && speed > 0 ? [`${bytes(speed)}/s`] : []),
  ];
}

function logLine(step: Step, now: number): string {
  const { fraction, secondsLeft } = step.pace.estimate(now);
  const done = fraction === undefined ? [] : [`${Math.floor(fraction * 100)} %`];
  const left = secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`];
  return `${step.title}: ${[...done, ...figures(step, now, step.pace.bytesRate), ...left].join(", ")}`;
}

function endLine(step: Step, now: number): string {
  const seconds = (now - step.beganMs) / 1000;
  const reused = step.reused > 0 ? [`${many(step.reused, "part")} taken over`] : [];
  return `${step.title}: ${["done", ...reused, ...figures(step, now, undefined), duration(seconds)].join(", ")}`;
}

function barLine(step: Step, now: number, columns: number, colours: Colours): string {
  const { fraction, secondsLeft } = step.pace.estimate(now);
  const filled = Math.floor((fraction ?? 0) * BAR_WIDTH);
  const bar =
    fraction === undefined
      ? ""
      : `${"━".repeat(filled)}${"╌".repeat(BAR_WIDTH - filled)} ${String(Math.floor(fraction * 100)).padStart(3)} %`;
  const left = secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`];
  const parts = [bar, ...figures(step, now, step.pace.bytesRate), ...left].filter((text) => text !== "");
  const line = `${step.title}  ${parts.join("  ")}`;
  const short = cut(stripVTControlCharacters(line), columns);
  return filled > 0 ? short.replace(/━+/, (done) => colours.cyan(done)) : short;
}
