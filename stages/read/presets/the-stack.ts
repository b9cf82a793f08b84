import type { Source } from "../../../engine/source.ts";
import { parquet } from "../parquet.ts";
import { withLayout } from "./with-layout.ts";

type Options = Parameters<typeof parquet>[1];

/**
 * The Stack (version 1) as published: Parquet with a code file's content, its hash, language and the licences of the repository with most
 * stars that holds it. Version 2 holds no content, only addresses of it.
 */
export function theStack<const N extends string>(name: N, options: Options): Source<N> {
  const repository = ["max_stars_repo_name", "max_stars_repo_path", "max_stars_repo_head_hexsha", "max_stars_count"];
  const layout = {
    text: "content",
    id: "hexsha",
    url: [],
    license: "max_stars_repo_licenses",
    date: [],
    metadata: ["lang", "ext", "size", ...repository, "avg_line_length", "max_line_length", "alphanum_fraction"],
  };
  return withLayout(parquet, layout, name, options, theStack);
}
