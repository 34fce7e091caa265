/**
 * The review queue: pairs of members that may be one person, decided by people. A decision can be taken back: what was
 * kept distinct is opened again, what was merged is unmerged (which opens the case again by itself).
 */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { fromUuid, isId, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { membersById } from '../../storage/members.ts';
import {
  closeReviewsOf,
  countReviews,
  lockReview,
  type ReviewRow,
  reopenReview as reopen,
  reviewCases,
} from '../../storage/reviews.ts';
import { actorOf, type IdentityContext } from '../identity-context.ts';
import { mergePair } from './merge-members.ts';
import { isOperator } from './own-members.ts';

/** One bar of the waterfall. */
export interface FieldWeight {
  readonly field: string;
  /** What was found: SAME, SAME_SOUND, ONE_SLIP, DIFFERENT, MISSING … */
  readonly level: string;
  /** log2; negative speaks against. */
  readonly weight: number;
}

export interface ReviewView {
  readonly id: string;
  readonly memberIds: readonly [string, string];
  readonly reason: string;
  /** Types of identity and weights of fields; never values. */
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly fields: readonly FieldWeight[];
  readonly weight: number | null;
  readonly probability: number | null;
  readonly state: ReviewRow['state'];
  readonly openedAt: Date;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  /** What came of the decision, `mrg_…`. */
  readonly mergeId: string | null;
}

export interface ReviewFilterInput {
  readonly state?: ReviewRow['state'] | undefined;
  readonly reasons?: readonly string[] | undefined;
  readonly weightFrom?: number | undefined;
  readonly memberId?: string | undefined;
}

export interface ReviewPage extends ReviewFilterInput {
  readonly limit: number;
  /** Weight and id of the last case of the page before. */
  readonly after?: { readonly weight: number; readonly id: string } | undefined;
}

function mayRead(caller: Principal): boolean {
  return isOperator(caller) || (caller.kind === 'staff' && caller.roles.includes('auditor'));
}

function filterOf({ memberId, ...filter }: ReviewFilterInput) {
  return { ...filter, ...(isId('mem', memberId) ? { memberId: toUuid('mem', memberId) } : {}) };
}

export async function readReviewCases(
  { kit }: IdentityContext,
  caller: Principal,
  { limit, after, ...filter }: ReviewPage,
): Promise<readonly ReviewView[]> {
  if (!mayRead(caller)) return [];
  const before =
    after !== undefined && isId('rvw', after.id)
      ? { weight: after.weight, id: toUuid('rvw', after.id) }
      : undefined;
  return (await reviewCases(kit.db.sql(), filterOf(filter), { limit, before })).map(viewOf);
}

export async function countReviewCases(
  { kit }: IdentityContext,
  caller: Principal,
  filter: ReviewFilterInput,
): Promise<number> {
  return mayRead(caller) ? countReviews(kit.db.sql(), filterOf(filter)) : 0;
}

function viewOf(row: ReviewRow): ReviewView {
  const fields = row.evidence.fields;
  return {
    id: fromUuid('rvw', row.id),
    memberIds: [fromUuid('mem', row.member_a), fromUuid('mem', row.member_b)],
    reason: row.reason,
    evidence: row.evidence,
    fields: Array.isArray(fields) ? (fields as FieldWeight[]) : [],
    weight: row.weight,
    probability: row.probability,
    state: row.state,
    openedAt: row.opened_at,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
    mergeId: row.merge_id === null ? null : fromUuid('mrg', row.merge_id),
  };
}

type Decision = (command: CommandContext, row: ReviewRow) => Promise<Outcome<ReviewView>>;

/** An operator's decision about one case, locked. */
async function decide(
  { kit }: IdentityContext,
  caller: Principal,
  order: {
    readonly operation: string;
    readonly idempotencyKey: string;
    readonly reviewId: string;
    readonly input?: object;
  },
  decision: Decision,
): Promise<Outcome<ReviewView>> {
  if (!isOperator(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const { operation, idempotencyKey, reviewId } = order;
  const key = { caller, operation, idempotencyKey, input: { reviewId, ...order.input } };
  return runCommand(kit, key, async (command) => {
    const db = command.tx.getKysely<unknown>();
    const row = isId('rvw', reviewId) ? await lockReview(db, toUuid('rvw', reviewId)) : undefined;
    if (row === undefined) return refuse('NOT_FOUND', 'REVIEW_NOT_FOUND', {}, ['reviewId']);
    return decision(command, row);
  });
}

/** They are two persons; a later comparison leaves them alone. */
export async function keepDistinct(
  context: IdentityContext,
  caller: Principal,
  input: { readonly idempotencyKey: string; readonly reviewId: string },
): Promise<Outcome<ReviewView>> {
  const by = actorOf(caller);
  return decide(
    context,
    caller,
    { operation: 'keep-distinct', ...input },
    async ({ tx, now }, row) => {
      if (row.state !== 'OPEN') return refuse('RULE', 'REVIEW_DECIDED', { state: row.state });
      const pair = [row.member_a, row.member_b] as const;
      await closeReviewsOf(tx.getKysely<unknown>(), pair, 'DISTINCT', by, now);
      return accept(viewOf({ ...row, state: 'DISTINCT', decided_at: now, decided_by: by }));
    },
  );
}

/** They are one person: merged, the older membership surviving unless the other is named. */
export async function confirmSamePerson(
  context: IdentityContext,
  caller: Principal,
  input: {
    readonly idempotencyKey: string;
    readonly reviewId: string;
    readonly survivorId?: string | undefined;
  },
): Promise<Outcome<ReviewView>> {
  const { idempotencyKey, reviewId, survivorId } = input;
  const order = {
    operation: 'confirm-same-person',
    idempotencyKey,
    reviewId,
    input: { survivorId },
  };
  const outcome = await decide(context, caller, order, async (command, row) => {
    if (row.state !== 'OPEN') return refuse('RULE', 'REVIEW_DECIDED', { state: row.state });
    const db = command.tx.getKysely<unknown>();
    const rows = await membersById(db, [row.member_a, row.member_b]);
    const [older, newer] = rows.sort((a, b) => a.enrolled_at.getTime() - b.enrolled_at.getTime());
    if (older === undefined || newer === undefined)
      return refuse('NOT_FOUND', 'MEMBER_NOT_FOUND', {}, ['reviewId']);
    const ids = [older, newer].map(({ id }) => fromUuid('mem', id) as string);
    if (survivorId !== undefined && !ids.includes(survivorId))
      return refuse('VALIDATION', 'SURVIVOR_NOT_OF_CASE', {}, ['survivorId']);
    const toMemberId = survivorId ?? ids[0] ?? '';
    const fromMemberId = ids.find((id) => id !== toMemberId) ?? '';
    const merge = { fromMemberId, toMemberId, reason: 'SAME_PERSON_CONFIRMED' };
    const by = actorOf(caller);
    const merged = await mergePair(context, command, merge, by);
    if (!merged.ok) return merged;
    const mergeId = toUuid('mrg', merged.value.mergeId);
    // The pair of the case may lie deeper than the survivors that were merged.
    await closeReviewsOf(db, [row.member_a, row.member_b], 'MERGED', by, command.now, mergeId);
    return accept({
      ...viewOf({ ...row, state: 'MERGED', decided_at: command.now, decided_by: by }),
      mergeId: merged.value.mergeId,
    });
  });
  context.revocations.stale();
  return outcome;
}

/** Takes back that two are distinct. A merge is taken back by unmerging. */
export async function reopenReview(
  context: IdentityContext,
  caller: Principal,
  input: { readonly idempotencyKey: string; readonly reviewId: string },
): Promise<Outcome<ReviewView>> {
  return decide(context, caller, { operation: 'reopen-review', ...input }, async ({ tx }, row) => {
    if (row.state !== 'DISTINCT') return refuse('RULE', 'REVIEW_DECIDED', { state: row.state });
    await reopen(tx.getKysely<unknown>(), { id: row.id });
    return accept(viewOf({ ...row, state: 'OPEN', decided_at: null, decided_by: null }));
  });
}
