import { type Label, LabelReader } from "./labels.ts";
import { type NumberRun, numberRuns } from "./number-runs.ts";
import { type Evidence, scoreOf } from "./score.ts";
import type { Candidate, EntityType } from "./span.ts";

/** A number found in a run, with what stands around it. */
export interface FoundNumber {
  readonly run: NumberRun;
  /** As the run has it, separators and all. */
  readonly written: string;
  readonly digits: string;
  /** Groups of a regular expression's match. */
  readonly groups: readonly (string | undefined)[];
  /** Place in the folded text. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Labels before it, the nearest first. */
  labelsBefore(reach?: number): readonly Label[];
  labelsAfter(reach?: number): readonly Label[];
}

/** Finds one kind of number by its shape, and says how sure it is. */
export interface NumberRule {
  /** Global; matched against the text of each run, so that its length is bounded by the run's. */
  readonly shape: RegExp;
  /** Answers what was found, or nothing where it is something else. */
  judge(found: FoundNumber): Judged | undefined;
}

/** What a rule says of a number. */
export interface Judged extends Evidence {
  readonly type: EntityType;
  readonly rule: string;
  /** The part of the match that is the number, where that is not all of it: characters to leave out at its start. */
  readonly skip?: number;
}

const WORD = /[A-Za-z0-9_]/;
/** Letters and a dash before a number make a code of it, unless they say that it is a telephone. */
const CODE_BEFORE = /(?<!TEL|FAX|H\.?P|phone|mobile)[A-Za-z0-9]-$/i;

/** Applies rules to every run of digits of a folded text. */
export function findNumbers(text: string, rules: readonly NumberRule[]): Candidate[] {
  const candidates: Candidate[] = [];
  const labels = new LabelReader(text);
  for (const run of numberRuns(text)) {
    for (const { shape, judge } of rules) {
      for (const match of run.text.matchAll(shape)) {
        const written = match[0];
        const start = run.startOf(match.index);
        const end = run.endOf(match.index + written.length);
        if (isPartOfWord(text, start, end)) continue;
        const found: FoundNumber = {
          run,
          written,
          digits: written.replace(/\D/g, ""),
          groups: match.slice(1),
          start,
          end,
          text,
          labelsBefore: (reach) => labels.before(start, reach),
          labelsAfter: (reach) => labels.after(end, reach),
        };
        const judged = judge(found);
        if (!judged) continue;
        candidates.push({
          start: judged.skip === undefined ? start : run.startOf(match.index + judged.skip),
          end,
          type: judged.type,
          rule: judged.rule,
          score: scoreOf(judged),
          ...(judged.checksum ? { checksum: true } : {}),
          ...(judged.label ? { labelled: true } : {}),
          propagates: true,
        });
      }
    }
  }
  return candidates;
}

/** Latin letters that run into a number make it part of a code; units behind it do too. */
function isPartOfWord(text: string, start: number, end: number): boolean {
  const before = text.charAt(start - 1);
  if (before === "-" && CODE_BEFORE.test(text.slice(Math.max(0, start - 6), start))) return true;
  return (WORD.test(before) && !/[(+]/.test(text.charAt(start))) || WORD.test(text.charAt(end));
}
