import { resolve } from "node:path";
import { LinearScorer } from "../classifiers/linear/linear-scorer.ts";
import { loadModel } from "../classifiers/linear/model-file.ts";
import { ConfigError } from "../engine/errors.ts";
import { fourPlaces } from "../engine/four-places.ts";
import { loadKernels } from "../engine/kernels/kernels.ts";
import type { Unreadable } from "../engine/read-part.ts";
import type { BatchJudge } from "../engine/stage.ts";
import { normaliseUnicode } from "../stages/clean/normalise-unicode.ts";
import { language } from "../stages/filter/language.ts";
import type { Language } from "../stages/filter/rules.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { many } from "./format.ts";
import { LineInput } from "./line-input.ts";
import { LineOutput } from "./line-output.ts";
import { printable } from "./table.ts";

/** Share of bad records from which the command ends with 3, as of sources. */
const MAX_BAD_SHARE = 0.01;
const nothing = () => undefined;

/** `kijil score`: the educational quality of JSON lines, a line each in the order of the input. */
export const command: Command<"score"> = async ({ positionals, flags, stdout, stderr, folder }) => {
  const given = flags.lang;
  if (given !== undefined && given !== "ko" && given !== "en")
    throw new ConfigError([`kijil score: --lang must be ko or en, got ${given}.`], "COMMAND_LINE");
  if (flags.json && flags.output === undefined)
    throw new ConfigError(["kijil score: --json and the scores would both go to stdout. Name a file for these with -o."]);
  const model = loadModel(flags.model === undefined ? undefined : resolve(folder, flags.model));
  const kernels = loadKernels();
  const scorer = new LinearScorer(model, kernels);
  const context = { seed: 1, kernels };
  const detect = (await language().open(context)) as BatchJudge<string>;
  const compose = (await normaliseUnicode().open(context)) as BatchJudge<string>;
  const input = await LineInput.open(positionals, folder, process.stdin);
  const output = new LineOutput(flags.output, folder, stdout);
  const documents = { read: 0, scored: 0, otherLanguage: 0, quarantined: 0 };
  const unreadable: Unreadable[] = [];
  try {
    for (const file of input.files) {
      const written: Promise<void>[] = [];
      const faults = await input.read(file, kernels, (batch, refusals) => {
        documents.read += batch.count + refusals.length;
        documents.quarantined += refusals.length;
        batch.alive.fill(1, 0, batch.count);
        const silent = { drop: nothing, setNumber: nothing, setLabel: nothing, edit: nothing };
        compose.judgeBatch(batch, { ...silent, edit: (row, _, at, bytes) => batch.setText(row, at, bytes) });
        const languages = new Array<Language>(batch.count).fill((given as Language | undefined) ?? "other");
        if (given === undefined) {
          const setLabel = (row: number, attribute: string, label: string) => {
            if (attribute === "lang") languages[row] = label as Language;
          };
          detect.judgeBatch(batch, { ...silent, setLabel });
        }
        for (let row = 0; row < batch.count; row++) {
          const lang = languages[row] as Language;
          const line =
            lang === "other" ? undefined : scorer.scoreAt(batch.textAt[row] as number, batch.textBytes[row] as number, lang);
          if (line) documents.scored++;
          else documents.otherLanguage++;
          const wait = output.write(
            JSON.stringify({
              id: batch.id(row),
              lang,
              edu: line ? fourPlaces(line.edu) : null,
              percentile: line ? fourPlaces(line.percentile) : null,
              bucket: line?.bucket ?? null,
              topic: null,
            }),
          );
          if (wait) written.push(wait);
        }
      });
      await Promise.all(written);
      unreadable.push(...faults);
    }
    await output.finish();
    if (flags.json) stdout.write(`${JSON.stringify({ format: "kijil-score/1", model: scorer.id, documents, unreadable })}\n`);
    if (!flags.quiet) {
      const { read, scored, otherLanguage, quarantined } = documents;
      stderr.write(`${many(read, "document")} read, ${scored} scored, ${otherLanguage} in another language.\n`);
      if (quarantined > 0) stderr.write(`${many(quarantined, "record")} could not be used.\n`);
      for (const { reason } of unreadable) stderr.write(`${printable(reason)}\n`);
    }
    return documents.quarantined > documents.read * MAX_BAD_SHARE || unreadable.length > 0 ? EXIT.input : EXIT.done;
  } finally {
    output.abandon();
    input.close();
  }
};
