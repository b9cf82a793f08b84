/** Writes `assembly/tables/grapheme-classes.ts`: `npx jiti engine/kernels/oracle/write-grapheme-classes.ts`. */
import { writeFileSync } from "node:fs";
import { graphemeClassSource } from "./grapheme-class.ts";

writeFileSync(new URL("../assembly/tables/grapheme-classes.ts", import.meta.url), graphemeClassSource());
