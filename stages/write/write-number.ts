/** Bytes that a number takes at most: sign, 17 digits, point and exponent. */
export const MOST_DIGITS = 32;
const ZERO = 0x30;
const POINT = 0x2e;
/** Numbers below this are written digit by digit. */
const SMALL = 1e9;
const PLACES = 4;
const PARTS = 10 ** PLACES;

/** Writes a finite number as JSON has it at `at` and returns the place behind it. */
export function writeNumber(value: number, into: Uint8Array, at: number): number {
  if (value >= 0 && value < SMALL && !Object.is(value, -0)) {
    const whole = Math.floor(value);
    if (whole === value) return writeDigits(whole, digitsOf(whole), into, at);
    // Shares have four places (engine/four-places.ts); whatever else has more goes the long way.
    const parts = Math.round((value - whole) * PARTS);
    if (whole < PARTS && parts > 0 && parts < PARTS && (whole * PARTS + parts) / PARTS === value) {
      let places = PLACES;
      let shown = parts;
      for (; shown % 10 === 0; shown /= 10) places--;
      const point = writeDigits(whole, digitsOf(whole), into, at);
      into[point] = POINT;
      return writeDigits(shown, places, into, point + 1);
    }
  }
  const text = JSON.stringify(value);
  for (let index = 0; index < text.length; index++) into[at + index] = text.charCodeAt(index);
  return at + text.length;
}

function digitsOf(whole: number): number {
  let digits = 1;
  for (let left = whole; left >= 10; left = Math.floor(left / 10)) digits++;
  return digits;
}

function writeDigits(whole: number, digits: number, into: Uint8Array, at: number): number {
  let left = whole;
  for (let place = at + digits - 1; place >= at; place--) {
    const tens = Math.floor(left / 10);
    into[place] = ZERO + left - tens * 10;
    left = tens;
  }
  return at + digits;
}
