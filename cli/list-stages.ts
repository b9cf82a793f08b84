import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { OptionSpecs } from "../engine/options.ts";
import type { Stage } from "../engine/stage.ts";
import { moduleRoot } from "./package-root.ts";
import { table } from "./table.ts";
import type { Colours } from "./terminal.ts";

/** A stage as it comes, before anybody sets its options. */
export interface ListedStage {
  readonly name: string;
  readonly kind: Stage["kind"];
  /** What to import, e.g. `kijil/stages/clean/white-space`, and the name to import from it. */
  readonly module: string;
  readonly factory: string;
  readonly version: number;
  readonly options: readonly { readonly name: string; readonly kind: string; readonly fallback: unknown }[];
  readonly reasons: readonly { readonly reason: string; readonly action: "drop" | "edit"; readonly description: string }[];
  readonly writes: Stage["writes"];
  readonly reads: readonly string[];
}

/** Folders that hold stages of the line, in the order of travel; reading, mixing and writing are not stages. */
const FOLDERS = ["clean", "filter", "dedup", "pii", "score"];

type Factory = ((options?: object) => Stage) & { readonly optionSpecs: OptionSpecs };

const isFactory = (value: unknown): value is Factory => typeof value === "function" && "optionSpecs" in value;

/** Every stage that comes with kijil, found by reading the folders. */
export async function listStages(): Promise<readonly ListedStage[]> {
  const found: ListedStage[] = [];
  for (const folder of FOLDERS) {
    const path = join(moduleRoot, "stages", folder);
    const files = readdirSync(path).filter((file) => /^[^.]+\.(ts|js)$/.test(file));
    for (const file of files.sort()) {
      const module = (await import(pathToFileURL(join(path, file)).href)) as Readonly<Record<string, unknown>>;
      for (const [factory, value] of Object.entries(module)) {
        if (isFactory(value))
          found.push(describeFactory(value, factory, `kijil/stages/${folder}/${file.replace(/\.(ts|js)$/, "")}`));
      }
    }
  }
  return found;
}

function describeFactory(make: Factory, factory: string, module: string): ListedStage {
  const { name, kind, version, reasons, edits, writes, reads } = make();
  const options = Object.entries(make.optionSpecs).map(([option, spec]) => ({
    name: option,
    kind: spec.kind,
    fallback: spec.fallback ?? null,
  }));
  const words = Object.entries(reasons as Readonly<Record<string, string>>).map(([reason, description]) => {
    return { reason, action: edits.includes(reason) ? ("edit" as const) : ("drop" as const), description };
  });
  return { name, kind, module, factory, version, options, reasons: words, writes, reads };
}

/** The list as `kijil plan --stages` prints it. */
export function stageList(stages: readonly ListedStage[], colours: Colours): string {
  return stages.map((stage) => describeStage(stage, colours)).join("\n");
}

function describeStage({ name, kind, module, factory, options, reasons, writes, reads }: ListedStage, colours: Colours): string {
  const rows = [
    ...options.map((option) => ["option", option.name, `${option.kind}, default ${JSON.stringify(option.fallback)}`]),
    ...reasons.map(({ reason, action, description }) => [`${action}s as`, reason, description]),
    ...reads.map((attribute) => ["reads", attribute, ""]),
    ...Object.entries(writes).map(([attribute, type]) => ["writes", attribute, type]),
  ];
  const head = `${colours.bold(name)}${kind === "barrier" ? "  (barrier)" : ""}\n  import { ${factory} } from "${module}"\n`;
  // The title line of a table would say nothing here.
  return (
    head +
    table([{ title: "" }, { title: "" }, { title: "" }], rows, colours)
      .split("\n")
      .slice(1)
      .join("\n")
  );
}
