import {
  ACCENT,
  BARRIER,
  bertClassOf,
  CHANGED,
  CHINESE,
  combiningClass,
  loweredRow,
  ORDERED_CLASS,
  REMOVED,
  SIGN,
  strippedRow,
  WHITE,
} from "./bert-class";
import { bytesOfLead, codePointAt } from "./character-class";
import { nodeBelow, tokenAtNode } from "./token-trie";
import { MOST_CHARACTERS, RULES, UNKNOWN } from "./token-vocabulary";

/** Bits of WORD_PIECE_RULES (vocabulary-layout.ts). */
const CLEAN: u32 = 1;
const CHINESE_APART: u32 = 2;
const STRIP: u32 = 4;
const LOWER: u32 = 8;

/** Most characters of a word that is looked up at all, and room for one more and what its last character becomes. */
const MOST: u32 = 1000;
const WORD: usize = memory.data((MOST + 8) * 4, 16);

/** Kinds of ASCII: 1 white space that parts words, 2 a sign, which is a word. */
const KINDS: usize = memory.data(256);

for (let byte: u32 = 0; byte < 0x80; byte++) {
  const isWhite = byte == 0x20 || byte == 9 || byte == 10 || byte == 13;
  store<u8>(KINDS + byte, isWhite ? 1 : bertClassOf(byte) & SIGN ? 2 : 0);
}

let table: usize = 0;
let into: usize = 0;
let count: u32 = 0;
let length: u32 = 0;
/** Characters of the word that no later one is ordered before. */
let ordered: u32 = 0;

/** Address after the white space of ASCII at an address; it has no tokens, and parts words whatever stands beside it. */
export function afterWhite(at: usize, end: usize): usize {
  while (at < end && load<u8>(KINDS + load<u8>(at)) == 1) at++;
  return at;
}

/** End of a piece: a sign of ASCII, or all up to the next one or white space of ASCII. No word goes across such an end. */
export function wordPieceEnd(at: usize, end: usize): usize {
  if (load<u8>(KINDS + load<u8>(at))) return at + 1;
  do at++;
  while (at < end && !load<u8>(KINDS + load<u8>(at)));
  return at;
}

/** Writes the tokens of a piece to `tokens`, at most one a byte; returns how many there are. */
export function encodeWordPiece(vocabulary: usize, at: usize, bytes: usize, tokens: usize): u32 {
  const rules = load<u32>(vocabulary, RULES);
  table = vocabulary;
  into = tokens;
  count = 0;
  length = 0;
  ordered = 0;
  for (const end = at + bytes; at < end; at += bytesOfLead(load<u8>(at))) {
    const codePoint = codePointAt(at);
    const found = bertClassOf(codePoint);
    if (!found && !(rules & STRIP && isHangul(codePoint))) {
      take(codePoint);
      continue;
    }
    if (rules & CLEAN) {
      if (found & REMOVED) continue;
      if (found & WHITE) {
        endWord();
        continue;
      }
    }
    const isApart = found & CHINESE && rules & CHINESE_APART;
    if (isApart) endWord();
    if (rules & STRIP) strip(codePoint, found, rules);
    else lower(codePoint, found, rules);
    if (isApart) endWord();
  }
  endWord();
  return count;
}

function isHangul(codePoint: u32): bool {
  return codePoint - 0xac00 < 11172;
}

/** A character decomposed, without its accents. */
function strip(codePoint: u32, found: u32, rules: u32): void {
  if (found & ACCENT) {
    if (found & BARRIER) ordered = length;
    return;
  }
  if (isHangul(codePoint)) {
    const syllable = codePoint - 0xac00;
    take(0x1100 + syllable / 588);
    take(0x1161 + (syllable % 588) / 28);
    if (syllable % 28) take(0x11a7 + (syllable % 28));
    return;
  }
  const row = found & CHANGED ? strippedRow(codePoint) : 0;
  if (!row) return lower(codePoint, found, rules);
  for (let part: usize = 4; part < 16; part += 4) {
    const each = load<u32>(row + part);
    if (each) lower(each, bertClassOf(each), rules);
  }
}

function lower(codePoint: u32, found: u32, rules: u32): void {
  const row = rules & LOWER && found & CHANGED ? loweredRow(codePoint) : 0;
  if (!row) return split(codePoint, found, rules);
  split(load<u32>(row, 4), bertClassOf(load<u32>(row, 4)), rules);
  const second = load<u32>(row, 8);
  if (second) split(second, bertClassOf(second), rules);
}

/** A normalised character: white space ends a word, and a sign is one. */
function split(codePoint: u32, found: u32, rules: u32): void {
  if (found & WHITE) return endWord();
  if (found & SIGN) {
    endWord();
    take(codePoint);
    return endWord();
  }
  take(codePoint);
  if (found & ORDERED_CLASS && rules & STRIP) order();
}

/** Moves the character taken last before those of a higher combining class. */
function order(): void {
  if (length > MOST) return;
  let place = length - 1;
  const moved = load<u32>(WORD + ((<usize>place) << 2));
  const own = combiningClass(moved);
  while (place > ordered) {
    const before = load<u32>(WORD + ((<usize>(place - 1)) << 2));
    if (!(bertClassOf(before) & ORDERED_CLASS) || combiningClass(before) <= own) break;
    store<u32>(WORD + ((<usize>place) << 2), before);
    place--;
  }
  store<u32>(WORD + ((<usize>place) << 2), moved);
}

function take(codePoint: u32): void {
  if (length <= MOST) store<u32>(WORD + ((<usize>length) << 2), codePoint);
  length++;
}

/** The longest token that begins the word, then the longest that goes on; the unknown token for the word where there is none. */
function endWord(): void {
  const size = length;
  length = 0;
  ordered = 0;
  if (!size) return;
  if (size > load<u32>(table, MOST_CHARACTERS)) return put(load<u32>(table, UNKNOWN));
  const before = count;
  let node = nodeBelow(table, 0, 0x20);
  for (let place: u32 = 0; place < size; ) {
    let longest: u32 = 0;
    let stop = place;
    for (let each = place; each < size; each++) {
      node = nodeBelow(table, node, load<u32>(WORD + ((<usize>each) << 2)));
      if (!node) break;
      const token = tokenAtNode(table, node);
      if (token) {
        longest = token;
        stop = each + 1;
      }
    }
    if (!longest) {
      count = before;
      return put(load<u32>(table, UNKNOWN));
    }
    put(longest - 1);
    place = stop;
    node = 0;
  }
}

function put(token: u32): void {
  store<u32>(into + ((<usize>count) << 2), token);
  count++;
}
