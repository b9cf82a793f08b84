const WHOLE: u32 = 1600;
const HEAD: u32 = 900;
const MIDDLE: u32 = 450;
const TAIL: u32 = 250;

let middleAt: usize = 0;
let middleEnd: usize = 0;
let headEnd: usize = 0;
let tailAt: usize = 0;

/** Finds the windows of a text that are looked at (`SCORE_WINDOWS`); the head begins at `at`, the tail ends with the text. */
export function findWindows(at: usize, bytes: usize): void {
  const end = at + bytes;
  headEnd = tailAt = middleAt = middleEnd = end;
  if (skip(at, end, WHOLE) >= end) return;
  headEnd = skip(at, end, HEAD);
  tailAt = back(end, TAIL);
  middleAt = at + (bytes >> 1);
  while (isContinuation(middleAt)) middleAt++;
  middleAt = max(middleAt, headEnd);
  middleEnd = max(middleAt, min(skip(middleAt, end, MIDDLE), tailAt));
}

/** Beginning of window 1 (middle) or 2 (tail) of those found last. */
export function windowAt(window: u32): usize {
  return window == 1 ? middleAt : tailAt;
}

/** End of window 0 (head) or 1 (middle) of those found last. */
export function windowEnd(window: u32): usize {
  return window == 0 ? headEnd : middleEnd;
}

function isContinuation(at: usize): bool {
  return (load<u8>(at) & 0xc0) == 0x80;
}

/** The place `characters` behind a place, or the end. */
function skip(at: usize, end: usize, characters: u32): usize {
  while (at < end && characters > 0) {
    at++;
    while (at < end && isContinuation(at)) at++;
    characters--;
  }
  return at;
}

function back(end: usize, characters: u32): usize {
  while (characters > 0) {
    end--;
    while (isContinuation(end)) end--;
    characters--;
  }
  return end;
}
