/** The review queue: pairs of members that may be one person, decided by people. */
import { runCommand } from '@guildhall/shared/commands';
import { fromUuid, isId, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { closeReviewsOf, lockReview, type ReviewRow, reviewCases } from '../../storage/reviews.ts';
import { actorOf, type IdentityContext } from '../identity-context.ts';
import { isOperator } from './own-members.ts';

export interface ReviewView {
  readonly id: string;
  readonly memberIds: readonly [string, string];
  readonly reason: string;
  /** Types of identity and weights of fields; never values. */
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly state: ReviewRow['state'];
  readonly openedAt: Date;
  readonly decidedAt: Date | null;
}

export interface ReviewPage {
  readonly state?: ReviewRow['state'] | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

export async function readReviewCases(
  { kit }: IdentityContext,
  caller: Principal,
  { state, limit, after }: ReviewPage,
): Promise<readonly ReviewView[]> {
  if (!isOperator(caller) && !(caller.kind === 'staff' && caller.roles.includes('auditor')))
    return [];
  const before = isId('rvw', after) ? toUuid('rvw', after) : undefined;
  return (await reviewCases(kit.db.sql(), { state, limit, before })).map(viewOf);
}

function viewOf(row: ReviewRow): ReviewView {
  return {
    id: fromUuid('rvw', row.id),
    memberIds: [fromUuid('mem', row.member_a), fromUuid('mem', row.member_b)],
    reason: row.reason,
    evidence: row.evidence,
    state: row.state,
    openedAt: row.opened_at,
    decidedAt: row.decided_at,
  };
}

/** They are two persons. (That they are one is said by merging them.) */
export async function keepDistinct(
  { kit }: IdentityContext,
  caller: Principal,
  { idempotencyKey, reviewId }: { readonly idempotencyKey: string; readonly reviewId: string },
): Promise<Outcome<ReviewView>> {
  if (!isOperator(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const key = { caller, operation: 'keep-distinct', idempotencyKey, input: { reviewId } };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const row = isId('rvw', reviewId) ? await lockReview(db, toUuid('rvw', reviewId)) : undefined;
    if (row === undefined) return refuse('NOT_FOUND', 'REVIEW_NOT_FOUND', {}, ['reviewId']);
    if (row.state !== 'OPEN') return refuse('RULE', 'REVIEW_DECIDED', { state: row.state });
    await closeReviewsOf(db, [row.member_a, row.member_b], 'DISTINCT', actorOf(caller), now);
    return accept(viewOf({ ...row, state: 'DISTINCT', decided_at: now }));
  });
}
