/**
 * A fastText model as its kernels read it: a header of u32, in this order. `entries`: {@link FASTTEXT_ENTRY_BYTES} each, the words by
 * their ids and then the labels: u32 address and bytes of the string, its hash, address and number of its rows (0xFFFFFFFF: a label).
 * `slots`: u32 each, a power of two and at least twice the entries, zeros at first. `kept`: 0, or for each bucket a u32, its row after
 * pruning + 1, 0 where it was pruned.
 */
export const FASTTEXT_HEADER = [
  "entries",
  "entryCount",
  "slots",
  "slotMask",
  "words",
  "bucket",
  "minn",
  "maxn",
  "wordNgrams",
  "kept",
] as const;
export const FASTTEXT_ENTRY_BYTES = 20;
/** Number of rows of an entry that is a label. */
export const FASTTEXT_LABEL = 0xffffffff;

/**
 * A matrix cut into parts of `width` columns (the last may be narrower), each coded by one of 256 centroids: a header of u32. `codes`: a
 * byte a part and row. `centroids`: 256 × width f32 a part. `normCodes`: 0, or a byte a row: which of the 256 f32 at `norms` it is
 * multiplied by.
 */
export const QUANTISED_HEADER = ["columns", "parts", "width", "codes", "centroids", "normCodes", "norms"] as const;

/** The kernels of fastText models, among {@link KernelExports}. */
export interface FastTextKernels {
  /** Hashes the entries of a model's dictionary and fills its slots. */
  fastTextEntries(model: number): void;
  /**
   * Writes for each word its own row and those of its character n-grams, u32 each, and enters in its entry where they lie; returns how
   * many there are. With `into` 0 it only counts. `scratch`: bytes of the longest word + 2.
   */
  fastTextSubwords(model: number, scratch: number, into: number): number;
  /**
   * Rows of the input matrix that a text means, u32 each: words, their character n-grams, the n-grams of words, and the end of the line.
   * Line feeds separate words, as blanks do; a word `</s>` ends the text, as it does for fastText. `scratch`: {@link rowsScratch} bytes;
   * `into`: room for {@link mostRows}. Returns how many.
   */
  fastTextRows(model: number, at: number, bytes: number, scratch: number, into: number): number;
  /** Mean of `count` rows of a matrix of f32, summed in single precision; `columns` f32 at `into`. */
  averageRows(matrix: number, columns: number, rows: number, count: number, into: number): void;
  /** The same of a quantised matrix ({@link QUANTISED_HEADER}). */
  averageCodes(matrix: number, rows: number, count: number, into: number): void;
}

const mostWords = (bytes: number): number => (bytes >> 1) + 2;

/** Bytes of scratch memory for the rows of a text of so many bytes. */
export const rowsScratch = (bytes: number): number => bytes + 8 + 4 * mostWords(bytes);

/** Most rows of a text of so many bytes. `longestList`: most rows of a word of the dictionary. */
export function mostRows(bytes: number, { minn, maxn, wordNgrams }: { minn: number; maxn: number; wordNgrams: number }): number {
  const words = mostWords(bytes);
  const lengths = maxn > 0 ? maxn - Math.min(minn, maxn) + 1 : 0;
  return words + (bytes + 2 * words) * lengths + words * Math.max(0, wordNgrams - 1);
}
