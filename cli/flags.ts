import { CLASSIFIER_COMMANDS, type ClassifierFlags } from "./classifier-flags.ts";
import { COMMON, type CommonFlags, type FlagRow, type FlagSpec, type NumberRow, type Rows, type ValueRow } from "./flag-rows.ts";

export type { FlagRow } from "./flag-rows.ts";

/** Flags of the commands that load a config. */
interface ConfigFlags extends CommonFlags {
  readonly config?: string;
  readonly set: readonly string[];
}

/** The flags of every command as its module receives them; a flag that is not given is absent, false or an empty list. */
export interface CommandFlags extends ClassifierFlags {
  readonly run: ConfigFlags & {
    readonly out?: string;
    readonly workers?: number;
    readonly limit?: number;
    readonly fresh: boolean;
  };
  readonly plan: ConfigFlags & { readonly out?: string; readonly stages: boolean };
  readonly mix: ConfigFlags & {
    readonly run?: string;
    readonly workers?: number;
    readonly tokenizer?: string;
    readonly dryRun: boolean;
  };
  readonly inspect: CommonFlags & {
    readonly sample?: number;
    readonly fragment: boolean;
    readonly filter?: string;
    readonly tokenizer: readonly string[];
  };
  readonly trace: CommonFlags & { readonly run?: string };
  readonly verify: CommonFlags;
  readonly filter: CommonFlags & {
    readonly preset: readonly string[];
    readonly lang?: string;
    readonly decisions: boolean;
    readonly output?: string;
  };
  readonly dedup: CommonFlags & {
    readonly output?: string;
    readonly similarity?: string;
    readonly shingle?: string;
    readonly keep?: string;
    readonly pairs?: string;
    readonly clusters?: string;
    readonly against: readonly string[];
    readonly index?: string;
    readonly memory?: number;
  };
  readonly redact: CommonFlags & {
    readonly policy: readonly string[];
    readonly profile?: string;
    readonly spans: boolean;
    readonly model?: string;
    readonly keyFile?: string;
    readonly output?: string;
  };
}

export type CommandName = keyof CommandFlags;

/** What help says about one command, and how many paths or names it takes. */
export type CommandSpec<C extends CommandName = CommandName> = FlagSpec<CommandFlags[C]>;

const CONFIG: Rows<Pick<ConfigFlags, "config" | "set">> = {
  config: { type: "text", short: "c", value: "FILE", fallback: "pipeline.config.ts", help: "the config to load" },
  set: { type: "list", value: "PATH=VALUE", help: "change one setting, as in stage1.korean.share=0.5; may be repeated" },
};

const WORKERS: NumberRow = {
  type: "number",
  value: "N",
  least: 1,
  fallback: "one a processor",
  help: "worker threads; any number gives the same output",
};
const OUT: ValueRow<"text"> = { type: "text", value: "DIR", fallback: "out/<name of the config>", help: "folder of the run" };

const TOKENIZER: ValueRow<"text"> = {
  type: "text",
  value: "NAME|FILE",
  fallback: "the counts of the run",
  help: "count the pool by o200k, cl100k, estimate or a tokenizer.json, without running anything again",
};

