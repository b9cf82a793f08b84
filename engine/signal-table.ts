import {
  type Kernels,
  LINE_STATS,
  PROSE_STATS,
  TEXT_STATS,
  WORD_RULES,
  WORD_STATS,
  type WordRule,
  wordRoom,
} from "./kernels/kernels.ts";

/** Measures one text into `count` u32 words at kernel address `into`; kernel memory it takes beyond is freed by the caller. */
type Measure = (kernels: Kernels, at: number, bytes: number, into: number) => void;

/** Counts of one kind, a row a document, each row measured when it is first asked for. */
export class SignalTable<Name extends string> {
  readonly #kernels: Kernels;
  readonly #index: Readonly<Record<Name, number>>;
  readonly #width: number;
  readonly #measure: Measure;
  readonly #capacity: number;
  /** 1 where a row holds the counts of the text as it is now; elsewhere it has to be measured before it is asked about. */
  readonly isMeasured: Uint8Array;
  #counts = new Uint32Array(0);

  constructor(kernels: Kernels, names: readonly Name[], capacity: number, measure: Measure) {
    this.#kernels = kernels;
    this.#index = Object.fromEntries(names.map((name, index) => [name, index])) as Record<Name, number>;
    this.#width = names.length;
    this.#measure = measure;
    this.#capacity = capacity;
    this.isMeasured = new Uint8Array(capacity);
  }

  /** Forgets every row. */
  reset(): void {
    this.isMeasured.fill(0);
  }

  /** Forgets one row, whose text was replaced. */
  forget(row: number): void {
    this.isMeasured[row] = 0;
  }

  /** A count of the text of a row that has been measured. */
  count(row: number, name: Name): number {
    return this.#counts[row * this.#width + this.#index[name]] as number;
  }

  /** Measures the text of a row, which lies at `at`. */
  measure(row: number, at: number, bytes: number): void {
    if (this.#counts.length === 0) this.#counts = new Uint32Array(this.#capacity * this.#width);
    const mark = this.#kernels.mark();
    const into = this.#kernels.alloc(this.#width * 4);
    this.#measure(this.#kernels, at, bytes, into);
    const words = this.#kernels.words();
    const from = row * this.#width;
    for (let column = 0; column < this.#width; column++) this.#counts[from + column] = words[(into >>> 2) + column] as number;
    this.#kernels.release(mark);
    this.isMeasured[row] = 1;
  }
}

/** The tables of a batch: characters, lines, and words by each rule. */
export interface SignalTables {
  readonly text: SignalTable<(typeof TEXT_STATS)[number]>;
  readonly lines: SignalTable<(typeof LINE_STATS)[number]>;
  readonly prose: SignalTable<(typeof PROSE_STATS)[number]>;
  readonly words: Readonly<Record<WordRule, SignalTable<(typeof WORD_STATS)[number]>>>;
}

const measureWords =
  (rule: WordRule): Measure =>
  (kernels, at, bytes, into) => {
    const records = kernels.alloc(wordRoom(bytes, rule));
    const words = kernels.call.splitWords(at, bytes, WORD_RULES[rule], records);
    const scratch = kernels.alloc(kernels.call.wordStatsScratch(words));
    kernels.call.wordStats(records, words, WORD_RULES[rule], scratch, into);
  };

/** Empty tables for batches of at most `capacity` documents. */
export function signalTables(kernels: Kernels, capacity: number): SignalTables {
  const words = (rule: WordRule) => new SignalTable(kernels, WORD_STATS, capacity, measureWords(rule));
  return {
    text: new SignalTable(kernels, TEXT_STATS, capacity, ({ call }, at, bytes, into) => call.textStats(at, bytes, into)),
    lines: new SignalTable(kernels, LINE_STATS, capacity, (_, at, bytes, into) => {
      const scratch = kernels.alloc(kernels.call.lineStatsScratch(at, bytes));
      kernels.call.lineStats(at, bytes, scratch, into);
    }),
    prose: new SignalTable(kernels, PROSE_STATS, capacity, ({ alloc, call }, at, bytes, into) => {
      const records = alloc(wordRoom(bytes, "blanks"));
      call.proseStats(records, call.splitWords(at, bytes, WORD_RULES.blanks, records), into);
    }),
    words: { blanks: words("blanks"), english: words("english"), korean: words("korean") },
  };
}
