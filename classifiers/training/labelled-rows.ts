import { basename } from "node:path";
import { InputError } from "../../engine/errors.ts";
import { SCORED_LANGUAGES, type ScoredLanguage } from "../scorer.ts";
import { linesOf, textOf } from "./line-file.ts";

/** A text and the score that somebody gave it. */
export interface LabelledRow {
  readonly id: string;
  readonly text: string;
  readonly lang: ScoredLanguage;
  /** Where the text comes from: rows of one source are never on both sides of a split. */
  readonly source: string;
  /** 0–5; the mean where several readers scored it. */
  readonly score: number;
  /** Subject of the text, where the labels tell one. */
  readonly subject?: string;
  /** Kind of reader, such as `llm` or `person`. */
  readonly annotator: string;
  /** What the score was given by; scores under unlike rubrics are on unlike scales. */
  readonly rubric: string;
}

/** Texts that labels refer to instead of holding them: by name, the path of a JSON file in the form of SQuAD. */
export type TextReferences = Readonly<Record<string, string>>;

/** Marks the cut in a shortened passage; taken out, since it tells long documents from short ones. */
const CUT_MARK = /\n\[…\]\n/g;
/** Of rows that name no rubric and keep their score in `meta.edu_score`, as samples of FineWeb-Edu's annotations do. */
const FINEWEB_RUBRIC = "fineweb-edu";

interface LabelRecord {
  readonly id?: unknown;
  readonly text?: unknown;
  readonly lang?: unknown;
  readonly source?: unknown;
  readonly score?: unknown;
  readonly subject?: unknown;
  readonly annotator?: unknown;
  readonly rubric?: unknown;
  readonly meta?: { readonly edu_score?: unknown };
}

/**
 * Reads labelled JSON lines (plain, gzip or zstd): `{"id","text","lang","source","score"}` and, where known, `subject`, `annotator` and
 * `rubric`. A row without text whose id is `NAME:article:paragraph` takes it from the reference NAME. Throws {@link InputError} at the
 * first line that is no such row.
 */
export function readLabelledRows(paths: readonly string[], references: TextReferences = {}): LabelledRow[] {
  const referred = new ReferredTexts(references);
  return paths.flatMap((path) =>
    linesOf(path).map((line, index) => {
      const where = `${basename(path)}:${index + 1}`;
      return rowOf(parse(line, where), where, referred);
    }),
  );
}

function parse(line: string, where: string): LabelRecord {
  try {
    return JSON.parse(line) as LabelRecord;
  } catch {
    throw new InputError(`${where}: not JSON. Give one JSON object a line.`);
  }
}

function rowOf(record: LabelRecord, where: string, referred: ReferredTexts): LabelledRow {
  const want = (field: string, got: unknown, wanted: string): never => {
    const shown = got === undefined ? "nothing" : typeof got === "string" ? "another text" : JSON.stringify(got);
    throw new InputError(`${where}: ${field}: got ${shown}, wanted ${wanted}. Mend or remove the line.`);
  };
  const { id, lang, source, subject, annotator, rubric } = record;
  const score = record.score ?? record.meta?.edu_score;
  if (typeof id !== "string") return want("id", id, "a string");
  if (typeof source !== "string" || source === "") return want("source", source, "the name of where the text comes from");
  if (!SCORED_LANGUAGES.includes(lang as ScoredLanguage)) return want("lang", lang, SCORED_LANGUAGES.join(" or "));
  if (typeof score !== "number" || !(score >= 0 && score <= 5)) return want("score", score, "a number from 0 to 5");
  const text = typeof record.text === "string" && record.text !== "" ? record.text : referred.find(id);
  if (text === undefined)
    return want("text", record.text, "a string, or an id NAME:article:paragraph of a file given with --texts");
  return {
    id,
    text: text.replace(CUT_MARK, "\n"),
    lang: lang as ScoredLanguage,
    source,
    score,
    ...(typeof subject === "string" ? { subject } : {}),
    annotator: typeof annotator === "string" ? annotator : "unknown",
    rubric: typeof rubric === "string" ? rubric : record.score === undefined ? FINEWEB_RUBRIC : "unknown",
  };
}

interface SquadFile {
  readonly data: readonly { readonly paragraphs: readonly { readonly context: string }[] }[];
}

class ReferredTexts {
  readonly #references: TextReferences;
  readonly #read = new Map<string, SquadFile>();
  constructor(references: TextReferences) {
    this.#references = references;
  }

  find(id: string): string | undefined {
    const [, name, article, paragraph] = /^([^:]+):(\d+):(\d+)$/.exec(id) ?? [];
    const path = name === undefined ? undefined : this.#references[name];
    if (name === undefined || path === undefined) return undefined;
    let file = this.#read.get(name);
    if (!file) {
      file = JSON.parse(textOf(path)) as SquadFile;
      this.#read.set(name, file);
    }
    return file.data[Number(article)]?.paragraphs[Number(paragraph)]?.context;
  }
}
