import type { Solution } from "../../engine/sketch-table.ts";
import { ITSELF, keepersOf, type Twins } from "./keep-twins.ts";
import type { EarlierDocument, EarlierRuns } from "./signature-index.ts";
import { lowerBound, SparseColumn } from "./sparse-column.ts";

/** Code of a document that a twin of this run stands for, and of one that a document of an earlier run does. */
const [CODE_OWN, CODE_EARLIER] = [0, 1];

/** What is answered for the documents of a run of which twins are known; those of earlier runs come before them in the search. */
export function twinSolution(twins: Twins, documents: number, isExact: boolean, earlier: EarlierRuns | undefined): Solution {
  const settled = earlier?.table.documents ?? 0;
  const { search } = twins;
  const { order } = search;
  const keeper = keepersOf(twins, documents, settled);
  const code = new Uint8Array(documents).fill(CODE_OWN);
  const sizes = new Uint32Array(order.order.length).fill(1);
  for (const stands of twins.keeper) if (stands !== ITSELF) sizes[stands] = (sizes[stands] as number) + 1;
  for (const [place, stands] of twins.keeper.entries()) if (stands !== ITSELF) sizes[place] = sizes[stands] as number;
  for (let document = 0; document < documents; document++) if (keeper[document] === document) code[document] = CODE_EARLIER;
  const column = (values: Float32Array | Uint32Array | Uint8Array, otherwise = Number.NaN) =>
    new SparseColumn(order, values, otherwise, settled);
  let told: { readonly document: number; readonly twin: EarlierDocument } | undefined;
  const twinOf = (document: number): EarlierDocument | undefined => {
    if (!earlier || keeper[document] !== document) return undefined;
    if (told?.document === document) return told.twin;
    const place = order.placeOf[lowerBound(order.documents, document + settled)] as number;
    told = { document, twin: earlier.nameOf(search.documentAt(twins.keeper[place] as number)) };
    return told.twin;
  };
  return {
    keeper,
    code,
    value: column(isExact ? twins.exact : twins.estimate),
    attributes: {
      "cluster.size": column(sizes, 1),
      "cluster.estimate": column(twins.estimate),
      "cluster.bands": column(twins.bands),
      "cluster.crowded": column(search.crowded, 0),
    },
    labels: {
      "earlier.id": (document) => twinOf(document)?.id,
      "earlier.run": (document) => twinOf(document)?.run,
    },
    close: () => earlier?.table.close(),
  };
}
