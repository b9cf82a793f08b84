import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { InputError, IntegrityError } from "../../engine/errors.ts";
import type { ScoredLanguage } from "../scorer.ts";
import type { EncoderHead } from "./encoder-head.ts";
import type { ScoreCalibration } from "./score-calibration.ts";

const FORMAT = "kijil-encoder-head/1";

/** Calibrations by language. */
export type Calibrations = Readonly<Partial<Record<ScoredLanguage, ScoreCalibration>>>;

/** A head for one encoder, as it lies in a file. */
export interface HeadFile {
  /** Names the encoder's weights and prefix: on another one the head means nothing. */
  readonly encoder: string;
  readonly head: EncoderHead;
  /** Of the head alone. */
  readonly calibrations: Calibrations;
  /** Where it is averaged with a linear scorer: that one's share of the raw score, its name, and the calibrations of both together. */
  readonly stack?: { readonly share: number; readonly linear: string; readonly calibrations: Calibrations };
  /** Where the labels come from and what the head reaches on sources that it has not seen. */
  readonly card: object;
}

/** The text of a head's file; it ends with the digest of what stands before. */
export function headFile({ encoder, head, calibrations, stack, card }: HeadFile): string {
  const content = {
    format: FORMAT,
    encoder,
    card,
    calibrations,
    ...(stack ? { stack } : {}),
    bias: head.fit.bias,
    mean: base64(head.mean),
    weights: base64(head.fit.weights),
  };
  return `${JSON.stringify({ ...content, sha256: digestOf(content) }, null, 1)}\n`;
}

/** Reads a head's file; throws {@link InputError} where it is none and {@link IntegrityError} where it was changed. */
export function readHeadFile(path: string): HeadFile {
  const wrong = (what: string, cause?: unknown) =>
    new InputError(`${path}: ${what}. Give a head that kijil train --encoder wrote.`, "MODEL_UNREADABLE", { cause });
  let content: Record<string, unknown>;
  try {
    content = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  } catch (cause) {
    throw wrong("it cannot be read as JSON", cause);
  }
  const { sha256, ...rest } = content;
  if (rest["format"] !== FORMAT) throw wrong(`it is no head, got format ${String(rest["format"])}, wanted ${FORMAT}`);
  if (sha256 !== digestOf(rest))
    throw new IntegrityError(`${path}: its content is not what its digest says. Train it anew.`, "MODEL_CHANGED");
  const { encoder, card, calibrations, stack, bias, mean, weights } = rest as unknown as {
    readonly [Key in "encoder" | "mean" | "weights"]: string;
  } & { readonly bias: number } & Pick<HeadFile, "card" | "calibrations" | "stack">;
  return {
    encoder,
    card,
    calibrations,
    ...(stack ? { stack } : {}),
    head: { mean: numbersOf(mean), fit: { bias, weights: numbersOf(weights) } },
  };
}

const digestOf = (content: object): string => createHash("sha256").update(JSON.stringify(content)).digest("hex");

/** Single precision is enough for a head and halves its file. */
const base64 = (numbers: Float64Array): string => Buffer.from(Float32Array.from(numbers).buffer).toString("base64");
const numbersOf = (text: string): Float64Array =>
  Float64Array.from(new Float32Array(new Uint8Array(Buffer.from(text, "base64")).buffer));
