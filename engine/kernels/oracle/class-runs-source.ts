const RUNS_PER_LINE = 12;

/** AssemblyScript source of a table of classes, one byte a code point: a run for each change of class, for `assembly/class-runs.ts`. */
export function classRunsSource(
  classes: Uint8Array,
  writer: string,
  rules: string,
  unicode = process.versions["unicode"],
): string {
  const runs: number[] = [];
  let basic = 0;
  for (const [codePoint, value] of classes.entries()) {
    if (codePoint === 0x10000) basic = runs.length;
    if (codePoint === 0 || codePoint === 0x10000 || value !== classes[codePoint - 1]) runs.push(codePoint * 256 + value);
  }
  const rows: string[] = [];
  for (let row = 0; row < runs.length; row += RUNS_PER_LINE) rows.push(`  ${runs.slice(row, row + RUNS_PER_LINE).join(", ")},`);
  return [
    `// Written by oracle/${writer} from Unicode ${unicode}; not for editing by hand.`,
    "",
    `/** First code point × 256 + class (see ${rules}), ascending; a run ends where the next begins. */`,
    "// biome-ignore format: a table",
    "export const RUNS = memory.data<u32>([",
    ...rows,
    "]);",
    "",
    "/** How many runs there are. */",
    `export const RUN_COUNT = ${runs.length};`,
    "",
    "/** How many of them are in the basic plane. */",
    `export const BASIC_RUN_COUNT = ${basic};`,
    "",
  ].join("\n");
}
