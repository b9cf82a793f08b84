/** Latin letters that a syllable may begin with in any usual spelling, by its first letter in the order of Unicode (ㄱ ㄲ ㄴ … ㅎ). */
const INITIALS = [
  "gkc",
  "gk",
  "n",
  "dt",
  "dt",
  "lryn",
  "m",
  "bpv",
  "bp",
  "s",
  "s",
  "aeiouywlr",
  "jcz",
  "j",
  "c",
  "kc",
  "t",
  "pf",
  "h",
];
const FIRST_SYLLABLE = 0xac00;
const SYLLABLES_OF_INITIAL = 588;

/** Whether words in Latin letters may spell a Korean name: one begins like its surname, another like its given name. */
export function mayRomanise(hangul: string, latin: string): boolean {
  const words = latin.toLowerCase().split(/[ ,]+/).filter(Boolean);
  const begins = (word: string | undefined, syllable: string) =>
    (INITIALS[Math.floor((syllable.charCodeAt(0) - FIRST_SYLLABLE) / SYLLABLES_OF_INITIAL)] ?? "").includes(
      word?.charAt(0) ?? " ",
    );
  const [surname = "", given = ""] = [hangul.charAt(0), hangul.charAt(1)];
  return words.some(
    (word, index) => begins(word, surname) && words.some((other, place) => place !== index && begins(other, given)),
  );
}

/** Characters of the surnames that most Koreans bear, as they are written behind a name. */
const SURNAME_CHARACTERS =
  "金李朴崔鄭姜趙尹張林韓吳徐申權黃安宋柳劉洪全高文梁孫裵裴白許南沈盧河郭成車朱禹具閔陳池嚴蔡元千方孔玄咸卞廉呂秋都蘇石宣薛馬吉延魏表明奇潘王琴玉陸印孟卓鞠魚余羅任丁曺曹兪俞愼辛田邊慶片奉史夫賈卜太睦昔芮牟皮杜葛";

/** Whether Chinese characters may be those of a Korean name. */
export const mayBeHanjaName = (hanja: string): boolean => SURNAME_CHARACTERS.includes(hanja.charAt(0));
