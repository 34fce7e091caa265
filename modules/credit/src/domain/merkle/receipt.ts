/**
 * The receipt of one leaf: everything a stranger needs to check, offline and with only the log's key, that this very
 * decision stands in the log at this place. Before the leaf has its place the receipt is the log's signed promise.
 */
import { createHash } from 'node:crypto';
import { noteVerifier, openNote, readCheckpoint } from './signed-note.ts';
import { hashLeaf, verifyInclusion } from './tree.ts';

export interface Receipt {
  readonly origin: string;
  readonly verifierKey: string;
  readonly kind: string;
  readonly at: string;
  /** The decision, canonical JSON. */
  readonly payload: string;
  /** Base64 of 32 random bytes. */
  readonly salt: string;
  /** Signed note over the leaf's data: given at once. */
  readonly promise: string;
  /** Once the leaf has its place. */
  readonly inclusion?: {
    readonly index: number;
    readonly size: number;
    /** Base64 hashes, from the leaf up. */
    readonly proof: readonly string[];
    /** Signed checkpoint of that size. */
    readonly checkpoint: string;
  };
}

/** What stands in the log: kind, moment and commitment, and nothing of what was decided. */
export function leafData(leaf: {
  readonly kind: string;
  readonly at: string;
  readonly commitment: Uint8Array;
}): string {
  return `${leaf.kind}\n${leaf.at}\n${Buffer.from(leaf.commitment).toString('base64')}\n`;
}

export function commitmentOf(salt: Uint8Array, payload: string): Buffer {
  return createHash('sha256').update(salt).update(payload).digest();
}

/** The text that a promise signs. */
export function promiseText(origin: string, data: string): string {
  return `${origin}/promise\n${data}`;
}

export const RECEIPT_VERDICTS = [
  'KEY_MALFORMED',
  'PROMISE_FORGED',
  'CHECKPOINT_FORGED',
  'CHECKPOINT_MISMATCH',
  'NOT_INCLUDED',
  'PROMISED',
  'INCLUDED',
] as const;
export type ReceiptVerdict = (typeof RECEIPT_VERDICTS)[number];

/** `verifierKey` is the key the verifier trusts, not the one the receipt brings along. */
export function verifyReceipt(receipt: Receipt, verifierKey: string): ReceiptVerdict {
  const verifier = noteVerifier(verifierKey);
  if (verifier === undefined) return 'KEY_MALFORMED';
  const { kind, at, payload, inclusion } = receipt;
  const data = leafData({
    kind,
    at,
    commitment: commitmentOf(Buffer.from(receipt.salt, 'base64'), payload),
  });
  if (openNote(receipt.promise, verifier) !== promiseText(receipt.origin, data))
    return 'PROMISE_FORGED';
  if (inclusion === undefined) return 'PROMISED';
  const text = openNote(inclusion.checkpoint, verifier);
  const checkpoint = text === undefined ? undefined : readCheckpoint(text);
  if (checkpoint === undefined) return 'CHECKPOINT_FORGED';
  if (checkpoint.origin !== receipt.origin || checkpoint.size !== inclusion.size)
    return 'CHECKPOINT_MISMATCH';
  const included = verifyInclusion({
    index: inclusion.index,
    size: inclusion.size,
    leaf: hashLeaf(Buffer.from(data)),
    proof: inclusion.proof.map((hash) => Buffer.from(hash, 'base64')),
    root: checkpoint.root,
  });
  return included ? 'INCLUDED' : 'NOT_INCLUDED';
}
