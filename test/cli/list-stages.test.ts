import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { listStages, stageList } from "../../cli/list-stages.ts";
import { packageRoot } from "../../cli/package-root.ts";
import { coloursFor } from "../../cli/terminal.ts";
import { aTerminal } from "../helpers/a-terminal.ts";

it("finds every file that defines a stage", async () => {
  const defining = ["clean", "filter", "dedup", "pii", "score"].flatMap((folder) =>
    readdirSync(join(packageRoot, "stages", folder))
      .filter((file) => file.endsWith(".ts") && file !== "rules.ts")
      .filter((file) => /\bdefine(Stage|Barrier|Rules)\(/.test(readFileSync(join(packageRoot, "stages", folder, file), "utf8")))
      .map((file) => `kijil/stages/${folder}/${file.slice(0, -3)}`),
  );
  expect(new Set((await listStages()).map(({ module }) => module))).toEqual(new Set(defining));
});

it("tells of each its options, defaults and reasons", async () => {
  const stages = await listStages();
  const found = stages.find(({ name }) => name === "exact-duplicates");
  expect(found).toMatchObject({ kind: "barrier", factory: "exactDuplicates", module: "kijil/stages/dedup/exact" });
  expect(found?.options).toContainEqual({ name: "fold", kind: "true or false", fallback: true });
  expect(found?.reasons.map(({ reason }) => reason)).toContain("duplicate-text");
  const text = stageList(stages, coloursFor(aTerminal(), {}));
  for (const { name, reasons } of stages) {
    expect(text).toContain(`${name}\n`.trim());
    for (const { reason } of reasons) expect(text).toContain(reason);
  }
});
