import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { moduleRoot, packageRoot } from "./package-root.ts";

/** What is told of the error that a stage ended with: never its message, which may quote a document. */
export interface StageFailure {
  /** Name of the error's class. */
  readonly kind: string;
  /** `file:line` that it was thrown at, where its stack says so. */
  readonly place: string | undefined;
  /** Whether it was thrown by code of the user's own. */
  readonly foreign: boolean;
}

/** Tells of the cause of a stage's error by its class and place. */
export function stageFailureOf(cause: unknown): StageFailure {
  if (!(cause instanceof Error)) return { kind: `a thrown ${typeof cause}`, place: undefined, foreign: false };
  const kind = cause.name === "Error" ? cause.constructor.name : cause.name;
  const frames = framesOf(cause);
  const telling = frames.find(({ file }) => isWithin(file, packageRoot) || !file.includes(`${sep}node_modules${sep}`));
  const [first] = frames;
  return {
    // A name can be set to anything, a text too.
    kind: /^[\w$.]{1,80}$/.test(kind) ? kind : "Error",
    place: first && `${first.file}:${first.line}`,
    foreign: telling !== undefined && !isOurs(telling.file),
  };
}

const isWithin = (file: string, folder: string): boolean => file.startsWith(folder + sep);

/** Code of the package itself, or of a dependency that lies inside it. */
const isOurs = (file: string): boolean => isWithin(file, moduleRoot) || isWithin(file, join(packageRoot, "node_modules"));

interface Frame {
  readonly file: string;
  readonly line: string;
}

/** The frames of a stack that lie in files. They end it: a message of many lines stands before them and must not be taken for one. */
function framesOf({ stack = "", message }: Error): readonly Frame[] {
  const begin = message === "" ? -1 : stack.indexOf(message);
  const lines = (begin < 0 ? stack : stack.slice(begin + message.length)).split("\n");
  const frames: Frame[] = [];
  for (const line of lines.reverse()) {
    if (!/^ {4}at /.test(line)) break;
    const [, inside, bare, number] = /^ {4}at (?:.* \((.+?)|(.+?)):(\d+):\d+\)?$/.exec(line) ?? [];
    const written = inside ?? bare?.replace(/^async /, "");
    if (written === undefined || number === undefined) continue;
    const file = written.startsWith("file://") ? fileURLToPath(written) : written;
    if (/^(\/|[A-Za-z]:[\\/])/.test(file)) frames.unshift({ file, line: number });
  }
  return frames;
}
