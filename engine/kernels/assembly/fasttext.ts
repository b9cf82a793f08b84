/** Layouts: `fasttext-layout.ts`. The arithmetic is that of fastText 0.9.2 (dictionary.cc), whose `char` is signed. */
const ENTRY: usize = 20;
const IS_LABEL: u32 = 0xffffffff;
const LESS: u8 = 0x3c;
const GREATER: u8 = 0x3e;
const PREFIX: usize = memory.data<u8>([0x5f, 0x5f, 0x6c, 0x61, 0x62, 0x65, 0x6c, 0x5f, 0x5f], 1);
const PREFIX_BYTES: usize = 9;
const END: usize = memory.data<u8>([0x3c, 0x2f, 0x73, 0x3e], 1);
const END_BYTES: usize = 4;

const SEED: u32 = 2166136261;
const FACTOR: u32 = 16777619;

function step(hash: u32, at: usize): u32 {
  return (hash ^ <u32>(<i32>load<i8>(at))) * FACTOR;
}

function isSeparator(byte: u8): bool {
  return byte == 0x20 || (byte >= 9 && byte <= 13) || byte == 0;
}

let entries: usize = 0;
let slots: usize = 0;
let mask: usize = 0;
let words: u32 = 0;
let bucket: u32 = 0;
let least: u32 = 0;
let most: u32 = 0;
let together: u32 = 0;
let kept: usize = 0;
let out: usize = 0;
let writes: bool = true;

function open(model: usize): void {
  entries = load<u32>(model);
  slots = load<u32>(model, 8);
  mask = load<u32>(model, 12);
  words = load<u32>(model, 16);
  bucket = load<u32>(model, 20);
  least = load<u32>(model, 24);
  most = load<u32>(model, 28);
  together = load<u32>(model, 32);
  kept = load<u32>(model, 36);
}

/** The slot where a string stands or would stand. */
function slotOf(at: usize, bytes: usize, hash: u32): usize {
  let slot = <usize>hash & mask;
  while (true) {
    const number = load<u32>(slots + (slot << 2));
    if (number == 0) break;
    const entry = entries + (<usize>number - 1) * ENTRY;
    if (load<u32>(entry, 8) == hash && load<u32>(entry, 4) == <u32>bytes && memory.compare(load<u32>(entry), at, bytes) == 0)
      break;
    slot = (slot + 1) & mask;
  }
  return slots + (slot << 2);
}

/** The row of a hashed n-gram; none where pruning took it. */
function push(id: u32): void {
  let row = id;
  if (kept) {
    row = load<u32>(kept + ((<usize>id) << 2));
    if (row == 0) return;
    row--;
  }
  if (writes) store<u32>(out, words + row);
  out += 4;
}

/** The rows of all character n-grams of a word that stands between < and > from `at` on. */
function subwords(at: usize, bytes: usize): void {
  const end = at + bytes;
  for (let from = at; from < end; from++) {
    if ((load<u8>(from) & 0xc0) == 0x80) continue;
    let hash = SEED;
    let next = from;
    for (let length: u32 = 1; next < end && length <= most; length++) {
      hash = step(hash, next++);
      while (next < end && (load<u8>(next) & 0xc0) == 0x80) hash = step(hash, next++);
      if (length >= least && !(length == 1 && (from == at || next == end))) push(hash % bucket);
    }
  }
}

/** Writes < and > around a word. */
function enclose(at: usize, bytes: usize, into: usize): void {
  store<u8>(into, LESS);
  memory.copy(into + 1, at, bytes);
  store<u8>(into + 1 + bytes, GREATER);
}

/** Hashes the entries of a dictionary and puts them into its slots. */
export function fastTextEntries(model: usize): void {
  open(model);
  const count = load<u32>(model, 4);
  for (let number: u32 = 0; number < count; number++) {
    const entry = entries + <usize>number * ENTRY;
    const at = <usize>load<u32>(entry);
    const bytes = <usize>load<u32>(entry, 4);
    let hash = SEED;
    for (let i: usize = 0; i < bytes; i++) hash = step(hash, at + i);
    store<u32>(entry, hash, 8);
    store<u32>(slotOf(at, bytes, hash), number + 1);
  }
}

/** Writes for each word its own row and those of its subwords; with `into` 0 only counts them. */
export function fastTextSubwords(model: usize, scratch: usize, into: usize): u32 {
  open(model);
  writes = into != 0;
  out = into;
  for (let number: u32 = 0; number < words; number++) {
    const entry = entries + <usize>number * ENTRY;
    const at = <usize>load<u32>(entry);
    const bytes = <usize>load<u32>(entry, 4);
    const start = out;
    if (writes) store<u32>(out, number);
    out += 4;
    if (most > 0 && bucket > 0 && !(bytes == END_BYTES && memory.compare(at, END, END_BYTES) == 0)) {
      enclose(at, bytes, scratch);
      subwords(scratch, bytes + 2);
    }
    store<u32>(entry, <u32>start, 12);
    store<u32>(entry, <u32>((out - start) >> 2), 16);
  }
  writes = true;
  return <u32>((out - into) >> 2);
}

