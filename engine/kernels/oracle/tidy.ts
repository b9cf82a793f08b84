import { TIDY } from "../kernels.ts";

const CONTROL = /(?![\t\n\r\v\f\x85])\p{Cc}/gu;
const CONTROL_LINE_END = /[\v\f\x85]/gu;
const ZERO_WIDTH = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\xad]/gu;
const SEPARATOR = /[\u2028\u2029]/gu;
const JOINERS = /(?<![\x80-\u{10ffff}])[\u200c\u200d]+|[\u200c\u200d]+(?![\x80-\u{10ffff}])/gu;

/** What the kernel `tidy` makes of a text, step by step. */
export function tidy(text: string, what: number): string {
  if (what & TIDY.control) text = text.replace(CONTROL_LINE_END, "\n").replace(CONTROL, "");
  if (what & TIDY.replacement) text = text.replaceAll("\ufffd", "");
  if (what & TIDY.space) text = text.replace(/\p{Zs}/gu, " ");
  if (what & TIDY.zeroWidth) {
    text = text.replace(SEPARATOR, "\n").replace(ZERO_WIDTH, "").replace(JOINERS, "");
  }
  if ((what & TIDY.space) === 0) return text;
  return text
    .replace(/\r\n?/gu, "\n")
    .split("\n")
    .map((line) => line.replace(/(?<![ \t])[ \t]+$/u, ""))
    .join("\n")
    .replace(/\n{3,}/gu, "\n\n")
    .replace(/^\n+|\n+$/gu, "");
}
