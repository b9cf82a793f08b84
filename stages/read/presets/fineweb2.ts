import type { Source } from "../../../engine/source.ts";
import { parquet } from "../parquet.ts";
import { withLayout } from "./with-layout.ts";

type Options = Parameters<typeof parquet>[1];

/** FineWeb2 as published, `kor_Hang` for example: Parquet with text, id, url, date, language and the size of each page's duplicate cluster. */
export function fineweb2<const N extends string>(name: N, options: Options): Source<N> {
  const language = ["language", "language_score", "language_script", "top_langs"];
  const metadata = ["dump", "file_path", ...language, "minhash_cluster_size"];
  return withLayout(parquet, { license: [], metadata }, name, options, fineweb2);
}
