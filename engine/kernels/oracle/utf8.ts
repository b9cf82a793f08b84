/** One character of UTF-8 (Unicode, table 3-7), on bytes read as latin1. */
const CHARACTER =
  /[^\x80-\xff]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}/y;

/** What the kernel `validUtf8` finds: bytes of the longest valid prefix. */
export function validUtf8(bytes: Uint8Array): number {
  const latin1 = Buffer.from(bytes).toString("latin1");
  let end = 0;
  CHARACTER.lastIndex = 0;
  while (CHARACTER.test(latin1)) end = CHARACTER.lastIndex;
  return end;
}
