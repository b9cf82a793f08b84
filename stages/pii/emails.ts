import type { Detector } from "./detector.ts";
import type { Candidate } from "./span.ts";

/** Top-level domains that disguised addresses are taken for; written out in full, any of two letters or more is. */
const KNOWN_TOP =
  "com|net|org|edu|gov|mil|info|biz|name|pro|io|me|co|kr|jp|cn|tw|us|uk|de|fr|es|it|nl|se|no|fi|dk|pl|ru|in|au|nz|ca|br|eu|ch|at|be|ie|vn|ph|sg|my|th|id|app|dev|ai|xyz|shop|blog|site|online|store|cloud|tech|example|test|invalid|한국|닷컴";
/** Endings of file names, which are no domains: `icon@2x.png`. */
const FILE_ENDING =
  /\.(?:png|jpe?g|gif|svg|webp|ico|css|scss|js|jsx|mjs|cjs|ts|tsx|json|html?|xml|ya?ml|txt|pdf|zip|gz|tgz|mp[34]|ini|conf|cfg|lock|log|exe|dll|so|bak|java|py|rb|cpp|php|service|target|socket|timer|mount)$/i;
/** Domains of examples: RFC 2606, and what manuals write. */
const EXAMPLE_DOMAIN =
  /^(?:example\.[a-z]{2,3}(?:\.[a-z]{2})?|domain\.(?:com|tld|ext)|(?:your|my)-?(?:domain|company|email|server|host|site|organi[sz]ation)\.[a-z]{2,4}|company\.com|email\.com|contoso\.com|fabrikam\.com|bar\.com|foo\.(?:com|org)|localhost\.localdomain)$/i;
/** Accounts of version control and shells, which are no mailboxes. */
const NO_MAILBOX = /^(?:git|hg|svn|root|ubuntu|ec2-user|pi|vagrant)$/i;

const LOCAL = /[\p{L}\p{N}._%+'-]/u;
const LONGEST_LOCAL = 64;
const DOMAIN =
  /(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}(?:[A-Za-z]{2,24}|xn--[A-Za-z0-9-]{2,30}|한국|닷컴)(?![A-Za-z0-9-]|\.[A-Za-z0-9])/uy;

const AT_WORD = String.raw`(?:골뱅이|앳|\[ ?at ?\]|\( ?at ?\)|\{ ?at ?\}|<at>|\[ ?@ ?\]|\( ?@ ?\)| @ | at )`;
const DOT_WORD = String.raw`(?: ?(?:쩜|닷|점|\[ ?dot ?\]|\( ?dot ?\)|\{ ?dot ?\}|\[ ?\. ?\]|\(\.\)) ?| dot |\.| \. )`;
const DISGUISED = new RegExp(
  `(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{1,40} ?(${AT_WORD}) ?([A-Za-z0-9-]{2,40}(${DOT_WORD}[A-Za-z0-9-]{2,40}){0,3}${DOT_WORD}(?:${KNOWN_TOP}))(?![A-Za-z0-9])`,
  "giu",
);
const KOREAN_PROVIDER =
  /(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{2,40} ?(?:골뱅이|@|앳) ?(?:네이버|지메일|다음|한메일|네이트|핫메일|카카오)(?: ?(?:쩜|닷|점|\.) ?(?:컴|넷|com|net))?/gi;

/** E-mail addresses, written out or disguised (골뱅이, [at], 쩜, dot). */
export const emails: Detector = {
  name: "emails",
  types: ["EMAIL"],
  triggers: ["at"],
  words: ["골뱅이", "앳 ", "[at]", "(at)", "{at}", "<at>", "[ at", "( at", " dot "],
  reach: { before: 100, after: 100 },
  find: ({ view: { text } }) => {
    const candidates: Candidate[] = [];
    const add = (start: number, end: number, rule: string, score: number) =>
      candidates.push({ start, end, type: "EMAIL", rule, score, propagates: true });
    for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
      const span = addressAt(text, at);
      if (span) add(span[0], span[1], "email", 0.95);
    }
    if (/골뱅이|앳|\bat\b|@[ \])]/i.test(text)) {
      for (const match of text.matchAll(DISGUISED)) {
        const [all, sign = "", domain = ""] = match;
        const isPlain = /^ (?:at|@) $/i.test(sign);
        if (isPlain && !/ dot | ?(?:쩜|닷|\[dot\]|\(dot\))/i.test(domain) && sign !== " @ ") continue;
        if (
          /^(?:look|available|arrive[sd]?|hosted|found|meet|us|me|is|are|was|be|mail|e-?mail|or|and|good|live)$/i.test(
            all.slice(0, all.indexOf(sign)).trim(),
          ) &&
          isPlain
        )
          continue;
        if (isExample(domain.replace(/\s/g, ""))) continue;
        add(match.index, match.index + all.length, "email-disguised", 0.85);
      }
      for (const match of text.matchAll(KOREAN_PROVIDER))
        add(match.index, match.index + match[0].length, "email-disguised", 0.85);
    }
    return candidates;
  },
};

const isExample = (domain: string): boolean => EXAMPLE_DOMAIN.test(domain) || FILE_ENDING.test(domain);

/** The address around an at sign, walking to both sides at most as far as RFC 5321 lets it be. */
function addressAt(text: string, at: number): readonly [number, number] | undefined {
  let start = at;
  while (start > 0 && at - start < LONGEST_LOCAL && LOCAL.test(text.charAt(start - 1))) start--;
  // Hangul that runs into the address is a particle or a label of it: only Latin letters name mailboxes.
  const local = /[A-Za-z0-9_%+-][A-Za-z0-9._%+-]*$/.exec(text.slice(start, at).replace(/^['.]+/, ""))?.[0];
  if (!local || local.endsWith(".") || local.includes("..")) return undefined;
  const before = text.charAt(at - local.length - 1);
  if (before === "@" || (before === "/" && text.charAt(at - local.length - 2) !== "/") || before === "$") return undefined;
  DOMAIN.lastIndex = at + 1;
  const domain = DOMAIN.exec(text)?.[0];
  if (!domain || domain.includes("..") || isExample(domain)) return undefined;
  if (NO_MAILBOX.test(local) || /^\d+x?$/.test(local) === false ? NO_MAILBOX.test(local) : /^\d{1,2}x$/.test(local))
    return undefined;
  return [at - local.length, at + 1 + domain.length];
}
