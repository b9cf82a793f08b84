/** What the names of an element (class, id, role) say about its content, as bits. */
export const HINT = {
  /** Belongs to the site: navigation, adverts, sharing, notices. */
  chrome: 1,
  /** What readers wrote below a page. */
  comments: 2,
  /** The page's own content. */
  main: 4,
  /** Not shown. */
  hidden: 8,
  /** Source code. */
  code: 16,
} as const;

// Words that web pages use for these parts, English ones as whole words of a name, Korean portals' short forms, Korean words.
const CHROME =
  /(?:^|[^a-z])(?:nav(?:bar|igation)?|(?:main|sub|top|side|site|global|local|drop|mega)?-?menu|breadcrumbs?|side-?bars?|aside|foot(?:er)?|masthead|banner|ads?|advert(?:s|isements?|ising)?|adsense|sponsor(?:ed|s)?|promo(?:s|tion)?|related|recommend(?:s|ed|ations?)?|most-?(?:read|viewed|popular)|popular|trending|shar(?:e|es|ing)|social|sns|follow-?us|subscri(?:be|ption)|newsletter|sign-?up|log-?in|cookies?|consent|gdpr|pop-?up|modal|overlay|paginat(?:ion|e)|pager|paging|tag-?(?:list|cloud|s)|toolbars?|widgets?|copyright|disclaimer|skip(?:-?(?:link|nav|to))?|print-?only|noprint|site-?(?:header|footer|info)|page-?footer|gnb|lnb|snb|fnb|rnb|util(?:ity)?-?(?:menu|nav|wrap)|quick-?menu|relation(?:_?news)?|rank(?:ing)?|post-?(?:meta|nav(?:igation)?|tags)|entry-?(?:meta|footer)|edit-?section|mw-editsection|mw-jump-link|catlinks|nav-?box|reference-?link|jp-relatedposts|sharedaddy)(?![a-z])|관련\s?기사|추천\s?기사|공유/;
const COMMENTS =
  /(?:^|[^a-z])(?:(?:no-)?comments?(?:-?(?:list|area|section|box|wrap|body|form))?|cmt(?:-?\w+)?|disqus(?:_thread)?|respond|repl(?:y|ies)(?:-?(?:list|area|box|wrap))?|댓글|u_cbox)(?![a-z])|댓글/;
const MAIN =
  /(?:^|[^a-z])(?:article-?(?:body|content|text|view)?|post-?(?:body|content|text|entry)|entry-?(?:content|body)|main-?(?:content|text|body)?|page-?content|story-?body|news-?(?:body|content|end|view)|content-?(?:body|area|main)|mw-parser-output|view-?(?:content|cont|area)|markdown-?body|본문)(?![a-z])|본문/;
const CODE =
  /(?:^|[^a-z])(?:code|highlight(?:er)?|hljs|prettyprint|syntax(?:highlighter)?|source-?code|language-\w+|lang-\w+|brush|codehilite|console|terminal)(?![a-z])/;
/** A name that tells what a layout has or lacks, not what the element is. */
const LAYOUT = /(?:^|\s)(?:has|with|no|not|without|is|page|layout|single|template|theme|hide|wp|js)-\S*/g;
const CAMEL = /([a-z])([A-Z])/g;

const LONGEST_NAMES = 512;
const MOST_REMEMBERED = 4096;
const remembered = new Map<string, number>();

/** Reads the hints of a class or an id. Names come again and again, so answers are remembered. */
export function hintsOf(names: string): number {
  const known = remembered.get(names);
  if (known !== undefined) return known;
  const hints = read(names.slice(0, LONGEST_NAMES));
  if (names.length > LONGEST_NAMES) return hints;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(names, hints);
  return hints;
}

function read(names: string): number {
  const plain = names.replace(CAMEL, "$1-$2").replaceAll("_", "-").toLowerCase();
  const words = plain.replace(LAYOUT, " ");
  return (
    (CHROME.test(words) ? HINT.chrome : 0) |
    (COMMENTS.test(words) ? HINT.comments : 0) |
    (MAIN.test(words) ? HINT.main : 0) |
    (CODE.test(plain) ? HINT.code : 0)
  );
}

/** Hints of a `role`. */
export function hintsOfRole(role: string): number {
  switch (role.trim().toLowerCase()) {
    case "navigation":
    case "banner":
    case "contentinfo":
    case "complementary":
    case "search":
    case "menu":
    case "menubar":
    case "dialog":
    case "alertdialog":
      return HINT.chrome;
    case "main":
    case "article":
      return HINT.main;
    default:
      return 0;
  }
}

/** Hints of a `style`. */
export const hintsOfStyle = (style: string): number =>
  /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style.slice(0, LONGEST_NAMES)) ? HINT.hidden : 0;
