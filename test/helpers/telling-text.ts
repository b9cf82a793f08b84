import fc from "fast-check";

/** Characters and strings that split patterns, normalisers and merges treat in a way of their own. */
const TELLING: readonly string[] = [
  ..."aAéÉǅʰ가힣あ中\u0301\u0903½1٣Ⅷ'’/.-_,:;!<>[]()\t\n\r\u00a0\u0085\u3000\ufeff\u2028\u200b\0😀\u{10400}\u{10428}\u{1d7ce}",
  ..."'s 'S 't 're 'RE 'vE 'll 'lx 'ſ 'd ' \u0301A A\u0301 Aㅏ ㅏA AAA aaa 1234 ,,, http:// .com".split(" "),
  ..."the of and Korea 대한민국 안녕하세요 데이터 학교에서 있습니다 를 은 <|endoftext|> <s> </s>".split(" "),
  // What normalisers and clusters of characters tell apart.
  ..."ﬁ™©®㎏Ⓐ①ÅÇİẞΣΐＡｶﾞ각\u1100\u1161\u11a8\u0958\u0915\u094d\u093e\u200d\u200c\ufe0f\u0600\u06dd\u0e33\u302e\u302f\u0344\ufdfa豈",
  ..."\u0327\u0302\u{1d165}\u{1d16d}\u{1d160}\u{1f468}\u{1f1f0}\u{2f800}\u{1f3fb}\u2581\u3002·“…€\u0001\u007f\ufffd\u00ad",
  ...[
    "e\u0301",
    "\u3000\u0301",
    "™\u0301",
    "\u200d™\u0301",
    "\u0915\u094d\u0958\u0301",
    "\u0600 ",
    "▁▁",
    "##a",
    "[CLS]",
    "<unk>",
  ],
  ...[" ", " ", "  ", "\n\n", "\r\n", "\n ", " \n", " the", " 그리고", "    "],
];

/** Texts put together from what tokenizers tell apart, and from any characters at all. */
export const tellingText: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...TELLING) }, fc.string({ unit: "grapheme", maxLength: 6 })), {
    maxLength: 24,
  })
  .map((parts) => parts.join(""));

/** Texts without a place to split, long enough for each way of merging. */
export const longPieces: readonly string[] = [1, 2, 15, 16, 17, 31, 32, 33, 95, 96, 97, 98, 500].flatMap((length) => [
  "a".repeat(length),
  "1".repeat(length),
  " ".repeat(length),
  "=".repeat(length),
  "가나다".repeat(Math.ceil(length / 3)),
  "ab\u0301".repeat(Math.ceil(length / 3)),
  "\n".repeat(length),
  `${"x".repeat(length)}가`,
]);
