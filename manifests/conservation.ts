import { IntegrityError } from "../engine/errors.ts";
import type { LineageRecorder } from "../engine/lineage.ts";
import { openLineageReader } from "./lineage-read.ts";

/** What became of the documents of one source. */
export interface SourceOutcome {
  readonly kept: number;
  readonly removed: number;
  readonly quarantined: number;
}

const fault = (where: string, read: number, { kept, removed, quarantined }: SourceOutcome): string =>
  `${where}: got ${kept} kept + ${removed} removed + ${quarantined} quarantined = ${kept + removed + quarantined}, wanted ${read} read`;

/**
 * Holds what was read against what was recorded: read = kept + removed + quarantined, of every source and in all. Throws
 * {@link IntegrityError} `COUNTS_NOT_CONSERVED` naming every sum that does not hold.
 *
 * @param read documents that the readers counted, refused ones too, by source
 * @param pooled documents that the pool holds, by source
 * @param recorded outcomes by source, as the recorder has them
 * @param states all documents by state, as the recorder has them
 */
export function assertConserved(
  read: ReadonlyMap<string, number>,
  pooled: ReadonlyMap<string, number>,
  recorded: ReadonlyMap<string, SourceOutcome>,
  states: ReturnType<LineageRecorder["countStates"]>,
): void {
  const faults: string[] = [];
  let all = 0;
  for (const [source, documents] of read) {
    all += documents;
    const outcome = recorded.get(source) ?? { kept: 0, removed: 0, quarantined: 0 };
    if (outcome.kept + outcome.removed + outcome.quarantined !== documents)
      faults.push(fault(`source ${source}`, documents, outcome));
    const held = pooled.get(source) ?? 0;
    if (outcome.kept !== held)
      faults.push(`source ${source}: got ${outcome.kept} kept in lineage, wanted ${held} as in the pool`);
  }
  for (const [source, outcome] of recorded) if (!read.has(source)) faults.push(fault(`source ${source}`, 0, outcome));
  const removed = [...states.removed.values()].reduce((sum, documents) => sum + documents, 0);
  const total = { kept: states.kept, removed, quarantined: states.quarantined };
  if (total.kept + total.removed + total.quarantined !== all) faults.push(fault("all sources", all, total));
  if (faults.length === 0) return;
  throw new IntegrityError(
    `documents were lost or counted twice. ${faults.join("; ")}. Report this as a bug.`,
    "COUNTS_NOT_CONSERVED",
  );
}

/** What became of every source's documents, as a lineage database has it. */
export function outcomesBySource(lineage: string): ReadonlyMap<string, SourceOutcome> {
  const { database, close } = openLineageReader(lineage);
  const rows = database.prepare("SELECT source, kept, removed, quarantined FROM by_source").all() as ({
    source: string;
  } & SourceOutcome)[];
  close();
  return new Map(rows.map(({ source, ...outcome }) => [source, outcome]));
}
