import type { PipelineConfig } from "../engine/config.ts";
import type { Source } from "../engine/source.ts";
import { htmlRemnants } from "../stages/clean/html-remnants.ts";
import { invisibleCharacters } from "../stages/clean/invisible-characters.ts";
import { mojibake } from "../stages/clean/mojibake.ts";
import { normaliseUnicode } from "../stages/clean/normalise-unicode.ts";
import { whiteSpace } from "../stages/clean/white-space.ts";
import { exactDuplicates } from "../stages/dedup/exact.ts";
import { language } from "../stages/filter/language.ts";
import { lineShape } from "../stages/filter/line-shape.ts";
import { scriptRatio } from "../stages/filter/script-ratio.ts";
import { symbolRatio } from "../stages/filter/symbol-ratio.ts";
import { textLength } from "../stages/filter/text-length.ts";
import { countTokens } from "../stages/score/count-tokens.ts";

/** The stages of the default recipe, in the order a document travels; `tokenizer` as in {@link DefaultPipelineOptions}. */
export const defaultStages = (tokenizer?: string) =>
  [
    mojibake(),
    htmlRemnants(),
    invisibleCharacters(),
    normaliseUnicode(),
    whiteSpace(),
    language(),
    textLength(),
    symbolRatio(),
    lineShape(),
    scriptRatio(),
    exactDuplicates(),
    countTokens(tokenizer === undefined ? {} : { tokenizer }),
  ] as const;

/** What the default recipe has to be told. */
export interface DefaultPipelineOptions<Sources extends readonly Source[]> {
  readonly sources: Sources;
  /** Folder of the run's output. Default `out/default`. */
  readonly output?: string;
  readonly seed?: number;
  /** A vocabulary as `countTokens` takes it, a `tokenizer.json` by its absolute path. Default: that of `countTokens`. */
  readonly tokenizer?: string;
}

/**
 * The pipeline of `kijil run FILES…` without a config. `stage1` holds every kept document once. `stage2` is a sample of a tenth of the
 * tokens out of `stage1`, half Korean and half English: no stage here scores quality, so it is chosen by chance and not the best tenth.
 * Where one language has less than its half, the rest is reported as a shortfall.
 */
export function defaultPipeline<const Sources extends readonly Source[]>(
  options: DefaultPipelineOptions<Sources>,
): PipelineConfig<Sources, ReturnType<typeof defaultStages>> {
  const { sources, output, seed, tokenizer } = options;
  const korean = { name: "korean", where: { attributes: { lang: "ko" } } };
  const english = { name: "english", where: { attributes: { lang: "en" } } };
  return {
    name: "default",
    ...(seed === undefined ? {} : { seed }),
    ...(output === undefined ? {} : { output }),
    sources,
    stages: defaultStages(tokenizer),
    mixes: {
      stage1: {
        buckets: [
          { ...korean, repeat: 1 },
          { ...english, repeat: 1 },
        ],
      },
      stage2: {
        within: "stage1",
        tokens: { ofPool: 0.1 },
        buckets: [
          { ...korean, share: 0.5 },
          { ...english, share: 0.5 },
        ],
      },
    },
  };
}
