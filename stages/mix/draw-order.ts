import type { MixRecipe } from "../../engine/mix.ts";

type Dependencies = Pick<MixRecipe, "disjointFrom" | "within">;

/** The mixes that have to be drawn before a mix. */
export const drawnBefore = ({ disjointFrom = [], within }: Dependencies): readonly string[] =>
  within === undefined ? disjointFrom : [...disjointFrom, within];

/**
 * The order in which mixes are drawn: as written, but each after those it names in `disjointFrom` and `within`. Where some wait for each
 * other in a circle, `cycles` names them, the first again at the end. Names of no mix are passed over.
 */
export function drawOrder(recipes: Readonly<Record<string, Dependencies>>): {
  readonly order: readonly string[];
  readonly cycles: readonly (readonly string[])[];
} {
  const order: string[] = [];
  const path: string[] = [];
  const cycles: (readonly string[])[] = [];
  const visit = (mix: string): void => {
    if (order.includes(mix)) return;
    const recipe = Object.hasOwn(recipes, mix) ? recipes[mix] : undefined;
    if (!recipe) return;
    if (path.includes(mix)) {
      cycles.push([...path.slice(path.indexOf(mix)), mix]);
      return;
    }
    path.push(mix);
    for (const before of drawnBefore(recipe)) visit(before);
    path.pop();
    order.push(mix);
  };
  for (const mix of Object.keys(recipes)) visit(mix);
  return { order, cycles };
}
