/**
 * Writes a leaf of the shared log in the transaction of what it records. The leaf's data is a salted commitment, so
 * that the log can be shown to other companies without showing the decision; whoever holds the decision and the salt
 * can prove that this leaf is it.
 */
import { randomBytes } from 'node:crypto';
import { newUuid } from '@guildhall/shared/ids';
import { canonicalJson } from '@guildhall/shared/wire-codec';
import { commitmentOf } from '../domain/merkle/receipt.ts';
import type { Db } from '../storage/tables.ts';

export type LeafKind = 'LISTING_STEP' | 'LISTING_CONTENT' | 'OVERRIDE' | 'APPEAL' | 'SCREENING';

export interface NewLeaf {
  readonly kind: LeafKind;
  /** UUID of what is recorded. */
  readonly subject: string;
  readonly payload: object;
}

export async function appendLeaf(
  db: Db,
  { kind, subject, payload }: NewLeaf,
  now: Date,
): Promise<string> {
  const text = canonicalJson(payload);
  const salt = randomBytes(32);
  const id = newUuid(now);
  await db
    .insertInto('log_leaf')
    .values({
      id,
      kind,
      subject,
      salt,
      commitment: commitmentOf(salt, text),
      payload: text,
      at: now,
      position: null,
    })
    .execute();
  return id;
}
