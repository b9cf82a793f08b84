/** What the kernel `unescapeJson` writes: escapes decoded by JSON.parse, neighbouring ones together; other bytes as they are. */
export function unescapeJson(body: Uint8Array): Uint8Array {
  const pieces = Buffer.from(body)
    .toString("latin1")
    .split(/((?:\\u[0-9A-Fa-f]{4})+|\\.)/);
  return Buffer.concat(
    pieces.map((piece) => (piece[0] === "\\" ? Buffer.from(JSON.parse(`"${piece}"`)) : Buffer.from(piece, "latin1"))),
  );
}

/** What the kernel `escapeJson` writes: the bytes that JSON.stringify escapes, escaped by it; other bytes as they are. */
export function escapeJson(text: Uint8Array): Uint8Array {
  const latin1 = Buffer.from(text).toString("latin1");
  return Buffer.from(
    latin1.replace(/[^ !#-[\]-\xff]/g, (character) => JSON.stringify(character).slice(1, -1)),
    "latin1",
  );
}
