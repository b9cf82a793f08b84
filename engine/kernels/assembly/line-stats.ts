import { classOf, codePointAt, SPACE } from "./character-class";
import { beginTable, ENTRY, entryAt, intern, slotsFor, tableSize } from "./intern";
import { bitmap, equals } from "./lanes";
import { characterBefore, skipSpace } from "./text-lines";

const COLUMNS: usize = 19;
/** A line of at most so many characters is short (FineWeb). */
const SHORT: u32 = 30;
const FEED: u32 = 10;

/** Columns of LINE_STATS. */
const HASHES: usize = 0;
const ELLIPSES: usize = 1;
const FEEDS: usize = 2;
const PIECES: usize = 3;
const SOLID: usize = 4;
const BULLETS: usize = 5;
const ELLIPSIS_ENDS: usize = 6;
const PLAIN_BULLETS: usize = 7;
const PLAIN_ELLIPSIS_ENDS: usize = 8;
const TERMINAL: usize = 9;
const SHORTS: usize = 10;
const REPEATED: usize = 11;
const REPEATED_CHARACTERS: usize = 12;
const REPEATED_SOLID_CHARACTERS: usize = 13;
const SHARED: usize = 14;
const SHARED_CHARACTERS: usize = 15;
const PARAGRAPHS: usize = 16;
const REPEATED_PARAGRAPHS: usize = 17;
const REPEATED_PARAGRAPH_CHARACTERS: usize = 18;

let counts: usize = 0;
function add(column: usize, count: u32): void {
  store<u32>(counts + (column << 2), load<u32>(counts + (column << 2)) + count);
}

/** Line feeds in a text. */
function feedsIn(at: usize, end: usize): u32 {
  let feeds: u32 = 0;
  for (; at + 64 <= end; at += 64) feeds += <u32>popcnt(feedMap(at));
  if (at < end) feeds += <u32>popcnt(feedMap(at) & (((<u64>1) << (end - at)) - 1));
  return feeds;
}

function feedMap(at: usize): u64 {
  return bitmap(
    equals(v128.load(at), FEED),
    equals(v128.load(at, 16), FEED),
    equals(v128.load(at, 32), FEED),
    equals(v128.load(at, 48), FEED),
  );
}

/** Where the next line feed at or after an address stands, or `end`. */
function nextFeed(at: usize, end: usize): usize {
  while (at < end) {
    const mask = i8x16.bitmask(equals(v128.load(at), FEED));
    if (mask) return min(end, at + <usize>ctz(mask));
    at += 16;
  }
  return end;
}

/** Code points of valid UTF-8. */
function charactersIn(at: usize, end: usize): u32 {
  let count: u32 = 0;
  for (; at + 16 <= end; at += 16) count += 16 - <u32>popcnt(continuations(at));
  if (at < end) {
    const mask = (1 << (<u32>(end - at))) - 1;
    count += <u32>(end - at) - <u32>popcnt(continuations(at) & mask);
  }
  return count;
}

function continuations(at: usize): i32 {
  return i8x16.bitmask(i8x16.lt_s(v128.load(at), i8x16.splat(<i8>0xc0)));
}

/** Bytes of scratch memory that `lineStats` needs for a text. */
export function lineStatsScratch(at: usize, bytes: usize): usize {
  const lines = feedsIn(at, at + bytes) + 1;
  return <usize>lines * ENTRY + (slotsFor(lines) << 2);
}

/** Writes the counts of LINE_STATS, u32 each. */
export function lineStats(at: usize, bytes: usize, scratch: usize, into: usize): void {
  memory.fill(into, 0, COLUMNS << 2);
  counts = into;
  const end = at + bytes;
  countSigns(at, end);
  const feeds = feedsIn(at, end);
  add(FEEDS, feeds);
  const entries = scratch;
  const slots = scratch + (<usize>feeds + 1) * ENTRY;
  const slotCount = slotsFor(feeds + 1);
  beginTable(slots, slotCount, entries);
  let empty: u32 = 0;
  let pieces: u32 = 0;
  for (let start = at; start <= end; ) {
    const stop = nextFeed(start, end);
    if (stop == start) empty++;
    else {
      pieces++;
      countLine(start, stop);
      intern(start, stop - start);
    }
    start = stop + 1;
  }
  // As a text splits at runs of line feeds: nothing stands before a feed at its start and after one at its end.
  const before = u32(bytes > 0 && load<u8>(at) == FEED);
  const after = u32(bytes > 0 && load<u8>(end - 1) == FEED);
  store<u32>(into + (PIECES << 2), bytes == 0 ? 1 : pieces + before + after);
  countRepeated(empty, before & after);
  countParagraphs(at, end, slots, slotCount, entries);
}

/** Counts # and ellipses: …, and three dots, one after another. */
function countSigns(at: usize, end: usize): void {
  let hashes: u32 = 0;
  let dots: u32 = 0;
  for (let p = at; p < end; p += 64) {
    const left = end - p;
    const valid: u64 = left >= 64 ? ~0 : ((<u64>1) << left) - 1;
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    hashes += <u32>popcnt(valid & bitmap(equals(a, 0x23), equals(b, 0x23), equals(c, 0x23), equals(d, 0x23)));
    let found = valid & bitmap(equals(a, 0x2e), equals(b, 0x2e), equals(c, 0x2e), equals(d, 0x2e));
    if (found == 0) dots = 0;
    // Three dots have a neighbour on one side, in the block or across its border.
    else if (dots || found & (found << 1) || found >> 63) {
      for (let i: u64 = 0; i < 64; i++) {
        dots = (found >> i) & 1 ? dots + 1 : 0;
        if (dots == 3) {
          add(ELLIPSES, 1);
          dots = 0;
        }
      }
    }
    let leads = valid & bitmap(equals(a, 0xe2), equals(b, 0xe2), equals(c, 0xe2), equals(d, 0xe2));
    while (leads) {
      const q = p + <usize>ctz(leads);
      leads &= leads - 1;
      if (load<u8>(q, 1) == 0x80 && load<u8>(q, 2) == 0xa6) add(ELLIPSES, 1);
    }
  }
  store<u32>(counts + (HASHES << 2), hashes);
}

