import { bytesOfLead, codePointAt } from "./character-class";
import { isFirst, listNgrams } from "./score-ngrams";
import { findWindows, windowAt, windowEnd } from "./score-windows";

// Columns of SCORE_COLUMNS, behind 128 of ASCII characters.
const SYLLABLES: u32 = 128;
const JAMO: u32 = 129;
const HAN: u32 = 130;
const ACCENTED: u32 = 131;
const WIDE: u32 = 132;
const LINES: u32 = 133;
const SOLID_LINES: u32 = 134;
const SHORT_LINES: u32 = 135;
const LONG_LINES: u32 = 136;
const BULLET_LINES: u32 = 137;
const NUMBERED_LINES: u32 = 138;
const HEADING_LINES: u32 = 139;
const TABLE_LINES: u32 = 140;
const INDENTED_LINES: u32 = 141;
const FENCE_LINES: u32 = 142;
const TERMINAL_LINES: u32 = 143;
const KOREAN_LINES: u32 = 144;
const REPEATED_LINES: u32 = 145;
const LONGEST_LINE: u32 = 146;
const WORDS: u32 = 147;
const WORD_SQUARES: u32 = 148;
const LONGEST_WORD: u32 = 149;
const MARKED: u32 = 150;
const SENTENCES: u32 = 151;
const SENTENCE_SQUARES: u32 = 152;
const LONGEST_SENTENCE: u32 = 153;
const LATIN_RUNS: u32 = 154;
const LATIN_LETTERS: u32 = 155;
const SIX_RUNS: u32 = 156;
const EIGHT_RUNS: u32 = 157;
const CAPITAL_RUNS: u32 = 158;
const CAPS_RUNS: u32 = 159;
const HANGUL_RUNS: u32 = 160;
const RUNS: u32 = 161;
const REPEATED_RUNS: u32 = 162;
const EARLY_RUNS: u32 = 163;
const EARLY_REPEATED: u32 = 164;
const RECURRING: u32 = 165;
const REPEATED_PAIRS: u32 = 166;
const POLITE_ENDINGS: u32 = 167;
const PLEASE_ENDINGS: u32 = 168;
const PLAIN_ENDINGS: u32 = 169;
const ADDRESSES: u32 = 170;
/** Groups of endings, of particles and of words follow. */
const ENDINGS: u32 = 171;
const PARTICLES: u32 = 176;
const GROUPS: u32 = 191;

// Scratch memory: bit sets, then lists; the lists begin at the places that SCORE_SCRATCH names.
const CHARACTER_BITS: usize = 0;
const WORD_BITS: usize = 65536;
const PAIR_BITS: usize = WORD_BITS + 32768;
const RUN_COUNTS: usize = PAIR_BITS + 4096;
const LINE_BITS: usize = RUN_COUNTS + 4096;
const ZEROED: usize = LINE_BITS + 512;
const CODES: usize = ZEROED;
const WORD_LIST: usize = CODES + 4096;
const CHARACTER_LIST: usize = WORD_LIST + 8192;

const EARLY: u32 = 100;
/** Stands for what follows the last character. */
const END: u32 = 0xffffffff;
const ADDRESS_CODE: u16 = 0xe000;
/** Hash of the letters www. */
const WWW: u32 = 0x12aca1ac;
/** Last syllable to (group of endings + 1) | (group of particles + 1) << 4, by syllable less U+AC00. */
const LAST: usize = memory.data(11172);

const LATIN: u32 = 1;
const HANGUL: u32 = 2;
const OTHER: u32 = 3;
const FNV: u32 = 0x811c9dc5;
const PRIME: u32 = 0x01000193;

let counts: usize = 0;
let scratch: usize = 0;
let groups: usize = 0;
let codes: usize = 0;
let wordsListed: usize = 0;
let runKind: u32 = 0;
let runHash: u32 = FNV;
let runLength: u32 = 0;
let runCapitals: u32 = 0;
let startsWithCapital: bool = false;
let lastSyllable: u32 = 0;
let syllableBefore: u32 = 0;
let pairHash: u32 = 0;

function add(column: u32, more: u32): void {
  const at = counts + ((<usize>column) << 2);
  store<u32>(at, load<u32>(at) + more);
}

