import { edit, keep } from "../../engine/decision.ts";
import { number, oneOf } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";
import { type ForumLine, forumLine } from "./forum-lines.ts";

/** Lines by which a text is worth a closer look. */
const SIGNS = /댓글|답글|덧글|의견|신고|추천|공감|\b(?:comments?|repl(?:y|ies)|responses|answers)\b|\d{1,2}:\d\d|\bago\b|\s전/i;
/** Share of lines below a heading over comments that have to be bylines or buttons. */
const DENSITY = 0.15;

interface Section {
  /** Index of the first line that belongs to the comments. */
  readonly from: number;
  readonly kinds: readonly ForumLine[];
}

/**
 * Finds what readers wrote below a post: a heading over comments with bylines or buttons under it, or bylines that come again and again.
 * Comments are dropped, or joined to the post as paragraphs without names, times and buttons.
 */
export const forumComments = defineStage({
  name: "forum-comments",
  version: 1,
  options: {
    /** `join` keeps what comments say; `drop` keeps the post alone; `keep` changes nothing. */
    comments: oneOf(["join", "drop", "keep"], "join"),
    /** Bylines from which lines are comments where no heading stands over them. */
    bylines: number(3, { min: 2 }),
  },
  reasons: {
    "joined-comments": "names, times and buttons around comments were removed",
    "dropped-comments": "the comments below the post were removed",
  },
  edits: ["joined-comments", "dropped-comments"],
  writes: { "forum-comments": "number" },
  open:
    ({ comments, bylines }) =>
    (document) => {
      const { text } = document;
      if (comments === "keep" || !SIGNS.test(text)) return keep;
      const lines = text.split("\n");
      const section = findComments(lines, bylines);
      if (!section) return keep;
      const post = lines.slice(0, section.from).join("\n").trimEnd();
      const said = paragraphsOf(lines, section);
      const set = { "forum-comments": said.length };
      if (comments === "drop") return edit(post, "dropped-comments", set);
      return edit([post, ...said].filter((each) => each !== "").join("\n\n"), "joined-comments", set);
    },
});

function findComments(lines: readonly string[], bylines: number): Section | undefined {
  const kinds = lines.map(forumLine);
  const start = kinds.indexOf("start");
  if (start >= 0) {
    const below = kinds.slice(start + 1).filter((kind) => kind !== "blank");
    const marks = below.filter((kind) => kind !== "text").length;
    if (marks > 0 && marks >= below.length * DENSITY) return { from: start, kinds };
  }
  // The first byline may be the post's own, above its text.
  const places = kinds.flatMap((kind, index) => (kind === "byline" ? [index] : []));
  const said = kinds.findIndex((kind, index) => kind === "text" && (lines[index] as string).length > 40);
  const own = places.filter((place) => said >= 0 && place > said);
  if (own.length < bylines) return undefined;
  const first = own[0] as number;
  const below = kinds.slice(first).filter((kind) => kind !== "blank");
  return own.length >= below.length * DENSITY ? { from: first, kinds } : undefined;
}

/** What each comment says: the lines between bylines and buttons, as one paragraph. */
function paragraphsOf(lines: readonly string[], { from, kinds }: Section): readonly string[] {
  const paragraphs: string[][] = [[]];
  for (let index = from; index < lines.length; index++) {
    const kind = kinds[index];
    const last = paragraphs.at(-1) as string[];
    if (kind === "text") last.push((lines[index] as string).trim());
    else if (kind !== "blank" && last.length > 0) paragraphs.push([]);
  }
  return paragraphs.map((each) => each.join("\n")).filter((each) => each !== "");
}
