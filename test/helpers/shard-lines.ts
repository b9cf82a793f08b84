import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ZstdDecoder } from "../../engine/zstd.ts";

function decode(path: string): string {
  const packed = readFileSync(path);
  const decoder = new ZstdDecoder();
  const output = new Uint8Array(2 ** 22);
  let text = "";
  for (let at = 0; at < packed.length; ) {
    const { read, written } = decoder.push(packed.subarray(at), output);
    text += Buffer.from(output.subarray(0, written)).toString("latin1");
    at += read;
  }
  return Buffer.from(text, "latin1").toString("utf8");
}

/** Records of a mix as lines of JSON, in the order of its shards. */
export const shardLines = (run: string, mix: string): string[] =>
  readdirSync(join(run, mix))
    .filter((file) => file.endsWith(".zst"))
    .sort()
    .flatMap((file) =>
      decode(join(run, mix, file))
        .split("\n")
        .slice(0, -1),
    );
