import { TEXT_STATS } from "../kernels.ts";
import { characterClass } from "./character-class.ts";

const LAST_CODE_POINT = 0x10ffff;
const RUNS_PER_LINE = 12;

/** Runs of code points of one class, each as first code point × 16 + column of the class in `TEXT_STATS`, ascending. */
export function characterClassRuns(): number[] {
  const runs: number[] = [];
  let last = -1;
  for (let codePoint = 0; codePoint <= LAST_CODE_POINT; codePoint++) {
    const column = TEXT_STATS.indexOf(characterClass(codePoint));
    // A run also begins at the first supplementary code point, where the flat table of the kernels ends.
    if (column !== last || codePoint === 0x10000) runs.push(codePoint * 16 + column);
    last = column;
  }
  return runs;
}

/** AssemblyScript source of the tables: the runs and how many of them lie in the basic plane. */
export function characterClassSource(): string {
  const runs = characterClassRuns();
  const lines: string[] = [];
  for (let i = 0; i < runs.length; i += RUNS_PER_LINE) {
    lines.push(`  ${runs.slice(i, i + RUNS_PER_LINE).join(", ")},`);
  }
  return `// Written by oracle/write-character-classes.ts from Unicode ${process.versions["unicode"]}; not for editing by hand.

/** First code point × 16 + column in TEXT_STATS, ascending; a run ends where the next begins. */
// biome-ignore format: a table
export const RUNS = memory.data<u32>([
${lines.join("\n")}
]);
/** Runs in all, and those in the basic plane. */
export const RUN_COUNT: i32 = ${runs.length};
export const BASIC_RUN_COUNT: i32 = ${runs.filter((run) => run < 0x10000 * 16).length};
`;
}
