import { ConfigError } from "../engine/errors.ts";
import { STATE_FIRST_REASON, STATE_KEPT, STATE_QUARANTINED } from "../engine/lineage.ts";
import type { Measured } from "../engine/measured.ts";
import { histogramEdges, indexOfBin } from "./histogram.ts";
import { type LineageReader, openLineageReader, type RecordedPart } from "./lineage-read.ts";

/** A rule whose number was recorded. */
export interface RecordedRule extends Measured {
  readonly stage: string;
  readonly reason: string;
  readonly description: string;
  readonly threshold: number;
  /** State of the documents that it removed. */
  readonly state: number;
}

/** The documents of one source and language that the rule looked at. */
export interface RuleGroup {
  readonly source: string;
  readonly language: string;
  readonly documents: number;
  /** How many of them are on the wrong side of the threshold. */
  readonly broken: number;
  /** Documents by bin of `edges`: below the first edge, between two, from the last on. */
  readonly histogram: readonly number[];
}

interface Amount {
  readonly documents: number;
  /** UTF-8 bytes of their texts as last seen. */
  readonly bytes: number;
}

/** What another threshold would do. */
export interface MovedThreshold {
  readonly threshold: number;
  /** Documents of the pool that would be dropped. */
  readonly dropped: Amount;
  /** Documents that the rule dropped and would let pass; what comes behind it still judges them. */
  readonly released: Amount;
  /** Those of the released that break another recorded rule of the same stage. */
  readonly stillBroken: number;
}

/** A document whose number is near the threshold. */
export interface NearDocument {
  readonly part: number;
  readonly row: number;
  readonly id: string | null;
  readonly source: string;
  readonly language: string;
  readonly value: number;
  readonly outcome: "kept" | "removed";
  /** What removed it, as stage:reason. */
  readonly removedBy: string | null;
}

/** A rule over a run, out of the numbers that were recorded; no text is read. */
export interface RuleSummary {
  readonly kind: "rule";
  readonly rule: RecordedRule;
  readonly edges: readonly number[];
  readonly groups: readonly RuleGroup[];
  readonly moves: readonly MovedThreshold[];
  /** The nearest on each side, half of those asked for each. */
  readonly near: readonly NearDocument[];
}

interface ReasonRow {
  readonly reason_index: number;
  readonly stage: string;
  readonly reason: string;
  readonly description: string;
  readonly threshold: number | null;
}

/** Factors by which the threshold is moved where none is asked for. */
const FACTORS = [0.5, 0.75, 0.9, 1.1, 1.25, 1.5, 2];

/** Every rule of a run whose number was recorded beside a threshold. */
export function recordedRules(reader: LineageReader): readonly RecordedRule[] {
  const plan = reader.database.prepare("SELECT plan_json FROM runs ORDER BY run DESC LIMIT 1").pluck().get() as
    | string
    | undefined;
  const stages =
    (JSON.parse(plan ?? "{}") as { stages?: readonly { name: string; measures?: Readonly<Record<string, Measured>> }[] })
      .stages ?? [];
  const reasons = reader.database
    .prepare("SELECT reason_index, stage, reason, description, threshold FROM reasons ORDER BY reason_index")
    .all() as ReasonRow[];
  return reasons.flatMap(({ reason_index, stage, reason, description, threshold }) => {
    const measured = stages.find(({ name }) => name === stage)?.measures?.[reason];
    if (!measured || threshold === null) return [];
    return [{ ...measured, stage, reason, description, threshold, state: reason_index + STATE_FIRST_REASON }];
  });
}

/** Finds a rule by `stage:reason`, or by a reason that only one stage has. Throws {@link ConfigError} with the rules there are. */
export function findRule(rules: readonly RecordedRule[], name: string): RecordedRule {
  const found = rules.filter(({ stage, reason }) => `${stage}:${reason}` === name || reason === name);
  if (found.length === 1) return found[0] as RecordedRule;
  const known = rules.map(({ stage, reason }) => `${stage}:${reason}`).join(", ") || "none";
  const problem = found.length > 1 ? "more than one stage has this reason" : "no such rule was recorded in this run";
  throw new ConfigError([`kijil inspect: --filter ${name}: ${problem}. Rules with a recorded number: ${known}.`], "COMMAND_LINE");
}

/** Every document that a rule looked at, part by part. */
function* measuredRows(reader: LineageReader, rule: RecordedRule) {
  const bytes = reader.database
    .prepare("SELECT text_bytes FROM documents WHERE document >= ? AND document < ? ORDER BY document")
    .pluck();
  for (const part of reader.parts()) {
    const values = reader.attribute(part.part, rule.attribute)?.values;
    if (!values) continue;
    const language = reader.attribute(part.part, "lang");
    const states = reader.states(part.part);
    const sizes = bytes.all(part.part * 2 ** 32, (part.part + 1) * 2 ** 32) as number[];
    for (let row = 0; row < values.length; row++) {
      const value = values[row] as number;
      if (Number.isNaN(value) || states[row] === STATE_QUARANTINED) continue;
      const label = language?.labels[language.values[row] as number] ?? "unknown";
      if (rule.language !== undefined && label !== rule.language) continue;
      yield { part, row, value, state: states[row] as number, language: label, bytes: sizes[row] ?? 0 };
    }
  }
}

const breaks = ({ drops }: RecordedRule, value: number, threshold: number): boolean =>
  drops === "above" ? value > threshold : value < threshold;

