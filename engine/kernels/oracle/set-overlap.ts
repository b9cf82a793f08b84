/** What the kernel `setOverlap` gives: distinct values of the first list, of the second, and of both. */
export function setOverlap(a: readonly number[], b: readonly number[]): [number, number, number] {
  const first = new Set(a);
  const second = new Set(b);
  return [first.size, second.size, [...first].filter((value) => second.has(value)).length];
}
