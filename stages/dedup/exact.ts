import type { Batch } from "../../engine/batch.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { flag, listOf, oneOf, strings } from "../../engine/options.ts";
import { KEPT, type Solution } from "../../engine/sketch-table.ts";
import { defineBarrier, type Sketcher } from "../../engine/stage.ts";
import { KEY_WORDS, keepOnePerKey } from "./key-groups.ts";

type Kind = "url" | "text";
/** The order in which documents are compared, whatever the order in the option. */
const KINDS: readonly Kind[] = ["url", "text"];
const MOST = 0xffff_ffff;
const HASH = "#".charCodeAt(0);
const BANG = "!".charCodeAt(0);
const COLON = ":".charCodeAt(0);
const SLASH = "/".charCodeAt(0);
const FEED = "\n".charCodeAt(0);

/**
 * Keeps one document of those with the same address, then one of those with the same text. Keys are 128-bit hashes (XXH3), so that two
 * unlike documents among 10^12 share one with a chance below 10^-14. Twins are recorded with the document that stands for them.
 */
export const exactDuplicates = defineBarrier({
  name: "exact-duplicates",
  version: 1,
  options: {
    /** What makes two documents the same: their `url` (absolute, without its fragment), their `text`. */
    by: listOf<Kind>(["url", "text"], ["url", "text"]),
    /** Whom a group keeps: the `longest` text in characters, the `first` in the order (source, part, row), or the best of `sources`. Ties: the first. */
    keep: oneOf(["longest", "first", "sources"], "longest"),
    /** For `keep: "sources"`: names of sources, the preferred first; all others come after them. */
    sources: strings([]),
    /** Whether texts that differ only in white space and in the case of ASCII letters are the same. */
    fold: flag(true),
    /**
     * Whether documents with one address must also begin with the same line to be the same: for sources that cut one file into chapters
     * and give each the file's address. Another capture of a page mostly begins as the page did.
     */
    sameFirstLine: flag(false),
  },
  reasons: {
    "duplicate-url": "another document with the same address was kept",
    "duplicate-text": "another document with the same text was kept",
  },
  codes: ["duplicate-url", "duplicate-text"],
  check: ({ by, keep, sources }) => {
    if (by.length === 0) return "by is empty, so nothing would be compared. Name url, text or both.";
    if (keep === "sources" && sources.length === 0)
      return 'keep is "sources", but sources names none. List them, the preferred first.';
    return undefined;
  },
  sketchWords: ({ by }) => kinds(by).length * KEY_WORDS + 1,
  openSketch: ({ by, keep, sources, fold, sameFirstLine }, { kernels }): Sketcher => {
    const wanted = kinds(by);
    return {
      sketchBatch: (batch, into, at) => {
        const mark = kernels.mark();
        const key = kernels.alloc(KEY_WORDS * 4);
        const folded = fold ? kernels.alloc(longestText(batch)) : 0;
        const sourceRank = sources.indexOf(batch.source);
        let next = at;
        for (let row = 0; row < batch.count; row++) {
          if (!batch.alive[row]) continue;
          for (const kind of wanted) {
            if (kind === "url") hashUrl(batch, row, sameFirstLine, key);
            else hashText(batch, row, folded, key);
            into.set(kernels.words().subarray(key >>> 2, (key >>> 2) + KEY_WORDS), next);
            next += KEY_WORDS;
          }
          if (keep === "longest") into[next] = MOST - batch.stat(row, "characters");
          else into[next] = keep === "sources" && sourceRank < 0 ? sources.length : Math.max(sourceRank, 0);
          next++;
        }
        kernels.release(mark);
      },
    };
  },
  solve: ({ by }, table): Solution => {
    const solution = { keeper: new Uint32Array(table.documents).fill(KEPT), code: new Uint8Array(table.documents) };
    const wanted = kinds(by);
    wanted.forEach((kind, index) => {
      const rule = {
        keyAt: index * KEY_WORDS,
        rankAt: wanted.length * KEY_WORDS,
        code: KINDS.indexOf(kind),
        skipZero: kind === "url",
      };
      keepOnePerKey(table, rule, solution);
    });
    followKeepers(solution.keeper);
    return solution;
  },
});

const kinds = (by: readonly Kind[]): readonly Kind[] => KINDS.filter((kind) => by.includes(kind));

function longestText(batch: Batch): number {
  let longest = 0;
  for (let row = 0; row < batch.count; row++) if (batch.alive[row]) longest = Math.max(longest, batch.textBytes[row] as number);
  return longest;
}

/** Writes the key of a row's text to `key`; `folded` is room for the folded text, or 0 to compare texts as they are. */
function hashText(batch: Batch, row: number, folded: number, key: number): void {
  const { call } = batch.kernels;
  const at = batch.textAt[row] as number;
  const bytes = batch.textBytes[row] as number;
  if (folded === 0) call.hash128(at, bytes, key);
  else call.hash128(folded, call.foldText(at, bytes, 1, folded), key);
}

/** Writes the key of a row's address to `key`: zeros where it has none; on demand the text's first line is part of it. */
function hashUrl(batch: Batch, row: number, sameFirstLine: boolean, key: number): void {
  const { kernels } = batch;
  const at = batch.urlAt[row] as number;
  const bytes = addressBytes(kernels, at, batch.urlBytes[row] as number);
  if (bytes === 0) kernels.bytes().fill(0, key, key + KEY_WORDS * 4);
  else if (!sameFirstLine) kernels.call.hash128(at, bytes, key);
  else {
    const mark = kernels.mark();
    const text = batch.textAt[row] as number;
    const lineBytes = firstLineBytes(kernels, text, batch.textBytes[row] as number);
    const joined = kernels.alloc(bytes + 1 + lineBytes);
    const memory = kernels.bytes();
    memory.copyWithin(joined, at, at + bytes);
    memory[joined + bytes] = FEED;
    memory.copyWithin(joined + bytes + 1, text, text + lineBytes);
    kernels.call.hash128(joined, bytes + 1 + lineBytes, key);
    kernels.release(mark);
  }
}

function firstLineBytes(kernels: Kernels, at: number, bytes: number): number {
  const feed = kernels
    .bytes()
    .subarray(at, at + bytes)
    .indexOf(FEED);
  return feed < 0 ? bytes : feed;
}

/**
 * Bytes of an address before its fragment; 0 where it is none: a path without a scheme names a file, which may hold many documents. A
 * fragment that begins with `!` or `/` names a page of an application and stays.
 */
function addressBytes(kernels: Kernels, at: number, bytes: number): number {
  const address = kernels.bytes().subarray(at, at + bytes);
  const colon = address.indexOf(COLON);
  if (colon < 1 || address[colon + 1] !== SLASH || address[colon + 2] !== SLASH) return 0;
  const hash = address.indexOf(HASH);
  return hash < 0 || address[hash + 1] === BANG || address[hash + 1] === SLASH ? bytes : hash;
}

/** A document that stood for others may itself have gone in a later step: point at the one that is kept in the end. */
function followKeepers(keeper: Uint32Array): void {
  for (let document = 0; document < keeper.length; document++) {
    let stands = keeper[document] as number;
    if (stands === KEPT) continue;
    while (keeper[stands] !== KEPT) stands = keeper[stands] as number;
    keeper[document] = stands;
  }
}
