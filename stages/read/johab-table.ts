/** First code units of what the parts of a JOHAB syllable number. */
const SYLLABLES = 0xac00;
const MEDIALS = 21;
const FINALS = 28;
/** Compatibility jamo U+3131… of the initials and finals, by their index; the medials follow each other from U+314F. */
const INITIAL_JAMO = [1, 2, 4, 7, 8, 9, 17, 18, 19, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30];
const FINAL_JAMO = [1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 26, 27, 28, 29, 30];
const JAMO = 0x3130;
const FIRST_MEDIAL_JAMO = 0x314f;
const BLANK = 0x3000;
/** Said of a part of a syllable: it is the filler, or no part has this number. */
const FILLER = -1;
const NONE = -2;

/** Index of an initial by its five bits: 2 to 20, and 1 for none. */
const initialOf = (bits: number): number => (bits === 1 ? FILLER : bits >= 2 && bits <= 20 ? bits - 2 : NONE);

/** Index of a medial by its five bits: 3–7, 10–15, 18–23, 26–29, and 2 for none. */
function medialOf(bits: number): number {
  if (bits === 2) return FILLER;
  if (bits >= 3 && bits <= 7) return bits - 3;
  if (bits >= 10 && bits <= 15) return bits - 5;
  if (bits >= 18 && bits <= 23) return bits - 7;
  return bits >= 26 && bits <= 29 ? bits - 9 : NONE;
}

/** Index of a final by its five bits, from 1 on: 2–17 and 19–29; 1 for none. */
function finalOf(bits: number): number {
  if (bits === 1) return 0;
  if (bits >= 2 && bits <= 17) return bits - 1;
  return bits >= 19 && bits <= 29 ? bits - 2 : NONE;
}

function hangul(pair: number): number {
  const initial = initialOf((pair >>> 10) & 31);
  const medial = medialOf((pair >>> 5) & 31);
  const final = finalOf(pair & 31);
  if (initial === NONE || medial === NONE || final === NONE) return 0;
  if (initial >= 0 && medial >= 0) return SYLLABLES + (initial * MEDIALS + medial) * FINALS + final;
  if (initial >= 0 && medial === FILLER && final === 0) return JAMO + (INITIAL_JAMO[initial] as number);
  if (initial === FILLER && medial >= 0 && final === 0) return FIRST_MEDIAL_JAMO + medial;
  if (initial === FILLER && medial === FILLER && final > 0) return JAMO + (FINAL_JAMO[final - 1] as number);
  // Three fillers are a blank of a syllable's width.
  return initial === FILLER && medial === FILLER ? BLANK : 0;
}

/**
 * The pairs of JOHAB (KS C 5601-1992, annex 3): a syllable is three numbers of five bits, initial, medial and final; symbols and Hanja
 * are the rows of KS X 1001, two to a lead byte. `cp949` gives the character of each pair of KS X 1001; 0 stands for no character.
 */
export function johabPairs(cp949: Uint16Array): Uint16Array {
  const pairs = new Uint16Array(65_536);
  for (let lead = 0x84; lead <= 0xf9; lead++) {
    for (let trail = 0x31; trail <= 0xfe; trail++) {
      const pair = (lead << 8) | trail;
      if (lead <= 0xd3) {
        if ((trail >= 0x41 && trail <= 0x7e) || (trail >= 0x81 && trail <= 0xfe)) pairs[pair] = hangul(pair);
        continue;
      }
      if (lead < 0xd9 || lead === 0xdf || (trail > 0x7e && trail < 0x91)) continue;
      // The jamo of row 4 have their place among the syllables.
      if (lead === 0xda && trail >= 0xa1 && trail <= 0xd3) continue;
      const row = lead < 0xe0 ? 2 * (lead - 0xd9) : 2 * lead - 0x197;
      const column = trail < 0x91 ? trail - 0x31 : trail - 0x43;
      const second = column >= 0x5e ? 1 : 0;
      pairs[pair] = cp949[((row + second + 0xa1) << 8) | (column - second * 0x5e + 0xa1)] as number;
    }
  }
  return pairs;
}
