import { ARCHIVE_REFUSALS } from "../stages/read/archive-record.ts";
import { CSV_REFUSALS } from "../stages/read/csv-fields.ts";
import { TABLE_REFUSALS } from "../stages/read/damaged.ts";
import { REFUSALS } from "../stages/read/json-record.ts";
import { MEMBER_REFUSALS } from "../stages/read/members.ts";

/** Every reason that a reader of the package refuses records for. */
const MEANINGS: Readonly<Record<string, string>> = {
  ...ARCHIVE_REFUSALS,
  ...CSV_REFUSALS,
  ...TABLE_REFUSALS,
  ...MEMBER_REFUSALS,
  ...REFUSALS,
};

/** What a reason in quarantine means, in a sentence; nothing for one that a reader from elsewhere gives. */
export const meaningOfRefusal = (reason: string): string => MEANINGS[reason] ?? "";
