/** The eight words that Gopher asks for two of (Rae et al. 2021, arXiv 2112.11446, A1.1). */
export const ENGLISH_STOP_WORDS: string = "the be to of and that have with";
/** The 21 Korean morphemes that FineWeb2 asks for two of (configs/kor_Hang.yml of huggingface/fineweb-2). */
export const KOREAN_STOP_WORDS: string = "의 다 이 는 에 을 한 년 하 은 를 했 고 에서 가 있 으로 인 월 로 되";

/**
 * Strings of at most eight bytes that the English word rule leaves whole: abbreviations with their full stop, and faces. Facts of English
 * spelling as spaCy's tokenizer for English treats them.
 */
export const WHOLE_WORDS: string =
  "a. b. c. d. e. f. g. h. i. j. k. l. m. n. o. p. q. r. s. t. u. v. w. x. y. z. a.m. p.m. e.g. i.e. E.g. I.e. vs. v.s. " +
  "Mr. Mrs. Ms. Dr. St. Jr. Prof. Gen. Gov. Rep. Rev. Sen. Messrs. Adm. Bros. Co. co. Corp. Inc. Ltd. Ph.D. D.C. Md. Mo. Mt. " +
  "Ala. Ariz. Ark. Cal. Calif. Colo. Conn. Del. Fla. Ga. Ia. Id. Ill. Ind. Kan. Kans. Ky. La. Mass. Mich. Minn. Miss. Mont. " +
  "N.C. N.D. N.H. N.J. N.M. N.Y. Neb. Nebr. Nev. Okla. Ore. Pa. S.C. Tenn. Va. Wash. Wis. " +
  "Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sep. Sept. Oct. Nov. Dec. and/or C++ '' " +
  ":) :( ;) :-) ;-) :-( :D :P :p ): :* :/ <3 ^_^ =) (: :o";

/** Units that the English word rule cuts off a number: `10km`, `50%`. At most four bytes each. */
export const UNITS: string =
  "km m dm cm mm ha nm yd in ft kg g mg t lb oz m/s km/h kmh mph hPa Pa mbar mb MB kb KB gb GB tb TB T G M K % am pm";
