import type { SketchTable } from "../../engine/sketch-table.ts";

/** Two tables as one: the documents and parts of the first come before those of the second, whose memory and scratch files are used. */
export function joinTables(first: SketchTable, second: SketchTable): SketchTable {
  const { documents: before, parts: partsBefore } = first;
  const isFirst = (part: number) => part < partsBefore;
  return {
    words: second.words,
    documents: before + second.documents,
    parts: partsBefore + second.parts,
    memoryBytes: second.memoryBytes,
    firstDocument: (part) => (isFirst(part) ? first.firstDocument(part) : before + second.firstDocument(part - partsBefore)),
    read: (part) => (isFirst(part) ? first.read(part) : second.read(part - partsBefore)),
    sourceIndex: (part) => (isFirst(part) ? first.sourceIndex(part) : second.sourceIndex(part - partsBefore)),
    readEvidence: (document, from, into) =>
      document < before ? first.readEvidence(document, from, into) : second.readEvidence(document - before, from, into),
    openScratch: (name) => second.openScratch(name),
  };
}
