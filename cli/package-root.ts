import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Whether this runs from the TypeScript sources (tests) or from `dist/`. */
export const runsFromSource = import.meta.url.endsWith(".ts");

/** Folder of the installed package. */
export const packageRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Folder that modules are loaded from. */
export const moduleRoot: string = runsFromSource ? packageRoot : join(packageRoot, "dist");

function findRoot(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : findRoot(dirname(folder));
}
