/** One thing that is not as it should be. */
export interface Finding {
  /** File, row or count, relative to the run. */
  readonly where: string;
  readonly got: string;
  readonly wanted: string;
}

const MOST_LISTED = 100;

/** Collects what a check finds; lists the first hundred and counts the rest, so that a ruined run does not fill memory. */
export class Findings {
  readonly #list: Finding[] = [];
  #more = 0;

  get list(): readonly Finding[] {
    return this.#list;
  }

  /** Findings that are not listed. */
  get more(): number {
    return this.#more;
  }

  add(where: string, got: string, wanted: string): void {
    if (this.#list.length < MOST_LISTED) this.#list.push({ where, got, wanted });
    else this.#more++;
  }

  /** Adds a finding where two values differ, and says whether they are equal. */
  compare(where: string, got: string | number | null, wanted: string | number | null): boolean {
    if (got === wanted) return true;
    this.add(where, String(got), String(wanted));
    return false;
  }

  /** Compares counts by name; a name that is missing counts as 0. */
  compareCounts(where: string, got: Readonly<Record<string, number>>, wanted: Readonly<Record<string, number>>): void {
    for (const name of new Set([...Object.keys(wanted), ...Object.keys(got)]))
      this.compare(`${where}.${name}`, got[name] ?? 0, wanted[name] ?? 0);
  }
}
