import type { Batch } from "../../engine/batch.ts";
import { UNIT_KINDS, UNIT_WORDS } from "../../engine/kernels/kernels.ts";
import { type FindSpans, linesThat, matchesOf, type Span } from "./rule-spans.ts";
import { type Rule, share } from "./rules.ts";

/** A page of fewer words than this may be nothing but a message; longer ones speak about it. */
const MESSAGE_WORDS = 150;
/** Longer pages that repeat themselves are examples and their variants; rules of lines and runs of words look at these. */
const SLOGAN_WORDS = 400;
/** Characters at the start of a text in which its title stands. */
const TITLE_CHARACTERS = 120;

/** Formulas without content, and commands that should have brought in other files. */
const TEX_LOSSES =
  /\$\$\s{0,3}\$\$|\\\(\s*\\\)|\\\[\s*\\\]|\\begin\{(equation|align|gather|math|displaymath|tabular)\*?\}\s*\\end\{\1\*?\}|\\(?:input|include|subfile|import)\{[^}\n]{1,100}\}/g;
/** What renderers leave in the place of formulas and tables, and tags without content. */
const MARKED_LOSSES =
  /\[(?:[Mm]ath [Pp]rocessing [Ee]rror|formula|equation|수식)\]|\{\{(?:수식|표|math|table)\}\}|<(?:math|table)\b[^>]{0,80}>\s*<\/(?:math|table)>/g;
/** Phrases that ask for a formula and have none. */
const GAPS = /(?:[Ll]et|[Ss]uppose|[Aa]ssume) (?:be|denote) (?:an?|the)\b|[Ww]here (?:and are|denotes? the)\b/g;
/** A particle that stands alone at the start of a sentence has lost its noun. */
const BARE_PARTICLE = /(?:[.?!]\s|^)(?:을|를|은|는|의|와|과|에서) [가-힣]/gm;
const FILLER = /\b(?:lorem|ipsum|dolor|amet|consectetur|adipiscing|eiusmod|tempor|incididunt|labore|magna|aliqua)\b/gi;
const MESSAGE =
  /\b(?:(?:error )?404\b.{0,20}not found|page (?:could )?not (?:be )?found|(?:403|401) (?:forbidden|unauthori[sz]ed)|access denied|50[0234] (?:bad gateway|internal server error|service unavailable)|(?:please )?(?:enable|turn on) (?:javascript|cookies)|javascript is (?:disabled|required|not enabled)|checking your browser|verify (?:that )?you are (?:a )?human|this (?:page|content) is (?:no longer|not) available|under construction|session (?:has )?expired)|페이지를 찾을 수 없|(?:존재하지|유효하지) 않는 (?:페이지|게시[글물]|주소)|(?:삭제|이동)된 (?:페이지|게시[글물])|자바스크립트를? ?(?:활성화|켜|사용)|접근 ?(?:권한이 없|이 (?:거부|제한|차단))|로그인이 필요|서비스 (?:점검|준비) ?중|일시적인? 오류가/i;
const POLICY_TITLE =
  /privacy (?:policy|notice|statement)|terms (?:of (?:use|service)|and conditions)|cookie (?:policy|notice)|개인정보 ?(?:처리|취급|보호) ?방침|이용 ?약관|쿠키 ?정책|청소년 ?보호 ?정책/;
const POLICY =
  /\b(?:your personal (?:information|data)|we (?:may )?(?:collect|share|disclose|process)|third[- ]part(?:y|ies)|by using (?:this|our) (?:site|website|service)|these terms|governing law|opt[- ]out|data protection officer)\b|개인정보(?:를|의)? ?(?:수집|이용|제공|파기|보유)|제 ?3자|정보주체|회원(?:은|의|이)|"?회사"?(?:는|가|의) |본 약관|보유 ?및 ?이용 ?기간|개인정보 ?보호 ?책임자/gi;

let known: { readonly batch: Batch; readonly row: number; readonly at: number; readonly text: string } | undefined;

/** The text of a row, decoded once for all rules that look at it in a row. */
function textOf(batch: Batch, row: number): string {
  const at = batch.textAt[row] as number;
  if (known?.batch !== batch || known.row !== row || known.at !== at) known = { batch, row, at, text: batch.text(row) };
  return known.text;
}

const lengthOf = (text: string, spans: readonly Span[]): number =>
  spans.reduce((sum, [start, end]) => sum + [...text.slice(start, end)].length, 0);
