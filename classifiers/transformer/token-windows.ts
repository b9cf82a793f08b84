/** Characters of one piece of a long text; texts of up to {@link PIECES} pieces are read whole. */
const PIECE_CHARACTERS = 3_000;
const PIECES = 3;
/** Most tokens of a batch, padding counted: a larger one is no faster on a processor. */
const BATCH_TOKENS = 2_048;

/** Tokens of one window of a text, with the special tokens at both ends. */
export interface TokenWindow {
  /** Which text of the call it belongs to. */
  readonly text: number;
  readonly ids: readonly number[];
}

/** A text's head, middle and tail where it is long; what stands between is not read. */
export function viewOf(text: string): string {
  if (text.length <= PIECES * PIECE_CHARACTERS) return text;
  const middle = (text.length - PIECE_CHARACTERS) >> 1;
  return [text.slice(0, PIECE_CHARACTERS), text.slice(middle, middle + PIECE_CHARACTERS), text.slice(-PIECE_CHARACTERS)].join(
    "\n",
  );
}

/**
 * Cuts a text's tokens into windows of equal length, as few as `mostTokens` allows (special tokens counted) and at most `mostWindows`:
 * of more, the first, the last and those spread evenly between. `ids` begin and end with a special token, which every window gets.
 */
export function windowsOf(text: number, ids: readonly number[], mostTokens: number, mostWindows: number): readonly TokenWindow[] {
  const [first = 0, last = 0] = [ids[0], ids.at(-1)];
  const body = ids.slice(1, -1);
  const room = mostTokens - 2;
  const count = Math.max(1, Math.ceil(body.length / room));
  const length = Math.ceil(body.length / count);
  const chosen =
    count <= mostWindows
      ? Array.from({ length: count }, (_, window) => window)
      : Array.from({ length: mostWindows }, (_, window) => Math.round((window * (count - 1)) / Math.max(1, mostWindows - 1)));
  return chosen.map((window) => ({ text, ids: [first, ...body.slice(window * length, (window + 1) * length), last] }));
}

/** Puts windows of like length into batches, the longest first, so that little is padded and a lack of memory shows at once. */
export function batchesOf(windows: readonly TokenWindow[]): readonly (readonly TokenWindow[])[] {
  const order = [...windows.keys()].sort(
    (a, b) => (windows[b] as TokenWindow).ids.length - (windows[a] as TokenWindow).ids.length || a - b,
  );
  const batches: TokenWindow[][] = [];
  let longest = 0;
  for (const index of order) {
    const window = windows[index] as TokenWindow;
    const batch = batches.at(-1);
    if (batch && (batch.length + 1) * longest <= BATCH_TOKENS) batch.push(window);
    else {
      batches.push([window]);
      longest = window.ids.length;
    }
  }
  return batches;
}
