import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import type { BatchBuilder } from "../../engine/batch.ts";
import type { PipelineConfig } from "../../engine/config.ts";
import { type Curated, type CurateEvent, curate } from "../../engine/curate.ts";
import { InputError } from "../../engine/errors.ts";
import type { Executor, Performer, Task } from "../../engine/executors/executor.ts";
import { inProcessExecutor } from "../../engine/executors/local.ts";
import { loadKernels } from "../../engine/kernels/kernels.ts";
import { layoutOf } from "../../engine/layout.ts";
import type { LineageRecorder } from "../../engine/lineage.ts";
import { curateTasks } from "../../engine/perform.ts";
import { compilePlan, type Plan } from "../../engine/plan.ts";
import { KEPT, type SketchTable } from "../../engine/sketch-table.ts";
import type { Source } from "../../engine/source.ts";
import { defineBarrier } from "../../engine/stage.ts";

const encoder = new TextEncoder();

/** A source whose files hold one document a line; `!` begins a bad record, `#` the end of what can be read; `trouble` is called before each. */
export function lines(name: string, files: readonly string[], trouble: (record: string) => void = () => undefined): Source {
  return {
    kind: "source",
    name,
    format: "lines",
    version: 1,
    options: {},
    maxBadShare: 1,
    files,
    problems: [],
    list: async () =>
      files.map((path) => ({ path, name: basename(path), bytes: statSync(path).size, modifiedMs: statSync(path).ctimeMs })),
    split: async (file) => [{ start: 0, end: file.bytes, decodedStart: 0 }],
    open: (part) => {
      const records = readFileSync(part.file.path, "utf8")
        .split("\n")
        .filter((line) => line !== "");
      let next = 0;
      return {
        bytesRead: 0,
        close: () => undefined,
        fill: (builder: BatchBuilder) => {
          // Two documents a batch, so that a part has several.
          for (let taken = 0; next < records.length && !builder.full && taken < 2; taken++) {
            const record = records[next] as string;
            trouble(record);
            if (record.startsWith("#")) throw new InputError(`${part.file.name}: it ends too early`, "INPUT_TRUNCATED");
            const offset = next++;
            if (record.startsWith("!")) builder.refuse(offset, "bad-line");
            else
              builder.add({
                offset,
                ...placeText(builder, record),
                idAt: 0,
                idBytes: 0,
                urlAt: 0,
                urlBytes: 0,
                metaAt: 0,
                metaBytes: 0,
              });
          }
          return next < records.length;
        },
      };
    },
  };
}

function placeText(builder: BatchBuilder, text: string) {
  const bytes = encoder.encode(text);
  const textAt = builder.kernels.alloc(bytes.length);
  builder.kernels.bytes().set(bytes, textAt);
  return { textAt, textBytes: bytes.length };
}

/** A barrier that keeps the first document of each first letter. */
export const firstLetters = (name = "first-letters") =>
  defineBarrier({
    name,
    version: 1,
    options: {},
    reasons: { "same-letter": "begins like one before it" },
    codes: ["same-letter"],
    sketchWords: () => 1,
    openSketch: () => ({
      sketchBatch: (batch, into, at) => {
        let next = at;
        for (let row = 0; row < batch.count; row++) if (batch.alive[row]) into[next++] = batch.textView(row)[0] as number;
      },
    }),
    solve: (_options, table: SketchTable) => {
      const keeper = new Uint32Array(table.documents).fill(KEPT);
      const first = new Map<number, number>();
      for (let part = 0; part < table.parts; part++) {
        const from = table.firstDocument(part);
        for (const [index, letter] of table.read(part).entries()) {
          const known = first.get(letter);
          if (known === undefined) first.set(letter, from + index);
          else keeper[from + index] = known;
        }
      }
      return { keeper, code: new Uint8Array(table.documents) };
    },
  })();

export interface LineRun {
  readonly plan: Plan;
  readonly curated: Curated;
  /** Tasks that were really carried out, in order, as `kind` or `kind pass`. */
  readonly done: readonly string[];
  readonly events: readonly CurateEvent[];
}

/** Curates in this process and notes which tasks were carried out. */
export async function runLine(
  config: PipelineConfig,
  root: string,
  recorder: LineageRecorder,
  limit = Number.POSITIVE_INFINITY,
): Promise<LineRun> {
  const plan = compilePlan(config);
  const layout = layoutOf(root);
  const performers: Readonly<Record<string, Performer>> = curateTasks(plan, layout, loadKernels());
  const done: string[] = [];
  const perform: Performer = (task, onProgress, onFree) => {
    done.push(task.kind === "pass" ? `pass ${(task as Task & { pass: number }).pass}` : task.kind);
    return (performers[task.kind] as Performer)(task, onProgress, onFree);
  };
  const executor: Executor = inProcessExecutor(perform, new AbortController().signal);
  const events: CurateEvent[] = [];
  const curated = await curate({
    plan,
    layout,
    executor,
    recorder,
    kernels: loadKernels(),
    base: root,
    limit,
    onInputs: (inputs) =>
      recorder.begin({
        name: plan.name,
        plan: plan.fingerprint,
        seed: plan.seed,
        tool: "test",
        planJson: "{}",
        settings: [],
        startedMs: 0,
        reasons: plan.reasons,
        sources: plan.sources.map(({ name }) => name),
        inputs,
      }),
    onEvent: (event) => events.push(event),
  });
  return { plan, curated, done, events };
}
