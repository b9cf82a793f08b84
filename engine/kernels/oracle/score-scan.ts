import { SCORE_COLUMNS, SCORE_ENDINGS, SCORE_PARTICLES, SCORE_WINDOWS, SCORE_WORDS } from "../score-layout.ts";

/** What the linear scorer is told about a text. */
export interface ScoreScan {
  readonly counts: Uint32Array;
  /** Buckets of different words and of different runs of two to four characters, each where it is first met. */
  readonly words: readonly number[];
  readonly characters: readonly number[];
}

const EARLY_RUNS = 100;
const ADDRESS = "\ue000";
const BLANK = /[\t-\r \u00a0\u3000]/u;
const isBlank = (character: string): boolean => BLANK.test(character);
const RUN = /[A-Za-z]+|[가-힣]+|[\u00c0-\u1fff\u3040-\u9fff]+/gu;
const ADDRESS_START = /([A-Za-z]+)(:\/\/|(?<=(?<![A-Za-z])[Ww]{3})\.)[\x21\x23-\x26\x28\x2a-\x3d\x3f-\x5c\x5e-\x7c\x7e\x7f]*/g;

function fnv(units: Iterable<number>): number {
  let hash = 0x811c9dc5;
  for (const unit of units) hash = Math.imul(hash ^ unit, 0x01000193);
  return hash >>> 0;
}

/** The last mixing of every 32-bit hash here. */
export function mixed(hash: number): number {
  let left = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  left = Math.imul(left ^ (left >>> 12), 0x297a2d39);
  return (left ^ (left >>> 15)) >>> 0;
}

const codesOf = (text: string): number[] => [...text].map((character) => character.codePointAt(0) as number);
const kindOf = (run: string): number => (/^[A-Za-z]/.test(run) ? 1 : /^[가-힣]/.test(run) ? 2 : 3);

/** Hash of a word, a run of letters of one kind: Latin in lower case, Hangul, others. */
export const wordHash = (run: string): number => mixed(fnv(codesOf(run.replace(/[A-Z]/g, (c) => c.toLowerCase()))) ^ kindOf(run));

/** The parts of a text that are looked at, joined by line feeds. */
export function windowsOf(text: string): string {
  const characters = [...text];
  const { whole, head, middle, tail } = SCORE_WINDOWS;
  if (characters.length <= whole) return text;
  const sizes = characters.map((character) => Buffer.byteLength(character));
  const half = Math.floor(sizes.reduce((sum, size) => sum + size, 0) / 2);
  let centre = 0;
  for (let bytes = 0; bytes < half; centre++) bytes += sizes[centre] as number;
  const from = Math.max(centre, head);
  const last = characters.length - tail;
  const pieces = [
    characters.slice(0, head),
    characters.slice(from, Math.max(from, Math.min(from + middle, last))),
    characters.slice(last),
  ];
  return pieces
    .filter((piece) => piece.length > 0)
    .map((piece) => piece.join(""))
    .join("\n");
}

/** Number of a word's group, from 1 on; a word of several groups counts in the first. */
export const SCORE_GROUPS: ReadonlyMap<string, number> = new Map(
  [...SCORE_WORDS]
    .reverse()
    .flatMap(([, words], index) => words.split(" ").map((word) => [word, SCORE_WORDS.length - index] as const)),
);

