import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { canonicalJson, fingerprint } from "../../engine/canonical-json.ts";
import { ConfigError, IntegrityError } from "../../engine/errors.ts";
import {
  SCORE_BUCKETS,
  SCORE_COLUMNS,
  SCORE_ENDINGS,
  SCORE_PARTICLES,
  SCORE_WINDOWS,
  SCORE_WORDS,
} from "../../engine/kernels/score-layout.ts";
import type { ScoredLanguage } from "../scorer.ts";
import { DENSE_NAMES } from "./dense.ts";
import type { Calibration } from "./ordinal.ts";
import { DENSE_LIMIT, DENSE_STEP, type DenseScale, UNIT_WIDTH, UNITS } from "./random-units.ts";

/** Raised when the same text may be measured differently without a change in the lists that the hash covers. */
const FEATURE_VERSION = 1;

/** SHA-256 of everything that decides what a weight means: a model of other features is refused. */
export const FEATURE_SPEC = fingerprint({
  version: FEATURE_VERSION,
  windows: SCORE_WINDOWS,
  words: SCORE_WORDS,
  columns: SCORE_COLUMNS,
  endings: SCORE_ENDINGS,
  particles: SCORE_PARTICLES,
  buckets: SCORE_BUCKETS,
  dense: DENSE_NAMES,
  units: [UNITS, UNIT_WIDTH, DENSE_STEP, DENSE_LIMIT],
});

/** What a model knows of one language. */
export interface LanguageHead extends Calibration {
  /** Quantiles of raw scores of unlabelled documents (`percentileTable`), and how many documents they are from. */
  readonly percentiles: readonly number[];
  readonly unlabelled: number;
}

/** A linear scorer: one raw score for all languages, a calibration for each. */
export interface LinearModel {
  readonly bias: number;
  /** Weights by bucket; a weight is its byte times the scale, over the root of the number of different buckets. */
  readonly words: Int8Array;
  readonly wordScale: number;
  readonly characters: Int8Array;
  readonly characterScale: number;
  /** Weights of the rectified units' whole outputs. */
  readonly units: Float64Array;
  readonly dense: DenseScale;
  readonly heads: Readonly<Record<ScoredLanguage, LanguageHead>>;
  /** What it was trained on and how well it does, told in full by the card beside it. */
  readonly labels: number;
}

/** A model read from its file. */
export interface LoadedModel extends LinearModel {
  /** SHA-256 of the file's content, hex. */
  readonly digest: string;
}

const MAGIC = "kijil-linear/1\n\n";
const DIGEST_BYTES = 32;
const ALIGN = 8;
const SECTIONS = [
  SCORE_BUCKETS.words,
  SCORE_BUCKETS.characters,
  8 * UNITS,
  8 * DENSE_NAMES.length,
  8 * DENSE_NAMES.length,
] as const;

const bytesOf = (view: ArrayBufferView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

/** Lays a model out as one file: magic, header (JSON), weights, and the SHA-256 of all that. */
export function encodeModel(model: LinearModel): Uint8Array {
  const { bias, wordScale, characterScale, heads, labels } = model;
  const header = Buffer.from(canonicalJson({ features: FEATURE_SPEC, bias, wordScale, characterScale, heads, labels }));
  const padded = Buffer.alloc(Math.ceil((header.length + 4) / ALIGN) * ALIGN, " ");
  padded.writeUInt32LE(padded.length - 4);
  header.copy(padded, 4);
  const sections = [model.words, model.characters, model.units, model.dense.means, model.dense.deviations].map(bytesOf);
  const content = Buffer.concat([Buffer.from(MAGIC), padded, ...sections]);
  return Buffer.concat([content, createHash("sha256").update(content).digest()]);
}

/** Reads a model; throws {@link IntegrityError} where the bytes are not those that were written, {@link ConfigError} where its features are others. */
export function decodeModel(bytes: Uint8Array, name: string): LoadedModel {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.subarray(0, MAGIC.length).toString("latin1") !== MAGIC)
    throw new ConfigError([`${name}: not a model of kijil train. Give the file that it wrote.`], "MODEL_INVALID");
  const content = file.subarray(0, -DIGEST_BYTES);
  const digest = createHash("sha256").update(content).digest();
  if (!digest.equals(file.subarray(-DIGEST_BYTES)))
    throw new IntegrityError(`${name}: the model is damaged: its digest is not that of its content. Copy or train it again.`);
  const headerBytes = file.readUInt32LE(MAGIC.length);
  let at = MAGIC.length + 4 + headerBytes;
  const header = JSON.parse(file.subarray(MAGIC.length + 4, at).toString()) as Pick<
    LinearModel,
    "bias" | "wordScale" | "characterScale" | "heads" | "labels"
  > & { readonly features: string };
  if (header.features !== FEATURE_SPEC)
    throw new ConfigError(
      [
        `${name}: the model was trained for other features, got ${header.features.slice(0, 12)}, wanted ${FEATURE_SPEC.slice(0, 12)}. Train it again with this version.`,
      ],
      "MODEL_INVALID",
    );
  const take = (size: number): ArrayBuffer => {
    const section = Uint8Array.from(file.subarray(at, at + size)).buffer;
    at += size;
    return section;
  };
  const [words, characters, units, means, deviations] = SECTIONS.map(take) as [
    ArrayBuffer,
    ArrayBuffer,
    ArrayBuffer,
    ArrayBuffer,
    ArrayBuffer,
  ];
  const { features: _, ...rest } = header;
  return {
    ...rest,
    words: new Int8Array(words),
    characters: new Int8Array(characters),
    units: new Float64Array(units),
    dense: { means: new Float64Array(means), deviations: new Float64Array(deviations) },
    digest: digest.toString("hex"),
  };
}

/** Where the shipped model lies, seen from the sources and from `dist/` alike. */
export function shippedModelPath(): string {
  const here = import.meta.url;
  return fileURLToPath(
    new URL(here.endsWith(".ts") ? "../models/edu-koen.bin" : "../../../classifiers/models/edu-koen.bin", here),
  );
}

/** Loads a model, the shipped one without a path. */
export function loadModel(path?: string): LoadedModel {
  const file = path ?? shippedModelPath();
  try {
    return decodeModel(readFileSync(file), path ?? "the shipped model");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined || error instanceof ConfigError || error instanceof IntegrityError)
      throw error;
    throw new ConfigError([
      `${file}: the model cannot be read: ${(error as Error).message}. Give the path of a file that kijil train wrote.`,
    ]);
  }
}
