import { lineStats } from "../engine/kernels/oracle/line-stats.ts";
import { splitWords } from "../engine/kernels/oracle/split-words.ts";
import { wordStats } from "../engine/kernels/oracle/word-stats.ts";
import { run } from "../test/engine/kernels/text-kernels.ts";
import { corpora } from "../test/helpers/corpora.ts";

/**
 * Holds the kernels of word and line statistics equal to their oracles on every document of the shared corpora, under every word rule, and
 * exits with 4 where one differs. `npm run soak:text-statistics [-- part of a file name]`; about an hour for all of them.
 */
let documents = 0;
let differing = 0;
for (const corpus of corpora(process.argv[2])) {
  for (const { id, text } of corpus.documents) {
    documents++;
    const differs: string[] = [];
    const compare = (name: string, kernel: unknown, oracle: unknown) => {
      if (JSON.stringify(kernel) !== JSON.stringify(oracle)) differs.push(name);
    };
    compare("lines", run.lineStats(text), lineStats(text));
    for (const rule of ["blanks", "english", "korean"] as const) {
      compare(`words, ${rule}`, run.splitWords(text, rule), splitWords(text, rule));
      compare(`word statistics, ${rule}`, run.wordStats(text, rule), wordStats(text, rule));
    }
    if (differs.length === 0) continue;
    differing++;
    console.log(`${id}: ${differs.join("; ")}`);
  }
  console.log(`${corpus.name}: ${documents} documents so far, ${differing} differ`);
}
process.exitCode = differing === 0 ? 0 : 4;
