import { createHash } from "node:crypto";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import { SegmentWriter } from "../../engine/segment-writer.ts";
import { readEnd } from "../../engine/segments.ts";
import { GrowingWords, type OpenSketchTable, openSketchTable, type SketchSegment } from "../../engine/sketch-file.ts";
import { KEPT, type SketchTable } from "../../engine/sketch-table.ts";
import type { ShingleChoice } from "./shingle-kind.ts";
import type { HashFamily, SketchLayout } from "./sketch-layout.ts";

/** Its number is raised when signatures of the same form are made otherwise. */
const FORMAT = "kijil-signatures/1";
/** Documents of a segment at most, and words set aside for them from which it ends. */
const SEGMENT_DOCUMENTS = 16_384;
const SEGMENT_WORDS = 2 ** 22;

/** What signatures have to have in common to be held against each other. */
export interface SignatureForm {
  readonly bands: number;
  readonly rows: number;
  readonly permutations: number;
  readonly hash: HashFamily;
  readonly shingle: ShingleChoice;
  /** Whether the shingles lie beside the signatures, so that pairs can be compared exactly. */
  readonly hasShingles: boolean;
}

/** The closing object of an index: the signatures of the documents that a run kept, in its order, their shingles and their ids. */
export interface SignatureIndex {
  readonly format: typeof FORMAT;
  /** What the run called itself. */
  readonly name: string;
  readonly documents: number;
  readonly form: SignatureForm;
  /** SHA-256 of name, form and everything the index holds. */
  readonly digest: string;
  readonly segments: readonly SketchSegment[];
}

/** The index in a file, or undefined where the file is none. Throws where it cannot be read or is damaged. */
export function readIndex(path: string, kernels: Kernels): SignatureIndex | undefined {
  const end = readEnd(path, kernels) as Partial<SignatureIndex> | null;
  return end?.format === FORMAT ? (end as SignatureIndex) : undefined;
}

const decoder = new TextDecoder();

/** An id as it stands behind a document's shingles among the evidence: its bytes, then these, in whole words. */
export function idWords(id: Uint8Array): Uint32Array {
  const words = new Uint32Array(1 + Math.ceil(id.length / 4));
  words[0] = id.length;
  new Uint8Array(words.buffer).set(id, 4);
  return words;
}

/** Words of shingles that stand before a document's id. */
const shinglesBefore = (
  sketches: Uint32Array,
  at: number,
  { evidenceAt }: SketchLayout,
  { hasShingles }: SignatureForm,
): number => (hasShingles ? (sketches[at + evidenceAt + 1] as number) : 0);

/** Reads what was set aside for a document: its shingles, if any, and behind them its id. */
function readAside(table: SketchTable, document: number, from: number, shingles: number): Uint32Array {
  const head = new Uint32Array(shingles + 1);
  table.readEvidence(document, from, head);
  const all = new Uint32Array(head.length + Math.ceil((head[shingles] as number) / 4));
  all.set(head);
  if (all.length > head.length) table.readEvidence(document, from + head.length, all.subarray(head.length));
  return all;
}

/** Writes the signatures of the documents that are kept; those of others would lead to the same documents. */
export function writeIndex(
  path: string,
  name: string,
  form: SignatureForm,
  layout: SketchLayout,
  table: SketchTable,
  keeper: Uint32Array,
  kernels: Kernels,
): void {
  const writer = new SegmentWriter(path, kernels);
  const digest = createHash("sha256").update(JSON.stringify({ name, form }));
  const segments: SketchSegment[] = [];
  const held = { sketches: new GrowingWords(), aside: new GrowingWords() };
  let documents = 0;
  let written = 0;
  // Segments are cut by what they hold alone, so that the parts of the run do not show.
  const flush = (): void => {
    const { sketches, aside } = held;
    const offset = writer.bytes;
    writer.append([
      { name: "row", data: Uint32Array.from({ length: documents - written }, (_, index) => written + index) },
      { name: "sketch", data: sketches.words },
    ]);
    segments.push({ offset, documents: documents - written, evidence: writer.bytes });
    writer.append([{ name: "evidence", data: aside.words }]);
    for (const { buffer, byteOffset, byteLength } of [sketches.words, aside.words])
      digest.update(new Uint8Array(buffer, byteOffset, byteLength));
    sketches.clear();
    aside.clear();
    written = documents;
  };
  try {
    for (let part = 0; part < table.parts; part++) {
      const sketches = table.read(part);
      const first = table.firstDocument(part);
      for (let row = 0; row * layout.words < sketches.length; row++) {
        if (keeper[first + row] !== KEPT) continue;
        const at = row * layout.words;
        const from = sketches[at + layout.evidenceAt] as number;
        const place = held.aside.append(readAside(table, first + row, from, shinglesBefore(sketches, at, layout, form)));
        // Documents of earlier runs come first in keeper order.
        sketches.fill(0, at + layout.rankAt, at + layout.rankAt + 2);
        sketches[at + layout.evidenceAt] = place;
        held.sketches.append(sketches.subarray(at, at + layout.words));
        documents++;
        if (documents - written === SEGMENT_DOCUMENTS || held.aside.words.length > SEGMENT_WORDS) flush();
      }
    }
    if (documents > written) flush();
    writer.finish({ format: FORMAT, name, documents, form, digest: digest.digest("hex"), segments } satisfies SignatureIndex);
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

/** A document of an earlier run. */
export interface EarlierDocument {
  readonly run: string;
  readonly id: string;
}

/** The documents of earlier runs, as a table and by name. */
export interface EarlierRuns {
  readonly table: OpenSketchTable;
  nameOf(document: number): EarlierDocument;
}

/** Opens indexes, in the order of their paths; `scratch` is how the paths of files set aside would begin. */
export function openIndexes(paths: readonly string[], layout: SketchLayout, memoryBytes: number, kernels: Kernels): EarlierRuns {
  const indexes = paths.map((path) => readIndex(path, kernels) as SignatureIndex);
  const files = paths.map((path, part) => ({ path, part, source: 0 }));
  const table = openSketchTable(files, layout.words, memoryBytes, kernels, "");
  let held: { readonly part: number; readonly first: number; readonly sketches: Uint32Array } | undefined;
  return {
    table,
    nameOf: (document) => {
      const { name, form } = indexes[table.place(document).part] as SignatureIndex;
      const part = table.partOf(document);
      if (held?.part !== part) held = { part, first: table.firstDocument(part), sketches: table.read(part) };
      const at = (document - held.first) * layout.words;
      const shingles = shinglesBefore(held.sketches, at, layout, form);
      const words = readAside(table, document, held.sketches[at + layout.evidenceAt] as number, shingles).subarray(shingles);
      const id = new Uint8Array(words.buffer, words.byteOffset + 4, words[0]);
      return { run: name, id: decoder.decode(id) };
    },
  };
}

/** What is wrong with an index for a stage whose signatures have a form; undefined where nothing is. */
export function misfitOf(index: SignatureIndex, wanted: SignatureForm): string | undefined {
  for (const key of ["bands", "rows", "permutations", "hash", "shingle"] as const) {
    const [got, own] = [JSON.stringify(index.form[key]), JSON.stringify(wanted[key])];
    if (got !== own)
      return `its signatures were made with ${key} ${got}, this stage makes them with ${own}. Give the same options`;
  }
  if (wanted.hasShingles && !index.form.hasShingles)
    return 'it holds no shingles, which verify "exact" compares. Give verify: "sketch", or make it with "exact"';
  return undefined;
}
