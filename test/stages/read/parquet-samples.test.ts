import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { parquet } from "../../../stages/read/parquet.ts";
import { readSource } from "../../helpers/a-builder.ts";
import { corporaFolder } from "../../helpers/corpora.ts";
import { columnsOf, digestOf, readTable } from "../../helpers/table-values.ts";

const samples = fileURLToPath(new URL("../E_formats/", corporaFolder));
const absent = !existsSync(samples);
const fixtures = new URL("../../fixtures/", import.meta.url);
const python = process.env["KIJIL_PYTHON"];

/** Rows and digests as pyarrow 26.0.1 reads the files, written by `parquet-digests.py`. */
const digests = readFileSync(new URL("parquet-digests.txt", fixtures), "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split(" ") as [string, string, string]);

/** Files that pyarrow refuses or reads otherwise, and those it has no digest for because they are too large to hold. */
const APART = ["parquet/incorrect_map_schema.parquet", "parquet/large_string_map.brotli.parquet", "parquet/map_no_value.parquet"];

describe.skipIf(absent)("the shared Parquet files", () => {
  it("are all told of", () => {
    const files = ["parquet", "dpk", "interop/parquet", "interop/parquet_tokens"].flatMap((folder) =>
      readdirSync(join(samples, folder))
        .filter((name) => name.endsWith(".parquet"))
        .map((name) => `${folder}/${name}`),
    );
    const told = [...digests.map(([path]) => path), ...APART].filter((path) => !path.startsWith("parquet_bad/"));
    expect(told.sort()).toEqual(files.sort());
  });

  it.each(digests)("%s: %s rows with the values that pyarrow reads", (path, count, sha256) => {
    const { rows, error } = readTable(join(samples, path));
    expect(error).toBeUndefined();
    expect([String(rows.length), digestOf(rows)]).toEqual([count, sha256]);
  });

  it.runIf(python)(
    "are read so by the pyarrow that is installed (KIJIL_PYTHON)",
    () => {
      const script = fileURLToPath(new URL("parquet-digests.py", fixtures));
      const printed = execFileSync(python as string, [script, ...digests.map(([path]) => join(samples, path))]);
      const read = printed.toString().trim().split("\n");
      const expected = digests.map(([path, rows, sha256]) => ({ path: join(samples, path), rows: Number(rows), sha256 }));
      expect(read.map((line) => JSON.parse(line))).toEqual(expected);
    },
    120_000,
  );

  it.each(["delta_byte_array", "delta_encoding_optional_column", "delta_encoding_required_column"])(
    "%s: the publisher's expected values",
    (name) => {
      const { rows } = readTable(join(samples, "parquet", `${name}.parquet`));
      const expected: string[][] = parse(readFileSync(join(samples, "parquet", `${name}_expect.csv`)));
      expect(rows).toHaveLength(expected.length - 1);
      for (const [index, row] of rows.entries()) {
        const values = Object.values(row).map((value) =>
          value instanceof Uint8Array ? Buffer.from(value).toString() : String(value ?? ""),
        );
        expect(values).toEqual(expected[index + 1]);
      }
    },
  );

  it("gives the texts of the tokenised sample, whose publisher states their digest", async () => {
    const expected = JSON.parse(readFileSync(join(samples, "interop/expected.json"), "utf8")).text;
    const { records } = await readSource(parquet("interop", { files: "interop/parquet" }), samples);
    const hash = createHash("sha256");
    for (const { text = "" } of records) {
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
      hash.update(length).update(text);
    }
    expect([records.length, hash.digest("hex")]).toEqual([expected.documents, expected.sha256]);
  });

  it("gives the texts of the data preparation kit's samples, whatever the parts", async () => {
    const source = parquet("dpk", { files: "dpk/ededup_*.parquet", text: "contents", id: "document_id" });
    const whole = await readSource(source, samples);
    expect(whole.error).toBeUndefined();
    expect(whole.records.length).toBeGreaterThan(5);
    for (const { text } of whole.records) expect(text).toBeTruthy();
    expect((await readSource(source, samples, 1)).records).toEqual(whole.records);
  });

  it("refuses a column that decodes to gigabytes, naming the limit", async () => {
    const { records } = await readSource(
      parquet("a", { files: "parquet/large_string_map.brotli.parquet", text: "arr" }),
      samples,
    );
    expect(records.map(({ refused }) => refused)).toEqual(["page-too-long", "page-too-long"]);
  });

  it("reads maps as other readers would not", () => {
    const keys = (name: string) => readTable(join(samples, "parquet", `${name}.parquet`)).rows[0];
    expect(keys("map_no_value")).toMatchObject({ my_map_no_v: { key_value: [{ key: 1 }, { key: 2 }, { key: 3 }] } });
    expect(readTable(join(samples, "parquet/incorrect_map_schema.parquet")).rows).toHaveLength(1);
  });
});

describe.skipIf(absent)("the shared malformed Parquet files", () => {
  const REFUSED_ROWS = {
    "ARROW-GH-41317": 5,
    "ARROW-GH-41321": 5,
    "ARROW-GH-45185": 5,
    "ARROW-GH-47662": 1000,
    "ARROW-RS-GH-6229-LEVELS": 1,
  };
  it.each(Object.entries(REFUSED_ROWS))("%s: each of its %i rows is accounted for", async (name, rows) => {
    const path = join(samples, "parquet_bad", `${name}.parquet`);
    const columns = readTable(path);
    expect(columns.error).toBeDefined();
    const metadata = Object.fromEntries(columnsOf(path).map((column) => [column, column.replaceAll(".", "\\.")]));
    const source = parquet("bad", { files: `${name}.parquet`, text: Object.values(metadata), metadata });
    const { records, error } = await readSource(source, join(samples, "parquet_bad"));
    expect(error).toBeUndefined();
    expect(records.map(({ offset }) => offset)).toEqual(Array.from({ length: rows }, (_, index) => index));
    expect(records.some(({ refused }) => refused === "unreadable-row-group")).toBe(true);
  });

  it.each(["ARROW-RS-GH-6229-DICTHEADER", "PARQUET-1481"])("%s: is told of as a file", async (name) => {
    const source = parquet("bad", { files: `${name}.parquet`, text: "region_key" });
    const { records, error } = await readSource(source, join(samples, "parquet_bad"));
    if (name === "PARQUET-1481") expect(error).toMatchObject({ name: "InputError", code: "INPUT_CORRUPT" });
    else expect(records.every(({ refused }) => refused !== undefined)).toBe(true);
  });
});
