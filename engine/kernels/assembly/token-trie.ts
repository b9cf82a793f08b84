import { bytesOfLead, codePointAt } from "./character-class";
import { HIDDEN, NODE_TOKENS, TRIE_SLOT_BITS, TRIE_SLOTS, tokenAt, tokenCount, tokenEnd, tokenLength } from "./token-vocabulary";

/**
 * Tokens as a tree of their characters: one hash table of (node, character) with the node below, u64 each: 21 bits of node, 21 of
 * character, 22 of node below. Node 0 is the root; the token that ends at a node, + 1, is in a table beside.
 */
const BELOW_BITS: u64 = 22;
const BELOW_MASK: u64 = (1 << 22) - 1;
const CHARACTER_BITS: u64 = 21;
const EMPTY: u64 = 0;
const GOLDEN: u64 = 0x9e3779b97f4a7c15;

/** Node below a node by a character, or 0. */
export function nodeBelow(vocabulary: usize, node: u32, codePoint: u32): u32 {
  const slots = vocabulary + load<u32>(vocabulary, TRIE_SLOTS);
  const bits = load<u32>(vocabulary, TRIE_SLOT_BITS);
  const key = ((<u64>node) << CHARACTER_BITS) | codePoint;
  const mask = (1 << bits) - 1;
  let slot = <u32>((key * GOLDEN) >> (64 - bits));
  while (true) {
    const found = load<u64>(slots + ((<usize>slot) << 3));
    if (found == EMPTY) return 0;
    if (found >> BELOW_BITS == key) return <u32>(found & BELOW_MASK);
    slot = (slot + 1) & mask;
  }
}

/** Token that ends at a node, + 1, or 0. */
export function tokenAtNode(vocabulary: usize, node: u32): u32 {
  return load<u32>(vocabulary + load<u32>(vocabulary, NODE_TOKENS) + ((<usize>node) << 2));
}

/**
 * Fills the tree with all tokens but hidden ones; returns how many nodes it has. The header names the places of the tables; where that
 * of the nodes' tokens is 0, nodes are counted only.
 */
export function fillTrie(vocabulary: usize): u32 {
  const slots = vocabulary + load<u32>(vocabulary, TRIE_SLOTS);
  const bits = load<u32>(vocabulary, TRIE_SLOT_BITS);
  const mask = (1 << bits) - 1;
  const nodeTokens = load<u32>(vocabulary, NODE_TOKENS);
  memory.fill(slots, 0, (<usize>8) << bits);
  let nodes: u32 = 1;
  for (let id: u32 = 0; id < tokenCount(vocabulary); id++) {
    if (tokenEnd(vocabulary, id) & HIDDEN || !tokenLength(vocabulary, id)) continue;
    let at = tokenAt(vocabulary, id);
    const end = at + <usize>tokenLength(vocabulary, id);
    let node: u32 = 0;
    for (; at < end; at += bytesOfLead(load<u8>(at))) {
      const key = ((<u64>node) << CHARACTER_BITS) | codePointAt(at);
      let slot = <u32>((key * GOLDEN) >> (64 - bits));
      let found = load<u64>(slots + ((<usize>slot) << 3));
      while (found != EMPTY && found >> BELOW_BITS != key) {
        slot = (slot + 1) & mask;
        found = load<u64>(slots + ((<usize>slot) << 3));
      }
      if (found == EMPTY) {
        found = (key << BELOW_BITS) | nodes++;
        store<u64>(slots + ((<usize>slot) << 3), found);
      }
      node = <u32>(found & BELOW_MASK);
    }
    if (nodeTokens) store<u32>(vocabulary + nodeTokens + ((<usize>node) << 2), id + 1);
  }
  return nodes;
}
