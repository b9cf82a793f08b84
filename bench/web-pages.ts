import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ArchiveWindow } from "../stages/read/archive-window.ts";
import { openBytes } from "../stages/read/byte-input.ts";
import { decodeBody, parseHttp } from "../stages/read/http-message.ts";
import { decodePage } from "../stages/read/page-charset.ts";
import { WarcScanner } from "../stages/read/warc-scanner.ts";

/** Folder of the shared format samples, beside the repository. */
const SAMPLES = new URL("../../shared/data/E_formats/", import.meta.url);

/** The web archives with real pages among the shared samples. */
export const ARCHIVES: readonly string[] = [
  "dolma/warc_sample-0000.warc.gz",
  "dolma/warc_sample-0001.warc.gz",
  "warc/whirlwind.warc.gz",
  "warc/example-iana.org-chunked.warc",
].map((file) => fileURLToPath(new URL(file, SAMPLES)));

/** The pages of web archives that were answered with success, as characters. */
export async function pagesOf(paths: readonly string[]): Promise<readonly string[]> {
  const pages: string[] = [];
  for (const path of paths) {
    const input = openBytes(path, path, { start: 0, end: Number.MAX_SAFE_INTEGER, decodedStart: 0 });
    const scanner = new WarcScanner(
      new ArchiveWindow(input, 0),
      (type) => type === "response",
      2 ** 26,
      () => Number.POSITIVE_INFINITY,
    );
    for (let scanned = await scanner.next(); scanned; scanned = await scanner.next()) {
      if ("refused" in scanned || !scanned.content) continue;
      const message = parseHttp(scanned.content);
      if (message?.status !== 200 || !message.headers.get("content-type")?.startsWith("text/html")) continue;
      const body = decodeBody(message, 2 ** 26);
      if (typeof body !== "string") pages.push(decodePage(body).text);
    }
    await input.close();
  }
  return pages;
}

/** Up to `most` HTML files below a folder, evenly spread over all of them. */
export function pagesBelow(folder: string, most: number): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".html"))
    .sort();
  const step = Math.max(1, files.length / most);
  return Array.from({ length: Math.min(most, files.length) }, (_, index) =>
    readFileSync(join(folder, files[Math.floor(index * step)] as string), "utf8"),
  );
}
