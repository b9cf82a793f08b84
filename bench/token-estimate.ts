import { QUANTITIES, quantities, TOKENS_PER, tokenEstimate } from "../classifiers/token-estimate.ts";
import { openTokenizer } from "../classifiers/tokenizer.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import { aBatch } from "../test/helpers/a-batch.ts";
import { corpora } from "../test/helpers/corpora.ts";

/**
 * Fits the estimate of tokens on the even documents of each shared corpus (up to 600,000 characters of it) and prints the error of the
 * coefficients in `classifiers/token-estimate.ts` on the odd ones, beside the speed of both ways of counting.
 */
const PER_CORPUS = 600_000;
const kernels = loadKernels();
const exact = await openTokenizer("o200k", { kernels });

interface Sample {
  readonly tokens: number;
  readonly estimate: number;
  readonly amounts: readonly number[];
}
const fitted: { readonly sample: Sample; readonly weight: number }[] = [];
const groups: Record<string, Sample[]> = { ko: [], en: [] };
const seconds = { exact: 0, estimate: 0 };
let bytes = 0;

const timed = <T>(kind: keyof typeof seconds, work: () => T): T => {
  const start = performance.now();
  const result = work();
  seconds[kind] += (performance.now() - start) / 1000;
  return result;
};
const sum = (samples: readonly Sample[], of: "tokens" | "estimate") => samples.reduce((total, sample) => total + sample[of], 0);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`.padStart(9);

function errors(name: string, samples: readonly Sample[]): void {
  const off = samples.map(({ tokens, estimate }) => Math.abs(estimate / tokens - 1)).sort((a, b) => a - b);
  const at = (share: number) => off[Math.floor((off.length - 1) * share)] ?? Number.NaN;
  console.log(
    name.padEnd(44),
    String(sum(samples, "tokens")).padStart(9),
    percent(sum(samples, "estimate") / sum(samples, "tokens") - 1),
    percent(at(0.5)),
    percent(at(0.9)),
  );
}

console.log("source, odd documents".padEnd(44), "   tokens    in sum    median    nine in ten below");
for (const { name, documents } of corpora()) {
  let size = 0;
  const some = documents.filter(({ text }) => {
    size += text.length;
    return size < PER_CORPUS + text.length;
  });
  const mark = kernels.mark();
  const batch = aBatch(
    some.map(({ text }) => text),
    { kernels },
  );
  for (let row = 0; row < batch.count; row++) bytes += batch.textBytes[row] as number;
  const estimates = timed("estimate", () => some.map((_, row) => tokenEstimate.count(batch, row)));
  const tokens = timed("exact", () => some.map((_, row) => exact.count(batch, row)));
  const samples = some.map((_, row) => ({
    tokens: tokens[row] as number,
    estimate: estimates[row] as number,
    amounts: quantities(batch, row),
  }));
  kernels.release(mark);
  const even = samples.filter((_, row) => row % 2 === 0);
  const odd = samples.filter((_, row) => row % 2 === 1);
  for (const sample of even) fitted.push({ sample, weight: 1 / (sample.tokens + 20) / Math.sqrt(sum(even, "tokens")) });
  groups[name.slice(0, 2)]?.push(...odd);
  errors(name, odd);
}
for (const [name, samples] of Object.entries(groups)) errors(name, samples);
console.log(
  `exact ${(bytes / 1e6 / seconds.exact).toFixed(1)} MB/s, estimate ${(bytes / 1e6 / seconds.estimate).toFixed(0)} MB/s with its signals`,
);

/** Non-negative least squares by coordinate descent on the normal equations. */
const size = QUANTITIES.length;
const matrix = Array.from({ length: size }, () => new Float64Array(size));
const target = new Float64Array(size);
for (const { sample, weight } of fitted) {
  sample.amounts.forEach((amount, row) => {
    target[row] = (target[row] as number) + weight * amount * sample.tokens;
    sample.amounts.forEach((other, column) => {
      const line = matrix[row] as Float64Array;
      line[column] = (line[column] as number) + weight * amount * other;
    });
  });
}
const solution = new Float64Array(size);
for (let round = 0; round < 20_000; round++) {
  for (let row = 0; row < size; row++) {
    const line = matrix[row] as Float64Array;
    const others = line.reduce(
      (total, value, column) => (column === row ? total : total + value * (solution[column] as number)),
      0,
    );
    solution[row] = Math.max(0, ((target[row] as number) - others) / (line[row] as number));
  }
}
console.log(
  "fitted now:",
  QUANTITIES.map((name, index) => `${name} ${(solution[index] as number).toFixed(4)} (in use ${TOKENS_PER[name]})`).join(", "),
);
