const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const known = new Map<string, boolean>();
let firstsOfPairs: readonly string[] | undefined;

/** What the kernel `isSurelyNfc` decides: whether every character is sure by itself and the whole text is NFC. */
export function isSurelyNfc(bytes: Uint8Array): boolean {
  const text = decoder.decode(bytes);
  return text.normalize("NFC") === text && [...text].every(isSure);
}

/** Whether an assigned character has NFC_Quick_Check=Yes: alone it stays as it is, and after no other it is composed away. */
function isSure(character: string): boolean {
  let sure = known.get(character);
  if (sure === undefined) {
    firstsOfPairs ??= findFirstsOfPairs();
    const afterEach = firstsOfPairs.map((first) => `${first}${character}\n`).join("");
    sure = !/\p{Cn}/u.test(character) && character.normalize("NFC") === character && afterEach.normalize("NFC") === afterEach;
    known.set(character, sure);
  }
  return sure;
}

/** Every character that some other can be composed to; of the Hangul syllables, which take finals all alike, the first. */
function findFirstsOfPairs(): string[] {
  const firsts = new Set<string>();
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
    const character = String.fromCodePoint(codePoint);
    if (character > "각" && character <= "힣") continue;
    const parts = character.normalize("NFD");
    if (parts !== character && parts.normalize("NFC") === character)
      firsts.add([...parts].slice(0, -1).join("").normalize("NFC"));
  }
  return [...firsts];
}
