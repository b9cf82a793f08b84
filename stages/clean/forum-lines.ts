/** What a line of a forum page is. */
export type ForumLine = "blank" | "text" | "start" | "byline" | "button";

const COUNT = "(?:\\s*[(\\[:]?\\s*\\d{1,5}\\s*[)\\]]?\\s*(?:개|건)?)?";
/** Headings over what readers wrote. */
const START = new RegExp(
  `^(?:전체\\s*)?(?:댓글|답글|덧글|의견|comments?|replies|responses|\\d{1,5}\\s+(?:comments?|replies|responses|answers))${COUNT}(?:\\s*(?:보기|목록|쓰기|등록순|최신순))?\\s*[:.]?$`,
  "i",
);
/** Words on buttons below a comment, alone or in a row, with counts. */
const BUTTON = new RegExp(
  `^(?:(?:답글(?:\\s?쓰기|\\s?달기)?|댓글\\s?쓰기|신고(?:하기)?|추천|비추천|공감|비공감|좋아요|싫어요|삭제|수정|공유(?:하기)?|더\\s?보기|접기|등록|인용|쪽지|차단|reply|report|like|dislike|share|quote|edit|delete|flag|permalink|upvote|downvote|vote|more|hide|log in to reply)${COUNT}[\\s|·/,•-]*)+$`,
  "i",
);
const DAY =
  "(?:(?:19|20)\\d\\d[-./년]\\s?\\d{1,2}[-./월]\\s?\\d{1,2}[.일]?|\\d{1,2}[-./]\\d{1,2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.? \\d{1,2}(?:,? (?:19|20)\\d\\d)?)";
const HOUR = "(?:(?:오전|오후)\\s*)?\\d{1,2}:\\d\\d(?::\\d\\d)?\\s?(?:am|pm)?";
const AGO =
  "(?:\\d{1,3}\\s?(?:초|분|시간|일|주|개월|달|년)\\s?전|방금(?:\\s?전)?|어제|\\d{1,3}|an?) (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?) ago|\\d{1,3}\\s?(?:초|분|시간|일|주|개월|달|년)\\s?전|방금(?:\\s?전)?";
/** A name and a time, or a time alone. */
const BYLINE = new RegExp(
  `^(?:(?:작성자|글쓴이|posted by|by)\\s*:?\\s*)?[^\\n]{0,40}?(?:${DAY}(?:[,. ]*(?:at )?${HOUR})?|${AGO})[\\s)\\]|·•-]*(?:답글|신고|수정됨|edited|reply)?[\\s)\\]]*$|^${HOUR}$`,
  "i",
);
const LONGEST_BYLINE = 80;
/** A byline has no sentence in it. */
const SENTENCE = /[.!?](?:\s|$)|[다요죠까네](?:\s|$)/;

/** Tells what a line is by itself. */
export function forumLine(line: string): ForumLine {
  const text = line.trim();
  if (text === "") return "blank";
  if (text.length > LONGEST_BYLINE) return "text";
  if (START.test(text)) return "start";
  if (BUTTON.test(text)) return "button";
  return BYLINE.test(text) && !SENTENCE.test(text.replace(/[\d.:]+/g, "")) ? "byline" : "text";
}
