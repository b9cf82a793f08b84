import { parse } from "yaml";

/** A document with what was written before it. */
export interface WithFrontMatter {
  /** Fields of the YAML between two lines of `---` at the very beginning; empty where there are none. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Bytes of the front matter with its lines of `---`; 0 where the text has none that is a YAML mapping. */
  readonly bytes: number;
}

/** Front matter beyond this is taken for text. */
const MOST_BYTES = 64 * 1024;
/** Aliases of YAML that may be followed, so that a few lines do not become gigabytes. */
const MOST_ALIASES = 100;
const NONE: WithFrontMatter = { fields: {}, bytes: 0 };

/**
 * Reads the YAML front matter of a Markdown file (as Jekyll, Hugo, Docusaurus and Pandoc write it). What is no mapping or no sound YAML
 * stays a part of the text.
 */
export function frontMatter(text: Uint8Array): WithFrontMatter {
  const head = Buffer.from(text.buffer, text.byteOffset, Math.min(text.length, MOST_BYTES)).toString("latin1");
  const begun = /^---[ \t]*\r?\n/.exec(head);
  if (!begun) return NONE;
  const end = /^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/m.exec(head.slice(begun[0].length));
  if (!end) return NONE;
  const from = begun[0].length;
  const until = from + end.index;
  const yaml = Buffer.from(text.buffer, text.byteOffset + from, until - from).toString("utf8");
  try {
    const fields: unknown = parse(yaml, { maxAliasCount: MOST_ALIASES, logLevel: "error" });
    if (fields !== null && (typeof fields !== "object" || Array.isArray(fields))) return NONE;
    return { fields: (fields ?? {}) as Readonly<Record<string, unknown>>, bytes: until + end[0].length };
  } catch {
    return NONE;
  }
}
