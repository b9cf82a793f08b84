import {
  afterCharacter,
  CASELESS,
  LETTER,
  LOWER,
  MARK,
  NEWLINE,
  NUMBER,
  OTHER,
  runEnd,
  SPACE,
  splitClassAt,
  UPPER,
  WHITE,
} from "./split-class";

/** Split patterns, by the numbers of SPLIT_PATTERNS (kernels.ts). */
const GPT2: u32 = 0;
const O200K: u32 = 2;
const QWEN: u32 = 4;
const QWEN_MARKS: u32 = 5;
const CL100K: u32 = 1;

/** End of the piece that a split pattern cuts at an address before `end`. The patterns: oracle/split-pattern.ts. */
export function pieceEnd(pattern: u32, at: usize, end: usize): usize {
  if (pattern == O200K) return o200kPiece(at, end);
  if (pattern == GPT2) return gpt2Piece(at, end);
  return wordPiece(pattern, at, end);
}

/** cl100k, LLaMA 3 and Qwen: a word takes one character that is no letter, number or line end before it. */
function wordPiece(pattern: u32, at: usize, end: usize): usize {
  const letters = pattern == QWEN_MARKS ? LETTER | MARK : LETTER;
  const first = splitClassAt(at);
  if (first & letters) return runEnd(at, end, letters);
  if (first & NUMBER) return pattern >= QWEN ? afterCharacter(at) : numberEnd(at, end);
  if (load<u8>(at) == 0x27) {
    const contraction = contractionEnd(at, end, true);
    if (contraction > at) return contraction;
  }
  const next = afterCharacter(at);
  // A mark that is no letter of the pattern stands before a word like any sign; LETTER never gets here.
  if (first != NEWLINE && next < end && splitClassAt(next) & letters) return runEnd(next, end, letters);
  const signs = pattern == QWEN_MARKS ? OTHER : OTHER | MARK;
  if (first & signs) return runEnd(runEnd(next, end, signs), end, NEWLINE);
  if (load<u8>(at) == 0x20 && next < end && splitClassAt(next) & signs) return runEnd(runEnd(next, end, signs), end, NEWLINE);
  return whiteEnd(at, end, true, pattern == CL100K);
}

/** GPT-2: a blank before a word, a number or signs belongs to it. */
function gpt2Piece(at: usize, end: usize): usize {
  const byte: u32 = load<u8>(at);
  if (byte == 0x27) {
    const contraction = contractionEnd(at, end, false);
    if (contraction > at) return contraction;
  }
  const start = byte == 0x20 && at + 1 < end ? at + 1 : at;
  const first = splitClassAt(start);
  if (first & LETTER) return runEnd(start, end, LETTER);
  if (first & NUMBER) return runEnd(start, end, NUMBER);
  if (first & (OTHER | MARK)) return runEnd(start, end, OTHER | MARK);
  return whiteEnd(at, end, false, false);
}

/** o200k: a word is capitals and then small letters, with a sign before and a contraction after it. */
function o200kPiece(at: usize, end: usize): usize {
  const first = splitClassAt(at);
  if (first & LETTER) return casedEnd(at, end);
  if (first & NUMBER) return numberEnd(at, end);
  const next = afterCharacter(at);
  if (first != NEWLINE && next < end) {
    const second = splitClassAt(next);
    if (second & (LETTER | MARK)) {
      // A mark is a sign before the word only where small letters or caseless ones follow; else it is a word of its own.
      if (first == MARK && isCapitalsOnly(next, end)) return next;
      return casedEnd(next, end);
    }
  }
  if (first == MARK) return withContraction(next, end);
  let signs = at;
  if (load<u8>(at) == 0x20 && next < end && splitClassAt(next) & (OTHER | MARK)) signs = next;
  else if (first != OTHER) return whiteEnd(at, end, true, false);
  signs = runEnd(signs, end, OTHER | MARK);
  while (signs < end) {
    const byte: u32 = load<u8>(signs);
    if (byte != 0x0a && byte != 0x0d && byte != 0x2f) break;
    signs++;
  }
  return signs;
}

/**
 * End of `[UB]*[lB]+` or, where there is no such word, of `[UB]+`, and of a contraction after it; U are capitals, l small letters, B
 * caseless letters and marks. The pattern gives back capitals until its second half finds a B.
 */
function casedEnd(at: usize, end: usize): usize {
  let stop = at;
  let afterBoth: usize = 0; // end of the last B among the first half
  while (stop < end) {
    const found = splitClassAt(stop);
    if (!(found & (UPPER | CASELESS | MARK))) {
      if (found == LOWER) return withContraction(runEnd(stop, end, LOWER | CASELESS | MARK), end);
      break;
    }
    stop = afterCharacter(stop);
    if (found != UPPER) afterBoth = stop;
  }
  return withContraction(afterBoth ? afterBoth : stop, end);
}

/** Whether the letters and marks at an address are capitals that no small letter follows. */
function isCapitalsOnly(at: usize, end: usize): bool {
  const stop = runEnd(at, end, UPPER);
  return stop > at && (stop == end || !(splitClassAt(stop) & (LOWER | CASELESS | MARK)));
}

function withContraction(at: usize, end: usize): usize {
  return at < end && load<u8>(at) == 0x27 ? contractionEnd(at, end, true) : at;
}

/** End of 's 't 'm 'd 're 've 'll at an address, or the address. Without regard to case ſ (U+017F) is an s. */
function contractionEnd(at: usize, end: usize, anyCase: bool): usize {
  if (at + 1 >= end) return at;
  const fold: u32 = anyCase ? 0x20 : 0;
  const first = <u32>load<u8>(at, 1) | fold;
  if (first == 0x73 || first == 0x74 || first == 0x6d || first == 0x64) return at + 2;
  if (at + 2 >= end) return at;
  if (anyCase && load<u16>(at, 1) == 0xbfc5) return at + 3;
  const second = <u32>load<u8>(at, 2) | fold;
  if (second == 0x65 && (first == 0x72 || first == 0x76)) return at + 3;
  return second == 0x6c && first == 0x6c ? at + 3 : at;
}

/** End of up to three numbers. */
function numberEnd(at: usize, end: usize): usize {
  for (let most = 3; most && at < end && splitClassAt(at) & NUMBER; most--) at = afterCharacter(at);
  return at;
}

/**
 * End of white space: after its last line end (`newlines`), else before its last character, which goes with what follows; all of
 * it where the text ends. `tail`: at the end of the text all of it, line ends or not.
 */
function whiteEnd(at: usize, end: usize, newlines: bool, tail: bool): usize {
  let stop = at;
  let last = at;
  let afterNewline: usize = 0;
  while (stop < end) {
    const found = splitClassAt(stop);
    if (!(found & WHITE)) break;
    last = stop;
    stop = afterCharacter(stop);
    if (found == NEWLINE) afterNewline = stop;
  }
  if (tail && stop == end) return stop;
  if (newlines && afterNewline) return afterNewline;
  return stop == end || last == at ? stop : last;
}

/** Writes the ends of a text's pieces as u32 offsets from `at`; returns how many there are. */
export function splitText(pattern: u32, at: usize, bytes: usize, into: usize): u32 {
  const end = at + bytes;
  let count: u32 = 0;
  for (let p = at; p < end; count++) {
    p = pieceEnd(pattern, p, end);
    store<u32>(into + ((<usize>count) << 2), <u32>(p - at));
  }
  return count;
}
