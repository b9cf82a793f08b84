import { ConfigError } from "../engine/errors.ts";
import { c4 } from "../stages/filter/c4.ts";
import { dolma } from "../stages/filter/dolma.ts";
import { fineweb } from "../stages/filter/fineweb.ts";
import { fineweb2Kor } from "../stages/filter/fineweb2-kor.ts";
import { gopher } from "../stages/filter/gopher.ts";
import { gopherRepetition } from "../stages/filter/gopher-repetition.ts";
import { kijilEn } from "../stages/filter/kijil-en.ts";
import { kijilKo } from "../stages/filter/kijil-ko.ts";
import { korEojeol } from "../stages/filter/kor-eojeol.ts";
import { lineRepair } from "../stages/filter/line-repair.ts";
import { refinedwebLines } from "../stages/filter/refinedweb-lines.ts";
import type { Language, TellingStage } from "../stages/filter/rules.ts";
import { nearestName } from "../stages/mix/nearest-name.ts";

/** Filters that go by one name on the command line. */
export interface Preset {
  readonly name: string;
  readonly stages: readonly TellingStage[];
  /** Languages that the preset is made for. */
  readonly languages: readonly Language[];
}

const MAKERS = {
  gopher: () => [gopher()],
  "gopher-repetition": () => [gopherRepetition()],
  c4: () => [c4()],
  fineweb: () => [fineweb()],
  "fineweb2-kor": () => [fineweb2Kor()],
  "kor-eojeol": () => [korEojeol()],
  dolma: () => [dolma()],
  "refinedweb-lines": () => [refinedwebLines()],
  "kijil-en": () => [lineRepair(), kijilEn()],
  "kijil-ko": () => [lineRepair(), kijilKo()],
} as const satisfies Readonly<Record<string, () => readonly TellingStage[]>>;

export const PRESET_NAMES = Object.keys(MAKERS) as readonly (keyof typeof MAKERS)[];

/** The presets of some names, in the order given. Throws {@link ConfigError} for names that nothing has. */
export function presetsOf(names: readonly string[]): readonly Preset[] {
  if (names.length === 0) throw wrong([`kijil filter: --preset is missing. Presets: ${PRESET_NAMES.join(", ")}.`]);
  const unknown = names.filter((name) => !(name in MAKERS));
  if (unknown.length > 0) {
    throw wrong(
      unknown.map((name) => {
        const nearest = nearestName(name, PRESET_NAMES);
        const likely = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
        return `kijil filter: --preset ${name}: there is no such preset.${likely} Presets: ${PRESET_NAMES.join(", ")}.`;
      }),
    );
  }
  return [...new Set(names)].map((name) => {
    const stages = MAKERS[name as keyof typeof MAKERS]();
    return { name, stages, languages: (stages.at(-1) as TellingStage).options["languages"] as readonly Language[] };
  });
}

const wrong = (problems: readonly string[]) => new ConfigError(problems, "COMMAND_LINE");
