import { bertClassOf, WHITE } from "./bert-class";
import { bytesOfLead, codePointAt } from "./character-class";
import { isTakenOut, replaceCharacters } from "./character-map";
import { graphemeClass, joinsBefore, PREPEND } from "./graphemes";
import { nodeBelow, tokenAtNode } from "./token-trie";
import { BLANK_BITS, GROWTH, NONE, RULES, SCORES, tokenCount, tokenOfByte, UNKNOWN } from "./token-vocabulary";

/** Bits of UNIGRAM_RULES (vocabulary-layout.ts). */
const ALWAYS: u32 = 1;
const FIRST: u32 = 2;
const WORDS: u32 = 4;
const COLLAPSE: u32 = 8;
const BYTES: u32 = 16;

const BLANK_SIGN: u32 = 0x2581;
/** Bytes of working memory a byte of normalised text takes: itself, the token, and score, token and start of the best way. */
const WAY_BYTES: usize = 16;
const SLACK: usize = 128;

/** Where the tokens of the piece encoded last are. */
export let unigramTokens: usize = 0;
/** Whether the text has not begun yet: nothing but what normalising takes out was seen of it. */
let isStart: bool = false;

let ways: usize = 0;
let count: u32 = 0;

/** Begins a text, or what stands after an added token. */
export function beginUnigram(vocabulary: usize, isFirst: bool): void {
  const rules = load<u32>(vocabulary, RULES);
  isStart = <bool>(rules & ALWAYS) || (isFirst && <bool>(rules & FIRST));
}

/** Whether the next piece may begin with a blank that the text has not, so that its tokens depend on where it stands. */
export function isUnigramStart(): bool {
  return isStart;
}

function isBlank(vocabulary: usize, codePoint: u32): bool {
  if (codePoint >= 0x10000) return false;
  return <bool>((load<u8>(vocabulary + load<u32>(vocabulary, BLANK_BITS) + (codePoint >> 3)) >> (<u8>codePoint & 7)) & 1);
}

/**
 * End of a piece: characters that become blanks, and others up to the next of the former. Nothing joins across such an end, neither
 * when characters are replaced nor in a token.
 */
export function unigramPieceEnd(vocabulary: usize, at: usize, end: usize): usize {
  const collapses = <bool>(load<u32>(vocabulary, RULES) & COLLAPSE);
  for (; at < end; at += bytesOfLead(load<u8>(at))) {
    const codePoint = codePointAt(at);
    if (!isBlank(vocabulary, codePoint) && !(collapses && isTakenOut(vocabulary, at, codePoint))) break;
  }
  let last: u32 = 0;
  while (at < end) {
    const lead: u32 = load<u8>(at);
    if (lead == 0xeb || lead == 0xec) {
      last = 0;
      at += 3;
      continue;
    }
    const codePoint = codePointAt(at);
    if (isBlank(vocabulary, codePoint)) {
      if (!isJoined(last, collapses)) return at;
    } else if (!(collapses && isTakenOut(vocabulary, at, codePoint))) last = codePoint;
    at += bytesOfLead(lead);
  }
  return end;
}

/** Whether a blank may belong to the cluster of the character before it, or be joined to one that this becomes. */
function isJoined(before: u32, collapses: bool): bool {
  return before >= 0x80 && (graphemeClass(before) == PREPEND || (collapses && joinsBefore(before)));
}

/** Bytes of working memory that a piece asks for. */
export function unigramWork(vocabulary: usize, bytes: usize): usize {
  return (bytes * load<u32>(vocabulary, GROWTH) + SLACK) * (WAY_BYTES + 1 + 4);
}

/** Encodes a piece of a text in working memory of `unigramWork`; its tokens are at `unigramTokens`. Returns how many there are. */
export function encodeUnigram(vocabulary: usize, at: usize, bytes: usize, work: usize): u32 {
  const rules = load<u32>(vocabulary, RULES);
  const most = bytes * load<u32>(vocabulary, GROWTH) + SLACK;
  ways = work;
  unigramTokens = work + most * WAY_BYTES;
  const text = unigramTokens + (most << 2) + 8; // a blank may be put before it
  count = 0;
  let from = text;
  let end = replaceCharacters(vocabulary, at, at + bytes, text);
  if (rules & COLLAPSE) end = collapse(text, end);
  if (isStart && end > text) {
    isStart = false;
    if (!isSign(text) && !(rules & WORDS)) store<u8>(--from, 0x20);
  }
  if (rules & WORDS) encodeWords(vocabulary, from, end);
  else encodeSigned(vocabulary, from, end);
  return count;
}

/** Makes one blank of a run of blanks. */
function collapse(at: usize, end: usize): usize {
  let into = at;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (byte == 0x20 && at + 1 < end && load<u8>(at, 1) == 0x20) continue;
    store<u8>(into++, byte);
  }
  return into;
}

