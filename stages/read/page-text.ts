import { VERDICT } from "./boilerplate.ts";
import { ELEMENT } from "./html-elements.ts";
import type { Block, Outline } from "./page-outline.ts";
import { measure } from "./text-density.ts";

/** Puts the blocks that stay together as text. */
export function renderBlocks({ blocks }: Outline, verdicts: Uint8Array, comments: "drop" | "keep" | "join"): string {
  let text = "";
  let before: Block | undefined;
  const joined: string[] = [];
  for (let index = 0; index < blocks.length; index++) {
    const block = blocks[index] as Block;
    if (verdicts[index] === VERDICT.drop) continue;
    if (verdicts[index] === VERDICT.comment) {
      if (comments === "join" && isCommentText(block)) joined.push(block.text.replaceAll("\n", " "));
      if (comments !== "keep") continue;
    }
    if (before) text += between(before, block);
    text += written(block, before);
    before = block;
  }
  if (joined.length === 0) return text;
  return text === "" ? joined.join("\n\n") : `${text}\n\n${joined.join("\n\n")}`;
}

/** What a comment says, not who wrote it when, nor the buttons below it. */
function isCommentText({ text, linkCharacters, level }: Block): boolean {
  if (level > 0 || linkCharacters * 2 > text.length) return false;
  const { weight, sentences } = measure(text);
  return weight >= 5 || (sentences > 0 && weight >= 2);
}

/** Cells up to this length stand in one line with those of their row. */
const LONGEST_CELL = 120;

function between(before: Block, block: Block): string {
  if (block.row !== 0 && block.row === before.row) {
    if (block.cell === before.cell) return "\n";
    return before.text.length <= LONGEST_CELL && block.text.length <= LONGEST_CELL ? " | " : "\n";
  }
  if (block.row !== 0 && before.row !== 0) return "\n";
  if (block.depth > 0 && before.depth > 0 && !isSetApart(block) && !isSetApart(before)) return "\n";
  return isParagraph(before) || isParagraph(block) ? "\n\n" : "\n";
}

const isParagraph = ({ flags, depth, row }: Block): boolean => (flags & ELEMENT.paragraph) !== 0 || depth > 0 || row !== 0;
const isSetApart = ({ isCode, level }: Block): boolean => isCode || level > 0;

function written(block: Block, before: Block | undefined): string {
  const { text, ordinal, depth, isCode } = block;
  if (isCode) return fenced(text);
  if (ordinal >= 0) {
    const mark = ordinal > 0 ? `${ordinal}. ` : "- ";
    return `${"  ".repeat(Math.min(Math.max(depth, 1), 8) - 1)}${mark}${text}`;
  }
  return block.row !== 0 && before?.row === block.row && text.length <= LONGEST_CELL ? text.replaceAll("\n", " ") : text;
}

/** A fence longer than any in the code, as CommonMark asks. */
function fenced(code: string): string {
  let longest = 2;
  for (const [run] of code.matchAll(/^`{3,}/gm)) longest = Math.max(longest, run.length);
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${code}\n${fence}`;
}
