import { bytesOfLead, codePointAt } from "./character-class";
import { characterBefore } from "./text-lines";
import { RECORD } from "./word-records";

const COLUMNS: usize = 10;
/** A run of so many syllables has lost the blanks between its words. */
const CRAMMED: u32 = 14;

const ADDRESSES: usize = 0;
const ADDRESS_CHARACTERS: usize = 1;
const HANGUL_WORDS: usize = 2;
const SYLLABLES: usize = 3;
const JAMO: usize = 4;
const JAMO_RUNS: usize = 5;
const PARTICLE_WORDS: usize = 6;
const ENDING_WORDS: usize = 7;
const MARK_RUNS: usize = 8;
const CRAMMED_SYLLABLES: usize = 9;

let counts: usize = 0;
function add(column: usize, count: u32): void {
  store<u32>(counts + (column << 2), load<u32>(counts + (column << 2)) + count);
}

function isSyllable(point: u32): bool {
  return point - 0xac00 < 11172;
}
function isJamo(point: u32): bool {
  return point - 0x3131 < 51;
}
/** Marks that express rather than end when they stand in twos: ! ? ~ ^ and dots. */
function isRepeatable(point: u32): bool {
  return point == 0x21 || point == 0x3f || point == 0x7e || point == 0x2e || point == 0x5e;
}
/** Signs that express when they stand alone: … ♡ ♥ ★ ☆. */
function isExpressive(point: u32): bool {
  return point == 0x2026 || point == 0x2661 || point == 0x2665 || point == 0x2605 || point == 0x2606;
}
function isEndMark(point: u32): bool {
  return point == 0x2e || point == 0x21 || point == 0x3f;
}

/** Writes the counts of PROSE_STATS over the records of `splitWords` by the rule `blanks`, u32 each. */
export function proseStats(records: usize, words: u32, into: usize): void {
  memory.fill(into, 0, COLUMNS << 2);
  counts = into;
  for (let i: u32 = 0; i < words; i++) {
    const record = records + <usize>i * RECORD;
    const start = <usize>load<u32>(record);
    const end = start + <usize>load<u32>(record, 4);
    if (isAddress(start, end)) {
      add(ADDRESSES, 1);
      add(ADDRESS_CHARACTERS, load<u32>(record, 8) >> 3);
    }
    countWord(start, end);
  }
}

/** Whether :// stands in a word, or it begins with www. */
function isAddress(start: usize, end: usize): bool {
  if (end - start >= 4 && load<u32>(start) == 0x2e777777) return true;
  for (let at = start; at + 3 <= end; at++) {
    if (load<u8>(at) == 0x3a && load<u8>(at, 1) == 0x2f && load<u8>(at, 2) == 0x2f) return true;
  }
  return false;
}

/** Counts one word's syllables, jamo and marks, and looks at how it ends. */
function countWord(start: usize, end: usize): void {
  let syllables: u32 = 0;
  let crammed: u32 = 0;
  let run: u32 = 0; // syllables in a row
  let jamo: u32 = 0;
  let jamoRun: u32 = 0;
  let marks: u32 = 0;
  let markRun: u32 = 0;
  for (let at = start; at < end; at += bytesOfLead(load<u8>(at))) {
    const byte: u32 = load<u8>(at);
    const point = byte < 0x80 ? byte : codePointAt(at);
    if (isSyllable(point)) {
      syllables++;
      run++;
      if (run == CRAMMED) crammed += CRAMMED;
      else if (run > CRAMMED) crammed++;
    } else run = 0;
    if (isJamo(point)) {
      jamo++;
      jamoRun++;
      if (jamoRun == 2) add(JAMO_RUNS, 1);
    } else jamoRun = 0;
    if (isRepeatable(point)) {
      markRun++;
      if (markRun == 2) marks++;
    } else markRun = 0;
    if (isExpressive(point)) marks++;
  }
  add(JAMO, jamo);
  if (syllables | jamo) add(MARK_RUNS, marks);
  if (syllables == 0) return;
  add(HANGUL_WORDS, 1);
  add(SYLLABLES, syllables);
  add(CRAMMED_SYLLABLES, crammed);
  // Without the marks behind it, how does the word end?
  let stop = end;
  let isMarked = false;
  while (stop > start) {
    const before = characterBefore(stop);
    const point = codePointAt(before);
    if (isSyllable(point)) break;
    if (isEndMark(point)) isMarked = true;
    else if (
      point != 0x2c &&
      point != 0x22 &&
      point != 0x27 &&
      point != 0x29 &&
      point != 0x201d &&
      point != 0x2019 &&
      point != 0x3a
    )
      return;
    stop = before;
  }
  if (stop - start < 6) return;
  const lastAt = stop - 3;
  const last = codePointAt(lastAt);
  const before = codePointAt(characterBefore(lastAt));
  if (!isSyllable(before)) return;
  if (isMarked) add(ENDING_WORDS, u32(isEnding(last)));
  else add(PARTICLE_WORDS, u32(isParticle(before, last)));
}

function isEnding(last: u32): bool {
  switch (last) {
    case 0xb2e4: // 다
    case 0xc694: // 요
    case 0xae4c: // 까
    case 0xc8e0: // 죠
    case 0xc74c: // 음
    case 0xd568: // 함
    case 0xc784: // 임
    case 0xc624: // 오
    case 0xb77c: // 라
      return true;
    default:
      return false;
  }
}

function isParticle(before: u32, last: u32): bool {
  switch (last) {
    case 0xc740: // 은
    case 0xb294: // 는
    case 0xc774: // 이
    case 0xac00: // 가
    case 0xc744: // 을
    case 0xb97c: // 를
    case 0xc758: // 의
    case 0xc5d0: // 에
    case 0xc640: // 와
    case 0xacfc: // 과
    case 0xb3c4: // 도
    case 0xb85c: // 로
      return true;
    case 0xc11c: // 에서
    case 0xac8c: // 에게
      return before == 0xc5d0;
    case 0xc9c0: // 까지
      return before == 0xae4c;
    case 0xd130: // 부터
      return before == 0xbd80;
    default:
      return false;
  }
}
