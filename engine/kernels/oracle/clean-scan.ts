import { CLEAN_FLAGS, TIDY } from "../kernels.ts";
import { tidy } from "./tidy.ts";

// The characters that windows-1252 has for 0x80–0x9F (Unicode, VENDORS/MICSFT/WINDOWS/CP1252.TXT), and U+0080–00BF.
const CONTINUATION = "[\\x80-\\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]";
const SEQUENCE = `(?:[\\xc2-\\xdf]${CONTINUATION}|[\\xe0-\\xef]${CONTINUATION}{2}|[\\xf0-\\xf4]${CONTINUATION}{3})`;
const MOJIBAKE = new RegExp(
  `[\\xc2\\xc3]${CONTINUATION}|\\xe2[\\x80€]${CONTINUATION}|\\xf0[\\x9fŸ]${CONTINUATION}{2}|${SEQUENCE}{2}`,
  "u",
);

/** What the kernel `cleanScan` finds, but for `notSurelyNfc`. */
export function cleanScan(text: string): number {
  let flags = 0;
  if (/<[A-Za-z/!]/u.test(text)) flags |= CLEAN_FLAGS.tag;
  if (/&[A-Za-z#]/u.test(text)) flags |= CLEAN_FLAGS.entity;
  if (tidy(text, TIDY.control) !== text) flags |= CLEAN_FLAGS.control;
  if (tidy(text, TIDY.zeroWidth) !== text) flags |= CLEAN_FLAGS.zeroWidth;
  if (tidy(text, TIDY.replacement) !== text) flags |= CLEAN_FLAGS.replacement;
  if (tidy(text, TIDY.space) !== text) flags |= CLEAN_FLAGS.space;
  if (MOJIBAKE.test(text)) flags |= CLEAN_FLAGS.mojibake;
  return flags;
}
