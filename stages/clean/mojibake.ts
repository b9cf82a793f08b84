import type { Batch } from "../../engine/batch.ts";
import { fourPlaces } from "../../engine/four-places.ts";
import { number, oneOf } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";
import { repairMojibake } from "./mojibake-text.ts";
import { editText } from "./tidy-text.ts";

/** First bytes of 占, with which twice-broken text begins. */
const TWICE_BROKEN = Buffer.from("占");

/**
 * Finds text that was decoded with the wrong encoding (안 as `ì•ˆ` or `¾È`) and repairs it where the bytes leave no doubt; drops what is
 * too far gone.
 */
export const mojibake = defineStage({
  name: "mojibake",
  version: 3,
  options: {
    /** `repair` what is certain and drop the rest by `maxShare`; `drop` by `maxShare` without repair; `keep` and only measure. */
    action: oneOf(["repair", "drop", "keep"], "repair"),
    /** Largest share of a text's characters that may be (after repair: stay) broken. */
    maxShare: number(0.05, { min: 0, max: 1 }),
  },
  reasons: {
    "repaired-encoding": "text decoded with the wrong encoding was read again with the right one",
    "broken-encoding": "more than `maxShare` of the characters come from a wrong encoding and cannot be won back",
  },
  edits: ["repaired-encoding"],
  thresholds: ({ maxShare }) => ({ "broken-encoding": maxShare }),
  writes: {
    /** Share of characters from a wrong encoding, before repair, 0–1; only of texts that look like it. */
    "text.mojibake": "number",
  },
  open: ({ action, maxShare }) => ({
    judgeBatch: (batch, verdicts) => {
      for (let row = 0; row < batch.count; row++) {
        if (!batch.alive[row] || !isSuspicious(batch, row)) continue;
        const text = batch.text(row);
        const { text: repaired, broken, left } = repairMojibake(text);
        const share = fourPlaces(broken / batch.stat(row, "characters"));
        if (broken > 0) verdicts.setNumber(row, "text.mojibake", share);
        if (action === "keep") continue;
        const remaining = action === "drop" ? share : fourPlaces(left / repaired.length);
        if (remaining > maxShare) verdicts.drop(row, "broken-encoding", remaining);
        else if (action === "repair") editText(batch, row, text, repaired, "repaired-encoding", verdicts);
      }
    },
  }),
});

/** Cheap tests by signals, before any text is decoded. */
function isSuspicious(batch: Batch, row: number): boolean {
  if (batch.needs(row, "mojibake")) return true;
  const characters = batch.stat(row, "characters");
  const asian = batch.stat(row, "hangul") + batch.stat(row, "han") + batch.stat(row, "kana") + batch.stat(row, "otherLetters");
  // EUC-KR read as Latin-1: many characters of two bytes, and none of another script.
  if (asian * 20 < characters && ((batch.textBytes[row] as number) - characters) * 5 > characters) return true;
  if (batch.stat(row, "han") === 0) return false;
  const { buffer, byteOffset, length } = batch.textView(row);
  return Buffer.from(buffer, byteOffset, length).includes(TWICE_BROKEN);
}
