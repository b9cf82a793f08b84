/** Eleven unlike English words with five of Gopher's stop words among them. */
export const PLAIN = "the people of this town have to walk with some care. ";
/** Unlike words, none of which comes again. */
export const VARIED = Array.from({ length: 80 }, (_, number) => `w${number.toString(36)}x`).join(" ");
/** The same line again and again: it breaks every rule of repetition. */
export const REPEATED = "the cat sat on the mat\n\n".repeat(12);

/** Examples for the rules of repetition. */
export const REPETITION = { keeps: VARIED, drops: REPEATED } as const;

/** Examples for the document rules of Gopher. */
export const GOPHER = {
  minWords: { keeps: PLAIN.repeat(6), drops: PLAIN },
  maxWords: { keeps: PLAIN, drops: "a ".repeat(100_001) },
  minMeanLength: { keeps: PLAIN, drops: "a b to me " },
  maxMeanLength: { keeps: PLAIN, drops: "incomprehensibilities internationalisation" },
  maxHashes: { keeps: PLAIN, drops: "one # two three four" },
  maxEllipses: { keeps: PLAIN, drops: "one… two three four" },
  maxBulletLines: { keeps: `- ${PLAIN}\n${PLAIN}`, drops: "- one\n • two\n" },
  maxEllipsisLines: { keeps: `${PLAIN}\n`.repeat(3), drops: "one two…\nthree..." },
  minLetterWords: { keeps: PLAIN, drops: "one 2 3 4" },
  minStopWords: { keeps: PLAIN, drops: "The cats that sleep" },
} as const;

/** Examples for FineWeb's rules. */
export const FINEWEB = {
  minTerminalLines: { keeps: "It ends.\nIt does not", drops: 'It ends. \nThey said "no."' },
  maxShortLines: { keeps: "This line has more than thirty characters.\nshort", drops: "short\nlines\nalone" },
  maxRepeatedCharacters: { keeps: "one line\nand another", drops: "one line\nand another\none line" },
  maxFeeds: { keeps: "one two three four\nfive", drops: "one\ntwo\nthree" },
} as const;

/** Examples for the rules that hold for Korean and English alike. */
export const COMMON = {
  minLetterWords: { keeps: PLAIN, drops: "1 2 3 four" },
  maxAddresses: { keeps: PLAIN, drops: "see https://example.com/a/long/one" },
  maxShortListing: { keeps: PLAIN, drops: "a title\n- one\n- two" },
  maxRepeatedLines: { keeps: PLAIN, drops: "one line\none line\none line\none line" },
  maxTopThree: { keeps: VARIED, drops: "one two three one two three" },
  maxRepeatedTen: { keeps: VARIED, drops: "a b c d e f g h i j ".repeat(6) },
} as const;

/** Examples for the rules against pages without text of their own. */
export const PAGE = {
  maxLosses: { keeps: PLAIN, drops: "Then $$ $$ holds, as was said.\n\\input{chapter}\nand [수식] follows." },
  maxFiller: { keeps: PLAIN, drops: "Lorem ipsum dolor sit amet, consectetur." },
  maxMessage: { keeps: PLAIN, drops: "페이지를 찾을 수 없습니다." },
  maxPolicy: { keeps: PLAIN, drops: "Privacy Policy\nWe collect your personal data for third parties." },
  maxRepeatedSentences: { keeps: PLAIN, drops: "Mend the bridge! Mend the bridge! Mend the bridge! Now." },
} as const;
