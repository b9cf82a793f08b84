import { COMMON, type CommonFlags, type FlagSpec } from "./flag-rows.ts";

/** The flags of the commands about classifiers. */
export interface ClassifierFlags {
  readonly score: CommonFlags & { readonly model?: string; readonly lang?: string; readonly output?: string };
  readonly evaluate: CommonFlags & {
    readonly model?: string;
    readonly heldOut: boolean;
    readonly seed?: number;
    readonly probes: boolean;
    readonly pairs?: string;
    readonly texts: readonly string[];
    readonly plots?: string;
  };
  readonly train: CommonFlags & {
    readonly encoder?: string;
    readonly teacher?: string;
    readonly fasttext: boolean;
    readonly compress?: string;
    readonly positive?: string;
    readonly prefix?: string;
    readonly texts: readonly string[];
    readonly cache?: string;
    readonly unlabelled: readonly string[];
    readonly selfTrain?: number;
    readonly seeds?: number;
    readonly licence: readonly string[];
    readonly output?: string;
  };
}

/** Their rows, as in the table of all commands. */
export const CLASSIFIER_COMMANDS: { readonly [C in keyof ClassifierFlags]: FlagSpec<ClassifierFlags[C]> } = {
  score: {
    summary: "scores the educational quality of JSON lines, 0 to 5",
    positionals: { usage: "[FILES…]", least: 0, most: Number.POSITIVE_INFINITY },
    about: [
      "FILES hold a JSON object a line with text and id; plain, gzip or zstd. Without FILES, or for -, standard input is read. Prints id, lang, edu, percentile (of its language), bucket (0 to 19) and topic a line, in the order of the input; null where the document is in another language.",
    ],
    flags: {
      model: { type: "text", value: "FILE", fallback: "the shipped model", help: "a model that kijil train wrote" },
      lang: { type: "text", value: "ko|en", fallback: "detected", help: "the language of all documents" },
      output: {
        type: "text",
        short: "o",
        value: "FILE",
        fallback: "stdout",
        help: "where the lines go; compressed where it ends in .gz or .zst",
      },
      ...COMMON,
    },
  },
  evaluate: {
    summary: "tells how scores of educational quality stand to labels",
    positionals: { usage: "LABELS…", least: 1, most: Number.POSITIVE_INFINITY },
    about: [
      "LABELS are those of kijil train. Figures are by language, with intervals by source, and by source. Of texts that a model was trained on they flatter it: --held-out trains without the source of each text.",
    ],
    flags: {
      model: { type: "text", value: "FILE", fallback: "the shipped model", help: "a model that kijil train wrote" },
      heldOut: { type: "switch", help: "train on LABELS instead, five times, each time without the sources that are scored" },
      seed: { type: "number", value: "N", least: 0, fallback: "0", help: "cut into folds, with --held-out" },
      probes: { type: "switch", help: "score the texts in other forms too, and texts that only look educational" },
      pairs: {
        type: "text",
        value: "FILE",
        fallback: "none",
        help: 'JSON lines {"ko","en"} of translations, to compare their scores',
      },
      texts: {
        type: "list",
        value: "NAME=FILE",
        help: "a file in the form of SQuAD that rows without text refer to by NAME:article:paragraph; may be repeated",
      },
      plots: { type: "text", value: "DIR", fallback: "none", help: "folder for reliability plots and histograms, SVG" },
      ...COMMON,
    },
  },
  train: {
    summary: "trains classifiers of educational quality from labelled JSON lines",
    positionals: { usage: "LABELS…", least: 1, most: Number.POSITIVE_INFINITY },
    about: [
      "LABELS hold a JSON object a line with id, text, lang (ko or en), source and score (0 to 5); plain, gzip or zstd. Every figure is of sources that the model has not seen.",
    ],
    flags: {
      encoder: {
        type: "text",
        value: "DIR|ID",
        help: "train a head on a frozen transformer: a folder, or owner/name of the hub, which is downloaded",
      },
      teacher: {
        type: "text",
        value: "DIR|ID|FILE",
        help: "score the texts of LABELS (no score needed) by a transformer with a head, or a fastText model, and write them as labels",
      },
      fasttext: { type: "switch", help: "train a fastText model that tells scores of 2.5 and more (hq) from less (lq)" },
      compress: {
        type: "text",
        value: "SHARE",
        help: "keep a share of the feed-forward neurons of the transformer that --encoder names, by merging like ones; LABELS are its sample texts",
      },
      positive: { type: "text", value: "LABEL", help: "the good label of a teacher whose labels are not the grades 0 to 5" },
      prefix: { type: "text", value: "TEXT", fallback: "none", help: "what the transformer wants before each text" },
      texts: {
        type: "list",
        value: "NAME=FILE",
        help: "a file in the form of SQuAD that rows without text refer to by NAME:article:paragraph; may be repeated",
      },
      cache: {
        type: "text",
        value: "DIR",
        fallback: "kijil-features in the folder for temporary files",
        help: "where features of texts are kept from one training to the next",
      },
      unlabelled: {
        type: "list",
        value: "FILE",
        help: "JSON lines without labels that percentiles are taken from, and what --self-train learns from; may be repeated",
      },
      selfTrain: {
        type: "number",
        value: "N",
        least: 1,
        fallback: "none",
        help: "at most N rounds of learning from unlabelled texts that two views of the model agree on",
      },
      seeds: {
        type: "number",
        value: "N",
        least: 1,
        fallback: "3",
        help: "cuts into folds that the figures of the card are means of",
      },
      licence: { type: "list", value: "TEXT", help: "a licence of the labels or their texts, for the card; may be repeated" },
      output: { type: "text", short: "o", value: "PATH", help: "file of the model; with --compress, its folder" },
      ...COMMON,
    },
  },
};
