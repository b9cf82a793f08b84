/** What the kernels of the linear scorer count and how they hash; read by the kernels' oracle and by who makes features of it. */

/** Characters of a text that are looked at: all of it up to `whole`, else its head, middle and tail. */
export const SCORE_WINDOWS = { whole: 1600, head: 900, middle: 450, tail: 250 } as const;

/** Groups of words; each is counted as one. Latin words in lower case. Hangul words whole, particles and endings included. */
export const SCORE_WORDS = [
  ["article", "the a an"],
  ["of", "of"],
  ["copula", "is are was were be been being am"],
  ["first", "i my me mine myself"],
  ["second", "you your yours yourself"],
  ["plural", "we our us ours let"],
  ["third", "he his him she her hers they them their"],
  ["relative", "that which who whom whose where"],
  ["place", "in on at by to from into with within between under over"],
  ["reason", "because therefore thus hence since so consequently if then implies"],
  ["contrast", "however although though while whereas but unlike instead despite"],
  ["example", "example examples instance such eg ie consider suppose imagine namely"],
  ["question", "what why how when"],
  ["negation", "not no never nothing"],
  ["modal", "will would can could may might should must"],
  ["this", "this these those it its"],
  ["define", "called known defined definition refers means term concept describe describes described"],
  [
    "teach",
    "learn learning lesson chapter section exercise exercises question questions problem answer solution student students figure summary",
  ],
  [
    "science",
    "theory model energy function equation law laws data system process population cells study research method effect value values",
  ],
  ["society", "social political economic society government war state states history century culture cultural economy rights"],
  [
    "sell",
    "free buy sale price order shipping click subscribe contact customer customers service services product products offer best deal quality",
  ],
  [
    "site",
    "home page site website email login comments posted share link links blog news copyright reserved terms policy privacy",
  ],
  ["talk", "like just really got get know think thanks lol yeah hey good great love want going"],
  ["code", "import return def class const function var let int string print self true false null none"],
  ["news", "said says told year years million percent company president minister police reported announced officials"],
  ["때문", "때문에 때문이다 따라서 그러므로 그래서 그러나 하지만 반면 왜냐하면 즉 결국 이처럼 이렇게 이를 이때 이는"],
  ["예시", "예를 들어 들면 예컨대 예시 예제 다음과 같은 같이 같다 가령 경우 경우에 경우를 위의 아래"],
  [
    "정의",
    "의미한다 뜻한다 정의 정의된다 정의한다 정의하는 개념 개념을 개념은 말한다 부른다 불린다 나타낸다 나타내는 의미하는 가리킨다 라고 이라고 한다 이란 란",
  ],
  [
    "학습",
    "학습 배우는 배울 배운 배웠습니다 알아보겠습니다 살펴보겠습니다 살펴보자 알아보자 연습 연습문제 문제 풀이 정답 질문 설명 이해 이해하기 요약",
  ],
  ["절차", "먼저 다음 다음으로 그런 그리고 그다음 이제 마지막으로 첫째 둘째 단계 우선 시작하기"],
  ["구어", "너무 진짜 정말 그냥 근데 완전 좀 막 뭐 이런 저런 제가 저는 나는 내가 나의 우리"],
  ["판매", "할인 무료 구매 판매 가격 문의 상담 이벤트 클릭 바로가기 로그인 회원가입 배송 예약 후기 추천 특가"],
  ["보도", "밝혔다 말했다 전했다 기자 지난 이날 따르면 관계자는 대통령 위원장 예정이다 올해 억원 만원"],
  ["청원", "청원 국민 국민청원 대통령님 바랍니다 부탁드립니다 해주세요 합니다 주세요 처벌"],
  ["조문", "제1항 제2항 각 호 및 또는 따른 대통령령으로 정하는 자는 하여야 법률"],
  [
    "안내",
    "클릭합니다 선택합니다 클릭하세요 선택하세요 사용할 수 있습니다 지정합니다 반환합니다 매개 변수 오류 설정 옵션 명령 cmdlet parameter returns error warning syntax",
  ],
] as const satisfies readonly (readonly [name: string, words: string])[];

