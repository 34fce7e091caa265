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
import type { LoggedKind } from './logged-rows.ts';

export type LeafKind =
  | 'LISTING_STEP'
  | 'LISTING_CONTENT'
  | 'OVERRIDE'
  | 'APPEAL'
  | 'SCREENING'
  | LoggedKind;

export interface NewLeaf {
  readonly kind: LeafKind;
  /** UUID of what is recorded. */
  readonly subject: string;
  readonly payload: object;
}

export interface MadeLeaf {
  readonly id: string;
  readonly salt: Buffer;
  readonly commitment: Buffer;
  /** Canonical JSON of what it commits to. */
  readonly payload: string;
}

export function makeLeaf(payload: object, now: Date): MadeLeaf {
  const text = canonicalJson(payload);
  const salt = randomBytes(32);
  return { id: newUuid(now), salt, commitment: commitmentOf(salt, text), payload: text };
}

export async function appendLeaf(
  db: Db,
  { kind, subject, payload }: NewLeaf,
  now: Date,
): Promise<string> {
  const leaf = makeLeaf(payload, now);
  await db
    .insertInto('log_leaf')
    .values({ ...leaf, kind, subject, at: now, position: null })
    .execute();
  return leaf.id;
}
