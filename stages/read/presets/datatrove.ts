import type { Source } from "../../../engine/source.ts";
import { jsonl } from "../jsonl.ts";
import { withLayout } from "./with-layout.ts";

type Options = Parameters<typeof jsonl>[1];

/** What datatrove's `JsonlWriter` writes: JSON lines with text, id and everything else under `metadata`; media, where there are any, are left. */
export function datatrove<const N extends string>(name: N, options: Options): Source<N> {
  const layout = { url: "metadata.url", license: "metadata.license", date: "metadata.date", metadata: ["metadata"] };
  return withLayout(jsonl, layout, name, options, datatrove);
}
