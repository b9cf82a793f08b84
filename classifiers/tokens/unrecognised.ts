/** Why the kernels cannot do what a tokenizer file asks for; the library does it then. */
export class Unrecognised extends Error {}

/** Says what of a tokenizer file the kernels cannot do. */
export function refuse(what: string): never {
  throw new Unrecognised(what);
}

/** An object of a tokenizer file. */
export type Json = Readonly<Record<string, unknown>>;

/** The steps of a Sequence, or the one step there is. */
export function listOf(step: unknown, members: string): readonly Json[] {
  if (step === null || step === undefined) return [];
  const { type, [members]: steps } = step as Json;
  return type === "Sequence" ? (steps as readonly Json[]).flatMap((each) => listOf(each, members)) : [step as Json];
}

/** Types of steps, for the words in which they are refused. */
export const typesOf = (steps: readonly Json[]): string => steps.map(({ type }) => type).join(", ") || "none";
