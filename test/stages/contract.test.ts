import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Stage } from "../../engine/stage.ts";

const root = new URL("../../", import.meta.url);
const rooms = ["clean", "filter", "dedup", "pii", "score"];
const files = rooms.flatMap((room) => {
  const folder = new URL(`stages/${room}/`, root);
  return existsSync(folder) ? readdirSync(folder).map((file) => `${room}/${file}`) : [];
});
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
/** A file is a stage when it makes one; what stands beside stages serves them. */
const stageFiles = files.filter(
  (file) =>
    file.endsWith(".ts") && file !== "filter/rules.ts" && /\bdefine(?:Stage|Barrier|Rules)\(/.test(read(`stages/${file}`)),
);

/** Every stage that a module makes without options. */
async function stagesOf(file: string): Promise<readonly Stage[]> {
  const module = (await import(new URL(`stages/${file}`, root).href)) as Record<string, unknown>;
  return Object.values(module).flatMap((exported) => {
    if (typeof exported !== "function") return [];
    const made: unknown = (exported as () => unknown)();
    return typeof made === "object" && made !== null && "reasons" in made ? [made as Stage] : [];
  });
}

describe("every stage", () => {
  it("is found", () => {
    expect(stageFiles.length).toBeGreaterThan(10);
  });

  it.each(stageFiles)("%s is held to the contract by a test of its own", (file) => {
    const test = `test/stages/${file.replace(/\.ts$/, ".test.ts")}`;
    expect(existsSync(new URL(test, root)), `${test} is missing`).toBe(true);
    const contract = /\bdefineBarrier\(/.test(read(`stages/${file}`)) ? "describeBarrier(" : "describeStage(";
    expect(read(test), `${test} does not call ${contract}…)`).toContain(contract);
  });

  it.each(stageFiles)("%s makes a stage that declares itself in the words of the house", async (file) => {
    const stages = await stagesOf(file);
    expect(stages).toHaveLength(1);
    for (const { name, version, reasons, edits, thresholds, writes, kind } of stages) {
      // A digit only where a published preset bears one: `c4`, `fineweb2-kor`.
      expect(name).toMatch(/^(?!stage[0-9])[a-z]+[0-9]?(?:-[a-z]+)*$/);
      expect(version).toBeGreaterThan(0);
      for (const reason of Object.keys(reasons)) expect(reason).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      for (const attribute of Object.keys(writes)) expect(attribute).toMatch(/^[a-z]+(?:[.-][a-z]+)*$/);
      for (const reason of [...edits, ...Object.keys(thresholds)]) expect(Object.keys(reasons)).toContain(reason);
      expect(["document", "barrier"]).toContain(kind);
    }
  });

  it("has a name of its own", async () => {
    const names = (await Promise.all(stageFiles.map(stagesOf))).flat().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
