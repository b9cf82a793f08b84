import { unescapeJson } from "./json-string.ts";

/** Kinds of values as the kernel `scanRecord` numbers them. */
export const KINDS = {
  absent: 0,
  string: 1,
  escapedString: 2,
  number: 3,
  true: 4,
  false: 5,
  null: 6,
  object: 7,
  array: 8,
} as const;

/** Where a value lies; `at` is an offset from the start of the record, and strings are reported without their quotes. */
export interface FoundValue {
  readonly kind: number;
  readonly at: number;
  readonly bytes: number;
}

/** What `scanRecord` returns, and a value for each wanted key; the values mean nothing unless the verdict is 0. */
export interface ScannedRecord {
  readonly verdict: number;
  readonly values: readonly FoundValue[];
}

const ABSENT: FoundValue = { kind: KINDS.absent, at: 0, bytes: 0 };
const LITERALS: Readonly<Record<string, number>> = { true: KINDS.true, false: KINDS.false, null: KINDS.null };

/** Ends the scan with a verdict. */
class Fault {
  readonly verdict: number;
  constructor(verdict: number) {
    this.verdict = verdict;
  }
}

/** What the kernel `scanRecord` finds, by recursive descent along the grammar of RFC 8259 on the bytes read as latin1. */
export function scanRecord(bytes: Uint8Array, keys: readonly string[], deepest = 512): ScannedRecord {
  const source = Buffer.from(bytes).toString("latin1");
  const wanted = keys.map((key) => Buffer.from(key).toString("latin1"));
  const values = keys.map(() => ABSENT);
  let at = 0;

  /** Takes what the sticky pattern matches here, or undefined. */
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const need = (pattern: RegExp): string => {
    const found = take(pattern);
    if (found === undefined) throw new Fault(1);
    return found;
  };
  const space = () => take(/[ \t\n\r]*/y);
  const string = () => need(/"[ !#-[\]-\xff]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[ !#-[\]-\xff]*)*"/y).slice(1, -1);

  const members = (depth: number) => {
    do {
      space();
      const key = Buffer.from(unescapeJson(Buffer.from(string(), "latin1"))).toString("latin1");
      space();
      need(/:/y);
      const found = value(depth);
      const slot = depth === 1 ? wanted.indexOf(key) : -1;
      if (slot >= 0) values[slot] = found;
      space();
    } while (take(/,/y));
    need(/\}/y);
  };
  const elements = (depth: number) => {
    do {
      value(depth);
      space();
    } while (take(/,/y));
    need(/\]/y);
  };
  const value = (depth: number): FoundValue => {
    space();
    const start = at;
    const first = source[at];
    if (first === '"') {
      const body = string();
      return { kind: body.includes("\\") ? KINDS.escapedString : KINDS.string, at: start + 1, bytes: body.length };
    }
    const isObject = first === "{";
    if (isObject || first === "[") {
      if (depth === deepest) throw new Fault(3);
      at++;
      space();
      if (!take(isObject ? /\}/y : /\]/y)) (isObject ? members : elements)(depth + 1);
      return { kind: isObject ? KINDS.object : KINDS.array, at: start, bytes: at - start };
    }
    const scalar = need(/true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y);
    return { kind: LITERALS[scalar] ?? KINDS.number, at: start, bytes: scalar.length };
  };

  try {
    const { kind } = value(0);
    space();
    const isWhole = at === source.length;
    return { verdict: !isWhole ? 1 : kind === KINDS.object ? 0 : 2, values };
  } catch (fault) {
    if (fault instanceof Fault) return { verdict: fault.verdict, values };
    throw fault;
  }
}
