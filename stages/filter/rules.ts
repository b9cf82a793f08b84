import type { Batch } from "../../engine/batch.ts";
import { fourPlaces } from "../../engine/four-places.ts";
import type { WordRule } from "../../engine/kernels/kernels.ts";
import { above, below, type Measured } from "../../engine/measured.ts";
import { listOf, number, type Option, type OptionInput, oneOf } from "../../engine/options.ts";
import { type DocumentStage, defineStage } from "../../engine/stage.ts";
import { type FindSpans, placedWords } from "./rule-spans.ts";

/** A language as the stage `language` labels it. */
export type Language = "ko" | "en" | "other";

/** A number measured on a document and held against a limit. */
export interface Rule {
  /** Why a document leaves, in kebab-case. */
  readonly reason: string;
  /** The reason as a sentence. */
  readonly says: string;
  /** Under which name the number is recorded, without the preset's prefix. */
  readonly attribute: string;
  measure(batch: Batch, row: number, words: WordRule): number;
  /** The pieces of a text that the number counts, where it counts some. */
  readonly spans?: FindSpans;
}

/** Rules by the name of their limit: a document must reach a `min…` and must not pass a `max…`. */
export type Rules = Readonly<Record<`min${string}` | `max${string}`, Rule>>;

/** A rule that a document breaks, and the number that does. */
export interface Failure {
  readonly reason: string;
  readonly value: number;
}

/** A filter that can tell all rules that a document breaks, not only the first; whatever its language. */
export interface TellingStage extends DocumentStage<string> {
  failures(batch: Batch, row: number): readonly Failure[];
}

/** Gives the stages of a factory their `failures`; `tell` is what finds them under the stage's options. */
export function telling<Given, F extends ((options?: Given) => DocumentStage) & { readonly optionSpecs: object }>(
  define: F & ((options?: Given) => DocumentStage),
  tell: (batch: Batch, row: number, options: Readonly<Record<string, unknown>>) => readonly Failure[],
): ((options?: Given) => TellingStage) & Pick<F, "optionSpecs"> {
  const factory = (options?: Given): TellingStage => {
    const stage = define(options);
    const failures = (batch: Batch, row: number) => tell(batch, row, stage.options);
    return { ...stage, failures, withOptions: (changes) => factory({ ...options, ...changes } as Given) };
  };
  return Object.assign(factory, { optionSpecs: define.optionSpecs });
}

interface RuleSet<R extends Rules> {
  readonly name: string;
  readonly version: number;
  /** Stands before the recorded attributes. */
  readonly prefix: string;
  readonly rules: R;
  /** The published limits. */
  readonly limits: Readonly<Record<keyof R & string, number>>;
  /** Languages that are judged unless a config says otherwise; texts in others pass. */
  readonly languages: readonly Language[];
  /** What counts as a word; the limits belong to it. */
  readonly words: WordRule;
  /** Rules that are off unless a config says otherwise. */
  readonly off?: readonly (keyof R & string)[];
}

type RuleOptions<R extends Rules> = { readonly [K in keyof R & string]: Option<number, false> } & {
  readonly languages: Option<readonly Language[], false>;
  readonly words: Option<WordRule, false>;
  readonly off: Option<readonly (keyof R & string)[], false>;
};

