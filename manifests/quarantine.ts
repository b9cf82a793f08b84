import { canonicalJson } from "../engine/canonical-json.ts";
import type { Curated } from "../engine/curate.ts";
import { FileAside } from "../engine/files.ts";
import type { Kernels } from "../engine/kernels/kernels.ts";
import type { Layout } from "../engine/layout.ts";
import { readRefusals } from "../engine/part-record.ts";

/** How many records of a source were refused for one reason. */
export interface QuarantineCount {
  readonly source: string;
  readonly reason: string;
  readonly records: number;
}

/**
 * Writes `quarantine.jsonl`: source, file, row, byte offset and reason of every refused record, in order, and never its text; for a
 * file whose rest could not be read a line without row and offset. Answers the reasons of each source, the commonest first.
 */
export function writeQuarantine(layout: Layout, { parts, keys }: Curated, kernels: Kernels): readonly QuarantineCount[] {
  const counts = new Map<string, Map<string, number>>();
  const file = new FileAside(layout.quarantine);
  const encoder = new TextEncoder();
  const first = keys[0] as readonly string[];
  try {
    for (const [index, { part, source, unreadable }] of parts.entries()) {
      const report = layout.report(0, keys.length === 1, first[index] as string);
      const only = part.ranges[0]?.file.name;
      const write = (line: Readonly<Record<string, unknown>>) =>
        file.write(encoder.encode(`${canonicalJson({ source, part: part.index, ...line })}\n`));
      for (const refusal of readRefusals(report, kernels)) {
        write({ file: only, ...refusal });
        const reasons = counts.get(source) ?? new Map<string, number>();
        counts.set(source, reasons.set(refusal.reason, (reasons.get(refusal.reason) ?? 0) + 1));
      }
      for (const broken of unreadable) write({ ...broken, row: null, offset: null });
    }
    file.commit();
  } catch (error) {
    file.abandon();
    throw error;
  }
  return [...counts].flatMap(([source, reasons]) =>
    [...reasons]
      .map(([reason, records]): QuarantineCount => ({ source, reason, records }))
      .sort((a, b) => b.records - a.records || (a.reason < b.reason ? -1 : 1)),
  );
}
