import type { Interval } from "../classifiers/evaluation/bootstrap.ts";
import type { HeldOutFigures } from "../classifiers/evaluation/held-out.ts";
import { count } from "./format.ts";
import { table } from "./table.ts";
import type { Colours } from "./terminal.ts";

/** Figures of one method in one language. */
export interface HeldOutRow {
  readonly method: string;
  readonly lang: string;
  readonly figures: HeldOutFigures;
}

const places = (value: number): string => (Number.isNaN(value) ? "–" : value.toFixed(3).replace(/^0(?=\.)/, ""));
const interval = ({ value, low, high }: Interval): string => `${places(value)} [${places(low)}, ${places(high)}]`;

/** Figures on sources that the models have not seen, with the middle 95 % of a bootstrap by source. */
export function heldOutTable(rows: readonly HeldOutRow[], colours: Colours): string {
  const columns = [
    { title: "method" },
    { title: "lang" },
    { title: "rows", align: "right" as const },
    { title: "sources", align: "right" as const },
    { title: "base", align: "right" as const },
    { title: "AUROC" },
    { title: "F1 at 3" },
    { title: "Spearman" },
  ];
  const cells = rows.map(({ method, lang, figures }) => [
    method,
    lang,
    count(figures.rows),
    count(figures.sources),
    places(figures.base),
    interval(figures.auroc),
    interval(figures.f1),
    interval(figures.spearman),
  ]);
  return table(columns, cells, colours);
}
