import type { Batch } from "../../engine/batch.ts";
import { UNIT_KINDS, UNIT_WORDS } from "../../engine/kernels/kernels.ts";
import { above } from "../../engine/measured.ts";
import { number, oneOf } from "../../engine/options.ts";
import { KEPT, type SketchTable, type Solution } from "../../engine/sketch-table.ts";
import { defineBarrier, type EvidenceSink, type Sketcher } from "../../engine/stage.ts";
import { FrequentLines, keyOf } from "./frequent-lines.ts";
import { webAddress } from "./web-address.ts";

/** Words of a sketch: where the lines stand among the evidence, how many they are, the site. */
const SKETCH_WORDS = 3;
const [START, END, CHARACTERS] = [2, 3, 4] as const;
const FENCE = /^(?:```|~~~)/;
/** What a line of code, a heading, a row of a table or a quotation begins with: the same in many documents, and part of each. */
const STRUCTURE = /^(?:#|\||>|`|\$|[-+|=]{3}|[{}()[\];<]|\/\/|\/\*|\*\/)/;
/** Bytes of a line by which it is told from structure. */
const HEAD_BYTES = 8;

/**
 * Takes out lines that stand in many documents of one source, or of one site: navigation, footers, notices that no rule knows by its words.
 * Every copy goes; a source of fewer than `minDocuments` documents is left alone. Lines are the same when their white space and the case of
 * ASCII letters alone differ. Code, headings, tables and quotations stay. Best before the filters, which then judge what is left.
 */
export const sourceLines = defineBarrier({
  name: "source-lines",
  version: 1,
  options: {
    /** Within what a line is counted: the documents of a `source`, or those of a `site` (the host of the address, within the source). */
    by: oneOf(["source", "site"], "source"),
    /** Fewest documents that a line must stand in. */
    minDocuments: number(10, { min: 2 }),
    /** Least share of the documents that a line must stand in. */
    minShare: number(0.1, { min: 0, max: 1 }),
    /** Most characters, white space not counted, of such a line; longer ones are text. */
    mostCharacters: number(160, { min: 1 }),
    /** Largest share of a text's characters that may go; documents that would lose more are removed. */
    maxRemoved: number(0.5, { min: 0, max: 1 }),
  },
  reasons: {
    "common-lines": "lines that stand in many documents of its source were taken out",
    "mostly-common-lines": "lines that stand in many documents of its source make up more than `maxRemoved` of the text",
  },
  edits: ["common-lines"],
  codes: ["mostly-common-lines"],
  thresholds: ({ maxRemoved }) => ({ "mostly-common-lines": maxRemoved }),
  measures: { "mostly-common-lines": above("source-lines.share") },
  writes: {
    /** Lines of the document that stand in many of its source. */
    "source-lines.found": "number",
    /** Share of the characters in such lines, 0–1. */
    "source-lines.share": "number",
  },
  sketchWords: () => SKETCH_WORDS,
  openSketch: ({ by, mostCharacters }): Sketcher => ({
    sketchBatch: (batch, into, at, evidence) => sketchLines(batch, by === "site", mostCharacters, into, at, evidence),
  }),
  solve: ({ minDocuments, minShare, maxRemoved }, table): Solution => {
    const frequent = new FrequentLines(minDocuments, minShare, table.memoryBytes);
    for (const { source, site, lines } of documentsOf(table)) frequent.estimate(source, site, keysOf(lines));
    for (const { source, site, lines } of documentsOf(table)) frequent.count(source, site, keysOf(lines));
    const found = new Uint32Array(table.documents);
    const share = new Float32Array(table.documents);
    const keeper = new Uint32Array(table.documents).fill(KEPT);
    for (const { document, source, site, lines } of documentsOf(table)) {
      let all = 0;
      let common = 0;
      for (let line = 0; line < lines.length; line += UNIT_WORDS) {
        const characters = (lines[line + CHARACTERS] as number) & CHARACTER_BITS;
        all += characters;
        if (!isCandidate(lines, line) || !frequent.has(source, site, keyOf(lines, line))) continue;
        common += characters;
        found[document] = (found[document] as number) + 1;
      }
      share[document] = all === 0 ? 0 : Math.round((common / all) * 10_000) / 10_000;
      // No document stands for it: what it holds stands in many.
      if (common > maxRemoved * all) keeper[document] = document;
    }
    const again = documentsOf(table);
    const cuts = (document: number): Uint32Array | undefined => {
      for (let next = again.next(); !next.done; next = again.next()) {
        if (next.value.document < document) continue;
        const { source, site, lines } = next.value;
        return found[document] === 0 ? undefined : cutsOf(lines, (key) => frequent.has(source, site, key));
      }
      throw new Error(`document ${document} is not among the sketches`);
    };
    return {
      keeper,
      code: new Uint8Array(table.documents),
      value: share,
      attributes: { "source-lines.found": found, "source-lines.share": share },
      cuts,
    };
  },
});