/** Words between white space, a blank before each that has no sign of its own. */
function encodeWords(vocabulary: usize, at: usize, end: usize): void {
  while (at < end) {
    const length = bytesOfLead(load<u8>(at));
    if (bertClassOf(codePointAt(at)) & WHITE) {
      at += length;
      continue;
    }
    let stop = at;
    while (stop < end && !(bertClassOf(codePointAt(stop)) & WHITE)) stop += bytesOfLead(load<u8>(stop));
    let from = at;
    if (!isSign(at)) store<u8>(--from, 0x20); // over white space, or what is before the text
    encodeSigned(vocabulary, from, stop);
    at = stop;
  }
}

/** Whether a blank or its sign stands at an address. */
function isSign(at: usize): bool {
  return load<u8>(at) == 0x20 || (load<u32>(at) & 0xffffff) == 0x8196e2;
}

/** What begins with a blank or its sign, each for itself. */
function encodeSigned(vocabulary: usize, at: usize, end: usize): void {
  while (at < end) {
    let stop = at + bytesOfLead(load<u8>(at));
    while (stop < end && !isSign(stop)) stop += bytesOfLead(load<u8>(stop));
    bestWay(vocabulary, at, stop);
    at = stop;
  }
}

/** The way through [at, end) whose tokens have the highest sum of scores; of equal ways the one found first. */
function bestWay(vocabulary: usize, at: usize, end: usize): void {
  const scores = vocabulary + load<u32>(vocabulary, SCORES);
  const unknownScore = load<f64>(scores + ((<usize>tokenCount(vocabulary)) << 3));
  const unknown = load<u32>(vocabulary, UNKNOWN);
  const size = end - at;
  for (let place: usize = 0; place <= size; place++) store<u32>(ways + place * WAY_BYTES, NONE, 12);
  store<f64>(ways, 0);
  for (let place: usize = 0; place < size; ) {
    const before = load<f64>(ways + place * WAY_BYTES);
    const first = bytesOfLead(load<u8>(at + place));
    let isKnown = false;
    let node: u32 = 0;
    let stop = place;
    do {
      const codePoint = codePointAt(at + stop);
      node = nodeBelow(vocabulary, node, codePoint == BLANK_SIGN ? 0x20 : codePoint);
      if (!node) break;
      stop += bytesOfLead(load<u8>(at + stop));
      const token = tokenAtNode(vocabulary, node);
      if (!token) continue;
      offer(stop, place, token - 1, load<f64>(scores + ((<usize>(token - 1)) << 3)) + before);
      if (stop - place == first) isKnown = true;
    } while (stop < size);
    if (!isKnown) offer(place + first, place, unknown, unknownScore + before);
    place += first;
  }
  writeWay(vocabulary, at, size, unknown);
}

function offer(stop: usize, start: usize, token: u32, score: f64): void {
  const way = ways + stop * WAY_BYTES;
  if (load<u32>(way, 12) != NONE && score <= load<f64>(way)) return;
  store<f64>(way, score);
  store<u32>(way, token, 8);
  store<u32>(way, <u32>start, 12);
}

/** Appends the tokens of the best way; unknown characters next to each other are one token, or their bytes. */
function writeWay(vocabulary: usize, at: usize, size: usize, unknown: u32): void {
  const isBytes = <bool>(load<u32>(vocabulary, RULES) & BYTES);
  // Turned round: each place is given the end of the token that begins there.
  let stop = size;
  let after: u32 = <u32>size;
  while (stop) {
    const start: usize = load<u32>(ways + stop * WAY_BYTES, 12);
    const token = load<u32>(ways + stop * WAY_BYTES, 8);
    store<u32>(ways + stop * WAY_BYTES, after, 12);
    after = <u32>stop;
    store<u32>(ways + start * WAY_BYTES, token);
    stop = start;
  }
  store<u32>(ways, after, 12);
  let isFused = false;
  for (let place: usize = 0; place < size; ) {
    const token = load<u32>(ways + place * WAY_BYTES);
    const next: usize = load<u32>(ways + place * WAY_BYTES, 12);
    if (token != unknown) put(token);
    else if (isBytes) putBytes(vocabulary, at + place, at + next);
    else if (!isFused) put(unknown);
    isFused = token == unknown;
    place = next;
  }
}

function putBytes(vocabulary: usize, at: usize, end: usize): void {
  for (; at < end; at++) {
    const byte: u32 = load<u8>(at);
    if (byte == 0x20) {
      put(tokenOfByte(vocabulary, 0xe2));
      put(tokenOfByte(vocabulary, 0x96));
      put(tokenOfByte(vocabulary, 0x81));
    } else put(tokenOfByte(vocabulary, byte));
  }
}

function put(token: u32): void {
  store<u32>(unigramTokens + ((<usize>count) << 2), token);
  count++;
}
