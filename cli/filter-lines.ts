import { Batch } from "../engine/batch.ts";
import type { Kernels } from "../engine/kernels/kernels.ts";
import type { BatchJudge, Verdicts } from "../engine/stage.ts";
import { language } from "../stages/filter/language.ts";
import type { Language, TellingStage } from "../stages/filter/rules.ts";
import type { Preset } from "./filter-presets.ts";

/** What the presets say about one document. */
export interface FilterDecision {
  readonly id: string;
  readonly lang: Language;
  readonly keep: boolean;
  /** Every rule that it breaks, as preset/rule. */
  readonly reasons: readonly string[];
}

const encoder = new TextEncoder();
const nothing = () => undefined;
/** Verdicts that nobody listens to, but for what is given. */
const hear = (heard: Partial<Verdicts<string>>): Verdicts<string> => ({
  drop: nothing,
  edit: nothing,
  setNumber: nothing,
  setLabel: nothing,
  ...heard,
});

/**
 * Judges batches by presets, in their order: what one edits, the next sees. A preset judges every document, unless presets for unlike
 * languages stand together; then each judges the documents of its own.
 */
export class FilterLines {
  readonly #presets: readonly Preset[];
  readonly #kernels: Kernels;
  readonly #lang: Language | undefined;
  readonly #detect: BatchJudge<string>;
  readonly #editors: ReadonlyMap<TellingStage, BatchJudge<string>>;
  readonly #judgesAll: boolean;

  private constructor(
    presets: readonly Preset[],
    kernels: Kernels,
    lang: Language | undefined,
    detect: BatchJudge<string>,
    editors: ReadonlyMap<TellingStage, BatchJudge<string>>,
  ) {
    this.#presets = presets;
    this.#kernels = kernels;
    this.#lang = lang;
    this.#detect = detect;
    this.#editors = editors;
    this.#judgesAll = new Set(presets.map(({ languages }) => languages.join())).size === 1;
  }

  /** `lang` is the language of every document; without it each is detected. */
  static async open(presets: readonly Preset[], kernels: Kernels, lang: Language | undefined): Promise<FilterLines> {
    const context = { seed: 1, kernels };
    const detect = (await language().open(context)) as BatchJudge<string>;
    const editors = new Map<TellingStage, BatchJudge<string>>();
    for (const stage of presets.flatMap(({ stages }) => stages)) {
      if (stage.edits.length > 0) editors.set(stage, (await stage.open(context)) as BatchJudge<string>);
    }
    return new FilterLines(presets, kernels, lang, detect, editors);
  }

  /** Decides on every row; texts that a preset edits are replaced in the batch. */
  judge(batch: Batch): readonly FilterDecision[] {
    const languages = this.#languagesOf(batch);
    const reasons: string[][] = Array.from({ length: batch.count }, () => []);
    const edit = (row: number, _: string, at: number, bytes: number) => batch.setText(row, at, bytes);
    for (const { name, stages, languages: own } of this.#presets) {
      const judged = Array.from(languages, (lang) => this.#judgesAll || own.includes(lang));
      for (const stage of stages) {
        for (let row = 0; row < batch.count; row++) {
          if (judged[row]) for (const { reason } of stage.failures(batch, row)) reasons[row]?.push(`${name}/${reason}`);
        }
        const editor = this.#editors.get(stage);
        if (!editor) continue;
        for (let row = 0; row < batch.count; row++) batch.alive[row] = judged[row] ? 1 : 0;
        editor.judgeBatch(batch, hear({ edit }));
      }
    }
    return reasons.map((each, row) => {
      return { id: batch.id(row), lang: languages[row] as Language, keep: each.length === 0, reasons: each };
    });
  }

  /** The line of a document with its text as the presets leave it; the line itself where they leave it as it is. */
  edited(line: Buffer): Buffer | string {
    if (this.#editors.size === 0) return line;
    const record = JSON.parse(line.toString()) as { text: string };
    const mark = this.#kernels.mark();
    const batch = new Batch(this.#kernels, "line", 1, {});
    batch.reset();
    batch.count = 1;
    const bytes = encoder.encode(record.text);
    batch.textAt[0] = batch.arena(bytes);
    batch.textBytes[0] = bytes.length;
    this.judge(batch);
    const text = batch.text(0);
    this.#kernels.release(mark);
    return text === record.text ? line : JSON.stringify({ ...record, text });
  }

  #languagesOf(batch: Batch): readonly Language[] {
    if (this.#lang !== undefined) return new Array<Language>(batch.count).fill(this.#lang);
    const found = new Array<Language>(batch.count).fill("other");
    batch.alive.fill(1, 0, batch.count);
    const setLabel = (row: number, attribute: string, label: string) => {
      if (attribute === "lang") found[row] = label as Language;
    };
    this.#detect.judgeBatch(batch, hear({ setLabel }));
    return found;
  }
}
