/**
 * What texts are compared by: `words`, runs of letters and digits, or `letters`, all letters and digits in a row, whatever stands between
 * them, for scripts in which blanks are set one way or the other: 할 수 있다 and 할수있다 are the same.
 */
export type UnitKind = "words" | "letters";

const BASE = 0x01000193;
/** UTF-16 unit → the letter or digit that it counts as, 0 where it is none: lower case, half width. */
const FOLDED = new Uint16Array(65_536);
for (let unit = 0; unit < FOLDED.length; unit++) {
  const character = String.fromCharCode(unit);
  if (!/[\p{L}\p{N}\p{M}]/u.test(character)) continue;
  const folded = unit >= 0xff01 && unit <= 0xff5e ? String.fromCharCode(unit - 0xfee0) : character;
  FOLDED[unit] = folded.toLowerCase().charCodeAt(0);
}

/** The units of one text: a hash each, and where in the UTF-8 bytes each begins and ends. */
export class TextUnits {
  count = 0;
  hashes = new Uint32Array(1 << 12);
  starts = new Uint32Array(1 << 12);
  ends = new Uint32Array(1 << 12);

  /** Cuts UTF-8 bytes, in NFC, into units; the last text's are overwritten. */
  cut(bytes: Uint8Array, kind: UnitKind): void {
    if (this.hashes.length <= bytes.length) {
      this.hashes = new Uint32Array(bytes.length * 2);
      this.starts = new Uint32Array(bytes.length * 2);
      this.ends = new Uint32Array(bytes.length * 2);
    }
    const { hashes, starts, ends } = this;
    const isWords = kind === "words";
    let count = 0;
    let hash = 0;
    let start = 0;
    for (let at = 0; at < bytes.length; ) {
      const from = at;
      const lead = bytes[at] as number;
      let letter = 0;
      if (lead < 0x80) {
        letter = FOLDED[lead] as number;
        at++;
      } else if (lead < 0xe0) {
        letter = FOLDED[((lead & 31) << 6) | ((bytes[at + 1] as number) & 63)] as number;
        at += 2;
      } else if (lead < 0xf0) {
        letter = FOLDED[
          ((lead & 15) << 12) | (((bytes[at + 1] as number) & 63) << 6) | ((bytes[at + 2] as number) & 63)
        ] as number;
        at += 3;
      } else at += 4;
      if (letter === 0) {
        if (hash === 0) continue;
        hashes[count] = hash;
        starts[count] = start;
        ends[count++] = from;
        hash = 0;
      } else if (isWords) {
        if (hash === 0) start = from;
        hash = Math.imul(hash ^ letter, BASE) >>> 0 || 1;
      } else {
        hashes[count] = letter;
        starts[count] = from;
        ends[count++] = at;
      }
    }
    if (hash !== 0) {
      hashes[count] = hash;
      starts[count] = start;
      ends[count++] = bytes.length;
    }
    this.count = count;
  }
}
