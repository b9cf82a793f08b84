import { expect, it } from "vitest";
import { COMMAND_NAMES } from "../../cli/flags.ts";
import { commandUsage, usage } from "../../cli/usage.ts";

it("fits a terminal", () => {
  for (const text of [usage(), ...COMMAND_NAMES.map(commandUsage)])
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
});

it("tells the commands", () => {
  expect(usage()).toMatchInlineSnapshot(`
    "kijil curates Korean and English text into training shards for language models.

      kijil <command> [flags]

      run [FILES…]         takes raw corpora to shards; goes on where an earlier run stood
      plan [FILES…]        shows passes, barriers and fingerprints, and what would run again and why
      mix                  draws the mixes again from the pool of a finished run
      inspect PATH [PATH]  tells what a run, manifest, shard or raw input holds; of two runs or
                           mixes, the difference
      trace ID|URL         tells the life of one document: place, decisions, twin, shards
      verify PATH          recounts and rehashes shards against their manifest and lineage
      filter [FILES…]      judges JSON lines by filters; prints those kept, or every decision
      dedup [FILES…]       removes near-duplicates from JSON lines; of each cluster one stays
      redact [FILES…]      replaces personal data in JSON lines, or tells where it stands
      score [FILES…]       scores the educational quality of JSON lines, 0 to 5
      evaluate LABELS…     tells how scores of educational quality stand to labels
      train LABELS…        trains classifiers of educational quality from labelled JSON lines

      kijil <command> --help tells the flags of a command, kijil --version the version.
      Exit codes: 0 done, 1 a bug here, 2 command line or config wrong, 3 input unreadable or bad,
      4 a check failed, 130 interrupted: the same command goes on.
    "
  `);
});

it("tells the flags of run", () => {
  expect(commandUsage("run")).toMatchInlineSnapshot(`
    "kijil run: takes raw corpora to shards; goes on where an earlier run stood

      kijil run [FILES…] [flags]

      -c, --config FILE  the config to load (default: pipeline.config.ts)
      --set PATH=VALUE   change one setting, as in stage1.korean.share=0.5; may be repeated
      --out DIR          folder of the run (default: out/<name of the config>)
      --workers N        worker threads; any number gives the same output (default: one a processor)
      --limit N          read at most N documents of each source (default: all)
      --fresh            take nothing over from an earlier run in the same folder
      --json             print one JSON object on stdout
      --quiet            show no progress
      -h, --help         show this help

    With FILES (files, folders or patterns) and no --config, the default recipe runs over them.
    "
  `);
});

it("tells the flags of plan", () => {
  expect(commandUsage("plan")).toMatchInlineSnapshot(`
    "kijil plan: shows passes, barriers and fingerprints, and what would run again and why

      kijil plan [FILES…] [flags]

      -c, --config FILE  the config to load (default: pipeline.config.ts)
      --set PATH=VALUE   change one setting, as in stage1.korean.share=0.5; may be repeated
      --out DIR          folder of the run (default: out/<name of the config>)
      --stages           list every stage there is, with its options and reasons
      --json             print one JSON object on stdout
      --quiet            show no progress
      -h, --help         show this help

    Reads no document and writes nothing.
    "
  `);
});

it("tells the flags of mix", () => {
  expect(commandUsage("mix")).toMatchInlineSnapshot(`
    "kijil mix: draws the mixes again from the pool of a finished run

      kijil mix [flags]

      -c, --config FILE      the config to load (default: pipeline.config.ts)
      --set PATH=VALUE       change one setting, as in stage1.korean.share=0.5; may be repeated
      --run DIR              folder of the run (default: the output folder of the config)
      --workers N            worker threads; any number gives the same output (default: one a
                             processor)
      --tokenizer NAME|FILE  count the pool by o200k, cl100k, estimate or a tokenizer.json, without
                             running anything again (default: the counts of the run)
      --dry-run              print the table of buckets and write nothing
      --json                 print one JSON object on stdout
      --quiet                show no progress
      -h, --help             show this help
    "
  `);
});

it("tells the flags of inspect", () => {
  expect(commandUsage("inspect")).toMatchInlineSnapshot(`
    "kijil inspect: tells what a run, manifest, shard or raw input holds; of two runs or mixes, the
      difference

      kijil inspect PATH [PATH] [flags]

      --sample N             show N of the documents, the same ones every time (default: none)
      --fragment             print a config that reads the raw input
      --filter RULE[=LIMIT]  of a run: the recorded numbers of one rule, stage:reason, by source and
                             language, and what another limit would do; --sample shows documents
                             near the cut (default: none)
      --tokenizer NAME|FILE  count the pool of a run by this one too: tokens by character, word and
                             byte; may be repeated
      --json                 print one JSON object on stdout
      --quiet                show no progress
      -h, --help             show this help

    Of a raw input (a file, folder or pattern) it tells format, encoding and fields, and how it
    would be read. Never its text.
    "
  `);
});

it("tells the flags of trace", () => {
  expect(commandUsage("trace")).toMatchInlineSnapshot(`
    "kijil trace: tells the life of one document: place, decisions, twin, shards

      kijil trace ID|URL [flags]

      --run DIR   folder of the run (default: the current folder)
      --json      print one JSON object on stdout
      --quiet     show no progress
      -h, --help  show this help
    "
  `);
});

it("tells the flags of verify", () => {
  expect(commandUsage("verify")).toMatchInlineSnapshot(`
    "kijil verify: recounts and rehashes shards against their manifest and lineage

      kijil verify PATH [flags]

      --json      print one JSON object on stdout
      --quiet     show no progress
      -h, --help  show this help

    PATH is the folder of a run or of one mix, or a manifest. Exit code 4 when anything differs.
    "
  `);
});
