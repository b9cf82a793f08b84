import type { BatchBuilder, RecordPlace } from "../../engine/batch.ts";
import { InputError } from "../../engine/errors.ts";
import type { Kernels } from "../../engine/kernels/kernels.ts";
import type { InputFile, PartReader, Source } from "../../engine/source.ts";

/** One document as a source's reader hands it on, out of kernel memory. */
export interface SampledDocument {
  readonly text: string;
  readonly id: string | undefined;
  readonly url: string | undefined;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The first documents of a file. */
export interface SourceSample {
  readonly documents: readonly SampledDocument[];
  /** Refused records by reason. */
  readonly refused: ReadonlyMap<string, number>;
  /** Where the documents come from and how they were decoded, where that is told: in order, each once. */
  readonly encodings: readonly string[];
  /** Bytes of the file that were read for it, compressed where it is compressed. */
  readonly bytesRead: number;
  /** Whether the file holds no more. */
  readonly whole: boolean;
  /** Why the rest of the file cannot be read. */
  readonly fault: string | undefined;
}

/** Reads the first part of a file until so many records or bytes of text have been met. */
export async function sampleSource(
  source: Source,
  file: InputFile,
  kernels: Kernels,
  most: { readonly documents: number; readonly bytes: number },
): Promise<SourceSample> {
  const mark = kernels.mark();
  const builder = new SampleBuilder(kernels, most);
  let reader: PartReader | undefined;
  let bytesRead = 0;
  let parts = 1;
  let more = true;
  let fault: string | undefined;
  try {
    const ranges = await source.split(file, Number.MAX_SAFE_INTEGER);
    parts = ranges.length;
    const [range] = ranges;
    if (range) reader = await source.open({ file, digest: "", ...range }, { kernels });
    while (more && reader && !builder.full) {
      kernels.release(mark);
      more = await reader.fill(builder);
      bytesRead = reader.bytesRead;
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    fault = error.message;
  } finally {
    kernels.release(mark);
    await reader?.close();
  }
  const { documents, refused, encodings } = builder;
  return { documents, refused, encodings: [...encodings], bytesRead, whole: !more && parts === 1, fault };
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

class SampleBuilder implements BatchBuilder {
  readonly kernels: Kernels;
  readonly documents: SampledDocument[] = [];
  readonly refused = new Map<string, number>();
  readonly encodings = new Set<string>();
  readonly #most: { readonly documents: number; readonly bytes: number };
  #records = 0;
  #bytes = 0;

  constructor(kernels: Kernels, most: { readonly documents: number; readonly bytes: number }) {
    this.kernels = kernels;
    this.#most = most;
  }

  get full(): boolean {
    return this.#records >= this.#most.documents || this.#bytes >= this.#most.bytes;
  }

  add(place: RecordPlace): void {
    this.#records++;
    this.#bytes += place.textBytes + place.metaBytes;
    const string = (at: number, bytes: number) => decoder.decode(this.kernels.bytes().subarray(at, at + bytes));
    this.documents.push({
      text: string(place.textAt, place.textBytes),
      id: place.idBytes > 0 ? string(place.idAt, place.idBytes) : undefined,
      url: place.urlBytes > 0 ? string(place.urlAt, place.urlBytes) : undefined,
      metadata: place.metaBytes > 0 ? (JSON.parse(string(place.metaAt, place.metaBytes)) as Record<string, unknown>) : {},
    });
  }

  refuse(_offset: number, reason: string): void {
    this.#records++;
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
  }

  enter({ encoding }: { readonly encoding?: string }): void {
    if (encoding !== undefined) this.encodings.add(encoding);
  }
}
