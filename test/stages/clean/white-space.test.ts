import fc from "fast-check";
import { expect, it } from "vitest";
import { whiteSpace } from "../../../stages/clean/white-space.ts";
import { openStage } from "../../helpers/judge-records.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

describeStage(whiteSpace(), {
  keeps: ["", "한 줄", "# Title\n\nfirst line\n    indented\tcode\n\nlast", "두  칸", "가\n나"],
  edits: {
    "tidied-space": [
      ["하나\r\n둘\r셋", "하나\n둘\n셋"],
      ["blank\u00a0between", "blank between"],
      ["전각\u3000공백", "전각 공백"],
      ["trailing  \t\nnext", "trailing\nnext"],
      ["a\n\n\n\n\nb", "a\n\nb"],
      ["\n\n머리\n\n", "머리"],
      [" \n\t ", ""],
    ],
  },
});

it("tidies any text once and for all", async () => {
  const judge = await openStage(whiteSpace());
  const blank = fc.constantFrom(" ", "\t", "\n", "\r", "\u00a0", "\u3000", "\u2028", "가", "a");
  fc.assert(
    fc.property(fc.array(blank, { maxLength: 40 }), (characters) => {
      const [first] = judge([characters.join("")]);
      expect(judge([first?.text ?? ""])[0]?.action).toBe("keep");
    }),
    { numRuns: 500 },
  );
});
