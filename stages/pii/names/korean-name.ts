import { districtNames } from "../addresses/places.ts";
import { isKnownNoun } from "./known-nouns.ts";
import { GIVEN_NAMES, SURNAMES } from "./name-table.ts";
import { NOT_NAMES } from "./not-names.ts";

const surnames = new Set(SURNAMES.trim().split(/\s+/));
const givenNames = new Set(GIVEN_NAMES.trim().split(/\s+/));

/** Syllables that given names are made of: the readings of the characters that are usual in names, and those of native names. */
const NAME_SYLLABLES = new Set(
  "가각간강건겸경고곤광교구국권규균근금기길나남녀노다단달담대덕도동두라란람래량려련렬례로록루룡류륜률름리린림마만말매명모목무묵문미민방배백범별병보복본봄봉분비빈빛산삼상새서석선설섭성세소솔송수숙순술슬승시식신실심아안애양언엄여연열염엽영예오옥온완왕외용우욱운웅원월위유윤율은을음의이익인일임자장재전점정제조종주준중지직진차찬창채천철청초춘출충치칠탁태택판평표필하학한해향혁현형혜호홍화환황회효후훈휘흥희",
);

/** Ends of offices, firms and institutions. */
const OFFICES = /(?:[시군구도]청|사무국|[법병학]원|협회|조합|[대중]학|은행|학교|학적계|[^수영희윤예정]대위)$/u;

/** Particles and copulas that follow a name without a blank, as alternatives of a pattern. */
export const PARTICLES =
  "은|는|이|가|을|를|의|와|과|도|만|에게|에게서|께|께서|한테|한테서|랑|이랑|하고|로|으로|보다|처럼|부터|까지|라고|이라고|라는|이라는|이란|라며|인데|인|이며|이고|이나|나|입니다|이에요|예요|이예요|이요|이다|이었는데|였는데|였습니다|이었습니다|입니다만|이라|야|아|앞";
const particle = new RegExp(`^(?:${PARTICLES})$`, "u");
/** Whether nothing but a particle, or nothing, stands behind a name. */
export const particleOnly = (rest: string): boolean => rest === "" || particle.test(rest);

/** How sure the form of a word makes that it is a name. */
export const UNLIKE = 0;
/** A surname and syllables of names. */
export const LIKE = 1;
/** A surname and a frequent given name. */
export const FREQUENT = 2;

/** A name at the beginning of a run of Hangul. */
export interface KoreanName {
  readonly length: number;
  readonly likeness: number;
  /** What stands behind the name in the run: nothing, a particle, or what `mayFollow` allowed. */
  readonly rest: string;
}

/** Whether a word, surname and given name in one, has the form of a Korean name of three or four syllables, or two. */
export function likenessOf(word: string): number {
  if (NOT_NAMES.has(word) || districtNames.has(word) || OFFICES.test(word)) return UNLIKE;
  const surname = surnameOf(word);
  const given = word.slice(surname.length);
  if (surname !== "" && givenNames.has(given) && given.length <= 2) return FREQUENT;
  return hasNameForm(word) && !(word.length === 3 && isKnownNoun(word)) ? LIKE : UNLIKE;
}

/** Whether a word is a surname and one or two syllables that given names are made of, but no frequent given name. */
export function hasNameForm(word: string): boolean {
  const surname = surnameOf(word);
  const given = word.slice(surname.length);
  if (surname === "" || given.length === 0 || given.length > 2 || givenNames.has(given)) return false;
  return [...given].every((syllable) => NAME_SYLLABLES.has(syllable));
}

/** The surname that a word begins with, the longer one where two would do; empty if none. */
export function surnameOf(word: string): string {
  const two = word.slice(0, 2);
  if (word.length >= 4 && surnames.has(two)) return two;
  return surnames.has(word.charAt(0)) ? word.charAt(0) : "";
}

/**
 * The name that `run`, a run of Hangul, begins with, or undefined. Three syllables are tried first, then four of a surname of two, then
 * two; behind the name only a particle may stand, or what `mayFollow` accepts.
 */
export function nameOf(run: string, least: number, mayFollow: (rest: string) => boolean = () => false): KoreanName | undefined {
  for (const length of [3, 4, 2]) {
    if (run.length < length) continue;
    const likeness = likenessOf(run.slice(0, length));
    if (likeness < least || likeness === UNLIKE) continue;
    if (length === 4 && surnameOf(run.slice(0, 4)).length !== 2) continue;
    const rest = run.slice(length);
    // A word of the stop list with its particle: 이용자는.
    if (NOT_NAMES.has(run)) continue;
    if (particleOnly(rest) || mayFollow(rest)) return { length, likeness, rest };
  }
  return undefined;
}
