import type { Batch } from "../../engine/batch.ts";
import type { Option } from "../../engine/options.ts";

/** What a text is cut into: runs of `length` words between white space, or of `length` characters (code points). */
export interface ShingleKind {
  readonly unit: "word" | "char";
  readonly length: number;
}

/** One kind for all texts, as `word5` or `char5`, or a kind for each language and one for all `other`. */
export type ShingleChoice = string | Readonly<Record<string, string>>;

const MOST_UNITS = 64;

/** The kind that a word such as `word5` or `char7` stands for, or undefined. */
export function parseShingle(word: unknown): ShingleKind | undefined {
  const found = typeof word === "string" ? /^(word|char)(\d{1,2})$/.exec(word) : null;
  const length = Number(found?.[2]);
  return found && length >= 1 && length <= MOST_UNITS ? { unit: found[1] as ShingleKind["unit"], length } : undefined;
}

/** A number that tells kinds apart, so that shingles of unlike kinds never meet. */
export const shingleSeed = ({ unit, length }: ShingleKind): number => length * 2 + (unit === "char" ? 1 : 0);

/** The option by which a stage is told what shingles to compare. */
export function shingles(fallback: ShingleChoice): Option<ShingleChoice, false> {
  const wanted = `word1 to word${MOST_UNITS} or char1 to char${MOST_UNITS}`;
  return {
    fallback,
    required: false,
    kind: "word<n> | char<n>, or one for each language and other",
    check: (value) => {
      if (typeof value === "string") return parseShingle(value) ? undefined : `must be ${wanted}, got ${JSON.stringify(value)}`;
      if (typeof value !== "object" || value === null || Array.isArray(value))
        return `must be ${wanted}, or an object of these by language, got ${JSON.stringify(value)}`;
      const wrong = Object.entries(value).find(([, kind]) => !parseShingle(kind));
      if (wrong) return `must be ${wanted}, got ${JSON.stringify(wrong[1])} for ${wrong[0]}`;
      return "other" in value ? undefined : 'must name a kind for all other languages, as other: "word5"';
    },
  };
}

/** Which language a text is taken for where no stage has labelled it: the one whose letters are the most. */
function languageOf(batch: Batch, row: number): string {
  const hangul = batch.stat(row, "hangul");
  const kana = batch.stat(row, "kana");
  const han = batch.stat(row, "han");
  const rest = batch.stat(row, "latin") + batch.stat(row, "otherLetters");
  if (hangul + kana + han <= rest) return "other";
  if (hangul >= kana + han) return "ko";
  return kana > 0 ? "ja" : "zh";
}

/** Answers what the text of a row is cut into: by its label `lang`, and where it has none by its letters. */
export function shingleChooser(choice: ShingleChoice): (batch: Batch, row: number) => ShingleKind {
  if (typeof choice === "string") {
    const kind = parseShingle(choice) as ShingleKind;
    return () => kind;
  }
  const kinds = new Map(Object.entries(choice).map(([language, word]) => [language, parseShingle(word) as ShingleKind]));
  const other = kinds.get("other") as ShingleKind;
  return (batch, row) => kinds.get(batch.label(row, "lang") ?? languageOf(batch, row)) ?? other;
}