/** Last syllables of a Hangul run that are counted, by group; before a mark that ends a sentence, and before a blank. */
export const SCORE_ENDINGS = [
  ["다", "다"],
  ["요", "요"],
  ["까", "까"],
  ["죠", "죠네"],
  ["음", "음함임됨기"],
] as const;
export const SCORE_PARTICLES = [
  ["은", "은는"],
  ["이", "이가"],
  ["을", "을를"],
  ["의", "의"],
  ["에", "에"],
  ["서", "서"],
  ["로", "로"],
  ["와", "와과"],
  ["도", "도"],
  ["고", "고"],
  ["면", "면"],
  ["며", "며"],
  ["지", "지게"],
  ["한", "한할된될인"],
  ["다", "다요"],
] as const;

/** Columns behind the 128 counts of ASCII characters, in this order. */
export const SCORE_COLUMNS = [
  "syllables",
  "jamo",
  "han",
  "accented",
  "wide",
  "lines",
  "solidLines",
  "shortLines",
  "longLines",
  "bulletLines",
  "numberedLines",
  "headingLines",
  "tableLines",
  "indentedLines",
  "fenceLines",
  "terminalLines",
  "koreanLines",
  "repeatedLines",
  "longestLine",
  "words",
  "wordSquares",
  "longestWord",
  "marked",
  "sentences",
  "sentenceSquares",
  "longestSentence",
  "latinRuns",
  "latinLetters",
  "sixRuns",
  "eightRuns",
  "capitalRuns",
  "capsRuns",
  "hangulRuns",
  "runs",
  "repeatedRuns",
  "earlyRuns",
  "earlyRepeated",
  "recurring",
  "repeatedPairs",
  "politeEndings",
  "pleaseEndings",
  "plainEndings",
  "addresses",
] as const;

/** All counts of a scan: ASCII characters, {@link SCORE_COLUMNS}, endings, particles, groups of words. */
export const SCORE_COUNTS = 128 + SCORE_COLUMNS.length + SCORE_ENDINGS.length + SCORE_PARTICLES.length + SCORE_WORDS.length;
/** Where the scratch memory of a scan has its two lists of buckets, u32 each. */
export const SCORE_SCRATCH = { words: 111_104, characters: 119_296 } as const;
/** Buckets of words and of runs of characters. */
export const SCORE_BUCKETS = { words: 2 ** 18, characters: 2 ** 19 } as const;
/** Slots of the table of grouped words: u32 hash, u32 group from 1 on; a free slot has group 0. */
export const SCORE_SLOTS = 2048;

/** The kernels of the linear scorer, among `KernelExports`. */
export interface ScoreKernels {
  /**
   * Counts the windows ({@link SCORE_WINDOWS}) of a text: {@link SCORE_COUNTS} counts (`columns`) at `into`, u32 each, then how many
   * buckets of words and of runs of two to four characters lie in `scratch` at {@link SCORE_SCRATCH}. `groups`: the table of grouped
   * words. Characters are lower case (ASCII), digits 0, white space one blank, an address one sign. Valid UTF-8.
   */
  scoreScan(at: number, bytes: number, groups: number, columns: number, scratch: number, into: number): void;
  scoreScratch(): number;
  /** Sets what {@link SCORE_ENDINGS} and {@link SCORE_PARTICLES} say of each syllable from U+AC00 on: a byte for each, of 11,172. */
  setLastSyllables(at: number): void;
  /** Buckets of the different runs of two to four 16-bit codes; `bits`: 2^19 of them, zero. */
  listNgrams(codes: number, count: number, bits: number, into: number): number;
  /** Sum of the signed bytes at `weights` + bucket >> `shift`. */
  sumWeights(list: number, count: number, weights: number, shift: number): number;
  /**
   * `units` rectified sums of `width` (a multiple of 8) signed 16-bit inputs times a row of factors, plus an i32 offset: written as i32 to
   * `into`; answers their sum times `weights` (f64), in order.
   */
  rectifiedLayer(
    inputs: number,
    width: number,
    rows: number,
    offsets: number,
    weights: number,
    units: number,
    into: number,
  ): number;
}
