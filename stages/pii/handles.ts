import type { Detector } from "./detector.ts";
import type { Candidate } from "./span.ts";

const SERVICES =
  "카톡|카카오톡|오픈채팅|텔레그램|텔레|라인|인스타그램|인스타|트위터|페이스북|페북|디스코드|디코|위챗|스카이프|kakao ?talk|kakao|telegram|line|instagram|insta|IG|discord|twitter|venmo|skype|wechat|signal|snapchat|cashapp|paypal";
const IDS = "아이디|ID|닉네임|닉|계정|handle|username|user|account";
/** A handle right behind the name of a service, of an account, or of both. */
const LABELLED = new RegExp(
  String.raw`(?<![A-Za-z가-힣?&_.-])(?:(${SERVICES})(?: ?\(?(?:${IDS})\)?)?|(${IDS}))(?![A-Za-z0-9_])(?:은|는|이|가)?(?: is| still| me)?[ \t]{0,2}([:：=-]|->|→)?[ \t]{0,2}[(\[]?(@?[A-Za-z0-9_][A-Za-z0-9._-]{2,29})(?![A-Za-z0-9@-]|\.[A-Za-z])`,
  "gi",
);
/** A handle behind which a service is named: `@sodo.bang 인스타`. */
const NAMED_BEHIND = new RegExp(String.raw`(?<![\w@./])@[A-Za-z0-9_][A-Za-z0-9._-]{2,29}(?= ?(?:${SERVICES})(?![A-Za-z]))`, "gi");
/** With an at sign a few words may stand between: `텔레그램으로 @`, `계정 바꿔서 @`. */
const NAMED_BEFORE = new RegExp(
  String.raw`(?<![A-Za-z가-힣-])(?:${SERVICES}|${IDS})(?![A-Za-z])[^\n@]{0,10}(?<![\w.])@([A-Za-z0-9_][A-Za-z0-9._-]{2,29})(?![A-Za-z0-9@])`,
  "gi",
);
const OPEN_CHAT = /open\.kakao\.com\/(?:o|me)\/[A-Za-z0-9_]{4,40}/g;
/** Annotations, rules of style sheets and the like, which begin with an at sign too. */
const CODE =
  /^@?(?:media|import|override|param|return|returns|deprecated|test|type|example|author|see|since|throws|charset|keyframes|property|app|users?|channel|here|everyone|all|gmail|naver|redacted_\w+)$/i;

/** Accounts of messengers and social networks beside the name of the service or a word for accounts. */
export const handles: Detector = {
  name: "handles",
  types: ["HANDLE"],
  triggers: ["mention"],
  words: [
    "카톡",
    "카카오톡",
    "오픈채팅",
    "텔레그램",
    " 텔레 ",
    " 라인 ",
    "인스타",
    "아이디",
    " 디코 ",
    "디스코드",
    "kakaotalk",
    "telegram:",
    "open.kakao",
  ],
  reach: { before: 120, after: 80 },
  find: ({ view: { text } }) => {
    const candidates: Candidate[] = [];
    const add = (start: number, end: number, rule: string, score: number) =>
      candidates.push({ start, end, type: "HANDLE", rule, score, labelled: true, propagates: score >= 0.8 });
    const isLink = (end: number) => text.startsWith("](http", end);
    for (const match of text.matchAll(LABELLED)) {
      const [all, service, , mark, handle = ""] = match;
      if (isLink(match.index + all.length)) continue;
      if (!isHandle(handle, all, service !== undefined || mark !== undefined)) continue;
      const end = match.index + all.length - (/[._-]$/.test(handle) ? 1 : 0);
      add(match.index + all.length - handle.length, end, "handle-labelled", handle.startsWith("@") ? 0.85 : 0.75);
    }
    for (const match of text.matchAll(NAMED_BEFORE)) {
      const handle = match[1] ?? "";
      if (isLink(match.index + match[0].length) || /https?:/.test(match[0])) continue;
      const end = match.index + match[0].length - (/[._-]$/.test(handle) ? 1 : 0);
      if (isHandle(`@${handle}`, "", true)) add(match.index + match[0].length - handle.length - 1, end, "handle-labelled", 0.85);
    }
    for (const match of text.matchAll(NAMED_BEHIND)) {
      if (!CODE.test(match[0])) add(match.index, match.index + match[0].length, "handle-labelled", 0.85);
    }
    for (const match of text.matchAll(OPEN_CHAT)) add(match.index, match.index + match[0].length, "handle-link", 0.9);
    return candidates;
  },
};

/** Without an at sign a word is a handle only where it does not look like one of the language. */
function isHandle(handle: string, label: string, isLabelled: boolean): boolean {
  if (CODE.test(handle) || /\.(?:com|net|org|kr|io|png|js|exe|dll)$/i.test(handle)) return false;
  if (handle.startsWith("@")) return true;
  if (/^(?:[0-9a-f]+-)+[0-9a-f]+$/i.test(handle)) return false;
  const looksMade = /[a-z][0-9]|[a-z][._-][a-z0-9]/i.test(handle) && !/^v?\d+(?:[.-]\d+)*$/.test(handle) && /[a-z]/i.test(handle);
  return looksMade && (isLabelled || /^(?:아이디|계정)/.test(label)) && !/^[A-Z][A-Z0-9_]+$/.test(handle);
}
