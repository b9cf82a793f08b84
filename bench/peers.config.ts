import { defaultStages } from "kijil/recipes/default";
import { c4 } from "kijil/stages/filter/c4";
import { fineweb } from "kijil/stages/filter/fineweb";
import { fineweb2Kor } from "kijil/stages/filter/fineweb2-kor";
import { gopher } from "kijil/stages/filter/gopher";
import { gopherRepetition } from "kijil/stages/filter/gopher-repetition";
import { kijilEn } from "kijil/stages/filter/kijil-en";
import { kijilKo } from "kijil/stages/filter/kijil-ko";
import { lineRepair } from "kijil/stages/filter/line-repair";
import { jsonl } from "kijil/stages/read/jsonl";

/** The first pass of the default recipe with line repair and our filters, and on demand every published chain, up to exact duplicates. */
const stages = defaultStages("estimate").filter(({ name }) => name !== "count-tokens");
const duplicates = stages.findIndex(({ kind }) => kind === "barrier");
const chains = [gopherRepetition(), gopher(), c4({ off: ["no-terminal-mark"] }), fineweb(), fineweb2Kor()];
const published = process.env["KIJIL_BENCH_PUBLISHED"] === "1" ? chains : [];

export default {
  name: "peers",
  sources: [jsonl("mix", { files: [process.env["KIJIL_BENCH_INPUT"] ?? "mix.jsonl.gz"] })],
  stages: [...stages.slice(0, duplicates), lineRepair(), kijilKo(), kijilEn(), ...published, ...stages.slice(duplicates)],
  mixes: {},
};
