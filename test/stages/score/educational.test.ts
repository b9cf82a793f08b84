import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeModel, loadModel } from "../../../classifiers/linear/model-file.ts";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { educational } from "../../../stages/score/educational.ts";
import { openStage } from "../../helpers/judge-records.ts";
import { scratchFolders } from "../../helpers/scratch.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const inLanguage = (lang: string, text: string) => ({ text, attributes: { lang } });

// Written for this test.
const LESSON_KO = inLanguage(
  "ko",
  "삼각형의 세 각을 더하면 왜 180도가 될까? 먼저 한 꼭짓점을 지나면서 마주 보는 변과 나란한 직선을 그린다. 평행선과 만나는 직선이 만드는 엇각은 서로 같으므로, " +
    "밑변의 두 각은 각각 그 직선 위의 각과 크기가 같다. 따라서 세 각은 한 직선 위에 모이고, 그 합은 180도이다. 예를 들어 두 각이 50도와 60도이면 나머지 한 각은 180 - 50 - 60 = 70도이다. " +
    "이 성질을 이용하면 다각형의 내각의 합도 구할 수 있다. 사각형은 대각선으로 두 삼각형으로 나뉘므로 내각의 합은 360도가 된다.",
);
const TALK_KO = inLanguage(
  "ko",
  "아 진짜 오늘 너무 피곤하다ㅋㅋㅋ 배송도 늦고 포장도 별로고 ㅠㅠ 그래도 색은 예쁘네요 재구매는 안 할 듯!!",
);
const LESSON_EN = inLanguage(
  "en",
  "Why does ice float on water? A water molecule is bent, and its two hydrogen atoms attract the oxygen atoms of neighbouring molecules. When water freezes, these hydrogen bonds hold the molecules " +
    "in an open lattice, which takes up more space than the liquid. Because density is mass divided by volume, the same mass in a larger volume has a lower density. For example, one litre of water " +
    "at 0 degrees has a mass of about one kilogram, while one litre of ice has only 0.92 kilograms. Therefore ice floats, and lakes freeze from the top down.",
);
const TALK_EN = inLanguage(
  "en",
  "omg this is the best deal ever!!! click the link in my bio and use code SAVE20 for free shipping, only today lol",
);

describeStage(educational({ dropBelow: 0.6 }), {
  keeps: [LESSON_KO, LESSON_EN, inLanguage("other", "今日は雨"), "no language was told"],
  drops: { "low-educational-score": [TALK_KO, TALK_EN, inLanguage("en", ""), inLanguage("ko", "ㅋ")] },
});

describe("the educational stage", () => {
  const scratch = scratchFolders();

  it("only records unless it is asked to drop", async () => {
    const judge = await openStage(educational());
    const answers = judge([LESSON_KO, TALK_KO, LESSON_EN, TALK_EN]);
    expect(answers.map(({ action }) => action)).toEqual(["keep", "keep", "keep", "keep"]);
    const scores = answers.map(({ set }) => set["edu.score"] as number);
    expect(scores[0]).toBeGreaterThan(1.7);
    expect(scores[1]).toBeLessThan(1.5);
    expect(scores[2]).toBeGreaterThan(1.7);
    expect(scores[3]).toBeLessThan(1.5);
    for (const { set } of answers) {
      expect(set["edu.bucket"]).toBe(Math.min(19, Math.floor(20 * (set["edu.percentile"] as number))));
      expect(set["edu.good"]).toBeGreaterThanOrEqual(0);
    }
  });

  it("refuses to drop by a model with hardly a label, and records its scores", async () => {
    const path = join(scratch(), "untrained.bin");
    const shipped = loadModel();
    writeFileSync(path, encodeModel({ ...shipped, heads: { ...shipped.heads, ko: { ...shipped.heads.ko, rows: 12 } } }));
    const context = { seed: 1, kernels: loadKernels() };
    expect(() => educational({ model: path, dropBelow: 0.5 }).open(context)).toThrow(
      /must not drop.*12 labels in ko, wanted 100/,
    );
    expect(() => educational({ model: path }).open(context)).not.toThrow();
    expect(() => educational({ model: join(path, "absent") }).open(context)).toThrow(/the model cannot be read/);
  });
});
