/** White space of Python's str.split: White_Space and U+001C–001F. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python takes four separators of ASCII for white space
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;

/**
 * A text in the form that shingles are cut from: NFC, lower case, one blank for each run of white space, trimmed. It is Python's
 * `" ".join(unicodedata.normalize("NFC", text).lower().split())`.
 */
export function shingleText(text: string): string {
  return text.normalize("NFC").toLowerCase().replace(SPACE, " ").replace(/^ | $/gu, "");
}
