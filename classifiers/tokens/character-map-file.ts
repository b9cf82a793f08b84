import { refuse } from "./unrecognised.ts";

/** A SentencePiece file's map of characters: a double array of u32 that finds the place of a replacement in some texts. */
export interface CharacterMap {
  readonly units: Uint32Array;
  /** Replacements, each ended by 0. */
  readonly texts: Uint8Array;
  /** Most bytes, and most characters, that a byte of text becomes; a blank counts as the three bytes of its sign. */
  readonly growth: number;
  readonly charactersAByte: number;
}

/** Clusters of this many bytes and more are never looked up as a whole: the limit of the tokenizers library. */
const LONG_CLUSTER = 6;
const LABEL = 0x800000ff;
const LEAF = 0x100;
const JOINED_IN_LONGER = /^[\p{Script=Hangul}\p{Regional_Indicator}]./u;

const offsetOf = (unit: number): number => ((unit >>> 10) << ((unit & 0x200) >>> 6)) >>> 0;

/** Reads a `precompiled_charsmap`: u32 bytes of the double array, the array, the replacements. */
export function readCharacterMap(base64: string): CharacterMap {
  const file = Buffer.from(base64, "base64");
  const bytes = file.length < 4 ? 0 : file.readUInt32LE(0);
  if (bytes === 0 || bytes % 4 !== 0 || 4 + bytes > file.length) return refuse("a character map that is not whole");
  const units = new Uint32Array(file.buffer.slice(file.byteOffset + 4, file.byteOffset + 4 + bytes));
  const texts = file.subarray(4 + bytes);
  let growth = 3;
  let charactersAByte = 1;
  for (const { key, text } of replacements(units, texts)) {
    if (key.length >= LONG_CLUSTER) continue;
    if (JOINED_IN_LONGER.test(key.toString())) refuse("a character map of Hangul put together");
    const written = text.toString();
    if (written.length > 1 && written.endsWith(" ")) refuse("a character map with blanks at ends");
    growth = Math.max(growth, Math.ceil(Buffer.byteLength(written.replaceAll(" ", "▁")) / key.length));
    charactersAByte = Math.max(charactersAByte, Math.ceil([...written].length / key.length));
  }
  return { units, texts, growth, charactersAByte };
}

/** All that the map replaces; each state of the array is gone into once for each byte that leads on. */
function* replacements(units: Uint32Array, texts: Buffer): Generator<{ readonly key: Buffer; readonly text: Buffer }> {
  const open: [place: number, key: readonly number[]][] = [[offsetOf(units[0] as number), []]];
  let states = 0;
  for (let top = open.pop(); top; top = open.pop()) {
    const [place, key] = top;
    if (key.length >= LONG_CLUSTER) continue;
    if (++states > units.length) refuse("a character map that leads in circles");
    for (let byte = 1; byte < 256; byte++) {
      const unit = units[(place ^ byte) >>> 0];
      if (unit === undefined || (unit & LABEL) >>> 0 !== byte) continue;
      const below = (place ^ byte ^ offsetOf(unit)) >>> 0;
      const longer = [...key, byte];
      const leaf = units[below];
      if (unit & LEAF && leaf !== undefined) {
        const start = leaf & 0x7fffffff;
        const end = texts.indexOf(0, start);
        yield { key: Buffer.from(longer), text: texts.subarray(start, end < 0 ? texts.length : end) };
      }
      open.push([below, longer]);
    }
  }
}
