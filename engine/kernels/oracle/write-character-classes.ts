/**
 * Writes `assembly/tables/character-classes.ts` from the Unicode properties of the Node that runs it:
 * `npx jiti engine/kernels/oracle/write-character-classes.ts`. Wanted only when the Unicode version is to be raised.
 */
import { writeFileSync } from "node:fs";
import { characterClassSource } from "./character-class-table.ts";

writeFileSync(new URL("../assembly/tables/character-classes.ts", import.meta.url), characterClassSource());
