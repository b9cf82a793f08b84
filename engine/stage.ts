import type { Batch } from "./batch.ts";
import type { Decision } from "./decision.ts";
import type { Document } from "./document.ts";
import { callerPlace, type Problem } from "./errors.ts";
import type { Kernels } from "./kernels/kernels.ts";
import type { Measured } from "./measured.ts";
import { type OptionInput, type OptionSpecs, type OptionValues, resolveOptions } from "./options.ts";
import type { SketchTable, Solution } from "./sketch-table.ts";

export type Awaitable<T> = T | Promise<T>;
export type AttributeKind = "number" | "label";
export type AttributeSpecs = Readonly<Record<string, AttributeKind>>;

/** What a stage may know about the run: no files of its documents, no database, no clock. */
export interface StageContext {
  readonly seed: number;
  readonly kernels: Kernels;
  /** Folder for what can be made again, named by digests of what it is made from; absent where nothing is to be kept. */
  readonly cacheFolder?: string;
  /** Folder for what a solver leaves for other runs; given to solvers that say what they leave. */
  readonly leavesFolder?: string;
}

/** Judges one document. Synchronous on purpose: an await per document costs more than most filters. */
export type Judge<R extends string> = (document: Document) => Decision<R>;

/** How a batch judge answers; rows it does not mention are kept. Row numbers index the batch, not the part. */
export interface Verdicts<R extends string> {
  /** The document leaves; `value` is recorded beside the reason's threshold. */
  drop(row: number, reason: R, value?: number): void;
  /** The document's text becomes `bytes` bytes of UTF-8 at kernel address `at` (allocated with `batch.arena`). */
  edit(row: number, reason: R, at: number, bytes: number): void;
  setNumber(row: number, attribute: string, value: number): void;
  setLabel(row: number, attribute: string, label: string): void;
}

/** Judges a batch in place: the form of every built-in stage. Only rows with `batch.alive[row] === 1` may be answered. */
export interface BatchJudge<R extends string> {
  judgeBatch(batch: Batch, verdicts: Verdicts<R>): void;
  /** The pieces of a text, in UTF-16 units, that a reason's number counts; absent where it counts none. For people who look at a cut. */
  spans?(text: string, reason: R): readonly (readonly [start: number, end: number])[];
}

/** Takes what a solver may want to see of some documents beside their sketches, on disk until then. */
export interface EvidenceSink {
  /** Appends words and returns the index of the first among those of the batch; a sketch has to hold it for the solver to ask again. */
  append(words: Uint32Array): number;
}

/** Fills `words` 32-bit words per alive row, in row order, starting at `into[at]`. */
export interface Sketcher {
  sketchBatch(batch: Batch, into: Uint32Array, at: number, evidence: EvidenceSink): void;
}

interface StageIdentity<R extends string, W extends AttributeSpecs> {
  readonly name: string;
  /** Raised when the same input may get another decision: part of the plan's fingerprint. */
  readonly version: number;
  readonly options: Readonly<Record<string, unknown>>;
  /** Reason word → sentence, shown by `kijil trace` and `kijil plan --stages`. */
  readonly reasons: Readonly<Record<R, string>>;
  /** Which reasons are edits; all others are drops. */
  readonly edits: readonly R[];
  /** The threshold a reason's value is held against, where it has one. */
  readonly thresholds: Readonly<Partial<Record<R, number>>>;
  /** The recorded number that such a threshold is held against, so that another threshold can be tried on what was recorded. */
  readonly measures: Readonly<Partial<Record<R, Measured>>>;
  readonly writes: W;
  readonly reads: readonly string[];
  /** Whether judging costs more than comparing documents does: such a stage belongs behind deduplication. */
  readonly isCostly: boolean;
  /** What can be run and is hardly meant, a sentence each; told by `kijil plan` and at the end of a run. */
  readonly warnings: readonly string[];
  /** What is wrong with the options given; collected and reported before anything runs. */
  readonly problems: readonly Problem[];
  /** The same stage with some options changed, as `--set stages.name.option=value` asks. */
  withOptions(changes: Readonly<Record<string, unknown>>): Stage;
}

/** A stage that judges each document by itself. */
export interface DocumentStage<R extends string = string, W extends AttributeSpecs = AttributeSpecs> extends StageIdentity<R, W> {
  readonly kind: "document";
  /** Called once per worker and pass. */
  open(context: StageContext): Awaitable<Judge<R> | BatchJudge<R>>;
}

/** A stage that must see every document before it can judge any: sketch each, solve once, judge each. */
export interface BarrierStage<R extends string = string, W extends AttributeSpecs = AttributeSpecs> extends StageIdentity<R, W> {
  readonly kind: "barrier";
  /** 32-bit words per document in the sketch table. */
  readonly sketchWords: number;
  openSketch(context: StageContext): Awaitable<Sketcher>;
  /** Runs once, after every sketch is on disk; must not depend on how documents are cut into parts. */
  solve(table: SketchTable, context: StageContext): Awaitable<Solution>;
  /** Reason of a removed document, by the code its solution gives. */
  readonly codes: readonly R[];
  /** Names of the files that solving leaves for other runs. */
  readonly leaves: readonly string[];
}

