const CONTROL = /(?!\p{White_Space})\p{Cc}/gu;
const ZERO_WIDTH = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\xad]/gu;

/** What the kernel `foldText` makes of a text. */
export function foldText(text: string, fold: boolean): string {
  const folded = text
    .replace(CONTROL, "")
    .replace(ZERO_WIDTH, "")
    .replace(/\p{White_Space}+/gu, " ")
    .replace(/^ | $/gu, "");
  return fold ? folded.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : folded;
}
