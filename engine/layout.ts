import { join } from "node:path";

/** Where a run keeps its files. Parts are named by key, so that a file holds good for any run that asks for the same. */
export interface Layout {
  readonly root: string;
  readonly lineage: string;
  readonly quarantine: string;
  readonly pool: string;
  readonly poolIndex: string;
  readonly work: string;
  readonly plan: string;
  readonly digests: string;
  /** Folder of what barriers leave for other runs. */
  readonly leaves: string;
  /** Folder of what stages made and can make again, such as compiled vocabularies. */
  readonly cache: string;
  /** Text of a part after a pass: in `work/` between passes, in `pool/` after the last. */
  text(pass: number, last: boolean, key: string): string;
  report(pass: number, last: boolean, key: string): string;
  sketches(pass: number, key: string): string;
  verdicts(pass: number): string;
  mix(name: string): string;
  mixWork(name: string): string;
}

/** The layout below one output folder; `cache`: a folder of what can be made again, to be shared by runs. */
export function layoutOf(root: string, cache?: string): Layout {
  const work = join(root, "work");
  const pool = join(root, "pool");
  const folder = (pass: number, last: boolean) => (last ? pool : join(work, `pass-${pass}`));
  return {
    root,
    lineage: join(root, "lineage.db"),
    quarantine: join(root, "quarantine.jsonl"),
    pool,
    poolIndex: join(pool, "index.json"),
    work,
    plan: join(work, "plan.json"),
    digests: join(work, "digests.json"),
    leaves: join(root, "signatures"),
    cache: cache ?? join(work, "cache"),
    text: (pass, last, key) => join(folder(pass, last), `${key}.text`),
    report: (pass, last, key) => join(folder(pass, last), `${key}.report`),
    sketches: (pass, key) => join(folder(pass, false), `${key}.sketches`),
    verdicts: (pass) => join(work, `verdicts-${pass}.segments`),
    mix: (name) => join(root, name),
    mixWork: (name) => join(work, `mix-${name}`),
  };
}
