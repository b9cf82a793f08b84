import { writeFileSync } from "node:fs";
import { compileNouns } from "./compile-nouns.ts";

// Run by `npm run fixtures:nouns -- FOLDER`.
const [folder = "node_modules/kuromoji-ko/dict"] = process.argv.slice(2);
writeFileSync("stages/pii/names/noun-table.ts", compileNouns(folder));
