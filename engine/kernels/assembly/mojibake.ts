import { bytesOfLead, codePointAt } from "./character-class";

/** Bytes of the character at `at` if windows-1252 maps it from 0x80–0xBF, else 0. */
function continuation(at: usize, end: usize): usize {
  if (at >= end) return 0;
  const lead: u32 = load<u8>(at);
  if (lead < 0xc2) return 0;
  if (lead == 0xc2) return 2; // U+0080–00BF: as they are, and the five bytes that windows-1252 leaves open
  switch (codePointAt(at)) {
    case 0x0152:
    case 0x0153:
    case 0x0160:
    case 0x0161:
    case 0x0178:
    case 0x017d:
    case 0x017e:
    case 0x0192:
    case 0x02c6:
    case 0x02dc:
    case 0x2013:
    case 0x2014:
    case 0x2018:
    case 0x2019:
    case 0x201a:
    case 0x201c:
    case 0x201d:
    case 0x201e:
    case 0x2020:
    case 0x2021:
    case 0x2022:
    case 0x2026:
    case 0x2030:
    case 0x2039:
    case 0x203a:
    case 0x20ac:
    case 0x2122:
      return bytesOfLead(lead);
    default:
      return 0;
  }
}

/** Bytes of the characters at `at` that read as one UTF-8 sequence of two to four bytes decoded as windows-1252, else 0. */
function sequence(at: usize, end: usize): usize {
  if (at >= end || load<u8>(at) != 0xc3) return 0;
  const value = codePointAt(at);
  if (value < 0xc2 || value > 0xf4) return 0;
  let next = at + 2;
  for (let wanted = bytesOfLead(value) - 1; wanted > 0; wanted--) {
    const length = continuation(next, end);
    if (length == 0) return 0;
    next += length;
  }
  return next - at;
}

/** Whether mojibake begins at `at`, the rule of CLEAN_FLAGS.mojibake. */
export function isMojibake(at: usize, end: usize): bool {
  const length = sequence(at, end);
  if (length == 0) return false;
  const value = codePointAt(at);
  if (value <= 0xc3) return true; // Â or Ã
  const second = codePointAt(at + 2);
  if (value == 0xe2 && (second == 0x20ac || second == 0x80)) return true; // U+2000–203F: quotes, dashes
  if (value == 0xf0 && (second == 0x178 || second == 0x9f)) return true; // U+1F000–1FFFF: emoji
  return sequence(at + length, end) != 0;
}
