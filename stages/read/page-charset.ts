import iconv from "iconv-lite";

/** How the character set of a page was found; `assumed` where nothing spoke for any. */
export type CharsetEvidence = "bom" | "http" | "meta" | "detected" | "assumed";

/** A page as characters, and as what its bytes were read. */
export interface DecodedPage {
  readonly text: string;
  /** Name by the Encoding Standard, in lower case. */
  readonly charset: string;
  readonly charsetFrom: CharsetEvidence;
}

/** Labels whose decoder has another name: those of the Encoding Standard, and what Korean servers send. */
const SAME: Readonly<Record<string, string>> = {
  utf8: "utf-8",
  "unicode-1-1-utf-8": "utf-8",
  // A page that says so in ASCII cannot be in it.
  "utf-16": "utf-8",
  "utf-16le": "utf-8",
  "utf-16be": "utf-8",
  "ks_c_5601-1987": "euc-kr",
  "ks_c_5601-1989": "euc-kr",
  ksc5601: "euc-kr",
  ksc_5601: "euc-kr",
  korean: "euc-kr",
  cp949: "euc-kr",
  ms949: "euc-kr",
  uhc: "euc-kr",
  "x-windows-949": "euc-kr",
  "windows-949": "euc-kr",
  "iso-8859-1": "windows-1252",
  iso8859_1: "windows-1252",
  "iso8859-1": "windows-1252",
  latin1: "windows-1252",
  ascii: "windows-1252",
  "us-ascii": "windows-1252",
  cp1252: "windows-1252",
  sjis: "shift_jis",
  "x-sjis": "shift_jis",
  "shift-jis": "shift_jis",
  "windows-31j": "shift_jis",
  gb2312: "gbk",
  "x-gbk": "gbk",
  "iso-8859-9": "windows-1254",
  "tis-620": "windows-874",
};

/** Decoders by name; other names are the decoder's own. */
const DECODERS: Readonly<Record<string, string>> = { "euc-kr": "cp949", gbk: "gb18030" };

