import { Batch } from "../engine/batch.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import type { InputFile } from "../engine/source.ts";
import type { BatchJudge, Verdicts } from "../engine/stage.ts";
import { language } from "../stages/filter/language.ts";
import { compressionOf } from "../stages/read/byte-input.ts";
import { type FieldSummary, fieldsOf, recordsOf } from "../stages/read/describe-fields.ts";
import { guessSources } from "../stages/read/guess.ts";
import type { Guess } from "../stages/read/guess-options.ts";
import { bytesOfFile } from "../stages/read/random-bytes.ts";
import { type SourceSample, sampleSource } from "../stages/read/sample-source.ts";

/** Documents and bytes that are read of the first file of each source. */
const SAMPLE = { documents: 1000, bytes: 8 * 2 ** 20 };

/** What a raw input is, one source of it. */
export interface InputSource {
  readonly name: string;
  /** Function of the source and its options, files relative to the folder. */
  readonly factory: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly files: number;
  readonly bytes: number;
  /** The file that was looked into. */
  readonly sampled: string;
  readonly compression: "none" | "gzip" | "zstd";
  /** With its evidence; `utf-8` where nothing speaks for another. */
  readonly encodings: readonly string[];
  readonly fields: readonly FieldSummary[];
  readonly documents: number;
  /** Refused records of the sample, by reason. */
  readonly refused: Readonly<Record<string, number>>;
  readonly fault: string | null;
  /** Documents in a megabyte of the file as it lies on disk; null where nothing was read. */
  readonly documentsPerMegabyte: number | null;
  /** Characters of a text: the least, the median, the most. */
  readonly characters: readonly [least: number, median: number, most: number] | null;
  /** Documents of the sample by language. */
  readonly languages: Readonly<Record<string, number>>;
}

/** What `kijil inspect` tells of a raw input. */
export interface InputSummary {
  readonly kind: "input";
  readonly sources: readonly InputSource[];
  readonly notes: readonly string[];
}

/**
 * Looks into a raw input: its format, encoding and fields, how it would be read, and what a sample of it holds. Never tells its text.
 * Throws like {@link guessSources}.
 */
export async function inspectInput(path: string, folder: string): Promise<InputSummary> {
  const { guesses, notes } = await guessSources([path], folder);
  const sources: InputSource[] = [];
  for (const guess of guesses) sources.push(await inspectSource(guess));
  return { kind: "input", sources, notes };
}

async function inspectSource(guess: Guess): Promise<InputSource> {
  const { source, factory, options, files } = guess;
  const kernels = loadKernels();
  const file = files.find(({ fault, bytes }) => fault === undefined && bytes > 0) ?? files[0];
  if (!file) throw new Error(`source ${source.name} was guessed from no file`);
  const empty: SourceSample = { documents: [], refused: new Map(), encodings: [], bytesRead: 0, whole: true, fault: file.fault };
  const sample = file.fault === undefined ? await sampleSource(source, file, kernels, SAMPLE) : empty;
  const lengths = sample.documents.map(({ text }) => [...text].length).sort((a, b) => a - b);
  const read = sample.whole && sample.fault === undefined ? file.bytes : sample.bytesRead;
  return {
    name: source.name,
    factory,
    options,
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    sampled: file.name,
    compression: compressionBy(file),
    encodings: sample.encodings.length > 0 ? sample.encodings : ["utf-8"],
    fields: fieldsOf(await recordsOf(guess, file)),
    documents: sample.documents.length,
    refused: Object.fromEntries(sample.refused),
    fault: sample.fault ?? null,
    documentsPerMegabyte: read === 0 ? null : (sample.documents.length * 1e6) / read,
    characters:
      lengths.length === 0
        ? null
        : [lengths[0] as number, lengths[Math.floor(lengths.length / 2)] as number, lengths.at(-1) as number],
    languages: await languagesOf(sample),
  };
}

function compressionBy(file: InputFile): InputSource["compression"] {
  if (file.fault !== undefined) return "none";
  const bytes = bytesOfFile(file.path, file.name);
  try {
    return compressionOf(bytes);
  } finally {
    bytes.close();
  }
}

const nothing = (): void => undefined;

/** Documents by what the `language` stage says of them; `none` where it says nothing. */
async function languagesOf({ documents }: SourceSample): Promise<Readonly<Record<string, number>>> {
  const kernels = loadKernels();
  const judge = (await language().open({ seed: 1, kernels })) as BatchJudge<string>;
  const counts = new Map<string, number>();
  const setLabel = (_row: number, attribute: string, label: string) => {
    if (attribute === "lang") counts.set(label, (counts.get(label) ?? 0) + 1);
  };
  const verdicts: Verdicts<string> = { drop: nothing, edit: nothing, setNumber: nothing, setLabel };
  const mark = kernels.mark();
  try {
    const batch = new Batch(kernels, "input", Math.max(1, documents.length), {});
    batch.reset();
    for (const { text } of documents) {
      const bytes = Buffer.from(text);
      const row = batch.count++;
      batch.alive[row] = 1;
      batch.textAt[row] = batch.arena(bytes);
      batch.textBytes[row] = bytes.length;
    }
    judge.judgeBatch(batch, verdicts);
  } finally {
    kernels.release(mark);
  }
  return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
}

/** A config that reads the input as it was understood, to be pasted or written to `pipeline.config.ts`. */
export function fragmentOf({ sources }: InputSummary): string {
  const factories = [...new Set(sources.map(({ factory }) => factory))].sort();
  const imports = factories.map((factory) => `import { ${factory} } from "kijil/stages/read/${factory}";\n`).join("");
  const calls = sources.map(({ factory, name, options }) => `    ${factory}(${JSON.stringify(name)}, ${literal(options)}),\n`);
  return `import { defaultPipeline } from "kijil/recipes/default";
${imports}
export default defaultPipeline({
  sources: [
${calls.join("")}  ],
});
`;
}

function literal(options: Readonly<Record<string, unknown>>): string {
  const members = Object.entries(options).map(([key, value]) => {
    const alone = Array.isArray(value) && value.length === 1 ? value[0] : value;
    return `${key}: ${JSON.stringify(alone)}`;
  });
  return `{ ${members.join(", ")} }`;
}
