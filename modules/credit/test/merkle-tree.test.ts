import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  consistencyProof,
  hashLeaf,
  inclusionProof,
  rootOfLeaves,
  subtreeOf,
  verifyConsistency,
  verifyInclusion,
} from '../src/domain/merkle/tree.ts';
import { describeData, readData } from './support/data.ts';

interface InclusionVector {
  readonly leafIdx: string;
  readonly treeSize: string;
  readonly root: string | null;
  readonly leafHash: string | null;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
  readonly _case: string;
}

interface ConsistencyVector {
  readonly size1: string;
  readonly size2: string;
  readonly root1: string | null;
  readonly root2: string | null;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
  readonly _case: string;
}

/** Some vectors hold 2^64 - 1, which a JSON number would round: read them as text. */
function vectors<T>(file: string): T[] {
  const text = readData(file).replace(/"(leafIdx|treeSize|size1|size2)": (-?\d+)/g, '"$1": "$2"');
  return JSON.parse(text) as T[];
}
const bytes = (base64: string | null | undefined): Buffer => Buffer.from(base64 ?? '', 'base64');

describeData('RFC 6962 inclusion vectors', 'tlog/rfc6962_inclusion.json', () => {
  test.each(
    vectors<InclusionVector>('tlog/rfc6962_inclusion.json').map((v) => [v._case, v] as const),
  )('%s', (_, v) => {
    const good = verifyInclusion({
      index: Number(v.leafIdx),
      size: Number(v.treeSize),
      leaf: bytes(v.leafHash),
      proof: (v.proof ?? []).map(bytes),
      root: bytes(v.root),
    });
    expect(good).toBe(!v.wantErr);
  });
});

describeData('RFC 6962 consistency vectors', 'tlog/rfc6962_consistency.json', () => {
  test.each(
    vectors<ConsistencyVector>('tlog/rfc6962_consistency.json').map((v) => [v._case, v] as const),
  )('%s', (_, v) => {
    const good = verifyConsistency({
      first: Number(v.size1),
      second: Number(v.size2),
      firstRoot: bytes(v.root1),
      secondRoot: bytes(v.root2),
      proof: (v.proof ?? []).map(bytes),
    });
    expect(good).toBe(!v.wantErr);
  });
});

describe('our own proofs', () => {
  const leaves = Array.from({ length: 130 }, (_, i) => hashLeaf(Buffer.from(`leaf ${i}`)));
  const subtree = subtreeOf(leaves);
  const sizes = fc.integer({ min: 1, max: leaves.length });

  test('every leaf of every size is proved, and no other leaf is', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, pick) => {
        const index = pick % size;
        const root = rootOfLeaves(leaves.slice(0, size));
        const proof = inclusionProof(subtree, index, size);
        const leaf = leaves[index] ?? Buffer.alloc(0);
        expect(verifyInclusion({ index, size, leaf, proof, root })).toBe(true);
        const wrong = hashLeaf(Buffer.from('forged'));
        expect(verifyInclusion({ index, size, leaf: wrong, proof, root })).toBe(false);
      }),
    );
  });

  test('every earlier size is proved consistent with every later one', () => {
    fc.assert(
      fc.property(sizes, sizes, (a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        const firstRoot = rootOfLeaves(leaves.slice(0, first));
        const secondRoot = rootOfLeaves(leaves.slice(0, second));
        const proof = consistencyProof(subtree, first, second);
        expect(verifyConsistency({ first, second, firstRoot, secondRoot, proof })).toBe(true);
        const forged = hashLeaf(Buffer.from('forged'));
        expect(verifyConsistency({ first, second, firstRoot: forged, secondRoot, proof })).toBe(
          false,
        );
      }),
    );
  });
});
