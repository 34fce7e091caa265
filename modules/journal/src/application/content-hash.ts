/**
 * What "the same transaction" means: every field that the subsidiary told, whatever the order of keys. The id our
 * side gave it is left out, so that a message sent again by a system that lost its memory is recognised.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '@guildhall/shared/wire-codec';
import type { Transaction } from '../transaction.ts';

export function contentHash(transaction: Transaction): Buffer {
  const { transactionId: _ours, ...told } = transaction;
  return createHash('sha256').update(canonicalJson(told)).digest();
}
