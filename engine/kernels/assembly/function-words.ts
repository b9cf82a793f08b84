import { bytesOfLead, classOf, codePointAt, LATIN } from "./character-class";
import { bitmap, equals, inRange, isLetter } from "./lanes";

/**
 * Function words of English that hardly occur as words of other languages in Latin letters; at most eight letters each.
 * A change of the list asks for another factor in `slotOf` when a test finds a word missing.
 */
const LIST =
  "the and of that with this from which you not were been would their there they what when has have it his she but or if these those than then them could should who into about your our because how its some other each while where through such does did before between only can make many most";

const MOST_WORDS: u32 = 65535;
/** Hash table of 512 words as little-endian u64; 0 is a free slot. */
const TABLE: usize = memory.data(4096, 8);

/** The slot of a word. The factor was searched for: no two words of the list share a slot, so one comparison decides. */
function slotOf(word: u64): usize {
  return TABLE + <usize>(((word * 0x6b44b389063aa965) >> 55) << 3);
}

let letters: u64 = 0;
let shift: u64 = 0;
for (let i = 0; i <= LIST.length; i++) {
  const letter: u64 = i < LIST.length ? LIST.charCodeAt(i) : 32;
  if (letter != 32) {
    letters |= letter << shift;
    shift += 8;
    continue;
  }
  store<u64>(slotOf(letters), letters);
  letters = 0;
  shift = 0;
}

/** 1 when the letters [start, end) are a word of the list. */
function match(start: usize, end: usize): u32 {
  const length = end - start;
  if (length > 8) return 0;
  // Only the cases of letters differ by 0x20, and a byte of a non-ASCII letter stays one.
  const word = (load<u64>(start) | 0x2020202020202020) & (<u64>-1 >> (64 - ((<u64>length) << 3)));
  return u32(load<u64>(slotOf(word)) == word);
}

/** First bytes of the blocks that hold non-ASCII Latin letters: all but E3–E9 and EB–EE. */
function mayBeLatin(bytes: v128): v128 {
  const lead = v128.and(i8x16.ge_s(bytes, i8x16.splat(<i8>0xc2)), i8x16.lt_s(bytes, i8x16.splat(0)));
  return v128.andnot(lead, v128.or(inRange(bytes, 0xe3, 7), inRange(bytes, 0xeb, 4)));
}

/** Words of Latin letters (low 16 bits, at most 65535) and how many of them are in the list (high 16 bits). */
export function functionWords(at: usize, bytes: usize): u32 {
  const end = at + bytes;
  let words: u32 = 0;
  let matches: u32 = 0;
  let start: usize = 0; // of the word that is open, else 0
  let before: u64 = 0; // whether the byte before the block belongs to a letter
  let spill: u64 = 0; // bytes of a letter that lie in the next block
  for (let p = at; p < end; p += 64) {
    const left = end - p;
    const valid: u64 = left >= 64 ? ~0 : ((<u64>1) << left) - 1;
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    let latin = (valid & bitmap(isLetter(a), isLetter(b), isLetter(c), isLetter(d))) | spill;
    spill = 0;
    if (bitmap(a, b, c, d)) {
      let leads = valid & bitmap(mayBeLatin(a), mayBeLatin(b), mayBeLatin(c), mayBeLatin(d));
      while (leads) {
        const bit = ctz(leads);
        leads &= leads - 1;
        const q = p + <usize>bit;
        if (classOf(codePointAt(q)) != LATIN) continue;
        const length = <u64>bytesOfLead(load<u8>(q));
        const run: u64 = (1 << length) - 1;
        latin |= run << bit;
        if (bit + length > 64) spill = run >> (64 - bit);
      }
    }
    let edges = latin ^ ((latin << 1) | before);
    before = latin >> 63;
    while (edges) {
      const q = p + <usize>ctz(edges);
      edges &= edges - 1;
      if (start == 0) start = q;
      else {
        matches += match(start, q);
        start = 0;
        if (++words == MOST_WORDS) return (matches << 16) | words;
      }
    }
  }
  if (start) {
    matches += match(start, end);
    words++;
  }
  return (matches << 16) | words;
}
