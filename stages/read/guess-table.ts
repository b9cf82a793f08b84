import { loadKernels } from "../../engine/kernels/kernels.ts";
import type { InputFile, Source } from "../../engine/source.ts";
import { guessText } from "./guess-text.ts";
import { sampleSource } from "./sample-source.ts";

/** Rows that are looked at. */
const ROWS = 50;

/** The name of a column as a path. */
export const pathOfColumn = (column: string): string => column.replaceAll(".", "\\.");

/**
 * Finds the text column of a table from its first rows. `probe` makes a source that keeps the columns of some paths as metadata and
 * takes the first that is present for the text. Undefined where no column looks like text.
 */
export async function guessColumn(
  file: InputFile,
  columns: readonly string[],
  probe: (paths: readonly string[]) => Source,
): Promise<string | undefined> {
  const source = probe(columns.map(pathOfColumn));
  if (source.problems.length > 0) return undefined;
  const { documents } = await sampleSource(source, file, loadKernels(), { documents: ROWS, bytes: 2 ** 20 });
  return guessText(documents.map(({ metadata }) => metadata))?.path;
}