function raise(column: u32, value: u32): void {
  const at = counts + ((<usize>column) << 2);
  store<u32>(at, max(load<u32>(at), value));
}

function mixed(hash: u32): u32 {
  hash = (hash ^ (hash >> 15)) * 0x2c1b3c6d;
  hash = (hash ^ (hash >> 12)) * 0x297a2d39;
  return hash ^ (hash >> 15);
}

function isBlank(c: u32): bool {
  return c == 32 || (c >= 9 && c <= 13) || c == 0xa0 || c == 0x3000;
}

function isLatin(c: u32): bool {
  return (c | 32) - 97 < 26;
}

function kindOf(c: u32): u32 {
  if (c < 0x80) return isLatin(c) ? LATIN : 0;
  if (c - 0xac00 < 11172) return HANGUL;
  if (c < 0xc0) return 0;
  return c < 0x2000 || (c >= 0x3040 && c < 0xa000) ? OTHER : 0;
}

function put(code: u32): void {
  if (code == 32 && load<u16>(codes - 2) == 32) return;
  store<u16>(codes, <u16>code);
  codes += 2;
}

/** The group of a word by its mixed hash, 1 and up; 0 for none. Slots of u32 hash, u32 group; a free one has group 0. */
function groupOf(hash: u32): u32 {
  let slot = hash & 2047;
  let group = load<u32>(groups + ((<usize>slot) << 3), 4);
  while (group != 0 && load<u32>(groups + ((<usize>slot) << 3)) != hash) {
    slot = (slot + 1) & 2047;
    group = load<u32>(groups + ((<usize>slot) << 3), 4);
  }
  return group;
}

/** Counts the run of letters that ended before the character `next`, or END. */
function endRun(next: u32): void {
  add(RUNS, 1);
  if (runKind == LATIN) {
    add(LATIN_RUNS, 1);
    add(LATIN_LETTERS, runLength);
    if (runLength >= 6) add(SIX_RUNS, 1);
    if (runLength >= 8) add(EIGHT_RUNS, 1);
    if (startsWithCapital) add(CAPITAL_RUNS, 1);
    if (runLength > 1 && runCapitals == runLength) add(CAPS_RUNS, 1);
  } else if (runKind == HANGUL) endHangul(next);
  const hash = mixed(runHash ^ runKind);
  const group = groupOf(hash);
  if (group) add(GROUPS + group - 1, 1);
  const isNew = isFirst(scratch + WORD_BITS, hash >> 14);
  if (isNew) {
    store<u32>(wordsListed, hash >> 14);
    wordsListed += 4;
  } else add(REPEATED_RUNS, 1);
  if (load<u32>(counts + ((<usize>RUNS) << 2)) <= EARLY) {
    add(EARLY_RUNS, 1);
    if (!isNew) add(EARLY_REPEATED, 1);
  }
  const times = scratch + RUN_COUNTS + <usize>(hash >> 20);
  const held = min(<u32>load<u8>(times) + 1, 255);
  store<u8>(times, <u8>held);
  if (held == 3 && runLength >= (runKind == LATIN ? 4 : 2)) add(RECURRING, 1);
  if (pairHash && !isFirst(scratch + PAIR_BITS, mixed(pairHash * 0x9e3779b1 + hash) >> 17)) add(REPEATED_PAIRS, 1);
  pairHash = hash;
  runKind = 0;
}

function endHangul(next: u32): void {
  add(HANGUL_RUNS, 1);
  const last = <u32>load<u8>(LAST + <usize>(lastSyllable - 0xac00));
  const isMark = next == 46 || next == 33 || next == 63;
  if (isMark && (last & 15) > 0) add(ENDINGS + (last & 15) - 1, 1);
  if ((next == END || isBlank(next)) && last >> 4 > 0) add(PARTICLES + (last >> 4) - 1, 1);
  if (lastSyllable == 0xb2e4) {
    // 다: behind 니 polite, behind 한 이 있 된 는 plain.
    if (syllableBefore == 0xb2c8) add(POLITE_ENDINGS, 1);
    else if (
      syllableBefore == 0xd55c ||
      syllableBefore == 0xc774 ||
      syllableBefore == 0xc788 ||
      syllableBefore == 0xb41c ||
      syllableBefore == 0xb294
    )
      add(PLAIN_ENDINGS, 1);
  } else if (lastSyllable == 0xc694 && syllableBefore == 0xc138) add(PLEASE_ENDINGS, 1);
}

