import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Labels } from "./batch.ts";
import { StageError } from "./errors.ts";
import type { Kernels } from "./kernels/kernels.ts";
import type { Layout } from "./layout.ts";
import { NO_TWIN } from "./lineage.ts";
import type { Plan, PlannedPass } from "./plan.ts";
import { SegmentWriter } from "./segment-writer.ts";
import { readEnd } from "./segments.ts";
import { openSketchTable } from "./sketch-file.ts";
import { KEPT, type Solution } from "./sketch-table.ts";
import type { AttributeKind, AttributeSpecs } from "./stage.ts";
import { CODE_KEPT, NO_LABEL, type PartVerdicts, type SegmentVerdicts, type VerdictsEnd, writeVerdicts } from "./verdicts.ts";

/** The barrier after a pass, solved over all parts at once. */
export interface SolveTask {
  readonly kind: "solve";
  /** The pass that sketched. */
  readonly pass: number;
  /** Depends on every part's key, so that equal inputs are not solved twice. */
  readonly key: string;
  readonly parts: readonly { readonly key: string; readonly part: number; readonly source: number }[];
}

/** Solves a barrier from the parts' sketch files and writes the verdicts of every part into one file; a file of the same key is kept. */
export async function solveBarrier(task: SolveTask, plan: Plan, layout: Layout, kernels: Kernels): Promise<VerdictsEnd> {
  const path = layout.verdicts(task.pass);
  const barrier = (plan.passes[task.pass] as PlannedPass).before;
  if (!barrier) throw new Error(`pass ${task.pass} ends without a barrier`);
  const known = readVerdictsEnd(path, kernels);
  if (known?.key === task.key && barrier.leaves.every((name) => existsSync(join(layout.leaves, name)))) return known;
  const files = task.parts.map(({ key, part, source }) => ({ path: layout.sketches(task.pass, key), part, source }));
  const table = openSketchTable(files, barrier.sketchWords, plan.memoryBytes, kernels, `${path}.scratch`);
  const writer = new SegmentWriter(path, kernels);
  try {
    const solution = await barrier.solve(table, { seed: plan.seed, kernels, leavesFolder: layout.leaves });
    const { keeper } = solution;
    if (keeper.length !== table.documents) {
      throw new StageError(
        `stage ${barrier.name}: it answered for ${keeper.length} documents, wanted ${table.documents}. Its solve() is at fault.`,
      );
    }
    const parts: PartVerdicts[] = [];
    for (const range of table.ranges) {
      const offset = writer.bytes;
      const codes = createHash("sha256");
      const all = createHash("sha256");
      for (let part = range.from; part < range.to; part++) {
        const from = table.firstDocument(part);
        const verdicts = segmentVerdicts(from, table.firstDocument(part + 1), solution, barrier.writes, table.place);
        codes.update(verdicts.code);
        codes.update(JSON.stringify(verdicts.words));
        // Reports hold the values and attributes too.
        const { value, attributes, labels, cuts, cutEnds } = verdicts;
        const reported = [value, ...attributes.values(), ...labels.values(), cuts, cutEnds];
        for (const column of reported) codes.update(bytesOf(column));
        for (const column of [verdicts.code, verdicts.twinPart, verdicts.twinRow, ...reported]) all.update(bytesOf(column));
        writeVerdicts(writer, verdicts);
      }
      parts.push({ offset, segments: range.to - range.from, codeDigest: codes.digest("hex"), digest: all.digest("hex") });
    }
    solution.close?.();
    const end: VerdictsEnd = { key: task.key, parts };
    writer.finish(end);
    return end;
  } catch (error) {
    writer.abandon();
    throw error;
  } finally {
    table.close();
  }
}

/** The closing object of a verdicts file, or undefined where there is none. */
export function readVerdictsEnd(path: string, kernels: Kernels): VerdictsEnd | undefined {
  if (!existsSync(path)) return undefined;
  return readEnd(path, kernels) as VerdictsEnd;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint8Array | Uint32Array | Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

const missing = (count: number): Float32Array => new Float32Array(count).fill(Number.NaN);

function segmentVerdicts(
  from: number,
  to: number,
  solution: Solution,
  writes: AttributeSpecs,
  place: (document: number) => { readonly part: number; readonly row: number },
): SegmentVerdicts {
  const { keeper, code, value, attributes = {} } = solution;
  const count = to - from;
  const names = (kind: AttributeKind) => Object.keys(writes).filter((name) => writes[name] === kind);
  const verdicts = {
    code: new Uint8Array(count).fill(CODE_KEPT),
    twinPart: new Uint32Array(count).fill(NO_TWIN),
    twinRow: new Uint32Array(count),
    value: missing(count),
    attributes: new Map(names("number").map((name) => [name, attributes[name]?.slice(from, to) ?? missing(count)])),
    ...labelsOf(names("label"), from, to, solution),
    ...cutsOf(from, to, solution),
  };
  const values = value?.slice(from, to);
  for (let index = 0; index < count; index++) {
    const twin = keeper[from + index] as number;
    if (twin === KEPT) continue;
    verdicts.code[index] = code[from + index] as number;
    if (values) verdicts.value[index] = values[index] as number;
    if (twin === from + index) continue;
    const { part, row } = place(twin);
    verdicts.twinPart[index] = part;
    verdicts.twinRow[index] = row;
  }
  return verdicts;
}

function labelsOf(names: readonly string[], from: number, to: number, { labels = {} }: Solution) {
  const words = new Labels();
  const columns = names.map((name): [string, Uint32Array] => {
    const codes = new Uint32Array(to - from).fill(NO_LABEL);
    for (let document = from; document < to; document++) {
      const label = labels[name]?.(document);
      if (label !== undefined) codes[document - from] = words.code(label);
    }
    return [name, codes];
  });
  return { labels: new Map(columns), words: words.words };
}

function cutsOf(from: number, to: number, { keeper, cuts }: Solution) {
  const cutEnds = new Uint32Array(to - from);
  const pieces: Uint32Array[] = [];
  let end = 0;
  for (let document = from; document < to; document++) {
    const cut = keeper[document] === KEPT ? cuts?.(document) : undefined;
    if (cut) pieces.push(cut);
    end += cut?.length ?? 0;
    cutEnds[document - from] = end;
  }
  const all = new Uint32Array(end);
  let next = 0;
  for (const piece of pieces) {
    all.set(piece, next);
    next += piece.length;
  }
  return { cuts: all, cutEnds };
}