/** The name of a declared character set, or undefined when no decoder knows it. */
export function charsetNamed(label: string | undefined): string | undefined {
  if (!label) return undefined;
  const clean = label.trim().toLowerCase();
  const name = SAME[clean] ?? clean;
  if (name === "utf-8") return name;
  return /^[a-z0-9_.:-]{2,40}$/.test(name) && iconv.encodingExists(DECODERS[name] ?? name) ? name : undefined;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
const decode = (bytes: Uint8Array, charset: string): string =>
  charset === "utf-8" ? lenient.decode(bytes) : iconv.decode(asBuffer(bytes), DECODERS[charset] ?? charset, { stripBOM: false });
const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** Bytes at the start of a page in which it may declare its character set (a browser reads 1,024; real pages come later with it). */
const PRESCAN_BYTES = 4096;
const META = /<meta[^>]{0,400}?charset\s*=\s*["']?\s*([a-z0-9_.:-]{2,40})/i;
const XML = /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([a-z0-9_.:-]{2,40})/i;

/**
 * Decodes a page. A byte order mark decides; then bytes that are valid UTF-8 and not ASCII only are UTF-8 whatever was declared, since
 * text of another character set is so by chance once in millions; then the HTTP header, then the page's own declaration count unless the
 * bytes contradict them; then detection. Bytes that have no character become U+FFFD.
 */
export function decodePage(bytes: Uint8Array, declared?: string): DecodedPage {
  const marked = byteOrderMark(bytes);
  if (marked) return { text: decode(bytes.subarray(marked.bytes), marked.charset), charset: marked.charset, charsetFrom: "bom" };
  const wide = wideOrder(bytes);
  if (wide) return { text: decode(bytes, wide), charset: wide, charsetFrom: "detected" };
  const head = asBuffer(bytes.subarray(0, PRESCAN_BYTES)).toString("latin1");
  const http = charsetNamed(declared);
  const meta = charsetNamed((META.exec(head) ?? XML.exec(head))?.[1]);
  const valid = strictly(bytes);
  if (valid !== undefined) {
    const charsetFrom = http === "utf-8" ? "http" : meta === "utf-8" ? "meta" : undefined;
    if (charsetFrom) return { text: valid, charset: "utf-8", charsetFrom };
    if (valid.length < bytes.length) return { text: valid, charset: "utf-8", charsetFrom: "detected" };
    const named = http ?? meta;
    // A stateful set such as ISO-2022-JP looks like ASCII.
    if (named?.startsWith("iso-2022")) return { text: decode(bytes, named), charset: named, charsetFrom: http ? "http" : "meta" };
    return { text: valid, charset: named ?? "utf-8", charsetFrom: http ? "http" : meta ? "meta" : "assumed" };
  }
  for (const [charset, charsetFrom] of [
    [http, "http"],
    [meta, "meta"],
  ] as const) {
    if (!charset) continue;
    const text = decode(bytes, charset);
    if (fits(text, bytes, charset)) return { text, charset, charsetFrom };
  }
  return detect(bytes);
}

function byteOrderMark(bytes: Uint8Array): { readonly charset: string; readonly bytes: number } | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { charset: "utf-8", bytes: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { charset: "utf-16le", bytes: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { charset: "utf-16be", bytes: 2 };
  return undefined;
}

function strictly(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Share of unreadable characters among those that are not ASCII above which a declaration is not believed. */
const WRONG = 0.02;

/** Whether a declared character set can be right: few bytes without a character; of one that has a character for every byte, that no better is found. */
function fits(text: string, bytes: Uint8Array, charset: string): boolean {
  const { foreign, bad } = census(text);
  if (bad > Math.max(1, foreign * WRONG)) return false;
  if (!/^(windows-125|iso-8859-|koi8|mac)/.test(charset)) return true;
  return detectEastAsian(bytes) === undefined;
}

/** 1 for each syllable of KS X 1001: rows 16 to 40 of its table. */
const COMMON = (() => {
  const table = new Uint8Array(11_172);
  for (let row = 0xb0; row <= 0xc8; row++) {
    for (let cell = 0xa1; cell <= 0xfe; cell++) table[iconv.decode(Buffer.from([row, cell]), "cp949").charCodeAt(0) - 0xac00] = 1;
  }
  return table;
})();

interface Census {
  readonly foreign: number;
  readonly bad: number;
  /** Syllables of KS X 1001, which all but fractions of a percent of Korean text are of. */
  readonly common: number;
  readonly kana: number;
  readonly han: number;
}

function census(text: string): Census {
  let foreign = 0;
  let bad = 0;
  let common = 0;
  let kana = 0;
  let han = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    foreign++;
    if (code === 0xfffd || (code >= 0x80 && code < 0xa0)) bad++;
    else if (code >= 0xac00 && code <= 0xd7a3) common += COMMON[code - 0xac00] as number;
    else if (code >= 0x3041 && code <= 0x30ff) kana++;
    else if (code >= 0x4e00 && code <= 0x9fff) han++;
  }
  return { foreign, bad, common, kana, han };
}

/** Bytes that detection looks at: from the first that is not ASCII on. */
const SAMPLE_BYTES = 32 * 1024;

function sampleOf(bytes: Uint8Array): Uint8Array {
  let from = 0;
  while (from < bytes.length && (bytes[from] as number) < 0x80) from++;
  return bytes.subarray(from, from + SAMPLE_BYTES);
}

const EAST_ASIAN: readonly (readonly [string, (found: Census) => number])[] = [
  // Chinese in GB 2312 reads as Hangul and Hanja, Japanese in Shift_JIS as syllables that no Korean word has.
  ["euc-kr", ({ common, han }) => (han * 10 <= common ? common : 0)],
  ["shift_jis", ({ kana, han }) => (kana * 5 >= han ? kana + han : 0)],
  ["euc-jp", ({ kana, han }) => (kana * 5 >= han ? kana + han : 0)],
  ["gbk", ({ han }) => han],
  ["big5", ({ han }) => han],
];
/** Foreign characters below which a sample says nothing about a double-byte set, and the share of them that has to be the set's own. */
const LEAST_FOREIGN = 4;
const OWN_SHARE = 0.6;

/** The first double-byte set, in an order in which none is taken for a later one, whose text the bytes are. */
function detectEastAsian(bytes: Uint8Array): string | undefined {
  const sample = sampleOf(bytes);
  for (const [charset, own] of EAST_ASIAN) {
    const found = census(decode(sample, charset));
    if (found.foreign < LEAST_FOREIGN || found.bad > Math.max(1, found.foreign * WRONG)) continue;
    if (own(found) >= found.foreign * OWN_SHARE) return charset;
  }
  return undefined;
}

/** Bytes that are no valid UTF-8 and were declared nothing they can be. */
function detect(bytes: Uint8Array): DecodedPage {
  const asUtf8 = lenient.decode(bytes);
  const { foreign, bad } = census(asUtf8);
  if (bad <= foreign * WRONG) return { text: asUtf8, charset: "utf-8", charsetFrom: "detected" };
  const charset = detectEastAsian(bytes);
  if (charset) return { text: decode(bytes, charset), charset, charsetFrom: "detected" };
  if (bad * 2 <= foreign) return { text: asUtf8, charset: "utf-8", charsetFrom: "detected" };
  return { text: decode(bytes, "windows-1252"), charset: "windows-1252", charsetFrom: "assumed" };
}

/** UTF-16 without a mark shows in the markup: every second byte of it is zero. */
function wideOrder(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const length = Math.min(bytes.length, 512) & ~1;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < length; at += 2) {
    if (bytes[at] === 0) even++;
    if (bytes[at + 1] === 0) odd++;
  }
  const pairs = length / 2;
  if (pairs < 4) return undefined;
  if (odd > pairs * 0.4 && even < pairs * 0.05) return "utf-16le";
  return even > pairs * 0.4 && odd < pairs * 0.05 ? "utf-16be" : undefined;
}
