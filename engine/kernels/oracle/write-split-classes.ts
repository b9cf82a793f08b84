/**
 * Writes `assembly/tables/split-classes.ts` from the Unicode properties of the Node that runs it:
 * `npx jiti engine/kernels/oracle/write-split-classes.ts`. Wanted only when the Unicode version is to be raised.
 */
import { writeFileSync } from "node:fs";
import { splitClassSource } from "./split-class.ts";

writeFileSync(new URL("../assembly/tables/split-classes.ts", import.meta.url), splitClassSource());
