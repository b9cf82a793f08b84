import { constants, deflateSync, inflateSync } from "node:zlib";

/** How the values of a packed column lie in its bytes; little endian, the largest integer or NaN where a value is missing. */
export type SignalEncoding = "u8" | "u16" | "u32" | "f32" | "f64";

/** A column of numbers, packed in the narrowest form that gives back every value exactly. */
export interface PackedSignal {
  readonly encoding: SignalEncoding;
  /** The stored integer is this many times the value; 1 for floats. */
  readonly divisor: number;
  /** Whether `data` is a zlib stream over byte planes: first bytes of all values, then second bytes, and so on. */
  readonly deflated: boolean;
  readonly data: Uint8Array;
}

const WIDTH: Readonly<Record<SignalEncoding, number>> = { u8: 1, u16: 2, u32: 4, f32: 4, f64: 8 };
const LARGEST = { u8: 0xff, u16: 0xffff, u32: 0xffff_ffff } as const;
/** Whole numbers first, then those rounded to two, four or six places. */
const DIVISORS = [1, 100, 10_000, 1_000_000] as const;

/** Largest of the values times `divisor`, or undefined where one of them is not exactly a whole number of 1/divisor that fits. */
function largestWhole(values: Float64Array, divisor: number): number | undefined {
  let largest = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    const whole = Math.round(value * divisor);
    if (whole / divisor !== value || whole < 0 || whole >= LARGEST.u32 || Object.is(value, -0)) return undefined;
    if (whole > largest) largest = whole;
  }
  return largest;
}

const fitsFloat32 = (values: Float64Array): boolean => values.every((value) => Object.is(Math.fround(value), value));

function wholeNumbers(values: Float64Array, largest: number, divisor: number): { encoding: SignalEncoding; bytes: Uint8Array } {
  const encoding = largest < LARGEST.u8 ? "u8" : largest < LARGEST.u16 ? "u16" : "u32";
  const missing = LARGEST[encoding];
  const width = WIDTH[encoding];
  const words =
    width === 1 ? new Uint8Array(values.length) : width === 2 ? new Uint16Array(values.length) : new Uint32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    words[row] = Number.isNaN(value) ? missing : Math.round(value * divisor);
  }
  return { encoding, bytes: new Uint8Array(words.buffer) };
}

/** First bytes of all values, then second bytes …: bytes of like meaning lie together, and compress better. */
function toPlanes(bytes: Uint8Array, width: number): Uint8Array {
  if (width === 1) return bytes;
  const rows = bytes.length / width;
  const planes = new Uint8Array(bytes.length);
  for (let plane = 0, to = 0; plane < width; plane++) {
    for (let row = 0, from = plane; row < rows; row++, from += width) planes[to++] = bytes[from] as number;
  }
  return planes;
}

function fromPlanes(planes: Uint8Array, width: number): Uint8Array {
  const rows = planes.length / width;
  const bytes = new Uint8Array(planes.length);
  for (let plane = 0, from = 0; plane < width; plane++) {
    for (let row = 0, to = plane; row < rows; row++, to += width) bytes[to] = planes[from++] as number;
  }
  return bytes;
}

/** Packs one attribute of a part; `unpackSignal` gives back the same values, missing ones (NaN) and the sign of zero too. */
export function packSignal(values: Float64Array): PackedSignal {
  let divisor = 1;
  let plain: { encoding: SignalEncoding; bytes: Uint8Array } | undefined;
  for (divisor of DIVISORS) {
    const largest = largestWhole(values, divisor);
    if (largest === undefined) continue;
    plain = wholeNumbers(values, largest, divisor);
    break;
  }
  if (plain === undefined) {
    divisor = 1;
    plain = fitsFloat32(values)
      ? { encoding: "f32", bytes: new Uint8Array(Float32Array.from(values).buffer) }
      : { encoding: "f64", bytes: new Uint8Array(Float64Array.from(values).buffer) };
  }
  const { encoding, bytes } = plain;
  const deflated = deflateSync(toPlanes(bytes, WIDTH[encoding]), { level: constants.Z_BEST_SPEED });
  return deflated.length < bytes.length
    ? { encoding, divisor, deflated: true, data: deflated }
    : { encoding, divisor, deflated: false, data: bytes };
}

/** The values of a packed column, one per row of its part. */
export function unpackSignal({ encoding, divisor, deflated, data }: PackedSignal): Float64Array {
  const width = WIDTH[encoding];
  const bytes = deflated ? fromPlanes(inflateSync(data), width) : Uint8Array.from(data);
  if (encoding === "f64") return new Float64Array(bytes.buffer, 0, bytes.length / 8);
  if (encoding === "f32") return Float64Array.from(new Float32Array(bytes.buffer, 0, bytes.length / 4));
  const words = encoding === "u8" ? bytes : encoding === "u16" ? new Uint16Array(bytes.buffer) : new Uint32Array(bytes.buffer);
  const missing = LARGEST[encoding];
  const values = new Float64Array(words.length);
  for (let row = 0; row < words.length; row++) {
    const word = words[row] as number;
    values[row] = word === missing ? Number.NaN : word / divisor;
  }
  return values;
}
