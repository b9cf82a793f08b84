import { seededRandom } from "../training/seeded-random.ts";

/** Changes of form that leave what a text teaches as it is. */
export const FORMS = {
  "one line": (text: string): string => text.replace(/\s+/g, " ").trim(),
  "without Markdown": (text: string): string =>
    text
      .replace(/^```.*$/gm, "")
      .replace(/^\s{0,3}#{1,6}\s+/gm, "")
      .replace(/^\s*[-*]\s+/gm, "")
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/[*`]+/g, ""),
  "as a list": (text: string): string => text.replace(/(?<=[.!?])\s+(?=\S)/g, "\n").replace(/^(?=[^\s\-*#|`])/gm, "- "),
  "with a heading": (text: string): string => `# ${text.trim().split(/\s+/).slice(0, 4).join(" ")}\n\n${text}`,
  "without its first line": (text: string): string => (text.includes("\n") ? text.slice(text.indexOf("\n") + 1) : text),
  "as HTML, stripped": (text: string): string =>
    text
      .split(/\n{2,}/)
      .map((paragraph) => ` ${paragraph.replace(/\n/g, " ").trim()} `)
      .join("\n"),
} as const;

const KEYWORDS = {
  ko: "교육 학습 개념 수업 교과서 학생 문제 풀이 정답 과학 수학 역사 이론 원리 설명 예제 연습 정의 요약 시험 강의 공부 대학 연구".split(
    " ",
  ),
  en: "education learning concept lesson textbook student exercise answer science mathematics history theory principle explanation example practice definition summary exam lecture study university research chapter".split(
    " ",
  ),
} as const;
const SHARE_GARBLED = 0.3;
const REPEATED_CHARACTERS = 160;

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const list = [...values];
  for (let last = list.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [list[last], list[other]] = [list[other] as T, list[last] as T];
  }
  return list;
}

/** Texts that look educational to who counts words and teach nothing; each is made of a good text, the same every time. */
export const FAKES = {
  /** A list of words of teaching, in chance order, as long as the text. */
  stuffed: (text: string, lang: "ko" | "en"): string => {
    const random = seededRandom(text.length);
    const words = KEYWORDS[lang];
    const found: string[] = [];
    for (let length = 0; length < text.length; length += (found.at(-1) as string).length + 1)
      found.push(words[Math.floor(random() * words.length)] as string);
    return found.join(lang === "ko" ? ", " : " ");
  },
  /** Its own words in chance order. */
  scrambled: (text: string): string => shuffled(text.split(/\s+/).filter(Boolean), seededRandom(text.length)).join(" "),
  /** Its beginning, again and again. */
  repeated: (text: string): string => {
    const piece = text.replace(/\s+/g, " ").trim().slice(0, REPEATED_CHARACTERS);
    return `${piece}\n`.repeat(Math.max(4, Math.ceil(text.length / Math.max(1, piece.length))));
  },
  /** Three characters in ten replaced by others of the text. */
  garbled: (text: string): string => {
    const random = seededRandom(text.length);
    const characters = [...text];
    return characters
      .map((character) =>
        /\s/.test(character) || random() > SHARE_GARBLED
          ? character
          : (characters[Math.floor(random() * characters.length)] as string),
      )
      .join("");
  },
} as const;