/** The rows of the input matrix that a text means, in fastText's order. */
export function fastTextRows(model: usize, at: usize, bytes: usize, scratch: usize, into: usize): u32 {
  open(model);
  out = into;
  const end = at + bytes;
  // Hashes of words at the end of the scratch memory, behind room for one word between < and >.
  const hashes = scratch + ((bytes + 2 + 3) & ~(<usize>3));
  let count: usize = 0;
  let isOver = false;
  while (!isOver) {
    while (at < end && isSeparator(load<u8>(at))) at++;
    let from = at;
    let hash = SEED;
    while (at < end && !isSeparator(load<u8>(at))) hash = step(hash, at++);
    let length = at - from;
    if (length == 0) {
      from = END;
      length = END_BYTES;
      for (let i: usize = 0; i < END_BYTES; i++) hash = step(hash, END + i);
    }
    isOver = length == END_BYTES && memory.compare(from, END, END_BYTES) == 0;
    const number = load<u32>(slotOf(from, length, hash));
    if (number) {
      const entry = entries + (<usize>number - 1) * ENTRY;
      const rows = load<u32>(entry, 16);
      if (rows == IS_LABEL) continue;
      const list = <usize>load<u32>(entry, 12);
      for (let i: usize = 0; i < <usize>rows; i++) store<u32>(out + (i << 2), load<u32>(list + (i << 2)));
      out += (<usize>rows) << 2;
    } else {
      if (length >= PREFIX_BYTES && memory.compare(from, PREFIX, PREFIX_BYTES) == 0) continue;
      if (most > 0 && bucket > 0 && !isOver) {
        enclose(from, length, scratch);
        subwords(scratch, length + 2);
      }
    }
    store<u32>(hashes + (count << 2), hash);
    count++;
  }
  if (bucket > 0) {
    for (let first: usize = 0; first < count; first++) {
      let hash = <u64>(<i64>load<i32>(hashes + (first << 2)));
      const stop = min<usize>(count, first + <usize>together);
      for (let last = first + 1; last < stop; last++) {
        hash = hash * 116049371 + <u64>(<i64>load<i32>(hashes + (last << 2)));
        push(<u32>(hash % <u64>bucket));
      }
    }
  }
  return <u32>((out - into) >> 2);
}

/** Mean of rows of a matrix of f32, summed row by row in single precision. */
export function averageRows(matrix: usize, columns: usize, rows: usize, count: u32, into: usize): void {
  const bytes = columns << 2;
  const lanes = bytes & ~(<usize>15);
  memory.fill(into, 0, bytes);
  const stop = rows + ((<usize>count) << 2);
  for (let at = rows; at < stop; at += 4) {
    const row = matrix + <usize>load<u32>(at) * bytes;
    let i: usize = 0;
    for (; i < lanes; i += 16) v128.store(into + i, f32x4.add(v128.load(into + i), v128.load(row + i)));
    for (; i < bytes; i += 4) store<f32>(into + i, load<f32>(into + i) + load<f32>(row + i));
  }
  const share = <f32>(1.0 / <f64>count);
  for (let i: usize = 0; i < bytes; i += 4) store<f32>(into + i, load<f32>(into + i) * share);
}

/** The same of a product-quantised matrix (`fasttext-layout.ts`). */
export function averageCodes(matrix: usize, rows: usize, count: u32, into: usize): void {
  const columns = <usize>load<u32>(matrix);
  const parts = <usize>load<u32>(matrix, 4);
  const width = <usize>load<u32>(matrix, 8);
  const codes = <usize>load<u32>(matrix, 12);
  const centroids = <usize>load<u32>(matrix, 16);
  const normCodes = <usize>load<u32>(matrix, 20);
  const norms = <usize>load<u32>(matrix, 24);
  const lastWidth = columns - (parts - 1) * width;
  memory.fill(into, 0, columns << 2);
  const stop = rows + ((<usize>count) << 2);
  for (let at = rows; at < stop; at += 4) {
    const row = <usize>load<u32>(at);
    const norm = normCodes ? load<f32>(norms + ((<usize>load<u8>(normCodes + row)) << 2)) : <f32>1;
    const code = codes + row * parts;
    let sum = into;
    for (let part: usize = 0; part < parts; part++) {
      const wide = part == parts - 1 ? lastWidth : width;
      let centroid = centroids + ((part << 8) * width + <usize>load<u8>(code + part) * wide) * 4;
      for (let i: usize = 0; i < wide; i++, sum += 4, centroid += 4) store<f32>(sum, load<f32>(sum) + norm * load<f32>(centroid));
    }
  }
  const share = <f32>(1.0 / <f64>count);
  for (let i: usize = 0; i < columns; i++) store<f32>(into + (i << 2), load<f32>(into + (i << 2)) * share);
}
