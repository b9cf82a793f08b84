/**
 * Writes `assembly/tables/nfc-classes.ts` from the Unicode tables of the Node that runs it:
 * `npx jiti engine/kernels/oracle/write-nfc-classes.ts`. Wanted only when the Unicode version is to be raised.
 */
import { writeFileSync } from "node:fs";
import { nfcClassSource } from "./nfc-class-table.ts";

writeFileSync(new URL("../assembly/tables/nfc-classes.ts", import.meta.url), nfcClassSource());