function endsInDots(start: usize, end: usize): bool {
  return end - start >= 3 && load<u8>(end - 1) == 0x2e && load<u8>(end - 2) == 0x2e && load<u8>(end - 3) == 0x2e;
}

/** Counts what one line that is not empty is. */
function countLine(start: usize, end: usize): void {
  const first: u32 = load<u8>(start);
  if (first == 0x2d || first == 0x2a) add(PLAIN_BULLETS, 1);
  const lastAt = characterBefore(end);
  const last = codePointAt(lastAt);
  if (last == 0x2026) add(PLAIN_ELLIPSIS_ENDS, 1);
  const solid = skipSpace(start, end);
  if (solid == end) return;
  add(SOLID, 1);
  const opening = codePointAt(solid);
  if (opening == 0x2022 || opening == 0x2d) add(BULLETS, 1);
  if (isTerminal(last)) add(TERMINAL, 1);
  if (end - start <= SHORT || (end - start <= SHORT * 4 && charactersIn(start, end) <= SHORT)) add(SHORTS, 1);
  let close = lastAt;
  let closing = last;
  let stop = end;
  while (classOf(closing) == SPACE) {
    stop = close;
    close = characterBefore(stop);
    closing = codePointAt(close);
  }
  if (closing == 0x2026 || endsInDots(solid, stop)) add(ELLIPSIS_ENDS, 1);
}

/** Sentence-final marks of the scripts that this project reads; FineWeb's list has those of 60 more. */
function isTerminal(point: u32): bool {
  switch (point) {
    case 0x21:
    case 0x2e:
    case 0x3f:
    case 0x589:
    case 0x61f:
    case 0x6d4:
    case 0x964:
    case 0x965:
    case 0x203c:
    case 0x203d:
    case 0x2047:
    case 0x2048:
    case 0x2049:
    case 0x3002:
    case 0xfe52:
    case 0xfe56:
    case 0xfe57:
    case 0xff01:
    case 0xff0e:
    case 0xff1f:
    case 0xff61:
      return true;
    default:
      return false;
  }
}

/** Adds up the lines that occur more than once; `empty` lines are interned by nobody. */
function countRepeated(empty: u32, bothEnds: u32): void {
  let repeated: u32 = bothEnds;
  let repeatedCharacters: u32 = 0;
  let solidCharacters: u32 = 0;
  let shared: u32 = empty > 1 ? empty : 0;
  let sharedCharacters: u32 = 0;
  const size = tableSize();
  for (let i: u32 = 0; i < size; i++) {
    const entry = entryAt(i);
    const count = load<u32>(entry, 12);
    if (count < 2) continue;
    const start = <usize>load<u32>(entry);
    const end = start + <usize>load<u32>(entry, 4);
    const characters = charactersIn(start, end);
    repeated += count - 1;
    repeatedCharacters += (count - 1) * characters;
    if (skipSpace(start, end) != end) solidCharacters += (count - 1) * characters;
    shared += count;
    sharedCharacters += count * characters;
  }
  add(REPEATED, repeated);
  add(REPEATED_CHARACTERS, repeatedCharacters);
  add(REPEATED_SOLID_CHARACTERS, solidCharacters);
  add(SHARED, shared);
  add(SHARED_CHARACTERS, sharedCharacters);
}

/** Counts paragraphs, cut at two or more line feeds once white space at both ends is off, and those that came before. */
function countParagraphs(at: usize, end: usize, slots: usize, slotCount: usize, entries: usize): void {
  at = skipSpace(at, end);
  while (end > at) {
    const last = characterBefore(end);
    if (classOf(codePointAt(last)) != SPACE) break;
    end = last;
  }
  if (at == end) {
    add(PARAGRAPHS, 1);
    return;
  }
  beginTable(slots, slotCount, entries);
  let paragraphs: u32 = 0;
  for (let start = at; start < end; ) {
    let stop = nextFeed(start, end);
    while (stop < end && load<u8>(stop, 1) != FEED) stop = nextFeed(stop + 1, end);
    paragraphs++;
    intern(start, stop - start);
    while (stop < end && load<u8>(stop) == FEED) stop++;
    start = stop;
  }
  let repeated: u32 = 0;
  let characters: u32 = 0;
  const size = tableSize();
  for (let i: u32 = 0; i < size; i++) {
    const entry = entryAt(i);
    const more = load<u32>(entry, 12) - 1;
    if (more == 0) continue;
    const start = <usize>load<u32>(entry);
    repeated += more;
    characters += more * charactersIn(start, start + <usize>load<u32>(entry, 4));
  }
  add(PARAGRAPHS, paragraphs);
  add(REPEATED_PARAGRAPHS, repeated);
  add(REPEATED_PARAGRAPH_CHARACTERS, characters);
}
