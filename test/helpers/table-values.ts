import { createHash } from "node:crypto";
import { readFooter } from "../../stages/read/parquet/footer.ts";
import { wantedColumns } from "../../stages/read/parquet/project.ts";
import { RowBlocks } from "../../stages/read/parquet/row-blocks.ts";
import { FileAccess } from "../../stages/read/random-access.ts";

type Row = Readonly<Record<string, unknown>>;

/** Every row of a Parquet file with all of its columns, or the error that ended a row group. */
export function readTable(path: string): { readonly rows: readonly Row[]; readonly error?: unknown } {
  const file = new FileAccess(path, path.split("/").at(-1) as string);
  const rows: Row[] = [];
  try {
    const { schema, groups } = readFooter(file, "table");
    const names = schema.children.map(({ element }) => element.name);
    const metadata = names.map((name) => ({ name, paths: [[name]] }));
    const columns = wantedColumns(schema, { id: [], text: [], url: [], metadata });
    for (const group of groups) {
      const blocks = new RowBlocks(file, "table", group, columns, { maxPageBytes: 2 ** 28, maxExpansion: 200 });
      for (let block = blocks.next(); block; block = blocks.next()) {
        for (let row = 0; row < block.rows; row++)
          rows.push(Object.fromEntries(block.columns.map(({ name, values }) => [name, values[row]])));
      }
    }
    return { rows };
  } catch (error) {
    return { rows, error };
  } finally {
    file.close();
  }
}

/** SHA-256 over rows in the form that `test/fixtures/parquet-digests.py` gives them. */
export function digestOf(rows: readonly Row[]): string {
  return createHash("sha256").update(rows.map(canonical).join("\n")).digest("hex");
}

const hex = (text: string | Uint8Array): string => Buffer.from(text as Uint8Array).toString("hex");

function canonical(value: unknown): string {
  if (value === null || value === undefined) return "~";
  if (typeof value === "boolean") return value ? "t" : "f";
  if (typeof value === "string" || value instanceof Uint8Array) return `s:${hex(value as Uint8Array)}`;
  if (typeof value === "bigint") return `i:${value}`;
  if (typeof value === "number") {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    return Number.isNaN(value) ? "n:nan" : `n:${bytes.toString("hex")}`;
  }
  if (value instanceof Date) return `d:${value.getTime()}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const members = Object.entries(value as Row).map(([name, member]) => `${hex(name)}=${canonical(member)}`);
  return `{${members.sort().join(",")}}`;
}

/** Names of a Parquet file's top-level columns. */
export function columnsOf(path: string): readonly string[] {
  const file = new FileAccess(path, "table");
  try {
    return readFooter(file, "table").schema.children.map(({ element }) => element.name);
  } finally {
    file.close();
  }
}
