import type { PartRange } from "../../../engine/source.ts";
import type { RandomAccess } from "../random-access.ts";
import { type RowGroupPlan, readFooter } from "./footer.ts";

/**
 * Cuts a Parquet file into ranges of whole row groups, of about `partBytes` decoded bytes where row groups are smaller than that. A
 * file whose metadata cannot be read, or whose row groups do not lie in their order, is one range.
 */
export function splitRowGroups(file: RandomAccess, name: string, partBytes: number): readonly PartRange[] {
  const whole = [{ start: 0, end: file.bytes, decodedStart: 0 }];
  let groups: readonly RowGroupPlan[];
  try {
    groups = readFooter(file, name).groups;
  } catch {
    // Its reader says what is wrong with it.
    return whole;
  }
  if (groups.some((group, index) => index > 0 && group.start <= (groups[index - 1] as RowGroupPlan).start)) return whole;
  const starts = [0];
  let decoded = 0;
  for (const [index, group] of groups.entries()) {
    if (index > 0 && decoded >= partBytes) {
      starts.push(group.start);
      decoded = 0;
    }
    decoded += group.decodedBytes;
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? file.bytes, decodedStart: start }));
}
