import { basename } from "node:path";
import { InputError } from "../../engine/errors.ts";
import type { EduScore, ScoredLanguage, Scorer } from "../scorer.ts";
import { linesOf } from "./line-file.ts";

/** A text that a teacher is to label. */
export interface TextToLabel {
  readonly id: string;
  readonly text: string;
  readonly lang: ScoredLanguage;
  readonly source: string;
}

/** A text with the score that a model gave it, in the form that labels are read in. */
export interface TaughtRow extends TextToLabel {
  readonly score: number;
  /** Names the model: `teacher:` and its id. */
  readonly annotator: string;
  readonly rubric: string;
}

/** Share of Hangul among letters from which a text without a language counts as Korean. */
const KOREAN_FROM = 0.3;
/** Texts that a teacher is given at once. */
const CHUNK = 256;
const PLACES = 1e4;

/** Reads texts from JSON lines: `text`, and where they are known `id`, `lang` and `source` (else the file's name). Throws {@link InputError}. */
export function readTextsToLabel(paths: readonly string[]): TextToLabel[] {
  return paths.flatMap((path) =>
    linesOf(path).map((line, index) => {
      const where = `${basename(path)}:${index + 1}`;
      let record: Record<string, unknown>;
      try {
        record = JSON.parse(line) as Record<string, unknown>;
      } catch {
        throw new InputError(`${where}: not JSON. Give one JSON object a line.`);
      }
      const { id, text, lang, source } = record;
      if (typeof text !== "string")
        throw new InputError(`${where}: text: got ${typeof text}, wanted a string. Mend or remove the line.`);
      return {
        id: typeof id === "string" ? id : where,
        text,
        lang: lang === "ko" || lang === "en" ? lang : languageOf(text),
        source: typeof source === "string" && source !== "" ? source : basename(path),
      };
    }),
  );
}

function languageOf(text: string): ScoredLanguage {
  const hangul = text.match(/\p{Script=Hangul}/gu)?.length ?? 0;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return hangul > letters * KOREAN_FROM ? "ko" : "en";
}

/** Labels texts with a teacher's scores, some at a time; `onChunk` hears how many are done. */
export async function* teach(
  teacher: Scorer,
  texts: readonly TextToLabel[],
  onChunk?: (done: number) => void,
): AsyncGenerator<TaughtRow> {
  for (let start = 0; start < texts.length; start += CHUNK) {
    const chunk = texts.slice(start, start + CHUNK);
    const scores = await teacher.scoreAll(chunk);
    for (const [index, row] of chunk.entries()) {
      const { edu } = scores[index] as EduScore;
      yield { ...row, score: Math.round(edu * PLACES) / PLACES, annotator: `teacher:${teacher.id}`, rubric: "teacher" };
    }
    onChunk?.(start + chunk.length);
  }
}
