import { characterClass } from "./character-class.ts";
import { splitWords } from "./split-words.ts";

const FINAL = /^[!.?‼⁇⁈⁉。﹒﹖﹗！．？｡]$/u;
const isPunctuation = (word: string): boolean =>
  Array.from(word).every((each) => characterClass(each.codePointAt(0) as number) === "punctuation");

/** What the kernel `countSentences` counts over the words of the English rule, as spaCy's rule-based sentencizer does, line by line. */
export function countSentences(text: string): number {
  let sentences = 0;
  for (const line of text.split("\n")) {
    let isMarked = false;
    splitWords(line, "english").forEach((word, index) => {
      if (index === 0 || (isMarked && !FINAL.test(word) && !isPunctuation(word))) {
        sentences++;
        isMarked = false;
      }
      if (FINAL.test(word)) isMarked = true;
    });
  }
  return sentences;
}
