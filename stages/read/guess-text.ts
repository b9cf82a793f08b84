/** Field names that hold a document's text in corpora people publish, likeliest first. */
const TEXT_NAMES = [
  "text",
  "content",
  "contents",
  "body",
  "article",
  "document",
  "passage",
  "context",
  "form", // 모두의 말뭉치
  "sentence",
  "utterance",
  "paragraph",
  "paragraphs_joined",
  "raw_content",
  "raw_text",
  "plain_text",
  "markdown",
  "본문",
  "내용",
];
/** Fields that are long now and then and never the text. */
const NEVER_TEXT = /(^|_|\.)(id|uid|uuid|url|uri|link|href|path|license|licence|date|created|lang|language|title|source)$/i;
const MOST_ELEMENTS = 20;
const DEEPEST = 6;

/** The field that looks like the text of some records. */
export interface TextGuess {
  /** As a config would write it. */
  readonly path: string;
  /** True when its name is one that texts are published under. */
  readonly known: boolean;
  readonly characters: number;
}

interface Found {
  readonly path: string;
  readonly name: string;
  readonly arrays: number;
  readonly depth: number;
  characters: number;
}

/**
 * Finds the text field of records by its name (through as few arrays and objects as may be), or, where no name is known, the string
 * field with the most characters. Depends on nothing but the records; undefined when there is no such field.
 */
export function guessText(records: readonly unknown[]): TextGuess | undefined {
  const found = new Map<string, Found>();
  for (const record of records) collect(record, "", "", 0, 0, found);
  const fields = [...found.values()].filter(({ path, characters }) => characters > 0 && !NEVER_TEXT.test(path));
  const known = fields.filter(({ name }) => TEXT_NAMES.includes(name)).sort(byLikelihood)[0];
  const best = known ?? fields.sort((a, b) => b.characters - a.characters)[0];
  return best && { path: best.path, known: known !== undefined, characters: best.characters };
}

function byLikelihood(a: Found, b: Found): number {
  const byShape = a.arrays - b.arrays || a.depth - b.depth;
  return byShape || TEXT_NAMES.indexOf(a.name) - TEXT_NAMES.indexOf(b.name) || b.characters - a.characters;
}

function collect(value: unknown, path: string, name: string, arrays: number, depth: number, found: Map<string, Found>): void {
  if (typeof value === "string") {
    const field = found.get(path) ?? { path, name, arrays, depth, characters: 0 };
    field.characters += value.length;
    found.set(path, field);
  } else if (Array.isArray(value)) {
    if (path !== "" && arrays < DEEPEST)
      for (const element of value.slice(0, MOST_ELEMENTS)) collect(element, `${path}[]`, name, arrays + 1, depth, found);
  } else if (typeof value === "object" && value !== null && depth < DEEPEST) {
    for (const [key, inner] of Object.entries(value)) {
      if (key === "") continue;
      const step = key.replaceAll(".", "\\.");
      collect(inner, path === "" ? step : `${path}.${step}`, key, arrays, depth + 1, found);
    }
  }
}

/** An array of records inside a document and its text field. */
export interface RecordsGuess {
  readonly records: string;
  readonly text: string;
}

/**
 * Finds the array of records in the head of a document: of the outermost arrays of objects the first with a text field of a known
 * name, else the one with most text. Undefined when there is none.
 */
export function guessRecords(document: unknown): RecordsGuess | undefined {
  const guesses: { readonly records: string; readonly guess: TextGuess }[] = [];
  const look = (value: unknown, path: string, depth: number): void => {
    if (Array.isArray(value)) {
      const guess = guessText(value.filter((element) => typeof element === "object" && !Array.isArray(element)));
      if (guess) guesses.push({ records: path, guess });
    } else if (typeof value === "object" && value !== null && depth < DEEPEST) {
      for (const [key, inner] of Object.entries(value)) {
        const step = key.replaceAll(".", "\\.");
        if (key !== "") look(inner, path === "" ? step : `${path}.${step}`, depth + 1);
      }
    }
  };
  look(document, "", 0);
  const best = guesses.find(({ guess }) => guess.known) ?? guesses.sort((a, b) => b.guess.characters - a.guess.characters)[0];
  return best && { records: best.records, text: best.guess.path };
}
