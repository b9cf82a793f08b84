import { loadKernels } from "../../engine/kernels/kernels.ts";
import type { InputFile, Source } from "../../engine/source.ts";
import { guessText } from "./guess-text.ts";
import { sampleSource } from "./sample-source.ts";

/** Rows that are looked at, and columns that are. */
const ROWS = 50;
const MOST_COLUMNS = 256;
/** What holds no letter is a number, a date or a code. */
const NO_WORDS = /^\P{L}*$/u;

/** The name of a column as a path. */
export const pathOfColumn = (column: string): string => column.replaceAll(".", "\\.");

/**
 * Finds the text column of a table from the first rows of each of its columns. `probe` makes a source whose text is one path. Undefined
 * where no column looks like text.
 */
export async function guessColumn(
  file: InputFile,
  columns: readonly string[],
  probe: (path: string) => Source,
): Promise<string | undefined> {
  const kernels = loadKernels();
  const records: Record<string, string>[] = [];
  for (const column of columns.slice(0, MOST_COLUMNS)) {
    const source = probe(pathOfColumn(column));
    if (source.problems.length > 0) continue;
    const { documents } = await sampleSource(source, file, kernels, { documents: ROWS, bytes: 2 ** 18 });
    for (const { text } of documents) if (!NO_WORDS.test(text)) records.push({ [column]: text });
  }
  return guessText(records)?.path;
}
