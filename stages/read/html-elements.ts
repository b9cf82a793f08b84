/** What becomes of an element when a page is turned into text (HTML Living Standard §4 and §13, and what older pages still use). */
export const ELEMENT = {
  /** Begins and ends a block of text. */
  block: 1,
  /** Its content is no text of the page. */
  skipped: 2,
  /** Set apart by blank lines. */
  paragraph: 4,
  heading: 8,
  list: 16,
  item: 32,
  cell: 64,
  row: 128,
  /** White space in it counts. */
  preformatted: 256,
  /** Has no content and no end tag. */
  empty: 512,
  /** End tags inside do not reach out of it. */
  boundary: 1024,
  /** By its name a part that belongs to the site, not to the page. */
  chrome: 2048,
  /** By its name the page's own content. */
  main: 4096,
} as const;

/** An element by name: a small number, its {@link ELEMENT} flags, its heading level, and whether an open `p` ends before it. */
export interface ElementKind {
  readonly name: string;
  readonly number: number;
  readonly flags: number;
  readonly level: number;
}

const { block, skipped, paragraph, heading, list, item, cell, row, preformatted, empty, boundary, chrome, main } = ELEMENT;

const groups: readonly (readonly [number, string])[] = [
  [skipped, "head script style noscript template iframe svg math object audio video canvas map select textarea button datalist"],
  [skipped, "noembed noframes applet dialog menu title"],
  [block, "html body address center dd details dir div dl dt fieldset figcaption figure frameset hgroup legend section summary"],
  [block, "search optgroup option caption"],
  [block | paragraph, "p blockquote"],
  [block | paragraph | list, "ul ol"],
  [block | item, "li"],
  [block | chrome, "aside footer header form nav"],
  [block | main, "main article"],
  [block | paragraph | boundary, "table"],
  [block, "thead tbody tfoot"],
  [block | row, "tr"],
  [block | cell | boundary, "td th"],
  [block | paragraph | preformatted, "pre xmp listing plaintext"],
  [empty | block, "hr"],
  [empty, "area base br col embed img input link meta param source track wbr"],
  [0, "a code time"],
];

/** Every element that matters here, by its name in lower case; others are inline and change nothing. */
export const ELEMENTS: ReadonlyMap<string, ElementKind> = (() => {
  const kinds = new Map<string, ElementKind>();
  const put = (name: string, flags: number, level = 0) => kinds.set(name, { name, number: kinds.size, flags, level });
  for (const [flags, names] of groups) for (const name of names.split(" ")) put(name, flags);
  for (let level = 1; level <= 6; level++) put(`h${level}`, block | paragraph | heading, level);
  return kinds;
})();
