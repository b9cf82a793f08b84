import correct from "spdx-correct";
import satisfies from "spdx-satisfies";
import type { Batch } from "../../engine/batch.ts";
import { flag, oneOf, strings } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";

/** Licences that let code be copied with a notice at most: those of the Blue Oak Council's list, ranks gold to bronze, that are in wide use. */
const PERMISSIVE = [
  ..."0BSD AFL-3.0 Apache-1.1 Apache-2.0 Artistic-2.0 BlueOak-1.0.0 BSD-1-Clause BSD-2-Clause BSD-2-Clause-Patent BSD-3-Clause".split(
    " ",
  ),
  ..."BSD-3-Clause-Clear BSL-1.0 CC0-1.0 curl ECL-2.0 HPND ISC libtiff MIT MIT-0 MS-PL MulanPSL-2.0 NCSA PHP-3.01".split(" "),
  ..."PostgreSQL PSF-2.0 Unicode-DFS-2016 Unlicense UPL-1.0 W3C WTFPL X11 Zlib ZPL-2.1".split(" "),
];
const UNKNOWN = "unknown";

/**
 * Lets documents pass whose licence is on an allow list; without a list of your own, the permissive licences of code. What is read is a
 * field of the metadata (an SPDX expression, a customary name such as `Apache 2.0`, or a list of these) and, on demand, the header that
 * the stage `licence-headers` found. Of a list every licence must be allowed; of `MIT OR GPL-3.0-only` one.
 */
export const licenceGate = defineStage({
  name: "licence-gate",
  version: 1,
  options: {
    /** SPDX identifiers of the licences that pass. */
    allow: strings(PERMISSIVE),
    /** Fields of the metadata, the first that is there counts; a dot leads into an object. */
    fields: strings(["license", "licence", "licenses"]),
    /** Whether the licence of a header counts too, for files whose metadata name none or another: both must be allowed. */
    headers: flag(false),
    /** What becomes of documents of which no licence is known. */
    unknown: oneOf(["drop", "keep"], "drop"),
    /** Sources whose documents are judged; all where none is named. */
    sources: strings([]),
  },
  reasons: {
    "licence-not-allowed": "the licence is not one of `allow`",
    "licence-unknown": "no licence is given, or none that is known",
  },
  reads: ({ headers }) => (headers ? ["licence-header"] : []),
  check: ({ allow }) => {
    if (allow.length === 0) return "allow is empty, so nothing would pass. Name SPDX identifiers, or leave it out.";
    const wrong = allow.find((licence) => !isKnown(licence));
    return wrong === undefined
      ? undefined
      : `allow names ${JSON.stringify(wrong)}, which is no SPDX identifier (spdx.org/licenses)`;
  },
  writes: {
    /** The licence as an SPDX expression; `unknown` where none could be read. */
    licence: "label",
  },
  open: ({ allow, fields, headers, unknown, sources }) => {
    // Customary names recur by the thousand; to read one costs some microseconds.
    const answers = new Map<string, { readonly licence: string; readonly isAllowed: boolean }>();
    const answerTo = (given: string) => {
      const known = answers.get(given);
      if (known) return known;
      const licence = expressionOf(given);
      // An exception only permits more than its licence does.
      const base = licence.replace(/ WITH [\w.-]+/gi, "");
      const answer = { licence, isAllowed: licence !== UNKNOWN && satisfies(base, [...allow]) };
      answers.set(given, answer);
      return answer;
    };
    return {
      judgeBatch: (batch, verdicts) => {
        for (let row = 0; row < batch.count; row++) {
          if (!batch.alive[row] || (sources.length > 0 && !sources.includes(batch.source))) continue;
          const given = [...givenIn(batch, row, fields)];
          const header = headers ? batch.label(row, "licence-header") : undefined;
          if (header !== undefined) given.push(header);
          const found = given.map(answerTo);
          const named = found.filter(({ licence }) => licence !== UNKNOWN);
          const licence = [...new Set(named.map((each) => each.licence))].join(" AND ") || UNKNOWN;
          verdicts.setLabel(row, "licence", licence);
          if (named.some(({ isAllowed }) => !isAllowed)) verdicts.drop(row, "licence-not-allowed");
          else if (licence === UNKNOWN && unknown === "drop") verdicts.drop(row, "licence-unknown");
        }
      },
    };
  },
});

function isKnown(licence: string): boolean {
  try {
    return satisfies(licence, [licence]);
  } catch {
    return false;
  }
}

/** An SPDX expression out of what people write; `unknown` where it says no licence. */
function expressionOf(given: string): string {
  if (isExpression(given)) return given;
  return correct(given) ?? UNKNOWN;
}

function isExpression(given: string): boolean {
  try {
    satisfies(given, ["MIT"]);
    return true;
  } catch {
    return false;
  }
}

function givenIn(batch: Batch, row: number, fields: readonly string[]): readonly string[] {
  const { meta } = batch.document(row);
  for (const field of fields) {
    const value = valueAt(meta, field);
    const list = (Array.isArray(value) ? value : [value]).filter((each) => typeof each === "string" && each.trim() !== "");
    if (list.length > 0) return list.map((each) => each.trim());
  }
  return [];
}

function valueAt(meta: Readonly<Record<string, unknown>>, field: string): unknown {
  if (field in meta) return meta[field];
  return field.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], meta);
}
