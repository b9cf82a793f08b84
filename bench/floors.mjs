// What the codec and Node's own JSON cost on the same files: `node floors.mjs scan|json OUT FILES…`.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";

const binding = createRequire(import.meta.url)("zstd-napi/binding.js");
const [kind, out, ...files] = process.argv.slice(2);
const decoder = new binding.DCtx();
const encoder = new binding.CCtx();
encoder.setParameter(binding.CParameter.compressionLevel, 3);
encoder.setParameter(binding.CParameter.checksumFlag, 1);
let documents = 0;
let raw = new Uint8Array(16e6);
for (const file of files) {
  const packed = readFileSync(file);
  const size = Number(binding.getFrameContentSize(packed));
  if (raw.length < size) raw = new Uint8Array(size);
  decoder.decompress(raw, packed);
  let lines = Buffer.from(raw.buffer, 0, size);
  if (kind === "scan") {
    for (let at = lines.indexOf(10); at >= 0; at = lines.indexOf(10, at + 1)) documents++;
  } else {
    const records = [];
    for (let at = 0, end = lines.indexOf(10); end >= 0; at = end + 1, end = lines.indexOf(10, at)) {
      records.push(JSON.stringify(JSON.parse(lines.toString("utf8", at, end))));
      documents++;
    }
    lines = Buffer.from(`${records.join("\n")}\n`);
  }
  const packedAgain = new Uint8Array(binding.compressBound(lines.length));
  writeFileSync(join(out, basename(file)), packedAgain.subarray(0, encoder.compress2(packedAgain, lines)));
}
console.log(documents);
