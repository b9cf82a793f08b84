/**
 * CPU time of a fastText model beside fastText itself on the same documents, one core; and whether both name the same label. Wants
 * Python with fasttext-wheel (`KIJIL_PYTHON=path/to/python`), which trains the model first. `npm run bench:fasttext`
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FastTextModel } from "../classifiers/fasttext/fasttext-model.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import { corpora } from "../test/helpers/corpora.ts";

const DOCUMENTS_A_SOURCE = 40;
const CHARACTERS = 3_000;
const ROUNDS = 3;
const MEBIBYTE = 2 ** 20;

interface Theirs {
  readonly seconds: number;
  readonly answers: readonly (readonly [label: string, probability: number] | null)[];
}

const python = process.env["KIJIL_PYTHON"];
const script = join(import.meta.dirname, "fasttext-peer.py");
const folder = mkdtempSync(join(tmpdir(), "kijil-fasttext-"));

function ours(path: string, texts: readonly Buffer[]) {
  const kernels = loadKernels();
  const model = FastTextModel.open(path, kernels);
  const at = kernels.alloc(texts.reduce((sum, { length }) => sum + length, 0));
  const starts: number[] = [];
  let next = at;
  for (const text of texts) {
    kernels.bytes().set(text, next);
    starts.push(next);
    next += text.length;
  }
  const found = new Float64Array(model.labels.length);
  let seconds = Number.POSITIVE_INFINITY;
  let answers: (readonly [string, number])[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    answers = texts.map((text, index) => {
      model.predict(starts[index] as number, text.length, found);
      let best = 0;
      for (let label = 1; label < found.length; label++) if ((found[label] as number) > (found[best] as number)) best = label;
      return [model.labels[best] as string, found[best] as number] as const;
    });
    const { user, system } = process.cpuUsage(before);
    seconds = Math.min(seconds, (user + system) / 1e6);
  }
  return { seconds, answers };
}

if (python === undefined) {
  console.error("KIJIL_PYTHON names no Python with fasttext-wheel: nothing to compare with.");
  process.exitCode = 2;
} else {
  const documents = [...corpora()].flatMap(({ name, documents }) =>
    documents
      .slice(0, DOCUMENTS_A_SOURCE)
      .map(({ text }) => ({ label: name, text: Buffer.from(text.slice(0, CHARACTERS)).toString().replaceAll("\n", " ") })),
  );
  const training = join(folder, "training.txt");
  const lines = join(folder, "lines.txt");
  writeFileSync(training, documents.map(({ label, text }) => `__label__${label} ${text}\n`).join(""));
  writeFileSync(lines, documents.map(({ text }) => `${text}\n`).join(""));
  execFileSync(python, [script, "train", join(folder, "model"), training], { stdio: ["ignore", "ignore", "inherit"] });
  const texts = documents.map(({ text }) => Buffer.from(text));
  const bytes = texts.reduce((sum, { length }) => sum + length, 0);
  console.log(
    `${documents.length} documents, ${(bytes / MEBIBYTE).toFixed(1)} MiB, ${(bytes / documents.length / 1000).toFixed(1)} kB each`,
  );
  console.log(
    "| model | kijil documents/s | fastText documents/s | ratio | same label | largest difference of its probability |\n|---|---|---|---|---|---|",
  );
  for (const kind of ["bin", "ftz"]) {
    const path = join(folder, `model.${kind}`);
    const theirs = JSON.parse(
      execFileSync(python, [script, "time", path, lines], { stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1e9 }).toString(),
    ) as Theirs;
    const mine = ours(path, texts);
    const same = mine.answers.filter(([label], index) => `__label__${label}` === theirs.answers[index]?.[0]).length;
    const difference = Math.max(
      ...mine.answers.map(([, probability], index) => Math.abs(probability - (theirs.answers[index]?.[1] ?? 0))),
    );
    const rate = ({ seconds }: { seconds: number }) => Math.round(documents.length / seconds).toLocaleString("en");
    console.log(
      `| .${kind} | ${rate(mine)} | ${rate(theirs)} | ${(theirs.seconds / mine.seconds).toFixed(2)} | ${same} of ${documents.length} | ${difference.toExponential(1)} |`,
    );
  }
}
rmSync(folder, { recursive: true, force: true });
