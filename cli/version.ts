import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./package-root.ts";

const { name, version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
  name: string;
  version: string;
};

/** Name and version of this program, as manifests and lineage name it, e.g. `kijil 0.1.0`. */
export const toolVersion = (): string => `${name} ${version}`;
