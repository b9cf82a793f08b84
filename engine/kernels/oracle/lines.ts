/** What the kernel `findLines` finds: offsets of at most `most` line feeds. */
export function findLines(bytes: Uint8Array, most: number): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(0x0a); at >= 0 && found.length < most; at = bytes.indexOf(0x0a, at + 1)) found.push(at);
  return found;
}
