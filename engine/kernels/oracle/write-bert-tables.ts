/**
 * Writes `assembly/tables/bert-classes.ts` and `assembly/tables/bert-letters.ts` by the rules of `bert-character.ts`:
 * `npx jiti engine/kernels/oracle/write-bert-tables.ts`.
 */
import { writeFileSync } from "node:fs";
import { bertTableSources } from "./bert-character.ts";

const { classes, letters } = bertTableSources();
writeFileSync(new URL("../assembly/tables/bert-classes.ts", import.meta.url), classes);
writeFileSync(new URL("../assembly/tables/bert-letters.ts", import.meta.url), letters);
