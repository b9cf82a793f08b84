/** Changes bytes in one to four of the ways in which files break; `below` gives a whole number below its bound. */
export function corrupt(bytes: Uint8Array, below: (bound: number) => number): Buffer {
  let changed: Buffer = Buffer.from(bytes);
  for (let left = 1 + below(4); left > 0; left--) changed = once(changed, below);
  return changed;
}

const INTERESTING = [0x00, 0xff, 0x7f, 0x80, 0x22, 0x5c, 0x7b, 0x5b, 0x0a, 0x0d, 0x2c, 0x3c];

function once(bytes: Buffer, below: (bound: number) => number): Buffer {
  if (bytes.length === 0) return Buffer.from([below(256)]);
  const at = below(bytes.length);
  const length = 1 + below(Math.min(64, bytes.length - at));
  const changed = Buffer.from(bytes);
  switch (below(9)) {
    case 0:
      changed[at] = (changed[at] as number) ^ (1 << below(8));
      return changed;
    case 1:
      changed[at] = below(256);
      return changed;
    case 2:
      changed[at] = INTERESTING[below(INTERESTING.length)] as number;
      return changed;
    case 3:
      return bytes.subarray(0, at);
    case 4:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 5:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(Array.from({ length }, () => below(256))), bytes.subarray(at)]);
    case 6:
      return changed.fill(0, at, at + length);
    case 7:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    default: {
      // A length or count made very large or negative.
      const wide = Math.min(4, bytes.length - at);
      return changed.fill(below(2) === 0 ? 0xff : 0x7f, at, at + wide);
    }
  }
}
