/** What a value read from JSON has to look like: a kind, a list of one shape, an object by keys, or any names of one shape. */
export type Shape =
  | "string"
  | "number"
  | "boolean"
  | "object"
  | { readonly listOf: Shape }
  | { readonly byName: Shape }
  | { readonly orNull: Shape }
  | { readonly members: Readonly<Record<string, Shape>> };

const kindOf = (value: unknown): string =>
  value === undefined ? "nothing" : value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** Says what is wrong with a value's shape, `path: got X, wanted Y` for the first fault, or nothing when it is as wanted. */
export function complainAboutShape(value: unknown, shape: Shape, path: string): string | undefined {
  if (typeof shape === "string") {
    const fits = shape === "object" ? isObject(value) : typeof value === shape;
    return fits ? undefined : `${path}: got ${kindOf(value)}, wanted a ${shape}`;
  }
  if ("orNull" in shape) return value === null ? undefined : complainAboutShape(value, shape.orNull, path);
  if ("listOf" in shape) {
    if (!Array.isArray(value)) return `${path}: got ${kindOf(value)}, wanted a list`;
    return firstComplaint(value.map((entry, index) => [entry, shape.listOf, `${path}[${index}]`]));
  }
  if (!isObject(value)) return `${path}: got ${kindOf(value)}, wanted an object`;
  return "byName" in shape
    ? firstComplaint(Object.entries(value).map(([name, member]) => [member, shape.byName, `${path}.${name}`]))
    : firstComplaint(Object.entries(shape.members).map(([name, member]) => [value[name], member, `${path}.${name}`]));
}

function firstComplaint(members: readonly (readonly [unknown, Shape, string])[]): string | undefined {
  for (const [value, shape, path] of members) {
    const complaint = complainAboutShape(value, shape, path);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}
