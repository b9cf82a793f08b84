import { InputError } from "../../engine/errors.ts";

/** One field of a protobuf message: a number, or bytes for strings, messages and packed numbers. */
export interface Field {
  readonly number: number;
  readonly wire: number;
  /** Of wire type 0; also the raw bits of 64 and 32 bits wide fields are kept in `bytes`. */
  readonly value: bigint;
  readonly bytes: Uint8Array;
}

const VARINT = 0;
const WIDE = 1;
const BYTES = 2;
const NARROW = 5;
const NOTHING = new Uint8Array(0);

/** Fields of a message, in their order. Throws {@link InputError} where the bytes are no message. */
export function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) break;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new InputError("model.onnx: it ends inside of a number. Export it again.", "MODEL_UNREADABLE");
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new InputError("model.onnx: it ends early. Export it again.", "MODEL_UNREADABLE");
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Number(tag >> 3n);
    const wire = Number(tag & 7n);
    if (wire === VARINT) fields.push({ number, wire, value: varint(), bytes: NOTHING });
    else if (wire === BYTES) fields.push({ number, wire, value: 0n, bytes: take(Number(varint())) });
    else if (wire === WIDE || wire === NARROW) fields.push({ number, wire, value: 0n, bytes: take(wire === WIDE ? 8 : 4) });
    else throw new InputError(`model.onnx: a field of type ${wire} is unknown. Export it again.`, "MODEL_UNREADABLE");
  }
  return fields;
}

function varintBytes(value: bigint): Uint8Array {
  const bytes: number[] = [];
  for (let left = BigInt.asUintN(64, value); ; left >>= 7n) {
    if (left < 0x80n) return Uint8Array.from([...bytes, Number(left)]);
    bytes.push(Number(left & 0x7fn) | 0x80);
  }
}

/** The bytes of a message with these fields. */
export function writeFields(fields: readonly Field[]): Uint8Array {
  return Buffer.concat(
    fields.flatMap(({ number, wire, value, bytes }) => {
      const tag = varintBytes((BigInt(number) << 3n) | BigInt(wire));
      if (wire === VARINT) return [tag, varintBytes(value)];
      return wire === BYTES ? [tag, varintBytes(BigInt(bytes.length)), bytes] : [tag, bytes];
    }),
  );
}

export const bytesField = (number: number, bytes: Uint8Array): Field => ({ number, wire: BYTES, value: 0n, bytes });
export const textField = (number: number, text: string): Field => bytesField(number, Buffer.from(text));
export const numberField = (number: number, value: number | bigint): Field => ({
  number,
  wire: VARINT,
  value: BigInt(value),
  bytes: NOTHING,
});

/** The first field of a number, as text; empty where there is none. */
export const textOf = (fields: readonly Field[], number: number): string =>
  Buffer.from(fields.find((field) => field.number === number)?.bytes ?? NOTHING).toString();

/** All texts of a repeated field. */
export const textsOf = (fields: readonly Field[], number: number): readonly string[] =>
  fields.filter((field) => field.number === number).map(({ bytes }) => Buffer.from(bytes).toString());

/** Whole numbers of a repeated field, packed or not. */
export function numbersOf(fields: readonly Field[], number: number): readonly number[] {
  return fields
    .filter((field) => field.number === number)
    .flatMap((field) => (field.wire === VARINT ? [Number(field.value)] : unpack(field.bytes)));
}

function unpack(bytes: Uint8Array): readonly number[] {
  const numbers: number[] = [];
  let [value, shift] = [0n, 0n];
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80) continue;
    numbers.push(Number(value));
    [value, shift] = [0n, 0n];
  }
  return numbers;
}
