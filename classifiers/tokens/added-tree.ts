import type { AddedToken } from "./token-model.ts";

interface Node {
  readonly byte: number;
  readonly children: Map<number, Node>;
  id: number | undefined;
}

/** The tree of added tokens as the kernels read it: nodes of byte, first child, next sibling, id + 1; and its nodes by first byte. */
export function addedTree(added: readonly AddedToken[]) {
  const root: Node = { byte: 0, children: new Map(), id: undefined };
  let size = 1;
  for (const { id, content } of added) {
    let node = root;
    for (const byte of Buffer.from(content)) {
      let child = node.children.get(byte);
      if (!child) {
        child = { byte, children: new Map(), id: undefined };
        node.children.set(byte, child);
        size++;
      }
      node = child;
    }
    if (node !== root) node.id = id;
  }
  const starts = new Uint32Array(256);
  const nodes = new Uint32Array(4 * size);
  let next = 1;
  /** Numbers a node, its children after it; returns its number. */
  const write = (node: Node, sibling: number): number => {
    const index = next++;
    let first = 0;
    for (const child of node.children.values()) first = write(child, first);
    nodes.set([node.byte, first, sibling, node.id === undefined ? 0 : node.id + 1], 4 * index);
    return index;
  };
  for (const node of root.children.values()) starts[node.byte] = write(node, 0);
  return [
    { name: "addedStarts", data: starts },
    { name: "addedNodes", data: nodes },
  ] as const;
}
