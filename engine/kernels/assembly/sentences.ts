import { bytesOfLead, classOf, codePointAt, PUNCTUATION } from "./character-class";
import { RECORD } from "./word-records";

const FEED: u32 = 10;

/** Whether a word is one sentence-final mark. */
function isFinal(at: usize, bytes: usize): bool {
  if (bytes > 3 || bytesOfLead(load<u8>(at)) != bytes) return false;
  switch (codePointAt(at)) {
    case 0x21:
    case 0x2e:
    case 0x3f:
    case 0x203c:
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

function isPunctuation(at: usize, bytes: usize): bool {
  const end = at + bytes;
  while (at < end) {
    if (classOf(codePointAt(at)) != PUNCTUATION) return false;
    at += bytesOfLead(load<u8>(at));
  }
  return true;
}

/** Sentences among the words of records in order: each line begins one, and so does a word after a final mark that is no punctuation. */
export function countSentences(records: usize, words: u32): u32 {
  let sentences: u32 = 0;
  let isDone = true; // whether the next word begins a sentence, whatever it is
  let isMarked = false; // whether a final mark stands before
  let before: usize = 0;
  for (let i: u32 = 0; i < words; i++) {
    const record = records + <usize>i * RECORD;
    const at = <usize>load<u32>(record);
    const bytes = <usize>load<u32>(record, 4);
    for (let p = before; before && p < at; p++) if (load<u8>(p) == FEED) isDone = true;
    before = at + bytes;
    const isMark = isFinal(at, bytes);
    if (isDone || (isMarked && !isMark && !isPunctuation(at, bytes))) {
      sentences++;
      isDone = false;
      isMarked = false;
    }
    if (isMark) isMarked = true;
  }
  return sentences;
}