// biome-ignore lint/suspicious/noExplicitAny: stages of unlike reasons stand in one list; each keeps its precise type where it is made
export type Stage<W extends AttributeSpecs = AttributeSpecs> = DocumentStage<any, W> | BarrierStage<any, W>;

interface Shared<S extends OptionSpecs, R extends string, W> {
  readonly name: string;
  readonly version: number;
  readonly options: S;
  readonly reasons: Readonly<Record<R, string>>;
  readonly edits?: readonly NoInfer<R>[];
  readonly thresholds?: (options: OptionValues<S>) => Readonly<Partial<Record<NoInfer<R>, number>>>;
  /** By reason, the attribute among `writes` that its threshold is held against. */
  readonly measures?: Readonly<Partial<Record<NoInfer<R>, Measured>>>;
  readonly isCostly?: boolean;
  /** Options that are allowed and hardly meant, a sentence each. */
  readonly warn?: (options: OptionValues<S>) => readonly string[];
  readonly writes?: W;
  /** Attributes that must have been written before; a function where options name them. */
  readonly reads?: readonly string[] | ((options: OptionValues<S>) => readonly string[]);
  /** A complaint about options that are fine one by one and wrong together. */
  readonly check?: (options: OptionValues<S>) => string | undefined;
}
// biome-ignore lint/complexity/noBannedTypes: the question is exactly whether an empty object would do
type Given<S extends OptionSpecs> = {} extends OptionInput<S> ? [options?: OptionInput<S>] : [options: OptionInput<S>];

function identity<S extends OptionSpecs, R extends string, W extends AttributeSpecs>(
  definition: Shared<S, R, W>,
  given: Readonly<Record<string, unknown>>,
  // biome-ignore lint/suspicious/noExplicitAny: any factory may be the caller
  caller: (...args: any[]) => unknown,
) {
  const at = callerPlace(caller);
  const { values, problems } = resolveOptions(definition.name, definition.options, given, at);
  const complaint = problems.length === 0 ? definition.check?.(values) : undefined;
  const message = `${definition.name}: ${complaint}`;
  return {
    name: definition.name,
    version: definition.version,
    options: values,
    reasons: definition.reasons,
    edits: definition.edits ?? [],
    thresholds: (problems.length === 0 ? (definition.thresholds?.(values) ?? {}) : {}) as Readonly<Partial<Record<R, number>>>,
    measures: (definition.measures ?? {}) as Readonly<Partial<Record<R, Measured>>>,
    isCostly: definition.isCostly ?? false,
    warnings: problems.length === 0 && complaint === undefined ? (definition.warn?.(values) ?? []) : [],
    writes: definition.writes ?? ({} as W),
    reads: typeof definition.reads === "function" ? definition.reads(values) : (definition.reads ?? []),
    problems: complaint === undefined ? problems : [at === undefined ? { message } : { message, at }],
  };
}

/** Lets a stage's factory tell which options it takes, as `kijil plan --stages` lists them. */
const describable = <S extends OptionSpecs, F>(optionSpecs: S, factory: F): F & { readonly optionSpecs: S } =>
  Object.assign(factory as F & object, { optionSpecs });

/** Makes the factory of a document stage from its declaration. */
export function defineStage<
  const S extends OptionSpecs,
  const R extends string,
  const W extends AttributeSpecs = Record<never, never>,
>(
  definition: Shared<S, R, W> & {
    open(options: OptionValues<S>, context: StageContext): Awaitable<Judge<NoInfer<R>> | BatchJudge<NoInfer<R>>>;
  },
) {
  return describable(definition.options, function stage(...[given]: Given<S>): DocumentStage<R, W> {
    const shared = identity(definition, (given ?? {}) as Readonly<Record<string, unknown>>, stage);
    return {
      ...shared,
      kind: "document",
      open: (context) => definition.open(shared.options, context),
      withOptions: (changes) => stage(...([{ ...given, ...changes }] as unknown as Given<S>)),
    };
  });
}

/** Makes the factory of a barrier stage from its declaration. */
export function defineBarrier<
  const S extends OptionSpecs,
  const R extends string,
  const W extends AttributeSpecs = Record<never, never>,
>(
  definition: Shared<S, R, W> & {
    sketchWords(options: OptionValues<S>): number;
    readonly codes: readonly NoInfer<R>[];
    readonly leaves?: (options: OptionValues<S>) => readonly string[];
    openSketch(options: OptionValues<S>, context: StageContext): Awaitable<Sketcher>;
    solve(options: OptionValues<S>, table: SketchTable, context: StageContext): Awaitable<Solution>;
  },
) {
  return describable(definition.options, function barrier(...[given]: Given<S>): BarrierStage<R, W> {
    const shared = identity(definition, (given ?? {}) as Readonly<Record<string, unknown>>, barrier);
    return {
      ...shared,
      kind: "barrier",
      codes: definition.codes,
      leaves: shared.problems.length === 0 ? (definition.leaves?.(shared.options) ?? []) : [],
      sketchWords: shared.problems.length === 0 ? definition.sketchWords(shared.options) : 0,
      openSketch: (context) => definition.openSketch(shared.options, context),
      solve: (table, context) => definition.solve(shared.options, table, context),
      withOptions: (changes) => barrier(...([{ ...given, ...changes }] as unknown as Given<S>)),
    };
  });
}
