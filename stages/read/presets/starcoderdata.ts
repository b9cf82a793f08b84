import type { Source } from "../../../engine/source.ts";
import { parquet } from "../parquet.ts";
import { withLayout } from "./with-layout.ts";

type Options = Parameters<typeof parquet>[1];

/** StarCoderData as published, which Kanana names as its source of code: Parquet with content, id and the repository it is from. */
export function starcoderdata<const N extends string>(name: N, options: Options): Source<N> {
  const layout = {
    text: "content",
    url: [],
    license: [],
    date: [],
    metadata: ["max_stars_repo_name", "max_stars_repo_path", "max_stars_count"],
  };
  return withLayout(parquet, layout, name, options, starcoderdata);
}
