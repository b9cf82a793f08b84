/** Names of HTML by what becomes of them in plain text (HTML Living Standard §4, and what older pages still use). */

const words = (list: string): ReadonlySet<string> => new Set(list.split(" "));

/** Begin and end a block: a line break stands in their place. */
export const BLOCKS = words(
  "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav noscript ol optgroup option p pre section summary table tbody tfoot thead title tr ul",
);

/** Blocks that a blank line sets apart. */
export const PARAGRAPHS = words("blockquote dl h1 h2 h3 h4 h5 h6 hr ol p pre table ul");

/** Cells of a table row: a blank keeps their texts apart. */
export const CELLS = words("td th");

/** Stand within a line: nothing is put in their place. */
export const INLINES = words(
  "a abbr acronym applet area audio b base basefont bdi bdo big blink button canvas cite code col colgroup data datalist del dfn em embed font frame i iframe img input ins kbd label link map mark marquee meta meter nobr noframes object output param picture progress q rp rt ruby s samp select slot small source span strike strong sub sup svg template textarea time track tt u var video wbr",
);

/** May stand alone without attributes: void elements that are written so, and elements whose end tag may be left out. */
export const LONE = words("br dd dt hr li p tbody td tfoot th thead tr wbr");

/** Attributes that need no value. */
export const BARE_ATTRIBUTES = words(
  "allowfullscreen async autofocus autoplay checked compact controls default defer disabled hidden inert ismap itemscope loop multiple muted nohref noshade novalidate nowrap open playsinline readonly required reversed selected",
);

/** Elements whose content is no text. */
export const RAW = words("script style");

const lowerNames = [...BLOCKS, ...CELLS, ...INLINES, ...RAW];
const NAMES = new Map([...lowerNames, ...lowerNames.map((name) => name.toUpperCase())].map((name) => [name, name.toLowerCase()]));

/** A tag name of HTML in lower case; undefined for other names, and those in mixed case, which are written for components. */
export const htmlName = (name: string): string | undefined => NAMES.get(name);
