import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { compileGazetteers } from "./compile-gazetteers.ts";

// Run by `npm run fixtures:gazetteers -- FOLDER`.
const [folder = "../shared/data/G_gazetteers"] = process.argv.slice(2);
for (const [path, text] of Object.entries(compileGazetteers(pathToFileURL(`${folder}/`)))) writeFileSync(path, text);
