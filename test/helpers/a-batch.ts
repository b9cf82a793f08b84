import { Batch } from "../../engine/batch.ts";
import type { Attributes } from "../../engine/decision.ts";
import { type Kernels, loadKernels } from "../../engine/kernels/kernels.ts";
import type { AttributeKind, AttributeSpecs } from "../../engine/stage.ts";

/** A document as a test writes it down. */
export interface ARecord {
  readonly text: string;
  readonly id?: string;
  readonly source?: string;
  readonly url?: string;
  readonly meta?: Readonly<Record<string, unknown>>;
  /** What earlier stages are said to have found out. */
  readonly attributes?: Attributes;
}

interface BatchSettings {
  readonly kernels?: Kernels;
  readonly source?: string;
  /** Attributes that the stage under test writes. */
  readonly specs?: AttributeSpecs;
}

const encoder = new TextEncoder();

/** A batch of documents in kernel memory, as a reader would have filled it; plain strings get the ids `0`, `1`, … */
export function aBatch(records: readonly (string | ARecord)[], settings: BatchSettings = {}): Batch {
  const { kernels = loadKernels(), source = "test", specs = {} } = settings;
  const documents = records.map((record) => (typeof record === "string" ? { text: record } : record));
  const batch = new Batch(kernels, source, documents.length, { ...attributeKinds(documents), ...specs });
  batch.reset();
  batch.count = documents.length;
  batch.alive.fill(1);
  documents.forEach((document, row) => {
    const place = (value: string): readonly [number, number] => {
      const bytes = encoder.encode(value);
      return [batch.arena(bytes), bytes.length];
    };
    batch.row[row] = row;
    [batch.textAt[row], batch.textBytes[row]] = place(document.text);
    [batch.idAt[row], batch.idBytes[row]] = place(document.id ?? String(row));
    [batch.urlAt[row], batch.urlBytes[row]] = place(document.url ?? "");
    [batch.metaAt[row], batch.metaBytes[row]] = place(document.meta === undefined ? "" : JSON.stringify(document.meta));
    for (const [name, value] of Object.entries(document.attributes ?? {})) {
      if (typeof value === "number") batch.setNumber(row, name, value);
      else batch.setLabel(row, name, value);
    }
  });
  return batch;
}

function attributeKinds(documents: readonly ARecord[]): AttributeSpecs {
  const kinds: Record<string, AttributeKind> = {};
  for (const { attributes = {} } of documents) {
    for (const [name, value] of Object.entries(attributes)) kinds[name] = typeof value === "number" ? "number" : "label";
  }
  return kinds;
}