/** What the kernel `scoreScan` finds, by splitting strings. */
export function scoreScan(text: string): ScoreScan {
  const view = windowsOf(text);
  const ascii = new Uint32Array(128);
  const found = Object.fromEntries(SCORE_COLUMNS.map((name) => [name, 0])) as Record<(typeof SCORE_COLUMNS)[number], number>;
  const endings = SCORE_ENDINGS.map(() => 0);
  const particles = SCORE_PARTICLES.map(() => 0);
  const groups = SCORE_WORDS.map(() => 0);
  // An address keeps the letters it begins with, as characters; else it is one sign.
  const pieces = splitAddresses(view);
  found.addresses = pieces.filter(({ isAddress }) => isAddress).length;
  const seen = pieces.map(({ text: piece }) => piece).join("");
  for (const character of seen) {
    const code = character.codePointAt(0) as number;
    if (code < 128) ascii[code] = (ascii[code] as number) + 1;
    else if (/[가-힣]/.test(character)) found.syllables++;
    else if (/[\u3131-\u318e]/.test(character)) found.jamo++;
    else if (/[\u4e00-\u9fff]/.test(character)) found.han++;
    else if (code < 0x2000) found.accented++;
    else found.wide++;
  }
  countLines(seen, found);
  countWords(pieces, found);
  const words = countRuns(pieces, found, endings, particles, groups);
  const codes = ` ${pieces.map(({ text: piece, isAddress }) => (isAddress ? ADDRESS : piece)).join("")} `
    .replace(/[\t-\r \u00a0\u3000]+/g, " ")
    .replace(/[0-9]/g, "0")
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/[\u{10000}-\u{10ffff}]/gu, "\ufffd");
  const counts = Uint32Array.from([...ascii, ...SCORE_COLUMNS.map((name) => found[name]), ...endings, ...particles, ...groups]);
  return { counts, words, characters: ngramBuckets(codes) };
}

interface Piece {
  readonly text: string;
  readonly isAddress: boolean;
}

function splitAddresses(view: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const window of view.matchAll(ADDRESS_START)) {
    pieces.push({ text: view.slice(at, window.index), isAddress: false }, { text: window[1] as string, isAddress: true });
    at = window.index + window[0].length;
  }
  pieces.push({ text: view.slice(at), isAddress: false });
  return pieces;
}

type Found = Record<(typeof SCORE_COLUMNS)[number], number>;

function countLines(view: string, found: Found): void {
  const seen = new Set<number>();
  for (const line of view.split("\n")) {
    found.lines++;
    const solid = [...line].filter((character) => !isBlank(character));
    if (solid.length === 0) continue;
    const length = [...line].length;
    const trimmed = solid.join("");
    const indent = [...line].findIndex((character) => !isBlank(character));
    found.solidLines++;
    if (length < 30) found.shortLines++;
    if (length > 150) found.longLines++;
    if (/^[-*•·]/.test(trimmed)) found.bulletLines++;
    if (/^[0-9]{1,3}[.)]/.test(trimmed)) found.numberedLines++;
    if (trimmed.startsWith("#")) found.headingLines++;
    if (trimmed.startsWith("|")) found.tableLines++;
    if ([...line].slice(0, indent).reduce((sum, character) => sum + (character === "\t" ? 4 : 1), 0) >= 4) found.indentedLines++;
    if (trimmed.startsWith("```")) found.fenceLines++;
    if (/[.!?:]$/.test(trimmed)) found.terminalLines++;
    if (/[다요]$/.test(trimmed)) found.koreanLines++;
    const hash = mixed(fnv(codesOf(trimmed))) >>> 20;
    if (seen.has(hash)) found.repeatedLines++;
    seen.add(hash);
    found.longestLine = Math.max(found.longestLine, length);
  }
}

