import type { Stage } from "./stage.ts";

/** A rule that no document broke is told of from so many documents on. */
const MANY_DOCUMENTS = 1000;
/** Stages whose rules are named; beyond that they are counted. */
const MOST_NAMED = 8;

/** What can be run and is hardly meant: an order that wastes work or undoes deduplication, and what stages say of their own options. */
export function lintStages(stages: readonly Stage[]): readonly string[] {
  return [
    ...stages.flatMap(({ name, warnings }) => warnings.map((warning) => `${name}: ${warning}.`)),
    ...lintLanguages(stages),
    ...lintOrder(stages),
  ];
}

/** Stages that judge languages of which the labelling stage lets none pass. */
function lintLanguages(stages: readonly Stage[]): readonly string[] {
  const labeller = stages.find(({ writes }) => "lang" in writes);
  const kept = labeller?.options["keep"];
  if (!labeller || !Array.isArray(kept)) return [];
  return stages.flatMap(({ name, options: { languages } }) => {
    if (!Array.isArray(languages) || languages.length === 0 || languages.some((each) => kept.includes(each))) return [];
    return [`${name}: it judges texts in ${languages.join(" and ")}, of which ${labeller.name} lets none pass.`];
  });
}

function lintOrder(stages: readonly Stage[]): readonly string[] {
  const found: string[] = [];
  // One that takes parts out of texts keeps no document instead of another.
  const barrier = stages.findIndex(({ kind, edits }) => kind === "barrier" && edits.length === 0);
  const writtenFrom = (index: number) => new Set(stages.slice(index).flatMap(({ writes }) => Object.keys(writes)));
  stages.forEach((stage, index) => {
    const { name, kind, edits, isCostly } = stage;
    const dropsAny = kind === "document" && Object.keys(stage.reasons).some((reason) => !edits.includes(reason));
    const later = stages.slice(index + 1);
    if (barrier >= 0 && barrier < index && kind === "document" && !isCostly) {
      const compared = stages[barrier]?.name;
      // What reads a barrier's answers, or what was found behind it, has to stand there.
      const late = writtenFrom(barrier);
      const mustFollow = stage.reads.some((attribute) => late.has(attribute));
      if (edits.length > 0)
        found.push(
          `${name} changes texts that ${compared} has compared before: two that become the same stay both. Put it before ${compared}.`,
        );
      else if (dropsAny && !mustFollow)
        found.push(
          `${name} may drop the document that ${compared} kept of several, and then none is left; and what it drops was compared for nothing. Put it before ${compared}.`,
        );
    }
    if (isCostly) {
      const wasted = later.find((other) => other.kind === "barrier" || (!other.isCostly && drops(other)));
      if (wasted)
        found.push(
          `${name} is costly and works on documents that ${wasted.name} removes behind it. Put it behind ${wasted.name}.`,
        );
    }
    if ("tokens" in stage.writes) {
      const editor = later.find((other) => other.edits.length > 0);
      if (editor) found.push(`${name} counts texts that ${editor.name} changes behind it. Put it behind ${editor.name}.`);
    }
    if (kind === "barrier" && edits.length === 0) {
      const cheaper = later.find(
        (other) => other.kind === "barrier" && other.edits.length === 0 && other.sketchWords < stage.sketchWords,
      );
      if (cheaper)
        found.push(
          `${name} compares, at more cost, documents that ${cheaper.name} removes behind it. Put it behind ${cheaper.name}.`,
        );
    }
  });
  return found;
}

const drops = ({ kind, reasons, edits }: Stage): boolean =>
  kind === "document" && Object.keys(reasons).some((reason) => !edits.includes(reason));

/** A rule, the documents that came to its stage, and how many of them it met. */
export interface RuleCount {
  readonly stage: string;
  readonly reason: string;
  readonly entered: number;
  readonly met: number;
}

/** Rules that met none of many documents, in one sentence; nothing where there is no such rule. */
export function lintCounts(rules: readonly RuleCount[]): readonly string[] {
  const silent = rules.filter(({ entered, met }) => entered >= MANY_DOCUMENTS && met === 0);
  if (silent.length === 0) return [];
  const byStage = new Map<string, string[]>();
  for (const { stage, reason } of silent) byStage.set(stage, [...(byStage.get(stage) ?? []), reason]);
  const lists = [...byStage].map(([stage, reasons]) => {
    const all = rules.filter((rule) => rule.stage === stage).length;
    return reasons.length === all && all > 1 ? `${stage} (all ${all})` : reasons.map((reason) => `${stage}:${reason}`).join(", ");
  });
  const named = lists.slice(0, MOST_NAMED);
  const more = lists.length - named.length;
  return [
    `rules that met no document: ${named.join(", ")}${more > 0 ? `, and of ${more} more stages` : ""}. If you wait for one of them, look at its limits and languages.`,
  ];
}
