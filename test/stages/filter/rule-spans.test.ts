import { describe, expect, it } from "vitest";
import type { Batch } from "../../../engine/batch.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import type { BatchJudge, DocumentStage } from "../../../engine/stage.ts";
import { gopher } from "../../../stages/filter/gopher.ts";
import { gopherRepetition } from "../../../stages/filter/gopher-repetition.ts";
import { kijilEn } from "../../../stages/filter/kijil-en.ts";
import { kijilKo } from "../../../stages/filter/kijil-ko.ts";
import { KOREAN_RULES } from "../../../stages/filter/kijil-rules.ts";
import { placedWords } from "../../../stages/filter/rule-spans.ts";
import { aBatch } from "../../helpers/a-batch.ts";
import { corpora } from "../../helpers/corpora.ts";
import { hasSharedData } from "../../helpers/run-cli.ts";

const OWN = [
  "",
  "강을 건넌다. 비가 온다?! 그래요ㅋㅋㅋ ㅠㅠ 좋다!!\n- 하나\n1. 둘\n- 하나\n가나다라마바사아자차카타파하가나다",
  "The potter and the kiln of that house. https://kiln.example/a www.b.example # … ... x\n\nThe potter and the kiln\n\nThe potter and the kiln 😀 12 34",
];
const texts = hasSharedData
  ? [
      ...OWN,
      ...[...corpora()].flatMap(({ documents }) =>
        documents.filter((_, row) => row % 60 === 7).map(({ text }) => text.slice(0, 20_000)),
      ),
    ]
  : OWN;

type Spans = readonly (readonly [number, number])[];
const count = (_: string, spans: Spans) => spans.length;
const characters = (text: string, spans: Spans) =>
  spans.reduce((sum, [start, end]) => sum + [...text.slice(start, end)].length, 0);

/** For each reason, what is to be the same of its spans and of the kernel's counts. */
const CASES: readonly (readonly [DocumentStage, string, typeof count, (batch: Batch, row: number) => number])[] = [
  [
    kijilKo(),
    "few-letter-words",
    count,
    (batch, row) => batch.wordStat(row, "blanks", "words") - batch.wordStat(row, "blanks", "letterWords"),
  ],
  [kijilKo(), "link-list", characters, (batch, row) => batch.proseStat(row, "addressCharacters")],
  [kijilKo(), "short-listing", count, (batch, row) => batch.stat(row, "bulletLines")],
  [kijilKo(), "repeated-lines", characters, (batch, row) => batch.lineStat(row, "repeatedPieceCharacters")],
  [kijilKo(), "few-sentences", count, (batch, row) => batch.proseStat(row, "endingWords")],
  [
    kijilKo(),
    "talk",
    count,
    (batch, row) => Math.round(KOREAN_RULES.maxTalk.measure(batch, row) * Math.max(1, batch.proseStat(row, "particleWords"))),
  ],
  [kijilKo(), "crammed", characters, (batch, row) => batch.proseStat(row, "crammedSyllables")],
  [kijilEn(), "few-stop-words", count, (batch, row) => batch.wordStat(row, "blanks", "stopWords")],
  [
    kijilEn(),
    "top-three-gram",
    count,
    (batch, row) => {
      const times = batch.wordStat(row, "blanks", "topThreeCount");
      return times < 2 ? 0 : times;
    },
  ],
  [gopher(), "many-hashes", count, (batch, row) => batch.lineStat(row, "hashes")],
  [gopher(), "many-ellipses", count, (batch, row) => batch.lineStat(row, "ellipses")],
  [gopher(), "mostly-bullets", count, (batch, row) => batch.lineStat(row, "bulletLines")],
  [gopher(), "many-ellipsis-lines", count, (batch, row) => batch.lineStat(row, "ellipsisLines")],
  [gopherRepetition(), "repeated-paragraphs", count, (batch, row) => batch.lineStat(row, "repeatedParagraphs")],
];

describe("the pieces that a rule counts", () => {
  it.each(CASES.map((each) => [`${each[0].name}:${each[1]}`, each] as const))(
    "%s: are as many as the kernel counts",
    (_, each) => {
      const [stage, reason, sum, wanted] = each;
      const kernels = loadKernels();
      const judge = stage.open({ seed: 1, kernels }) as BatchJudge<string>;
      const batch = aBatch(texts, { kernels });
      let some = 0;
      texts.forEach((text, row) => {
        const spans = judge.spans?.(text, reason) ?? [];
        const measured = wanted(batch, row);
        expect(sum(text, spans), `${row}`).toBe(measured);
        if (measured > 0) some++;
      });
      expect(some).toBeGreaterThan(0);
    },
  );

  it("stand where the words stand, whatever their bytes", () => {
    const text = "하나 😀 don't a😀b";
    const words = placedWords(text, "blanks", loadKernels());
    expect(words.map(({ start, end, word }) => [start, end, word])).toEqual([
      [0, 2, "하나"],
      [3, 5, "😀"],
      [6, 11, "don't"],
      [12, 16, "a😀b"],
    ]);
  });
});
