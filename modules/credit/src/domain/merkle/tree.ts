/**
 * The Merkle tree of RFC 6962: hashes of leaves and nodes, roots, proofs of inclusion and of consistency, and their
 * verification. Whoever holds two signed roots can check that the log only ever grew.
 *
 * Verification refuses hashes that are not 32 bytes, an empty tree in a consistency proof, and proofs that are longer
 * or shorter than the sizes demand. Sizes are safe integers.
 */
import { createHash } from 'node:crypto';

export type Hash = Buffer;
export const HASH_BYTES = 32;
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

export function hashLeaf(data: Uint8Array): Hash {
  return createHash('sha256').update(LEAF).update(data).digest();
}

export function hashNode(left: Hash, right: Hash): Hash {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}

/** Root of the tree with no leaf: the hash of nothing. */
export const EMPTY_ROOT: Hash = createHash('sha256').digest();

/** Largest power of two below n, for n of at least 2. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** Answers the root of leaves [start, end); lets a stored tree answer complete subtrees without their leaves. */
export type SubtreeRoot = (start: number, end: number) => Hash;

export function rootOfLeaves(leaves: readonly Hash[]): Hash {
  return leaves.length === 0 ? EMPTY_ROOT : subtreeOf(leaves)(0, leaves.length);
}

export function subtreeOf(leaves: readonly Hash[]): SubtreeRoot {
  const root: SubtreeRoot = (start, end) => {
    if (end - start === 1) {
      const leaf = leaves[start];
      if (leaf === undefined) throw new RangeError(`Leaf ${start} is not in the tree`);
      return leaf;
    }
    const middle = start + split(end - start);
    return hashNode(root(start, middle), root(middle, end));
  };
  return root;
}

/** PATH(index, D[size]) of RFC 6962 2.1.1, from the leaf up. */
export function inclusionProof(subtree: SubtreeRoot, index: number, size: number): Hash[] {
  if (index < 0 || index >= size) throw new RangeError(`Leaf ${index} is not in a tree of ${size}`);
  const path = (start: number, end: number): Hash[] => {
    if (end - start === 1) return [];
    const middle = start + split(end - start);
    return index < middle
      ? [...path(start, middle), subtree(middle, end)]
      : [...path(middle, end), subtree(start, middle)];
  };
  return path(0, size);
}

/** PROOF(first, D[second]) of RFC 6962 2.1.2. */
export function consistencyProof(subtree: SubtreeRoot, first: number, second: number): Hash[] {
  if (first < 1 || first > second) {
    throw new RangeError(`No consistency proof leads from ${first} to ${second}`);
  }
  const path = (start: number, end: number, known: number, whole: boolean): Hash[] => {
    if (known === end) return whole ? [] : [subtree(start, end)];
    const middle = start + split(end - start);
    return known <= middle
      ? [...path(start, middle, known, whole), subtree(middle, end)]
      : [...path(middle, end, known, false), subtree(start, middle)];
  };
  return first === second ? [] : path(0, second, first, true);
}

const allHashes = (hashes: readonly Uint8Array[]): boolean =>
  hashes.every((hash) => hash.length === HASH_BYTES);

export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leaf: Hash;
  readonly proof: readonly Hash[];
  readonly root: Hash;
}

/** RFC 9162 2.1.3.2. */
export function verifyInclusion({ index, size, leaf, proof, root }: InclusionClaim): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size)) return false;
  if (index < 0 || index >= size || !allHashes([leaf, root, ...proof])) return false;
  let [fn, sn] = [index, size - 1];
  let hash = leaf;
  for (const sibling of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = hashNode(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      hash = hashNode(hash, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && hash.equals(root);
}

export interface ConsistencyClaim {
  readonly first: number;
  readonly second: number;
  readonly firstRoot: Hash;
  readonly secondRoot: Hash;
  readonly proof: readonly Hash[];
}

/** RFC 9162 2.1.4.2; an empty first tree proves nothing and is refused. */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { first, second, firstRoot, secondRoot } = claim;
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(second)) return false;
  if (first < 1 || first > second) return false;
  // The same size proves itself: nothing is hashed, so the roots need only be the same bytes.
  if (first === second) return claim.proof.length === 0 && firstRoot.equals(secondRoot);
  if (!allHashes([firstRoot, secondRoot, ...claim.proof])) return false;
  if (claim.proof.length === 0) return false;
  const proof = isPowerOfTwo(first) ? [firstRoot, ...claim.proof] : claim.proof;
  const [seed, ...rest] = proof;
  if (seed === undefined) return false;
  let [fn, sn] = [first - 1, second - 1];
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)];
  let [fromFirst, fromSecond] = [seed, seed];
  for (const node of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fromFirst = hashNode(node, fromFirst);
      fromSecond = hashNode(node, fromSecond);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      fromSecond = hashNode(fromSecond, node);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && fromFirst.equals(firstRoot) && fromSecond.equals(secondRoot);
}

const half = (n: number): number => Math.floor(n / 2);

function isPowerOfTwo(n: number): boolean {
  return 2 ** Math.round(Math.log2(n)) === n;
}
