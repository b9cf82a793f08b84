import { bytesOfLead, classOf, codePointAt, SPACE } from "./character-class";

/** Where white space at the start of [at, end) ends. */
export function skipSpace(at: usize, end: usize): usize {
  while (at < end && classOf(codePointAt(at)) == SPACE) at += bytesOfLead(load<u8>(at));
  return at;
}

/** Address of the first byte of the character that ends at `end`. */
export function characterBefore(end: usize): usize {
  let at = end - 1;
  while ((load<u8>(at) & 0xc0) == 0x80) at--;
  return at;
}

/** Whether a bullet, or a number with a dot or bracket, stands at `at` (the first character of a line that is not white space). */
export function isBullet(at: usize, end: usize): bool {
  const first: u32 = load<u8>(at);
  if (first < 0x80) {
    if (first == 0x2d || first == 0x2a) return true;
    let digits: i32 = 0;
    while (at < end && <u32>load<u8>(at) - 0x30 < 10) {
      at++;
      digits++;
    }
    if (digits == 0 || digits > 3 || at == end) return false;
    const mark: u32 = load<u8>(at);
    if (mark != 0x2e && mark != 0x29) return false;
    return at + 1 == end || <u32>load<u8>(at, 1) - 0x30 >= 10;
  }
  switch (codePointAt(at)) {
    case 0x2022: // •
    case 0xb7: // ·
    case 0x2023: // ‣
    case 0x25aa: // ▪
    case 0x25cb: // ○
    case 0x25cf: // ●
    case 0x25a0: // ■
    case 0x25a1: // □
    case 0x25b6: // ▶
      return true;
    default:
      return false;
  }
}

/** Whether a line, without white space at its ends, ends a sentence; quotes and brackets that close after the mark are passed over. */
export function isTerminal(start: usize, end: usize): bool {
  while (start < end) {
    const at = characterBefore(end);
    switch (codePointAt(at)) {
      case 0x2e: // .
      case 0x21: // !
      case 0x3f: // ?
      case 0x2026: // …
      case 0x3002: // 。
      case 0xff01: // ！
      case 0xff1f: // ？
        return true;
      case 0x22: // "
      case 0x27: // '
      case 0x29: // )
      case 0x5d: // ]
      case 0x7d: // }
      case 0xbb: // »
      case 0x2019: // ’
      case 0x201d: // ”
      case 0x203a: // ›
      case 0x3009: // 〉
      case 0x300b: // 》
      case 0x300d: // 」
      case 0x300f: // 』
      case 0x3011: // 】
      case 0x3015: // 〕
      case 0xff02: // ＂
      case 0xff07: // ＇
      case 0xff09: // ）
      case 0xff3d: // ］
      case 0xff5d: // ｝
        break;
      default:
        return false;
    }
    end = at;
  }
  return false;
}
