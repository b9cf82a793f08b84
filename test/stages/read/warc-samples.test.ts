import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { WARCParser } from "warcio";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { ArchiveWindow } from "../../../stages/read/archive-window.ts";
import { openBytes } from "../../../stages/read/byte-input.ts";
import { pageOf } from "../../../stages/read/html-page.ts";
import { parseHttp } from "../../../stages/read/http-message.ts";
import { warc } from "../../../stages/read/warc.ts";
import { WarcScanner } from "../../../stages/read/warc-scanner.ts";
import { addressOf } from "../../../stages/read/web-document.ts";
import { readSource } from "../../helpers/a-builder.ts";

const folder = new URL("../../../../shared/data/E_formats/", import.meta.url);
const files = ["dolma", "warc"].flatMap((room) => {
  const place = new URL(`${room}/`, folder);
  return existsSync(place)
    ? readdirSync(place)
        .filter((file) => /\b(?:warc|arc)\b|^warc_/.test(file))
        .map((file) => `${room}/${file}`)
    : [];
});
const kernels = loadKernels();
const pathOf = (file: string): string => fileURLToPath(new URL(file, folder));
const read = (file: string) =>
  readSource(warc("test", { files: pathOf(file), records: ["response", "conversion", "resource"] }), "/", undefined, { kernels });

/** Documents, refusals and the place of the first refusal of every sample: what warcio (Python 1.8.1) lists, pages and plain texts only. */
const EXPECTED: Readonly<Record<string, readonly [documents: number, refusals?: Readonly<Record<string, number>>]>> = {
  "dolma/warc_sample-0000.warc.gz": [24],
  "dolma/warc_sample-0001.warc.gz": [17],
  "warc/bad.arc": [0, { "archive-header-broken": 2 }],
  "warc/example-bad-non-chunked.warc.gz": [1],
  "warc/example-bad.warc.gz.bad": [1],
  "warc/example-digest.warc": [0],
  "warc/example-iana.org-chunked.warc": [1],
  "warc/example-resource.warc.gz": [1],
  "warc/example-space-in-target-uri.warc.gz": [0],
  "warc/example-space-in-url.arc": [1],
  "warc/example-trunc.warc": [1, { "archive-record-broken": 1 }],
  "warc/example-wget-bad-target-uri.warc.gz": [3],
  "warc/example-wrong-chunks.warc.gz": [1],
  "warc/example.arc": [1],
  "warc/example.arc.gz": [1],
  "warc/example.warc": [1],
  "warc/example.warc.gz": [1],
  "warc/post-test.warc.gz": [0],
  "warc/whirlwind.warc": [1],
  "warc/whirlwind.warc.gz": [1],
  "warc/whirlwind.warc.wat": [0],
  "warc/whirlwind.warc.wat.gz": [0],
  "warc/whirlwind.warc.wet": [1],
  "warc/whirlwind.warc.wet.gz": [1],
};

describe.skipIf(files.length === 0)("samples of web archives", () => {
  it("are all here", () => expect(files.sort()).toEqual(Object.keys(EXPECTED).sort()));

  it.each(files)("%s gives the documents it has", async (file) => {
    const { records, error } = await read(file);
    expect(error).toBeUndefined();
    const [documents, refusals = {}] = EXPECTED[file] as (typeof EXPECTED)[string];
    const found: Record<string, number> = {};
    for (const { refused } of records) if (refused) found[refused] = (found[refused] ?? 0) + 1;
    expect(records.filter(({ refused }) => refused === undefined)).toHaveLength(documents);
    expect(found).toEqual(refusals);
  });

  /** Files that warcio reads to their end. */
  const sound = files.filter((file) => !/bad|wrong|trunc|\.arc/.test(file));

  it.each(sound)("%s gives the ids, addresses, dates and texts that warcio's records have", async (file) => {
    const expected: unknown[] = [];
    for await (const record of new WARCParser(createReadStream(pathOf(file)))) {
      const type = record.warcType;
      if (type !== "response" && type !== "conversion" && type !== "resource") continue;
      const declared = (type === "response" ? record.httpHeaders?.headers.get("Content-Type") : record.warcContentType) ?? "";
      if (type === "response" && !/^2/.test(String(record.getResponseInfo()?.status))) continue;
      if (!/^text\/(?:html|plain)/.test(declared)) continue;
      const content = await record.readFully(true);
      const charset = /charset=([\w-]+)/.exec(declared)?.[1];
      const text = declared.startsWith("text/html") ? pageOf(content, { charset }).text : Buffer.from(content).toString();
      expected.push({
        id: record.warcHeader("WARC-Record-ID"),
        url: addressOf(record.warcTargetURI ?? undefined),
        date: record.warcDate,
        text,
      });
    }
    const { records } = await read(file);
    expect(records.map(({ id, url, text, meta }) => ({ id, url, date: JSON.parse(meta ?? "{}").date, text }))).toEqual(expected);
  });

  it.each(files.filter((file) => !file.includes(".arc")))("%s has the payloads that its digests say", async (file) => {
    const input = openBytes(pathOf(file), file, { start: 0, end: Number.MAX_SAFE_INTEGER, decodedStart: 0 });
    const scanner = new WarcScanner(
      new ArchiveWindow(input, 0),
      (type) => type === "response",
      2 ** 26,
      () => Number.POSITIVE_INFINITY,
    );
    const wrong: number[] = [];
    for (let scanned = await scanner.next(); scanned; scanned = await scanner.next()) {
      if ("refused" in scanned || !scanned.content) continue;
      const digest = scanned.headers.get("warc-payload-digest");
      if (!digest) continue;
      const sha1 = createHash("sha1")
        .update((parseHttp(scanned.content) as { body: Uint8Array }).body)
        .digest();
      if (![`sha1:${base32(sha1)}`, `sha1:${sha1.toString("hex")}`].includes(digest)) wrong.push(scanned.offset);
    }
    await input.close();
    // Two bytes of this one were cut out by those who made it.
    expect(wrong).toEqual(file.endsWith("example-trunc.warc") ? [1197] : []);
  });
});

/** RFC 4648, without padding. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((five) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Number.parseInt(five, 2)]).join("");
}
