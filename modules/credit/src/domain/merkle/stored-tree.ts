/**
 * A tree whose complete subtrees are stored: node (level, position) is the root of leaves [position * 2^level, (position +
 * 1) * 2^level). What a root or a proof needs is found first, read at once, and put together then.
 */
import { EMPTY_ROOT, type Hash, hashNode, type SubtreeRoot } from './tree.ts';

export interface NodeAt {
  readonly level: number;
  readonly position: number;
}

export const nodeKey = ({ level, position }: NodeAt): string => `${level}/${position}`;

/** Complete subtrees that make up leaves [start, end), from the left. `start` is a multiple of the first one's size. */
export function coverOf(start: number, end: number): NodeAt[] {
  const nodes: NodeAt[] = [];
  let at = start;
  while (at < end) {
    let level = 0;
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= end) level += 1;
    nodes.push({ level, position: at / 2 ** level });
    at += 2 ** level;
  }
  return nodes;
}

/** The root of a range, from the roots of the subtrees that cover it: the rightmost are joined first (RFC 6962). */
function rootOfCover(hashes: readonly Hash[]): Hash {
  return hashes.reduceRight((right, left) => hashNode(left, right));
}

/** The stored nodes that a computation over subtree roots (a root, a proof) will look at. */
export function nodesWantedBy(compute: (subtree: SubtreeRoot) => unknown): NodeAt[] {
  const wanted = new Map<string, NodeAt>();
  compute((start, end) => {
    for (const node of coverOf(start, end)) wanted.set(nodeKey(node), node);
    return EMPTY_ROOT;
  });
  return [...wanted.values()];
}

/** The computation over the nodes that were read for it. */
export function computeOver<T>(
  hashes: ReadonlyMap<string, Hash>,
  compute: (subtree: SubtreeRoot) => T,
): T {
  return compute((start, end) =>
    rootOfCover(
      coverOf(start, end).map((node) => {
        const hash = hashes.get(nodeKey(node));
        if (hash === undefined) throw new Error(`The log has no node ${nodeKey(node)}`);
        return hash;
      }),
    ),
  );
}

/**
 * The nodes that come to be complete when leaves are added behind `size`. `left` answers the stored roots of the complete
 * subtrees that cover the leaves before.
 */
export function nodesCompletedBy(
  size: number,
  leaves: readonly Hash[],
  left: ReadonlyMap<string, Hash>,
): (NodeAt & { readonly hash: Hash })[] {
  const known = new Map(left);
  const made: (NodeAt & { readonly hash: Hash })[] = [];
  const add = (node: NodeAt, hash: Hash): void => {
    known.set(nodeKey(node), hash);
    made.push({ ...node, hash });
  };
  for (const [i, leaf] of leaves.entries()) {
    let node: NodeAt = { level: 0, position: size + i };
    let hash = leaf;
    add(node, hash);
    while (node.position % 2 === 1) {
      const sibling = known.get(nodeKey({ level: node.level, position: node.position - 1 }));
      if (sibling === undefined)
        throw new Error(`The log has no node ${node.level}/${node.position - 1}`);
      hash = hashNode(sibling, hash);
      node = { level: node.level + 1, position: (node.position - 1) / 2 };
      add(node, hash);
    }
  }
  return made;
}

/** Tiles of height eight: hashes of level 8 x tileLevel, 256 to a tile, the last one partial (C2SP tlog-tiles). */
export function tileNodes(tileLevel: number, index: number, size: number): NodeAt[] {
  const level = tileLevel * 8;
  const complete = Math.floor(size / 2 ** level);
  const from = index * 256;
  const count = Math.max(0, Math.min(256, complete - from));
  return Array.from({ length: count }, (_, i) => ({ level, position: from + i }));
}
