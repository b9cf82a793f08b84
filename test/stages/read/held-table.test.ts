import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { pack } from "tar-stream";
import { describe, expect, it } from "vitest";
import { arrow } from "../../../stages/read/arrow.ts";
import { parquet } from "../../../stages/read/parquet.ts";
import { readSource } from "../../helpers/a-builder.ts";
import { projectRoot } from "../../helpers/run-cli.ts";
import { scratchFolders } from "../../helpers/scratch.ts";

const scratch = scratchFolders();

async function tarOf(members: Readonly<Record<string, Uint8Array>>): Promise<Buffer> {
  const tar = pack();
  const pieces: Buffer[] = [];
  tar.on("data", (piece) => pieces.push(piece as Buffer));
  const ended = new Promise<void>((resolve) => tar.on("end", () => resolve()));
  for (const [name, bytes] of Object.entries(members)) tar.entry({ name }, Buffer.from(bytes));
  tar.finalize();
  await ended;
  return Buffer.concat(pieces);
}

const aTable = (texts: readonly string[]) =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [{ name: "text", data: [...texts], type: "STRING" }],
      rowGroupSize: 2,
      codec: "UNCOMPRESSED",
    }),
  );

describe("tables in archives", () => {
  it("are read member by member, rows counted within each", async () => {
    const folder = scratch();
    const members = { "가/1.parquet": aTable(["하나", "둘", "셋"]), "note.txt": Buffer.from("글"), "2.parquet": aTable(["넷"]) };
    for (const [name, bytes] of [
      ["a.tar", await tarOf(members)],
      ["a.tar.gz", gzipSync(await tarOf(members))],
    ] as const) {
      writeFileSync(join(folder, name), bytes);
      const { records, error } = await readSource(parquet("p", { files: name }), folder, 1);
      expect(error).toBeUndefined();
      expect(records.map(({ offset, text }) => [offset, text])).toEqual([
        [0, "하나"],
        [1, "둘"],
        [2, "셋"],
        [0, "넷"],
      ]);
    }
  });

  it("are Arrow too, and one that is damaged costs itself", async () => {
    const folder = scratch();
    const bytes = readFileSync(join(projectRoot, "test/fixtures/arrow/file-zstd.arrow"));
    writeFileSync(join(folder, "a.tar"), await tarOf({ "1.arrow": Buffer.from("none"), "2.feather": bytes }));
    const { records, error } = await readSource(arrow("a", { files: "a.tar" }), folder);
    expect(records).toHaveLength(7);
    expect(error).toMatchObject({ code: "INPUT_CORRUPT", message: expect.stringMatching(/1\.arrow/) });
  });

  it("are held up to a limit that has a name", async () => {
    const folder = scratch();
    writeFileSync(join(folder, "a.tar"), await tarOf({ "1.parquet": aTable(["글 ".repeat(1000)]), "2.parquet": aTable(["가"]) }));
    const { records, error } = await readSource(parquet("p", { files: "a.tar", maxRecordBytes: 700 }), folder);
    expect(records.map(({ text }) => text)).toEqual(["가"]);
    expect(error).toMatchObject({ message: expect.stringMatching(/1\.parquet.*700 bytes.*maxRecordBytes/) });
  });
});
