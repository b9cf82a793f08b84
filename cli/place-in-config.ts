/** One step into a config: a property or an element. */
type Step = string | number;

const OPENING = "([{";
const CLOSING = ")]}";
const IDENTIFIER = /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;

/**
 * The line, from 1, of the config's source text at which the thing stands that a message begins with, such as `stages[3]` or
 * `mixes.stage1.buckets[0].share`; the innermost that is written out where a part of it is made by a function or lies elsewhere.
 * Undefined where the message begins with nothing of the kind or the config is not written as an object.
 */
export function lineInConfig(source: string, message: string): number | undefined {
  const path = /^[\p{L}_$][\p{L}\p{N}_$-]*(?:\.[\p{L}\p{N}_$-]+|\[\d+\])*/u.exec(message)?.[0];
  if (path === undefined) return undefined;
  const steps = [...path.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(
    (match): Step => (match[1] === undefined ? match[0] : Number(match[1])),
  );
  const place = new ConfigText(source).find(steps);
  return place === undefined ? undefined : source.slice(0, place).split("\n").length;
}

/** Finds its way through object and array literals; everything else it passes over. */
class ConfigText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  find(steps: readonly Step[]): number | undefined {
    const start = /^\s*export\s+default\s+/m.exec(this.#text);
    if (!start) return undefined;
    let value = start.index + start[0].length;
    let found: number | undefined;
    for (const step of steps) {
      const literal = this.#literalAt(value, 4);
      const next = typeof step === "string" ? this.#member(literal, step) : this.#element(literal, step);
      if (next === undefined) break;
      found = next.at;
      value = next.value;
    }
    return found;
  }

  /** Follows `defineConfig(` and the names of constants of this file to where a value is written out. */
  #literalAt(place: number, hops: number): number {
    const at = this.#skipBlank(place);
    const name = this.#identifierAt(at);
    if (name === undefined || hops === 0) return at;
    const behind = this.#skipBlank(at + name.length);
    if (name === "defineConfig" && this.#text[behind] === "(") return this.#literalAt(behind + 1, hops - 1);
    if (this.#text[behind] === "(" || this.#text[behind] === ".") return at;
    const declared = new RegExp(
      `^\\s*(?:export\\s+)?(?:const|let|var)\\s+${name.replaceAll("$", "\\$")}\\b[^=\\n]*=\\s*`,
      "m",
    ).exec(this.#text);
    return declared ? this.#literalAt(declared.index + declared[0].length, hops - 1) : at;
  }

  #member(literal: number, key: string): { at: number; value: number } | undefined {
    if (this.#text[literal] !== "{") return undefined;
    for (const at of this.#parts(literal)) {
      const quoted = /^(["'])(.*?)\1/.exec(this.#text.slice(at, at + key.length + 2))?.[2];
      const name = quoted ?? this.#identifierAt(at) ?? "";
      if (name !== key) continue;
      const behind = this.#skipBlank(at + name.length + (quoted === undefined ? 0 : 2));
      return { at, value: this.#text[behind] === ":" ? behind + 1 : at };
    }
    return undefined;
  }

  #element(literal: number, index: number): { at: number; value: number } | undefined {
    if (this.#text[literal] !== "[") return undefined;
    const at = [...this.#parts(literal)][index];
    return at === undefined ? undefined : { at, value: at };
  }

  /** Where each part between the commas of a literal begins. */
  *#parts(literal: number): Generator<number> {
    let at = this.#skipBlank(literal + 1);
    while (at < this.#text.length && !CLOSING.includes(this.#text[at] as string)) {
      yield at;
      at = this.#endOfPart(at);
      if (this.#text[at] !== ",") return;
      at = this.#skipBlank(at + 1);
    }
  }

  /** The comma or closing bracket behind a part. */
  #endOfPart(place: number): number {
    let depth = 0;
    let at = place;
    while (at < this.#text.length) {
      const blank = this.#skipBlank(at);
      if (blank > at) {
        at = blank;
        continue;
      }
      const character = this.#text[at] as string;
      if (`"'\``.includes(character)) {
        at = this.#endOfString(at);
        continue;
      }
      if (OPENING.includes(character)) depth++;
      else if (CLOSING.includes(character)) {
        if (depth === 0) return at;
        depth--;
      } else if (character === "," && depth === 0) return at;
      at++;
    }
    return at;
  }

  #endOfString(place: number): number {
    const quote = this.#text[place];
    let at = place + 1;
    while (at < this.#text.length && this.#text[at] !== quote) at += this.#text[at] === "\\" ? 2 : 1;
    return at + 1;
  }

  #skipBlank(place: number): number {
    const blank = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
    blank.lastIndex = place;
    blank.exec(this.#text);
    return blank.lastIndex;
  }

  #identifierAt(place: number): string | undefined {
    IDENTIFIER.lastIndex = place;
    return IDENTIFIER.exec(this.#text)?.[0];
  }
}
