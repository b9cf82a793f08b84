/** Headers and contents of a tar file begin at multiples of this (POSIX.1-2017, pax, ustar Interchange Format). */
export const TAR_BLOCK = 512;

/** What a header says of the entry that it begins. */
export interface TarHeader {
  readonly path: string;
  /** Bytes of content behind the header, without padding. */
  readonly bytes: number;
  /** Kind of the entry: `0` a file, `5` a folder, `x`, `g`, `L`, `K` words about the entry that follows, others links and devices. */
  readonly type: string;
}

const decoder = new TextDecoder();

const stringAt = (block: Uint8Array, at: number, most: number): string => {
  const field = block.subarray(at, at + most);
  const end = field.indexOf(0);
  return decoder.decode(end < 0 ? field : field.subarray(0, end));
};

/** A number in octal digits, or, where the first bit is set, in 256s (GNU); NaN for anything else. */
function numberAt(block: Uint8Array, at: number, most: number): number {
  const first = block[at] as number;
  if (first === 0x80) {
    let value = 0;
    for (let index = at + 1; index < at + most; index++) value = value * 256 + (block[index] as number);
    return value;
  }
  const digits = stringAt(block, at, most).trim();
  if (digits === "") return 0;
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

/** Sum of all bytes, those of the checksum itself taken for blanks. */
function checksumOf(block: Uint8Array): number {
  let sum = 8 * 0x20;
  for (let index = 0; index < TAR_BLOCK; index++) if (index < 148 || index >= 156) sum += block[index] as number;
  return sum;
}

/** Reads a header block: its fields, `end` for a block of zero bytes, `damaged` where the checksum or the size is wrong. */
export function tarHeader(block: Uint8Array): TarHeader | "end" | "damaged" {
  const sum = checksumOf(block);
  if (sum === 8 * 0x20) return "end";
  const bytes = numberAt(block, 124, 12);
  if (numberAt(block, 148, 8) !== sum || !Number.isSafeInteger(bytes)) return "damaged";
  const name = stringAt(block, 0, 100);
  const isUstar = stringAt(block, 257, 6) === "ustar" && block[262] === 0;
  const prefix = isUstar ? stringAt(block, 345, 155) : "";
  const type = String.fromCharCode((block[156] as number) || 0x30);
  // Before ustar a folder was told by the stroke at its end.
  return { path: prefix === "" ? name : `${prefix}/${name}`, bytes, type: type === "0" && name.endsWith("/") ? "5" : type };
}

/** Fields of a pax extended header: `length key=value` and a line end, the length counting itself; undefined where it is malformed. */
export function paxFields(content: Uint8Array): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>();
  for (let at = 0; at < content.length && content[at] !== 0; ) {
    const blank = content.indexOf(0x20, at);
    const length = blank < 0 ? Number.NaN : Number(decoder.decode(content.subarray(at, blank)));
    const equals = content.indexOf(0x3d, blank);
    const end = at + length;
    if (!Number.isSafeInteger(length) || end > content.length || equals < 0 || equals >= end || end <= blank) return undefined;
    fields.set(decoder.decode(content.subarray(blank + 1, equals)), decoder.decode(content.subarray(equals + 1, end - 1)));
    at = end;
  }
  return fields;
}
