import { oneOf } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";
import { licenceOf } from "./licence-names.ts";

/** Bytes at the start of a file in which its licence stands, if it has one there. */
const HEAD_BYTES = 32 * 1024;
/** What may stand before the first comment: byte order mark, interpreter, encoding, opening tags. */
const PREAMBLE =
  /^(?:\u00ef\u00bb\u00bf)?(?:#![^\n]*\n)?(?:#[^\n]*coding[:=][^\n]*\n)?(?:<\?(?:php|xml[^>]{0,200}\?>)[ \t]*\r?\n)?\s*/;
/** Marks of comments: those that end, and those that go on line by line. */
const BLOCKS: readonly (readonly [open: string, close: string])[] = [
  ["/*", "*/"],
  ["<!--", "-->"],
  ['"""', '"""'],
  ["'''", "'''"],
  ["{-", "-}"],
  ["(*", "*)"],
];
const LINES = ["//", "#", "--", ";", "%", "'", "rem "] as const;

interface Comment {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the licence header of a code file: the comments before anything else, as far as they state a copyright or a licence. Records the
 * licence's SPDX identifier (`unknown` where no known licence is named) and removes the header or keeps it. Other comments stay.
 */
export const licenceHeaders = defineStage({
  name: "licence-headers",
  version: 1,
  options: {
    /** `remove` takes the header out of the text; `keep` only records its licence. */
    headers: oneOf(["remove", "keep"], "remove"),
  },
  reasons: { "removed-licence-header": "the comment that states the file's copyright and licence was removed" },
  edits: ["removed-licence-header"],
  writes: { "licence-header": "label" },
  open: ({ headers }) => ({
    judgeBatch: (batch, verdicts) => {
      for (let row = 0; row < batch.count; row++) {
        if (!batch.alive[row]) continue;
        const bytes = batch.textView(row);
        const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES)).toString("latin1");
        const found = findHeader(head);
        if (!found) continue;
        verdicts.setLabel(row, "licence-header", found.licence);
        if (headers === "keep") continue;
        const { start, end } = found;
        const length = bytes.length - (end - start);
        const textAt = batch.textAt[row] as number;
        const at = batch.kernels.alloc(length);
        const memory = batch.kernels.bytes();
        memory.copyWithin(at, textAt, textAt + start);
        memory.copyWithin(at + start, textAt + end, textAt + bytes.length);
        verdicts.edit(row, "removed-licence-header", at, length);
      }
    },
  }),
});

/** Bytes that the header takes up, with the empty lines behind it; comments in between that are none stay with it. */
function findHeader(head: string): (Comment & { readonly licence: string }) | undefined {
  let at = PREAMBLE.exec(head)?.[0].length ?? 0;
  let header: (Comment & { licence: string }) | undefined;
  for (let comment = commentAt(head, at); comment; comment = commentAt(head, at)) {
    const licence = licenceOf(Buffer.from(head.slice(comment.start, comment.end), "latin1").toString());
    if (licence === undefined && header) break;
    if (licence !== undefined) {
      const known = header && header.licence !== "unknown" ? header.licence : licence;
      header = { start: header?.start ?? comment.start, end: comment.end, licence: known };
    }
    at = comment.end;
  }
  if (!header) return undefined;
  return {
    ...header,
    end: header.end + (/^[ \t]*(?:\r?\n[ \t]*(?=\r?\n|$))*\r?\n?/.exec(head.slice(header.end))?.[0].length ?? 0),
  };
}

/** The comment that begins at a place, white space before it aside: one in marks, or one paragraph of comment lines. */
function commentAt(head: string, from: number): Comment | undefined {
  let start = from;
  while (start < head.length && /\s/.test(head.charAt(start))) start++;
  for (const [open, close] of BLOCKS) {
    if (!head.startsWith(open, start)) continue;
    const end = head.indexOf(close, start + open.length);
    return end < 0 ? undefined : { start, end: end + close.length };
  }
  const mark = LINES.find((line) => head.slice(start, start + line.length).toLowerCase() === line);
  return mark === undefined ? undefined : { start, end: endOfLines(head, start, mark) };
}

/** End of the lines that begin with a mark: those up to the first other line. */
function endOfLines(head: string, start: number, mark: string): number {
  let end = start;
  for (let line = start; line < head.length; ) {
    const next = head.indexOf("\n", line);
    const until = next < 0 ? head.length : next;
    if (!head.slice(line, until).trimStart().toLowerCase().startsWith(mark.trimEnd())) break;
    end = until;
    line = until + 1;
  }
  return end;
}