let lineLength: u32 = 0;
let lineHash: u32 = FNV;
let lineFirst: u32 = 0;
let lineLast: u32 = 0;
let lineIndent: u32 = 0;
/** What the beginning of a line may become: 0 nothing, 1–3 digits or fence marks so far. */
let lineDigits: u32 = 0;
let lineTicks: u32 = 0;
let isNumbered: bool = false;
let solidSeen: u32 = 0;

function takeInLine(c: u32): void {
  lineLength++;
  if (isBlank(c)) {
    if (solidSeen == 0) lineIndent += c == 9 ? 4 : 1;
    return;
  }
  if (solidSeen == 0) lineFirst = c;
  if (c - 48 < 10) {
    if (lineDigits == solidSeen && solidSeen < 3) lineDigits++;
  } else if ((c == 46 || c == 41) && lineDigits > 0 && lineDigits == solidSeen) isNumbered = true;
  if (c == 96 && lineTicks == solidSeen && solidSeen < 3) lineTicks++;
  solidSeen++;
  lineLast = c;
  lineHash = (lineHash ^ c) * PRIME;
}

function endLine(): void {
  add(LINES, 1);
  if (solidSeen > 0) {
    add(SOLID_LINES, 1);
    if (lineLength < 30) add(SHORT_LINES, 1);
    if (lineLength > 150) add(LONG_LINES, 1);
    if (lineFirst == 45 || lineFirst == 42 || lineFirst == 0x2022 || lineFirst == 0xb7) add(BULLET_LINES, 1);
    if (isNumbered) add(NUMBERED_LINES, 1);
    if (lineFirst == 35) add(HEADING_LINES, 1);
    if (lineFirst == 124) add(TABLE_LINES, 1);
    if (lineIndent >= 4) add(INDENTED_LINES, 1);
    if (lineTicks == 3) add(FENCE_LINES, 1);
    if (lineLast == 46 || lineLast == 33 || lineLast == 63 || lineLast == 58) add(TERMINAL_LINES, 1);
    if (lineLast == 0xb2e4 || lineLast == 0xc694) add(KOREAN_LINES, 1);
    if (!isFirst(scratch + LINE_BITS, mixed(lineHash) >> 20)) add(REPEATED_LINES, 1);
    raise(LONGEST_LINE, lineLength);
  }
  lineLength = lineIndent = lineDigits = lineTicks = solidSeen = 0;
  lineHash = FNV;
  isNumbered = false;
}

let wordLength: u32 = 0;
let sentenceWords: u32 = 0;
let endsSentence: bool = false;

function endWord(): void {
  if (wordLength == 0) return;
  add(WORDS, 1);
  add(WORD_SQUARES, wordLength * wordLength);
  raise(LONGEST_WORD, wordLength);
  wordLength = 0;
  sentenceWords++;
  if (!endsSentence) return;
  add(MARKED, 1);
  endSentence();
  endsSentence = false;
}

function endSentence(): void {
  if (sentenceWords == 0) return;
  add(SENTENCES, 1);
  add(SENTENCE_SQUARES, sentenceWords * sentenceWords);
  raise(LONGEST_SENTENCE, sentenceWords);
  sentenceWords = 0;
}

function count(c: u32): void {
  if (c < 0x80) add(c, 1);
  else if (c - 0xac00 < 11172) add(SYLLABLES, 1);
  else if (c >= 0x3131 && c <= 0x318e) add(JAMO, 1);
  else if (c >= 0x4e00 && c <= 0x9fff) add(HAN, 1);
  else if (c < 0x2000) add(ACCENTED, 1);
  else add(WIDE, 1);
}

