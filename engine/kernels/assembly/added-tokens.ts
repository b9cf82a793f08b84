import { ADDED_NODES, ADDED_STARTS } from "./token-vocabulary";

/** End and id of the added token found last. */
export let addedEnd: usize = 0;
export let addedId: u32 = 0;

/** Address of the first added token of a text, the longest where several begin there; the text's end where there is none. */
export function findAdded(vocabulary: usize, at: usize, end: usize): usize {
  const starts = vocabulary + load<u32>(vocabulary, ADDED_STARTS);
  const nodes = vocabulary + load<u32>(vocabulary, ADDED_NODES);
  for (; at < end; at++) {
    let node = load<u32>(starts + ((<usize>load<u8>(at)) << 2));
    if (!node) continue;
    addedEnd = 0;
    let p = at;
    while (node) {
      const place = nodes + ((<usize>node) << 4);
      if (p >= end) break;
      if (load<u32>(place) != <u32>load<u8>(p)) {
        node = load<u32>(place, 8);
        continue;
      }
      p++;
      const id = load<u32>(place, 12);
      if (id) {
        addedEnd = p;
        addedId = id - 1;
      }
      node = load<u32>(place, 4);
    }
    if (addedEnd) return at;
  }
  return end;
}
