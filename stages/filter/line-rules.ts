/** Why a line leaves, in the order in which the rules are tried. */
export const LINE_RULES = [
  "front-matter",
  "by-line",
  "translation",
  "counter",
  "menu",
  "call",
  "consent",
  "address",
  "repeated",
] as const;
export type LineRule = (typeof LINE_RULES)[number];

/** A line longer than this is prose, code or data, and none of the rules but `repeated` looks at it. */
export const LONGEST = 160;

const BY_LINE = [
  // Notices of rights, in the words that Korean and English pages put below an article.
  /무단\s?(?:전재|복제|배포|도용)|재배포\s?(?:금지|를 금)|저작권자\s?[ⓒ©(:]|[ⓒ©]\s?[\p{L}\d]|all rights reserved\.?$|^copyright\b/iu,
  // A reporter's name, with or without an address behind it.
  /^[^.!?]{0,30}[가-힣]{2,4}\s?(?:선임|인턴|객원|전문)?기자(?:\s*[=|/(<].{0,60}|\s+\S+@\S+)?$/u,
  /^[\s([<]*[\w.+-]+@[\w-]+\.[\w.]+[\s)\]>]*$/u,
  // The time when something was written down or changed.
  /^[^\p{L}\d]*(?:입력|수정|등록|게시|작성|승인|발행|최종\s?수정|기사입력|기사수정|등록일|작성일|posted|published|updated|last (?:updated|modified))(?:일시|일|시간)?(?:\s+(?:on|at))?[\s:|]*\d{4}[\s.\-/년]+\d{1,2}[\d\s.\-/:년월일시분초apm,|()가-힣]{0,40}$/iu,
];
/** A notice of rights at the end of a longer line stands behind a caption, which is text. */
const LONGEST_BY_LINE = 70;
/** That a machine translated the page. */
const TRANSLATION =
  /(?:기계|자동)\s?번역(?:된|되었|본|입니다|을 (?:사용|이용)|한 것)|(?:구글|파파고|deepl)\s?번역|\b(?:machine|automatically|auto)[- ]translated\b|\btranslated by (?:google|deepl|papago|bing)|번역기(?:를|로) (?:사용|이용|번역|돌)/iu;
const COUNTER =
  /^[^\p{L}\d]*(?:(?:조회(?:\s?수)?|댓글|답글|추천|비추천|공감|좋아요|스크랩|공유|찬성|반대)\s*[:(]?\s*[\d,.]+\s*(?:개|회|명|건|만)?[)]?[^\p{L}\d]*)+$|^[^\p{L}\d]*[\d,.]+\s*[kmb]?\s+(?:likes?|shares?|comments?|retweets?|replies|views|followers|upvotes|downloads)[^\p{L}\d]*$/iu;
const SEPARATOR = /\s*[|›»>·•∙]\s*|\s+\/\s+/u;
/** What a page asks its visitor to do, and parts of a page, each as a whole item of a line. */
const CALLS = new Set(
  (
    "로그인|로그아웃|회원가입|회원 가입|아이디 찾기|비밀번호 찾기|마이페이지|장바구니|공유|공유하기|페이스북|트위터|카카오톡|카카오스토리|네이버 블로그|밴드|인스타그램|" +
    "구독|구독하기|댓글|댓글 쓰기|댓글쓰기|댓글 달기|답글|답글 달기|더보기|더 보기|전체보기|전체 보기|맨 위로|맨위로|위로|목록|목록으로|이전글|다음글|이전 글|다음 글|이전|다음|" +
    "본문 바로가기|메뉴 바로가기|바로가기|메뉴|전체메뉴|홈|사이트맵|고객센터|이용약관|개인정보처리방침|개인정보 처리방침|인쇄|인쇄하기|스크랩|신고|신고하기|글자 크기|검색|" +
    "home|menu|search|log in|login|sign in|sign up|register|log out|my account|cart|checkout|share|share this|share this page|tweet|facebook|twitter|pinterest|email|" +
    "email this|print|print this page|subscribe|follow us|like|reply|comments|leave a comment|leave a reply|read more|more|next|previous|back to top|skip to content|" +
    "skip to main content|terms of use|terms of service|privacy policy|contact us|about us|site map|sitemap|help|faq|close|edit|report abuse"
  ).split("|"),
);
const CONSENT =
  /쿠키(?:를|가)? .{0,30}(?:사용|수집|저장|동의)|개인정보 (?:수집|이용).{0,20}동의|(?:uses?|accept|use of|about|our) cookies|cookie (?:policy|settings|consent|notice)|enable javascript|javascript (?:is|를|이|가|must|to)|자바스크립트(?:를| 사용)/iu;
const ADDRESS =
  /^[^\p{L}\d]*(?:(?:https?:\/\/|www\.)\S+|!\[[^\]]{0,80}\]\([^)\s]+\)|\[(?:(?:https?:\/\/|www\.)[^\]]{0,80})?\]\([^)\s]+\)|\[[^\]]{1,80}\]:\s*\S+)[^\p{L}\d]*$/u;
/** Code, headings, rows of tables and quotations of code are not judged by what they look like. */
const STRUCTURE = /^(?:\s{4}|\t|#|\||>\s?\||`|\$|[-+|=]{3})/;
const SENTENCE = /[.!?…。！？]["')\]}»’”〉》」』】]*$/u;
/** Shortest and most items of a line that can be a menu. */
const LEAST_ITEMS = 4;
const LONGEST_ITEM = 18;

/** The rule by which a line leaves, by its looks alone; undefined for one that stays. Front matter and repetition are told elsewhere. */
export function ruleOf(line: string): LineRule | undefined {
  const bare = line.trim();
  if (bare === "" || bare.length > LONGEST || STRUCTURE.test(line)) return undefined;
  if (bare.length <= LONGEST_BY_LINE && BY_LINE.some((each) => each.test(bare))) return "by-line";
  if (bare.length <= LONGEST_BY_LINE && /번역|ranslat/.test(bare) && TRANSLATION.test(bare)) return "translation";
  if (COUNTER.test(bare)) return "counter";
  if (ADDRESS.test(bare)) return "address";
  if (CONSENT.test(bare)) return "consent";
  if (SENTENCE.test(bare)) return undefined;
  const items = bare
    .replace(/^[-*•·[(\s]+|[\])\s]+$/gu, "")
    .split(SEPARATOR)
    .filter((item) => item !== "");
  if (items.length > 0 && items.every((item) => CALLS.has(item.toLowerCase()))) return items.length > 1 ? "menu" : "call";
  const isMenu =
    items.length >= LEAST_ITEMS &&
    items.every((item) => item.length <= LONGEST_ITEM && /^(?:\p{Script=Hangul}|(?=.*\p{L})[\p{L}\p{N}\s&]{2,})$/u.test(item));
  return isMenu ? "menu" : undefined;
}