/** The number of characters shares its word with the bit that says whether a line may go. */
const CANDIDATE = 2 ** 31;
const CHARACTER_BITS = CANDIDATE - 1;
const isCandidate = (lines: Uint32Array, line: number): boolean => (lines[line + CHARACTERS] as number) >= CANDIDATE;

function* keysOf(lines: Uint32Array): Generator<number> {
  const met = new Set<number>();
  for (let line = 0; line < lines.length; line += UNIT_WORDS) {
    const key = keyOf(lines, line);
    if (!isCandidate(lines, line) || met.has(key)) continue;
    met.add(key);
    yield key;
  }
}

const decoder = new TextDecoder();

function sketchLines(batch: Batch, bySite: boolean, most: number, into: Uint32Array, at: number, evidence: EvidenceSink): void {
  const { kernels } = batch;
  let next = at;
  for (let row = 0; row < batch.count; row++) {
    if (!batch.alive[row]) continue;
    const bytes = batch.textBytes[row] as number;
    const mark = kernels.mark();
    const scratch = kernels.alloc(bytes);
    const units = kernels.alloc(((bytes >>> 1) + 1) * UNIT_WORDS * 4);
    const count = kernels.call.textUnits(batch.textAt[row] as number, bytes, UNIT_KINDS.line, scratch, units);
    const lines = kernels.words().subarray(units >>> 2, (units >>> 2) + count * UNIT_WORDS);
    markCandidates(batch.textView(row), lines, most);
    into[next] = evidence.append(lines);
    into[next + 1] = count;
    into[next + 2] = bySite ? siteOf(batch, row) : 0;
    kernels.release(mark);
    next += SKETCH_WORDS;
  }
}

/** Sets the bit of lines that may go: short ones, outside of code, that are no structure. */
function markCandidates(text: Uint8Array, lines: Uint32Array, most: number): void {
  let isCode = false;
  for (let line = 0; line < lines.length; line += UNIT_WORDS) {
    const start = lines[line + START] as number;
    const characters = lines[line + CHARACTERS] as number;
    const head = Buffer.from(text.buffer, text.byteOffset + start, Math.min(HEAD_BYTES, text.length - start)).toString("latin1");
    if (FENCE.test(head)) isCode = !isCode;
    else if (!isCode && characters <= most && !STRUCTURE.test(head) && !isIndented(text, start))
      lines[line + CHARACTERS] = (characters | CANDIDATE) >>> 0;
  }
}

/** Whether four blanks or a tab stand before a line. */
const isIndented = (text: Uint8Array, start: number): boolean =>
  text[start - 1] === 9 || (start >= 4 && text.subarray(start - 4, start).every((byte) => byte === 32));

/** 32 bits of the host of a document's address, 0 where it has none. */
function siteOf(batch: Batch, row: number): number {
  const bytes = batch.urlBytes[row] as number;
  if (bytes === 0) return 0;
  const host = webAddress(decoder.decode(batch.view(batch.urlAt[row] as number, bytes))).host.replace(/^www\./, "");
  const mark = batch.kernels.mark();
  const at = batch.arena(new TextEncoder().encode(host));
  const into = batch.kernels.alloc(16);
  batch.kernels.call.hash128(at, host.length, into);
  const site = batch.kernels.words()[into >>> 2] as number;
  batch.kernels.release(mark);
  return site;
}

interface SketchedLines {
  readonly document: number;
  readonly source: number;
  readonly site: number;
  readonly lines: Uint32Array;
}

/** The lines of every document, in order. */
function* documentsOf(table: SketchTable): Generator<SketchedLines> {
  for (let part = 0; part < table.parts; part++) {
    const first = table.firstDocument(part);
    const source = table.sourceIndex(part);
    const sketches = table.read(part);
    for (let at = 0; at < sketches.length; at += SKETCH_WORDS) {
      const document = first + at / SKETCH_WORDS;
      const lines = new Uint32Array((sketches[at + 1] as number) * UNIT_WORDS);
      if (lines.length > 0) table.readEvidence(document, sketches[at] as number, lines);
      yield { document, source, site: sketches[at + 2] as number, lines };
    }
  }
}

/** What is taken out: such lines with the white space behind them; before them, where they end the text. */
function cutsOf(lines: Uint32Array, isCommon: (key: number) => boolean): Uint32Array {
  const cuts: number[] = [];
  const goes = (line: number) => isCandidate(lines, line) && isCommon(keyOf(lines, line));
  for (let line = 0; line < lines.length; line += UNIT_WORDS) {
    if (!goes(line)) continue;
    let last = line;
    while (last + UNIT_WORDS < lines.length && goes(last + UNIT_WORDS)) last += UNIT_WORDS;
    const isEnd = last + UNIT_WORDS >= lines.length;
    const before = line === 0 ? 0 : (lines[line - UNIT_WORDS + END] as number);
    const start = isEnd && line > 0 ? before : (lines[line + START] as number);
    cuts.push(start, isEnd ? (lines[last + END] as number) : (lines[last + UNIT_WORDS + START] as number));
    line = last;
  }
  return Uint32Array.from(cuts);
}
