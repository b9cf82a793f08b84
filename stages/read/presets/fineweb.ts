import type { Source } from "../../../engine/source.ts";
import { parquet } from "../parquet.ts";
import { withLayout } from "./with-layout.ts";

type Options = Parameters<typeof parquet>[1];

/** FineWeb and FineWeb-Edu as published: Parquet with text, id, url, date and the crawl each page is from; scores where there are any. */
export function fineweb<const N extends string>(name: N, options: Options): Source<N> {
  const metadata = ["dump", "file_path", "language", "language_score", "score", "int_score", "token_count"];
  return withLayout(parquet, { license: [], metadata }, name, options, fineweb);
}
