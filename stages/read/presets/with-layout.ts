import { callerPlace } from "../../../engine/errors.ts";
import type { Source } from "../../../engine/source.ts";

/**
 * A source that begins with the options of a published layout; what its user gives counts before them, option by option. What is
 * wrong is placed where `caller`, the preset, was called.
 */
export function withLayout<N extends string, O extends object>(
  reader: (name: N, options: O) => Source<N>,
  layout: Partial<O>,
  name: N,
  given: O,
  // biome-ignore lint/suspicious/noExplicitAny: any preset may be the caller
  caller: (...args: any[]) => unknown,
): Source<N> {
  const at = callerPlace(caller);
  const source = reader(name, { ...layout, ...given });
  return { ...source, problems: source.problems.map(({ message }) => (at === undefined ? { message } : { message, at })) };
}