/** Makes the factory of a stage out of rules. Each has its limit as an option and can be switched off by name in `off`. */
export function defineRules<const R extends Rules>(set: RuleSet<R>) {
  const names = Object.keys(set.rules) as (keyof R & string)[];
  const rules = set.rules as Readonly<Record<string, Rule>>;
  const specs = {
    languages: listOf<Language>(["ko", "en", "other"], set.languages),
    words: oneOf<WordRule>(["blanks", "english", "korean"], set.words),
    off: listOf(names, set.off ?? []),
    ...Object.fromEntries(names.map((name) => [name, number(set.limits[name], { min: 0 })])),
  } as unknown as RuleOptions<R>;
  const attributeOf = (name: string) => `${set.prefix}.${rules[name]?.attribute}`;
  const define = defineStage({
    name: set.name,
    version: set.version,
    options: specs as RuleOptions<Rules>,
    reasons: Object.fromEntries(names.map((name) => [rules[name]?.reason, rules[name]?.says])) as Record<string, string>,
    thresholds: (options) =>
      Object.fromEntries(
        names.map((name) => [rules[name]?.reason, (options as unknown as Record<string, number>)[name]]),
      ) as Record<string, number>,
    check: (options) =>
      options.words === set.words ||
      names.every((name) => (options as unknown as Record<string, number>)[name] !== set.limits[name])
        ? undefined
        : `words is ${options.words}, and the published limits belong to words of the rule ${set.words}. Give every limit anew, or leave words out`,
    measures: Object.fromEntries(
      names.map((name) => [rules[name]?.reason, (isLeast(name) ? below : above)(attributeOf(name))]),
    ) as Record<string, Measured>,
    warn: (options) => warningsOf(set, options as unknown as Readonly<Record<string, unknown>>),
    reads: ["lang"],
    writes: Object.fromEntries(names.map((name) => [attributeOf(name), "number"])) as Record<string, "number">,
    open: (options, { kernels }) => {
      const judge = judgeOf(names, rules, options as unknown as Readonly<Record<string, unknown>>);
      return {
        judgeBatch: (batch, verdicts) => {
          for (let row = 0; row < batch.count; row++) {
            if (!batch.alive[row] || !judge.applies(batch, row)) continue;
            let first: Failure | undefined;
            judge.each(batch, row, (name, value, isBroken) => {
              verdicts.setNumber(row, attributeOf(name), fourPlaces(value));
              if (isBroken) first ??= { reason: rules[name]?.reason as string, value };
            });
            if (first) verdicts.drop(row, first.reason, first.value);
          }
        },
        spans: (text, reason) => {
          const find = Object.values(rules).find((rule) => rule.reason === reason)?.spans;
          return find ? find(text, placedWords(text, options.words, kernels)) : [];
        },
      };
    },
  });
  const tell = (batch: Batch, row: number, options: Readonly<Record<string, unknown>>): readonly Failure[] => {
    const found: Failure[] = [];
    judgeOf(names, rules, options).each(batch, row, (name, value, isBroken) => {
      if (isBroken) found.push({ reason: rules[name]?.reason as string, value });
    });
    return found;
  };
  return telling(
    define as unknown as ((options?: OptionInput<RuleOptions<R>>) => DocumentStage) & { optionSpecs: typeof specs },
    tell,
  );
}

/** Limits start with `min` or `max`. */
const isLeast = (name: string): boolean => name.startsWith("min");

function warningsOf<R extends Rules>(set: RuleSet<R>, options: Readonly<Record<string, unknown>>): readonly string[] {
  const { languages, off } = options as { languages: readonly Language[]; off: readonly string[] };
  const names = Object.keys(set.limits) as (keyof R & string)[];
  const on = names.filter((name) => !off.includes(name));
  const foreign = languages.filter((language) => !set.languages.includes(language));
  const found: string[] = [];
  if (on.length === 0) found.push("every rule is off, so it records and drops nothing");
  if (languages.length === 0) found.push("languages is empty, so it judges no document that has a language");
  if (foreign.length > 0 && on.some((name) => options[name] === set.limits[name]))
    found.push(
      `it judges texts in ${foreign.join(" and ")} by limits that were set for ${set.languages.join(" and ")}. Set the limits anew, or leave languages out`,
    );
  const idle = on.filter((name) => isLeast(name) && options[name] === 0);
  if (idle.length > 0) found.push(`${idle.join(", ")} at 0: nothing is less, so the rule never drops. Say it with off`);
  return found;
}

function judgeOf(names: readonly string[], rules: Readonly<Record<string, Rule>>, options: Readonly<Record<string, unknown>>) {
  const { languages, words, off } = options as { languages: readonly string[]; words: WordRule; off: readonly string[] };
  const judged = names.map((name) => {
    return {
      name,
      rule: rules[name] as Rule,
      limit: options[name] as number,
      isLeast: isLeast(name),
      isOn: !off.includes(name),
    };
  });
  return {
    /** Whether a document's language is one that is judged; one without a label is. */
    applies: (batch: Batch, row: number): boolean => {
      const lang = batch.label(row, "lang");
      return lang === undefined || languages.includes(lang);
    },
    each: (batch: Batch, row: number, use: (name: string, value: number, isBroken: boolean) => void): void => {
      for (const { name, rule, limit, isLeast, isOn } of judged) {
        const value = rule.measure(batch, row, words);
        use(name, value, isOn && (isLeast ? value < limit : value > limit));
      }
    },
  };
}

/** A quotient, 0 where there is nothing to divide by. */
export const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