/** Sums up one rule of a run; `threshold` is one more to be tried, `near` how many documents near the cut are wanted. */
export function inspectRule(lineage: string, name: string, threshold: number | undefined, near: number): RuleSummary {
  const reader = openLineageReader(lineage);
  try {
    const rules = recordedRules(reader);
    const rule = findRule(rules, name);
    const edges = histogramEdges(someValues(measuredRows(reader, rule)), rule.threshold);
    const tried =
      threshold === undefined ? FACTORS.map((factor) => Number((rule.threshold * factor).toPrecision(4))) : [threshold];
    const moves = [...new Set(tried)].filter((each) => each !== rule.threshold || threshold !== undefined).map(startMove);
    const groups = new Map<string, { -readonly [K in keyof RuleGroup]: RuleGroup[K] } & { histogram: number[] }>();
    const nearest = { broken: new Nearest(Math.ceil(near / 2)), sound: new Nearest(Math.floor(near / 2)) };
    const others = rules.filter(({ stage, reason }) => stage === rule.stage && reason !== rule.reason);
    let present: { readonly part: number; readonly columns: readonly (Float64Array | undefined)[] } | undefined;
    for (const each of measuredRows(reader, rule)) {
      const { part, row, value, state, language, bytes } = each;
      const key = JSON.stringify([part.source, language]);
      const group = groups.get(key) ?? {
        source: part.source,
        language,
        documents: 0,
        broken: 0,
        histogram: new Array<number>(edges.length + 1).fill(0),
      };
      groups.set(key, group);
      const isBroken = breaks(rule, value, rule.threshold);
      group.documents++;
      if (isBroken) group.broken++;
      (group.histogram[indexOfBin(edges, value)] as number) += 1;
      if (present?.part !== part.part)
        present = { part: part.part, columns: others.map((other) => reader.attribute(part.part, other.attribute)?.values) };
      const { columns } = present;
      const breaksAnother = () =>
        others.some((other, index) => breaks(other, columns[index]?.[row] ?? Number.NaN, other.threshold));
      for (const move of moves) countMove(move, breaks(rule, value, move.threshold), state, rule.state, bytes, breaksAnother);
      (isBroken ? nearest.broken : nearest.sound).offer({
        part,
        row,
        value,
        state,
        language,
        distance: Math.abs(value - rule.threshold),
      });
    }
    return {
      kind: "rule",
      rule,
      edges,
      groups: [...groups.values()].sort((a, b) =>
        a.source < b.source ? -1 : a.source > b.source ? 1 : a.language < b.language ? -1 : 1,
      ),
      moves: moves.map(({ threshold: at, dropped, released, stillBroken }) => ({
        threshold: at,
        dropped,
        released,
        stillBroken,
      })),
      near: [...nearest.broken.all(), ...nearest.sound.all()].map((each) => describeNear(reader, each)),
    };
  } finally {
    reader.close();
  }
}

/** At most some hundred thousand of the values, spread evenly over the run: enough for the edges of bins. */
function someValues(rows: Iterable<{ readonly value: number }>): Float64Array {
  const MOST = 2 ** 18;
  let kept: number[] = [];
  let stride = 1;
  let index = 0;
  for (const { value } of rows) {
    if (index++ % stride !== 0) continue;
    kept.push(value);
    if (kept.length < MOST) continue;
    kept = kept.filter((_, at) => at % 2 === 0);
    stride *= 2;
  }
  return Float64Array.from(kept);
}

interface Counting {
  readonly threshold: number;
  readonly dropped: { documents: number; bytes: number };
  readonly released: { documents: number; bytes: number };
  stillBroken: number;
}

const startMove = (threshold: number): Counting => {
  return { threshold, dropped: { documents: 0, bytes: 0 }, released: { documents: 0, bytes: 0 }, stillBroken: 0 };
};

function countMove(
  move: Counting,
  isBroken: boolean,
  state: number,
  own: number,
  bytes: number,
  breaksAnother: () => boolean,
): void {
  const amount = state === STATE_KEPT && isBroken ? move.dropped : state === own && !isBroken ? move.released : undefined;
  if (!amount) return;
  amount.documents++;
  amount.bytes += bytes;
  if (amount === move.released && breaksAnother()) move.stillBroken++;
}

interface Offered {
  readonly part: RecordedPart;
  readonly row: number;
  readonly value: number;
  readonly state: number;
  readonly language: string;
  readonly distance: number;
}

/** The nearest of many, of equals the first. */
class Nearest {
  readonly #most: number;
  #kept: Offered[] = [];
  constructor(most: number) {
    this.#most = most;
  }
  offer(each: Offered): void {
    if (this.#most === 0) return;
    const last = this.#kept.at(-1);
    if (this.#kept.length >= this.#most && last && each.distance >= last.distance) return;
    const at = this.#kept.findIndex(({ distance }) => distance > each.distance);
    this.#kept.splice(at < 0 ? this.#kept.length : at, 0, each);
    this.#kept = this.#kept.slice(0, this.#most);
  }
  all(): readonly Offered[] {
    return this.#kept;
  }
}

function describeNear({ database }: LineageReader, { part, row, value, state, language }: Offered): NearDocument {
  const id = database
    .prepare("SELECT id FROM documents WHERE document = ?")
    .pluck()
    .get(part.part * 2 ** 32 + row) as string | null | undefined;
  const by = database
    .prepare("SELECT stage || ':' || reason FROM reasons WHERE reason_index = ?")
    .pluck()
    .get(state - STATE_FIRST_REASON);
  return {
    part: part.part,
    row,
    id: id ?? null,
    source: part.source,
    language,
    value,
    outcome: state === STATE_KEPT ? "kept" : "removed",
    removedBy: state === STATE_KEPT ? null : ((by as string | undefined) ?? null),
  };
}
