const BACKSLASH: u32 = 0x5c;
const LETTER_U: u32 = 0x75;

/** `0123456789abcdef` */
const HEX: usize = memory.data<u8>([
  0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66,
]);

/** Letter of the two-byte escape of each control character, 0 where JSON.stringify writes `\u00xx`. */
const SHORT_ESCAPES: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0x62, 0x74, 0x6e, 0, 0x66, 0x72, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

/**
 * Decodes a JSON string body to UTF-8; lone surrogates become U+FFFD, as in `Buffer.from(JSON.parse(…))`.
 * The body must be one that `scanRecord` accepted. Touches at most `bytes` bytes of `into`; the two must not overlap.
 */
export function unescapeJson(at: usize, bytes: usize, into: usize): usize {
  const backslashes = i8x16.splat(<i8>BACKSLASH);
  const stop = at + bytes;
  let p = at;
  let out = into;
  while (p + 16 <= stop) {
    const chunk = v128.load(p);
    v128.store(out, chunk);
    const marks = i8x16.bitmask(i8x16.eq(chunk, backslashes));
    if (!marks) {
      p += 16;
      out += 16;
      continue;
    }
    p += ctz(marks);
    out += ctz(marks);
    const step = decodeEscape(p, stop, out);
    p += <usize>(step >> 4);
    out += <usize>(step & 15);
  }
  while (p < stop) {
    const byte = <u32>load<u8>(p);
    if (byte != BACKSLASH) {
      store<u8>(out, byte);
      p++;
      out++;
    } else {
      const step = decodeEscape(p, stop, out);
      p += <usize>(step >> 4);
      out += <usize>(step & 15);
    }
  }
  return out - into;
}

/**
 * Writes valid UTF-8 as a JSON string body, exactly as JSON.stringify would: `\b \t \n \f \r \" \\`, other controls below 0x20 as
 * `\u00xx`, all else as it is. Touches at most 6 × `bytes` bytes of `into`; the two must not overlap.
 */
export function escapeJson(at: usize, bytes: usize, into: usize): usize {
  const quotes = i8x16.splat(0x22);
  const backslashes = i8x16.splat(<i8>BACKSLASH);
  const lastControl = i8x16.splat(0x1f);
  const stop = at + bytes;
  let p = at;
  let out = into;
  while (p + 16 <= stop) {
    const chunk = v128.load(p);
    v128.store(out, chunk);
    const marks = i8x16.bitmask(
      v128.or(v128.or(i8x16.eq(chunk, quotes), i8x16.eq(chunk, backslashes)), i8x16.le_u(chunk, lastControl)),
    );
    if (!marks) {
      p += 16;
      out += 16;
      continue;
    }
    p += ctz(marks);
    out = escapeByte(load<u8>(p), out + ctz(marks));
    p++;
  }
  for (; p < stop; p++) {
    const byte = <u32>load<u8>(p);
    if (byte < 0x20 || byte == 0x22 || byte == BACKSLASH) out = escapeByte(byte, out);
    else store<u8>(out++, byte);
  }
  return out - into;
}

function escapeByte(byte: u32, out: usize): usize {
  const letter = byte < 0x20 ? <u32>load<u8>(SHORT_ESCAPES + byte) : byte;
  if (letter) {
    store<u16>(out, BACKSLASH | (letter << 8));
    return out + 2;
  }
  store<u32>(out, 0x3030755c); // \u00
  store<u8>(out, 0x30 + (byte >> 4), 4);
  store<u8>(out, load<u8>(HEX + (byte & 15)), 5);
  return out + 6;
}

/** Bytes of the escape whose backslash is at `p` (2 or 6), or 0 when JSON knows no such escape. Reads up to 6 bytes. */
export function escapeWidth(p: usize): usize {
  const letter = <u32>load<u8>(p, 1);
  if (letter == LETTER_U)
    return isHex(load<u8>(p, 2)) && isHex(load<u8>(p, 3)) && isHex(load<u8>(p, 4)) && isHex(load<u8>(p, 5)) ? 6 : 0;
  return decodedLetter(letter) ? 2 : 0;
}

/** Decodes the valid escape at `p` into up to 4 bytes of UTF-8 at `out`; returns (bytes read << 4) | bytes written. */
export function decodeEscape(p: usize, stop: usize, out: usize): u32 {
  const letter = <u32>load<u8>(p, 1);
  if (letter != LETTER_U) {
    store<u8>(out, decodedLetter(letter));
    return 0x21;
  }
  const unit = codeUnit(p + 2);
  if (unit < 0x80) {
    store<u8>(out, unit);
    return 0x61;
  }
  if (unit < 0x800) {
    store<u8>(out, 0xc0 | (unit >> 6));
    store<u8>(out, 0x80 | (unit & 63), 1);
    return 0x62;
  }
  if ((unit & 0xf800) != 0xd800) return writeThree(unit, out);
  if (unit < 0xdc00 && p + 12 <= stop && load<u16>(p, 6) == 0x755c) {
    const low = codeUnit(p + 8);
    if ((low & 0xfc00) == 0xdc00) {
      const character = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
      store<u8>(out, 0xf0 | (character >> 18));
      store<u8>(out, 0x80 | ((character >> 12) & 63), 1);
      store<u8>(out, 0x80 | ((character >> 6) & 63), 2);
      store<u8>(out, 0x80 | (character & 63), 3);
      return 0xc4;
    }
  }
  return writeThree(0xfffd, out);
}

function writeThree(character: u32, out: usize): u32 {
  store<u8>(out, 0xe0 | (character >> 12));
  store<u8>(out, 0x80 | ((character >> 6) & 63), 1);
  store<u8>(out, 0x80 | (character & 63), 2);
  return 0x63;
}

/** The character that a two-byte escape stands for, or 0 when there is none. */
function decodedLetter(letter: u32): u32 {
  if (letter == 0x6e) return 0x0a;
  if (letter == 0x22 || letter == BACKSLASH || letter == 0x2f) return letter;
  if (letter == 0x74) return 0x09;
  if (letter == 0x72) return 0x0d;
  if (letter == 0x62) return 0x08;
  if (letter == 0x66) return 0x0c;
  return 0;
}

function isHex(byte: u32): bool {
  return byte - 0x30 < 10 || (byte | 0x20) - 0x61 < 6;
}

/** The value of four hexadecimal digits. */
function codeUnit(p: usize): u32 {
  return (
    (hexValue(load<u8>(p)) << 12) | (hexValue(load<u8>(p, 1)) << 8) | (hexValue(load<u8>(p, 2)) << 4) | hexValue(load<u8>(p, 3))
  );
}

function hexValue(digit: u32): u32 {
  return (digit & 15) + (digit >> 6) * 9;
}
