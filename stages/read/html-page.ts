import { judgeBlocks, VERDICT } from "./boilerplate.ts";
import { type CharsetEvidence, decodePage } from "./page-charset.ts";
import { outlineOf } from "./page-outline.ts";
import { renderBlocks } from "./page-text.ts";

/** How a page becomes text. */
export interface PageOptions {
  /** `drop` (the default) leaves out navigation, adverts, link lists and notices; `keep` keeps everything that is text. */
  readonly boilerplate?: "drop" | "keep";
  /**
   * What readers wrote below the page: `drop` it (the default), `keep` it where it stands, or `join` it: one paragraph a comment, without
   * names, dates and buttons, behind the page's own text.
   */
  readonly comments?: "drop" | "keep" | "join";
  /** Character set that the server declared; only for pages given as bytes. */
  readonly charset?: string | undefined;
}

/** A page of HTML as a document. */
export interface Page {
  /** Paragraphs set apart by blank lines; items begin with `- ` or their number, cells are joined by ` | `, code stands in fences. */
  readonly text: string;
  readonly title?: string;
  /** Address that the page says is its own. */
  readonly url?: string;
  /** Day of publishing, as written. */
  readonly date?: string;
  /** First of {@link licenses}. */
  readonly license?: string;
  /** Links by which the page names its licence, and links to Creative Commons licences. */
  readonly licenses?: readonly string[];
  /** Language that the page declares. */
  readonly language?: string;
  /** Only of pages given as bytes: the character set they were read in, and how it was found. */
  readonly charset?: string;
  readonly charsetFrom?: CharsetEvidence;
}

/** Turns a page of HTML into text and what is known about it. Never throws; linear in time and memory for any input. */
export function pageOf(html: string | Uint8Array, options: PageOptions = {}): Page {
  const decoded = typeof html === "string" ? undefined : decodePage(html, options.charset);
  const outline = outlineOf(decoded?.text ?? (html as string));
  const { boilerplate = "drop", comments = "drop" } = options;
  const verdicts = boilerplate === "keep" ? new Uint8Array(outline.blocks.length).fill(VERDICT.keep) : judgeBlocks(outline);
  const { bestTitle, canonical, date, licenses, language } = outline.head;
  return {
    text: renderBlocks(outline, verdicts, comments),
    ...(bestTitle === undefined ? {} : { title: bestTitle }),
    ...(canonical === undefined ? {} : { url: canonical }),
    ...(date === undefined ? {} : { date }),
    ...(licenses.length === 0 ? {} : { license: licenses[0] as string, licenses }),
    ...(language === undefined ? {} : { language }),
    ...(decoded === undefined ? {} : { charset: decoded.charset, charsetFrom: decoded.charsetFrom }),
  };
}
