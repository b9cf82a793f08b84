import type { WordRule } from "../kernels.ts";
import { englishWords } from "./english-words.ts";
import { koreanWords } from "./korean-words.ts";

const SPACE = /\p{White_Space}+/u;

/** The words of a text by a rule of `WORD_RULES`, in order; those of the Korean rule may overlap. */
export function splitWords(text: string, rule: WordRule): string[] {
  const runs = text.split(SPACE).filter((run) => run !== "");
  if (rule === "blanks") return runs;
  const split = rule === "english" ? englishWords : koreanWords;
  return runs.flatMap((run) => split([...run]));
}