/** Every command with every flag of it. */
export const COMMANDS: { readonly [C in CommandName]: CommandSpec<C> } = {
  run: {
    summary: "takes raw corpora to shards; goes on where an earlier run stood",
    positionals: { usage: "[FILES…]", least: 0, most: Number.POSITIVE_INFINITY },
    about: ["With FILES (files, folders or patterns) and no --config, the default recipe runs over them."],
    flags: {
      ...CONFIG,
      out: OUT,
      workers: WORKERS,
      limit: { type: "number", value: "N", least: 1, fallback: "all", help: "read at most N documents of each source" },
      fresh: { type: "switch", help: "take nothing over from an earlier run in the same folder" },
      ...COMMON,
    },
  },
  plan: {
    summary: "shows passes, barriers and fingerprints, and what would run again and why",
    positionals: { usage: "[FILES…]", least: 0, most: Number.POSITIVE_INFINITY },
    about: ["Reads no document and writes nothing."],
    flags: {
      ...CONFIG,
      out: OUT,
      stages: { type: "switch", help: "list every stage there is, with its options and reasons" },
      ...COMMON,
    },
  },
  mix: {
    summary: "draws the mixes again from the pool of a finished run",
    positionals: { usage: "", least: 0, most: 0 },
    about: [],
    flags: {
      ...CONFIG,
      run: { type: "text", value: "DIR", fallback: "the output folder of the config", help: "folder of the run" },
      workers: WORKERS,
      tokenizer: TOKENIZER,
      dryRun: { type: "switch", help: "print the table of buckets and write nothing" },
      ...COMMON,
    },
  },
  inspect: {
    summary: "tells what a run, manifest, shard or raw input holds; of two runs or mixes, the difference",
    positionals: { usage: "PATH [PATH]", least: 1, most: 2 },
    about: [
      "Of a raw input (a file, folder or pattern) it tells format, encoding and fields, and how it would be read. Never its text.",
    ],
    flags: {
      sample: {
        type: "number",
        value: "N",
        least: 1,
        fallback: "none",
        help: "show N of the documents, the same ones every time",
      },
      fragment: { type: "switch", help: "print a config that reads the raw input" },
      filter: {
        type: "text",
        value: "RULE[=LIMIT]",
        fallback: "none",
        help: "of a run: the recorded numbers of one rule, stage:reason, by source and language, and what another limit would do; --sample shows documents near the cut",
      },
      tokenizer: {
        type: "list",
        value: "NAME|FILE",
        help: "count the pool of a run by this one too: tokens by character, word and byte; may be repeated",
      },
      ...COMMON,
    },
  },
  trace: {
    summary: "tells the life of one document: place, decisions, twin, shards",
    positionals: { usage: "ID|URL", least: 1, most: 1 },
    about: [],
    flags: {
      run: { type: "text", value: "DIR", fallback: "the current folder", help: "folder of the run" },
      ...COMMON,
    },
  },
  verify: {
    summary: "recounts and rehashes shards against their manifest and lineage",
    positionals: { usage: "PATH", least: 1, most: 1 },
    about: ["PATH is the folder of a run or of one mix, or a manifest. Exit code 4 when anything differs."],
    flags: COMMON,
  },
  filter: {
    summary: "judges JSON lines by filters; prints those kept, or every decision",
    positionals: { usage: "[FILES…]", least: 0, most: Number.POSITIVE_INFINITY },
    about: [
      "FILES hold a JSON object a line with text and id; plain, gzip or zstd. Without FILES, or for -, standard input is read. Lines kept are written as they were read, but for texts that a preset edits.",
      "Presets: gopher, gopher-repetition, c4, fineweb, fineweb2-kor, kor-eojeol, dolma, refinedweb-lines, kijil-en, kijil-ko. They judge in the order given. One for English beside one for Korean judges the documents of its own language; else every document is judged.",
    ],
    flags: {
      preset: { type: "list", value: "NAME", help: "the filters to apply; may be repeated" },
      lang: { type: "text", value: "ko|en", fallback: "detected", help: "the language of all documents" },
      decisions: {
        type: "switch",
        help: 'print {"id","lang","keep","reasons"} for every document, in the order of the input, with every rule that it breaks',
      },
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
  dedup: {
    summary: "removes near-duplicates from JSON lines; of each cluster one stays",
    positionals: { usage: "[FILES…]", least: 0, most: Number.POSITIVE_INFINITY },
    about: [
      "FILES hold a JSON object a line with text and id; plain, gzip or zstd. Without FILES, or for -, standard input is read. The lines kept are written as they were read.",
    ],
    flags: {
      output: {
        type: "text",
        short: "o",
        value: "FILE",
        fallback: "stdout",
        help: "where the documents kept go; compressed where it ends in .gz or .zst",
      },
      similarity: { type: "text", value: "S", fallback: "0.8", help: "Jaccard coefficient from which two documents are twins" },
      shingle: {
        type: "text",
        value: "KIND",
        fallback: "char5 where most letters are Hangul, Kana or Han, else word5",
        help: "what is compared: word5, char5 and the like",
      },
      keep: {
        type: "text",
        value: "POLICY",
        fallback: "longest",
        help: "whom a cluster keeps: longest, newest, metadata (the most fields) or first",
      },
      pairs: { type: "text", value: "FILE", fallback: "none", help: 'write {"a","b","jaccard"} for every pair of twins' },
      clusters: {
        type: "text",
        value: "FILE",
        fallback: "none",
        help: 'write {"id","cluster","size","kept"} for every document that has a twin; cluster is the id of the one kept',
      },
      index: { type: "text", value: "FILE", fallback: "none", help: "leave the signatures of the documents kept, for --against" },
      against: {
        type: "list",
        value: "FILE",
        help: "also remove what has a twin in this file, left by --index or a run; may be repeated",
      },
      memory: {
        type: "number",
        value: "MIB",
        least: 1,
        fallback: "1024",
        help: "mebibytes that the search may hold; more is done on disk",
      },
      ...COMMON,
    },
  },
  redact: {
    summary: "replaces personal data in JSON lines, or tells where it stands",
    positionals: { usage: "[FILES…]", least: 0, most: Number.POSITIVE_INFINITY },
    about: [
      "FILES hold a JSON object a line with text and id; plain, gzip or zstd. Without FILES, or for -, standard input is read. Lines without personal data are written as they were read.",
      "Policies: tag ([PHONE], in Korean texts [전화번호]), mask (010-****-5678), surrogate (same form, impossible), hash (keyed), keep, and drop, which drops documents that are lists of persons. Alone a policy is for every type, as TYPE=policy for one. By default EMAIL and IP_ADDRESS become surrogates and everything else a tag.",
    ],
    flags: {
      policy: { type: "list", value: "[TYPE=]POLICY", help: "what becomes of values; may be repeated" },
      profile: {
        type: "text",
        value: "NAME",
        fallback: "balanced",
        help: "how sure a rule has to be: strict takes more, conservative less",
      },
      spans: {
        type: "switch",
        help: 'print {"id","spans":[{"start","end","type","score","rule"}]} for every document; offsets count UTF-16 units of its text',
      },
      model: {
        type: "text",
        value: "PATH|ID",
        help: "a model for token classification that adds names and addresses: a folder exported for Transformers.js, or an id of the Hugging Face hub, which is downloaded",
      },
      keyFile: {
        type: "text",
        value: "FILE",
        fallback: "a fixed key",
        help: "file that holds the secret key of surrogates and hashes",
      },
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
  ...CLASSIFIER_COMMANDS,
};

export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];

/** How a flag is typed: `dryRun` is `dry-run`. */
export const flagName = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The rows of a command, by key, whatever the command. */
export const rowsOf = (command: CommandName): Readonly<Record<string, FlagRow>> => COMMANDS[command].flags;