function countWords(pieces: readonly Piece[], found: Found): void {
  // Behind an address no mark ends the sentence any more; a private sign stands for that.
  const marked = pieces.map(({ text, isAddress }) => (isAddress ? `${text}${ADDRESS}` : text)).join("");
  for (const line of marked.split("\n")) {
    let length = 0;
    const close = () => {
      if (length === 0) return;
      found.sentences++;
      found.sentenceSquares += length * length;
      found.longestSentence = Math.max(found.longestSentence, length);
      length = 0;
    };
    for (const word of line.split(/[\t-\r \u00a0\u3000]+/)) {
      const characters = [...word].filter((character) => character !== ADDRESS || !word.includes(ADDRESS)).length;
      if (characters === 0) continue;
      found.words++;
      found.wordSquares += characters * characters;
      found.longestWord = Math.max(found.longestWord, characters);
      length++;
      if (!/[.!?]["')\]}”’]*$/.test(word)) continue;
      found.marked++;
      close();
    }
    close();
  }
}

function countRuns(pieces: readonly Piece[], found: Found, endings: number[], particles: number[], groups: number[]): number[] {
  const words: number[] = [];
  const seen = new Set<number>();
  const pairs = new Set<number>();
  const times = new Map<number, number>();
  let before = 0;
  pieces.forEach(({ text, isAddress }, index) => {
    if (isAddress) return;
    for (const match of text.matchAll(RUN)) {
      const run = match[0];
      const behind = match.index + run.length;
      const isLast = behind === text.length;
      const next = isLast
        ? (pieces[index + 1]?.text ?? "").slice(0, 1)
        : String.fromCodePoint(text.codePointAt(behind) as number);
      found.runs++;
      const kind = kindOf(run);
      const length = [...run].length;
      if (kind === 1) {
        found.latinRuns++;
        found.latinLetters += length;
        if (length >= 6) found.sixRuns++;
        if (length >= 8) found.eightRuns++;
        if (/^[A-Z]/.test(run)) found.capitalRuns++;
        if (/^[A-Z]{2,}$/.test(run)) found.capsRuns++;
      } else if (kind === 2) {
        found.hangulRuns++;
        const last = run.slice(-1);
        if (/^[.!?]/.test(next)) raise(endings, SCORE_ENDINGS, last);
        if (next === "" || isBlank(next)) raise(particles, SCORE_PARTICLES, last);
        if (run.endsWith("니다")) found.politeEndings++;
        if (/[한이있된는]다$/.test(run)) found.plainEndings++;
        if (run.endsWith("세요")) found.pleaseEndings++;
      }
      const hash = wordHash(run);
      const group = groupNumbers.get(hash);
      if (group !== undefined) groups[group - 1] = (groups[group - 1] as number) + 1;
      const bucket = hash >>> 14;
      const isNew = !seen.has(bucket);
      if (isNew) words.push(bucket);
      else found.repeatedRuns++;
      seen.add(bucket);
      if (found.runs <= EARLY_RUNS) {
        found.earlyRuns++;
        if (!isNew) found.earlyRepeated++;
      }
      const counted = (times.get(hash >>> 20) ?? 0) + 1;
      times.set(hash >>> 20, counted);
      if (counted === 3 && length >= (kind === 1 ? 4 : 2)) found.recurring++;
      if (before !== 0) {
        const pair = mixed((Math.imul(before, 0x9e3779b1) + hash) | 0) >>> 17;
        if (pairs.has(pair)) found.repeatedPairs++;
        pairs.add(pair);
      }
      before = hash;
    }
  });
  return words;
}

/** Group of a word by its hash. */
export const groupNumbers: ReadonlyMap<number, number> = new Map(
  [...SCORE_GROUPS].map(([word, group]) => [wordHash(word), group]),
);

function raise(counts: number[], rows: readonly (readonly [string, string])[], last: string): void {
  const index = rows.findIndex(([, syllables]) => syllables.includes(last));
  if (index >= 0) counts[index] = (counts[index] as number) + 1;
}

const FACTORS = [0x9e3779b97f4a7c15n, 0xc2b2ae3d27d4eb4fn, 0xd6e8feb86659fd93n];

/** Buckets of the different runs of two to four 16-bit codes of a text, each where it is first met. */
export function ngramBuckets(codes: string): number[] {
  const found = new Set<number>();
  let key = 0n;
  for (let index = 0; index < codes.length; index++) {
    key = BigInt.asUintN(64, (key << 16n) | BigInt(codes.charCodeAt(index)));
    for (let order = 2; order <= 4 && order <= index + 1; order++) {
      const part = BigInt.asUintN(16 * order, key);
      found.add(Number(BigInt.asUintN(64, part * (FACTORS[order - 2] as bigint)) >> 45n));
    }
  }
  return [...found];
}