function take(c: u32): void {
  count(c);
  const kind = kindOf(c);
  if (kind != runKind) {
    if (runKind) endRun(c);
    if (kind) {
      runKind = kind;
      runHash = FNV;
      runLength = runCapitals = 0;
      lastSyllable = 0;
      startsWithCapital = kind == LATIN && c < 97;
    }
  }
  const folded = kind == LATIN ? c | 32 : c;
  if (kind) {
    runHash = (runHash ^ folded) * PRIME;
    runLength++;
    if (kind == LATIN) runCapitals += u32(c < 97);
    else {
      syllableBefore = lastSyllable;
      lastSyllable = c;
    }
  }
  takeInLineOrEnd(c);
  if (isBlank(c)) {
    endWord();
    if (c == 10) endSentence();
    put(32);
    return;
  }
  wordLength++;
  endsSentence = c == 46 || c == 33 || c == 63 || (endsSentence && isClosing(c));
  put(c - 48 < 10 ? 48 : c > 0xffff ? 0xfffd : folded);
}

function takeInLineOrEnd(c: u32): void {
  if (c == 10) endLine();
  else takeInLine(c);
}

function isClosing(c: u32): bool {
  return c == 34 || c == 39 || c == 41 || c == 93 || c == 125 || c == 0x201d || c == 0x2019;
}

/** Whether an address goes on at this byte; it ends at white space, a closing bracket or quote, and at the first character beyond ASCII. */
function goesOn(byte: u32): bool {
  return byte > 32 && byte < 0x80 && byte != 34 && byte != 39 && byte != 41 && byte != 62 && byte != 93 && byte != 125;
}

/** Counts one window; an address counts as one character, whatever it says. */
function scanWindow(at: usize, end: usize): void {
  while (at < end) {
    const byte: u32 = load<u8>(at);
    const isAddress =
      runKind == LATIN &&
      ((byte == 58 && end - at > 2 && load<u8>(at, 1) == 47 && load<u8>(at, 2) == 47) ||
        (byte == 46 && runHash == WWW && runLength == 3));
    if (isAddress) {
      codes -= (<usize>runLength) << 1;
      runKind = 0;
      add(ADDRESSES, 1);
      put(ADDRESS_CODE);
      endsSentence = false;
      while (at < end && goesOn(load<u8>(at))) at++;
      continue;
    }
    take(codePointAt(at));
    at += bytesOfLead(byte);
  }
}

/** Tells the kernel which syllables end a run in which way: (group of endings + 1) | (group of particles + 1) << 4, a byte for each of 11172. */
export function setLastSyllables(at: usize): void {
  memory.copy(LAST, at, 11172);
}

/** Bytes of scratch memory that `scoreScan` needs. */
export function scoreScratch(): usize {
  return CHARACTER_LIST + 24576;
}

/**
 * Counts a text's windows for the linear scorer: at `into` SCORE_COUNTS u32, then how many different words and runs of characters it
 * has, whose buckets are listed in scratch memory at SCORE_SCRATCH. Input is valid UTF-8.
 */
export function scoreScan(at: usize, bytes: usize, groupsAt: usize, columns: u32, scratchAt: usize, into: usize): void {
  counts = into;
  scratch = scratchAt;
  groups = groupsAt;
  memory.fill(counts, 0, (<usize>columns) << 2);
  memory.fill(scratch, 0, ZEROED);
  codes = scratch + CODES;
  wordsListed = scratch + WORD_LIST;
  runKind = pairHash = wordLength = sentenceWords = 0;
  lineLength = lineIndent = lineDigits = lineTicks = solidSeen = 0;
  lineHash = FNV;
  isNumbered = endsSentence = false;
  store<u16>(codes, 32);
  codes += 2;
  findWindows(at, bytes);
  scanWindow(at, windowEnd(0));
  if (windowAt(1) < windowEnd(1)) {
    take(10);
    scanWindow(windowAt(1), windowEnd(1));
  }
  if (windowAt(2) < at + bytes) {
    take(10);
    scanWindow(windowAt(2), at + bytes);
  }
  if (runKind) endRun(END);
  endWord();
  endSentence();
  endLine();
  put(32);
  const first = scratch + CODES;
  store<u32>(into + ((<usize>columns) << 2), <u32>((wordsListed - scratch - WORD_LIST) >> 2));
  const ngrams = listNgrams(first, <u32>((codes - first) >> 1), scratch + CHARACTER_BITS, scratch + CHARACTER_LIST);
  store<u32>(into + ((<usize>(columns + 1)) << 2), ngrams);
}
