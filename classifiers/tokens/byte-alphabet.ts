/** Bytes that GPT-2's alphabet writes as the character of the same number; the others are U+0100 and after, in order. */
const isWrittenAsItself = (byte: number): boolean =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;

const BYTES: ReadonlyMap<string, number> = new Map(
  (() => {
    let other = 0x100;
    return Array.from(
      { length: 256 },
      (_, byte) => [String.fromCodePoint(isWrittenAsItself(byte) ? byte : other++), byte] as const,
    );
  })(),
);

/** Bytes of a token in the alphabet of GPT-2, a character a byte; undefined where a character is none of it. */
export function bytesOfAlphabet(token: string): Uint8Array | undefined {
  const bytes = new Uint8Array(token.length);
  for (let index = 0; index < token.length; index++) {
    const byte = BYTES.get(token[index] as string);
    if (byte === undefined) return undefined;
    bytes[index] = byte;
  }
  return bytes;
}
