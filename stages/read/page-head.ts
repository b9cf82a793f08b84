/** What a page says about itself outside of its text: title, address, date, language, licences. */
export class PageHead {
  title = "";
  /** Absolute address that the page says is its own. */
  canonical: string | undefined;
  language: string | undefined;
  /** Links that the page calls its licence, and links to Creative Commons licences, in order, without twins. */
  readonly #named: string[] = [];
  readonly #commons: string[] = [];
  #dates: string | undefined;
  #timeDate: string | undefined;
  #openGraphTitle: string | undefined;
  #tag = "";
  #attributes: Record<string, string> = {};

  get licenses(): readonly string[] {
    return [...new Set([...this.#named, ...this.#commons])].slice(0, MOST_LICENSES);
  }

  get date(): string | undefined {
    return this.#dates ?? this.#timeDate;
  }

  /** The title element's text, or what the page gives for sharing. */
  get bestTitle(): string | undefined {
    const own = this.title.replace(/\s+/g, " ").trim();
    return own || this.#openGraphTitle || undefined;
  }

  /** True until the page's title has begun. */
  get wantsTitle(): boolean {
    return this.title === "";
  }

  addTitle(piece: string): void {
    if (this.title.length < LONGEST_TITLE) this.title += piece.slice(0, LONGEST_TITLE);
  }

  begin(tag: string): void {
    this.#tag = tag;
    if (Object.keys(this.#attributes).length > 0) this.#attributes = {};
  }

  wants(attribute: string): boolean {
    switch (this.#tag) {
      case "meta":
        return attribute === "name" || attribute === "property" || attribute === "content" || attribute === "itemprop";
      case "link":
      case "a":
        return attribute === "href" || attribute === "rel";
      case "html":
        return attribute === "lang" || attribute === "xml:lang";
      case "time":
        return attribute === "datetime";
      default:
        return false;
    }
  }

  attribute(name: string, value: string): void {
    if (this.wants(name)) this.#attributes[name] ??= value;
  }

  /** The tag is complete. */
  end(): void {
    switch (this.#tag) {
      case "meta":
        this.#meta();
        break;
      case "link":
      case "a":
        this.#link();
        break;
      case "html": {
        const { lang, "xml:lang": xml } = this.#attributes;
        const language = (lang || xml)?.trim();
        if (language && /^[\w-]{2,35}$/.test(language)) this.language ??= language;
        break;
      }
      case "time":
        this.#timeDate ??= asDate(this.#attributes.datetime);
        break;
      default:
    }
  }

  #meta(): void {
    const { name, property, itemprop, content } = this.#attributes;
    const key = (property ?? name ?? itemprop)?.trim().toLowerCase();
    const value = content?.trim();
    if (!key || !value) return;
    if (DATES.has(key)) this.#dates ??= asDate(value);
    else if (key === "og:title") this.#openGraphTitle ??= value.replace(/\s+/g, " ");
    else if (key === "og:url") this.canonical ??= asAddress(value);
    else if (RIGHTS.has(key)) this.#license(value, this.#named);
  }

  #link(): void {
    const { rel, href } = this.#attributes;
    if (!href) return;
    if (rel) {
      const words = rel.toLowerCase().split(/\s+/);
      if (words.includes("license") || words.includes("licence")) this.#license(href, this.#named);
      if (this.#tag === "link" && words.includes("canonical")) this.canonical = asAddress(href) ?? this.canonical;
    }
    if (href.includes("creativecommons.org/")) this.#license(href, this.#commons, true);
  }

  #license(given: string, into: string[], commonsOnly = false): void {
    const address = asAddress(given);
    if (!address || into.length >= MOST_LICENSES || into.includes(address)) return;
    if (!commonsOnly || COMMONS.test(address)) into.push(address);
  }
}

const MOST_LICENSES = 8;
const LONGEST_TITLE = 1024;
const COMMONS = /^https?:\/\/(?:[\w-]+\.)?creativecommons\.org\/(?:licenses|publicdomain|licences)\/[\w+-]+/i;
/** Names of meta elements that give the day of publishing (schema.org, Open Graph, Dublin Core, and common habits). */
const DATES: ReadonlySet<string> = new Set(
  "article:published_time og:article:published_time datepublished date dc.date dc.date.issued dcterms.date dcterms.created dcterms.issued pubdate publishdate publish_date publication_date sailthru.date parsely-pub-date article.published citation_publication_date citation_date".split(
    " ",
  ),
);
const RIGHTS: ReadonlySet<string> = new Set(["dc.rights", "dcterms.rights", "dcterms.license", "dc.rights.license", "license"]);

/** A date as it was written, when it begins like one. */
function asDate(value: string | undefined): string | undefined {
  const date = value?.trim();
  return date && /^\d{4}(?:[-/.]\d{1,2}|\d{4})/.test(date) && date.length <= 40 ? date : undefined;
}

function asAddress(value: string): string | undefined {
  const address = value.trim();
  if (/^\/\/[\w.-]+\//.test(address)) return `https:${address}`;
  return /^https?:\/\/[^\s<>"]+$/i.test(address) ? address : undefined;
}