/** All of them in order; an expression is only tried where the text holds what each of its matches does. */
const losses: FindSpans = (text, words) => {
  const found: Span[] = [];
  if (text.includes("\\") || text.includes("$$")) found.push(...matchesOf(TEX_LOSSES)(text, words));
  if (text.includes("[") || text.includes("{{") || text.includes("</")) found.push(...matchesOf(MARKED_LOSSES)(text, words));
  found.push(...matchesOf(GAPS)(text, words));
  if (/[가-힣]/.test(text)) found.push(...matchesOf(BARE_PARTICLE)(text, words));
  return found.sort(([a], [b]) => a - b);
};
const fillerLines = linesThat((line) => (line.match(FILLER)?.length ?? 0) > 2);
const messageLines = linesThat((line) => MESSAGE.test(line));
const policyPhrases: FindSpans = (text, words) =>
  POLICY_TITLE.test(text.slice(0, TITLE_CHARACTERS).toLowerCase()) ? matchesOf(POLICY)(text, words) : [];
const wordsOf = (batch: Batch, row: number): number => batch.wordStat(row, "blanks", "words");

/** Rules against pages that hold no text of their own, or have lost a part of it, in Korean and English alike. */
export const PAGE_RULES = {
  maxLosses: {
    reason: "extraction-loss",
    says: "more than `maxLosses` places in a hundred words where a formula, a table or an included file is missing",
    attribute: "losses",
    spans: losses,
    measure: (batch, row) => {
      const found = losses(textOf(batch, row), []).length;
      return found < 2 ? 0 : share(100 * found, wordsOf(batch, row));
    },
  },
  maxFiller: {
    reason: "filler-text",
    says: "lines of lorem ipsum make up more than `maxFiller` of the characters",
    attribute: "filler",
    spans: fillerLines,
    measure: (batch, row) => {
      const text = textOf(batch, row);
      if (!/lorem ipsum|consectetur/i.test(text)) return 0;
      return share(lengthOf(text, fillerLines(text, [])), batch.stat(row, "characters"));
    },
  },
  maxMessage: {
    reason: "message-page",
    says: `a document of fewer than ${MESSAGE_WORDS} words with messages (not found, access denied, JavaScript) in more than \`maxMessage\` of its characters`,
    attribute: "message",
    spans: messageLines,
    measure: (batch, row) => {
      if (wordsOf(batch, row) >= MESSAGE_WORDS) return 0;
      const text = textOf(batch, row);
      return MESSAGE.test(text) ? share(lengthOf(text, messageLines(text, [])), batch.stat(row, "characters")) : 0;
    },
  },
  maxPolicy: {
    reason: "policy-page",
    says: "titled as a privacy policy or terms of use, with more than `maxPolicy` phrases of such in a hundred words",
    attribute: "policy",
    spans: policyPhrases,
    measure: (batch, row) => share(100 * policyPhrases(textOf(batch, row), []).length, wordsOf(batch, row)),
  },
  maxRepeatedSentences: {
    reason: "repeated-sentences",
    says: `in a document of fewer than ${SLOGAN_WORDS} words, sentences that came before make up more than \`maxRepeatedSentences\` of the characters: slogans`,
    attribute: "repeated-sentences",
    measure: (batch, row) => (wordsOf(batch, row) < SLOGAN_WORDS ? repeatedSentences(batch, row) : 0),
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** Share of the characters, white space not counted, in sentences that came before. */
function repeatedSentences(batch: Batch, row: number): number {
  const { kernels } = batch;
  const bytes = batch.textBytes[row] as number;
  const mark = kernels.mark();
  const scratch = kernels.alloc(bytes);
  const units = kernels.alloc(((bytes >>> 1) + 1) * UNIT_WORDS * 4);
  const count = kernels.call.textUnits(batch.textAt[row] as number, bytes, UNIT_KINDS.sentence, scratch, units);
  const words = kernels.words();
  const met = new Set<number>();
  let all = 0;
  let repeated = 0;
  for (let at = units >>> 2; at < (units >>> 2) + count * UNIT_WORDS; at += UNIT_WORDS) {
    const key = (words[at] as number) * 2 ** 21 + ((words[at + 1] as number) >>> 11);
    const characters = words[at + 4] as number;
    all += characters;
    if (met.has(key)) repeated += characters;
    else met.add(key);
  }
  kernels.release(mark);
  return share(repeated, all);
}
