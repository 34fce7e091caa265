/**
 * Merging two members into one, and undoing it. Identity moves nothing of its own: identities, records and consents
 * stay with the member they were told about and answer through the survivor, so undoing has nothing to guess and what
 * was presented in between stays where it was presented. The other modules move their parts on the published event;
 * `settleMerges` watches until all have confirmed.
 */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { fromUuid, isId, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { type MergeState, mergeRefusal, unmergeRefusal } from '../../domain/merge-rules.ts';
import {
  MEMBER_STATUS_CHANGED,
  MEMBERS_MERGED,
  MEMBERS_UNMERGED,
  type MembersMerged,
} from '../../door.ts';
import { type Db, identitiesOf } from '../../storage/identities.ts';
import { markDue } from '../../storage/linkage-keys.ts';
import {
  clustersOf,
  lockMembers,
  lockRoots,
  type MemberRow,
  recordStatus,
} from '../../storage/members.ts';
import {
  closeMerge,
  eventOfMerge,
  insertMerge,
  linkUnder,
  lockMerge,
  type MergeRow,
  mergesOf,
  openMerges,
  startUndo,
  unlinkFrom,
} from '../../storage/merges.ts';
import { closeReviewsOf, reopenReview } from '../../storage/reviews.ts';
import { closeSessions } from '../../storage/sessions.ts';
import { deriveProfiles, dropProfiles } from '../derive-profiles.ts';
import { actorOf, type IdentityContext } from '../identity-context.ts';
import { visibleMembers } from './find-members.ts';
import { isOperator } from './own-members.ts';

export interface MergeMembers {
  readonly idempotencyKey: string;
  /** Becomes MERGED and answers as the other from now on. */
  readonly fromMemberId: string;
  /** The survivor; keeps its id and number. */
  readonly toMemberId: string;
  /** A code such as SAME_PERSON_CONFIRMED. */
  readonly reason: string;
}

export interface MergeView {
  readonly mergeId: string;
  readonly fromMemberId: string;
  readonly toMemberId: string;
  readonly state: MergeState;
  readonly reason: string;
  readonly stuckIn: readonly string[];
  readonly mergedAt: Date;
  readonly unmergedAt: Date | null;
}

export async function mergeMembers(
  context: IdentityContext,
  caller: Principal,
  { idempotencyKey, ...input }: MergeMembers,
): Promise<Outcome<{ readonly mergeId: string; readonly survivorId: string }>> {
  if (!isOperator(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const key = { caller, operation: 'merge-members', idempotencyKey, input };
  const outcome = await runCommand(context.kit, key, (command) =>
    mergePair(context, command, input, actorOf(caller)),
  );
  context.revocations.stale();
  return outcome;
}

/** Merges the survivors of two members within a command; the caller of the command has checked who may. */
export async function mergePair(
  context: IdentityContext,
  command: CommandContext,
  input: Omit<MergeMembers, 'idempotencyKey'>,
  by: string,
): Promise<Outcome<{ readonly mergeId: string; readonly survivorId: string }>> {
  const db = command.tx.getKysely<unknown>();
  const pair = await lockPair(db, input.fromMemberId, input.toMemberId);
  if (!pair.ok) return pair;
  const { from, into } = pair.value;
  const [a, b] = [await idCardsOf(db, from.id), await idCardsOf(db, into.id)];
  const refusal = mergeRefusal({ ...from, idCards: a }, { ...into, idCards: b });
  if (refusal !== undefined) return refuse('RULE', refusal);
  const mergeId = await applyMerge(context, command, from, into, { reason: input.reason, by });
  return accept({ mergeId, survivorId: fromUuid('mem', into.id) });
}

/** The survivors of both, locked in the order of their ids. */
async function lockPair(
  db: Db,
  fromId: string,
  intoId: string,
): Promise<Outcome<{ readonly from: MemberRow; readonly into: MemberRow }>> {
  const uuid = (id: string): string | undefined =>
    isId('mem', id) ? toUuid('mem', id) : undefined;
  const [from, into] = [uuid(fromId), uuid(intoId)];
  const gone = (field: string) => refuse('NOT_FOUND', 'MEMBER_NOT_FOUND', {}, [field]);
  if (from === undefined) return gone('fromMemberId');
  if (into === undefined) return gone('toMemberId');
  const [a, b] = await lockRoots(db, [from, into]);
  if (a === undefined) return gone('fromMemberId');
  return b === undefined ? gone('toMemberId') : accept({ from: a, into: b });
}

async function idCardsOf(db: Db, rootId: string): Promise<ReadonlySet<string>> {
  const cards = (await identitiesOf(db, [rootId])).filter(({ type }) => type === 'ID_CARD');
  return new Set(cards.map(({ digest }) => digest.toString('hex')));
}

async function applyMerge(
  context: IdentityContext,
  { tx, now, publish }: CommandContext,
  from: MemberRow,
  into: MemberRow,
  { reason, by }: { readonly reason: string; readonly by: string },
): Promise<string> {
  const db = tx.getKysely<unknown>();
  const id = newUuid(now);
  const cluster = await clustersOf(db, [from.id]);
  await linkUnder(db, from.id, into.id);
  await closeSessions(db, { memberIds: cluster.map((row) => row.id) }, 'MEMBER_GONE', now);
  await dropProfiles(db, [from.id]);
  await markDue(db, [from.id, into.id]);
  await deriveProfiles(context, db, [into.id], now);
  const change = {
    id: newUuid(now),
    memberId: from.id,
    from: from.status,
    to: 'MERGED' as const,
    reason,
    changedBy: by,
  };
  await recordStatus(db, [change], now);
  const payload = payloadOf(id, from.id, into.id);
  await publish(
    { type: MEMBERS_MERGED, occurredAt: now, payload },
    {
      type: MEMBER_STATUS_CHANGED,
      occurredAt: now,
      payload: { memberId: payload.fromMemberId, from: from.status, to: 'MERGED', reason },
    },
  );
  const event_id = await eventOfMerge(db, MEMBERS_MERGED, payload.mergeId, now);
  await insertMerge(
    db,
    { id, from_id: from.id, into_id: into.id, reason, event_id, merged_by: by },
    now,
  );
  await closeReviewsOf(db, [from.id, into.id], 'MERGED', by, now, id);
  return payload.mergeId;
}

function payloadOf(mergeId: string, fromId: string, intoId: string): MembersMerged {
  return {
    mergeId: fromUuid('mrg', mergeId),
    fromMemberId: fromUuid('mem', fromId),
    toMemberId: fromUuid('mem', intoId),
  };
}

export interface UnmergeMembers {
  readonly idempotencyKey: string;
  readonly mergeId: string;
  readonly reason: string;
}

export async function unmergeMembers(
  context: IdentityContext,
  caller: Principal,
  { idempotencyKey, ...input }: UnmergeMembers,
): Promise<Outcome<{ readonly mergeId: string; readonly memberId: string }>> {
  if (!isOperator(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const key = { caller, operation: 'unmerge-members', idempotencyKey, input };
  return runCommand(context.kit, key, async (command) => {
    const { tx, now, publish } = command;
    const db = tx.getKysely<unknown>();
    const merge = isId('mrg', input.mergeId)
      ? await lockMerge(db, toUuid('mrg', input.mergeId))
      : undefined;
    if (merge === undefined) return refuse('NOT_FOUND', 'MERGE_NOT_FOUND', {}, ['mergeId']);
    const rows = await lockMembers(db, [merge.from_id, merge.into_id]);
    const from = rows.find(({ id }) => id === merge.from_id);
    const into = rows.find(({ id }) => id === merge.into_id);
    if (from === undefined || into === undefined)
      throw new Error(`The members of merge ${merge.id} are gone`);
    const survivorIsRoot = into.survivor_id === into.id;
    const refusal = unmergeRefusal({ state: merge.state, fromStatus: from.status, survivorIsRoot });
    if (refusal !== undefined) return refuse('RULE', refusal);
    await applyUnmerge(
      context,
      db,
      merge,
      from,
      { reason: input.reason, by: actorOf(caller) },
      now,
    );
    const payload = payloadOf(merge.id, from.id, into.id);
    const to = from.status_before_merge;
    await publish(
      { type: MEMBERS_UNMERGED, occurredAt: now, payload },
      {
        type: MEMBER_STATUS_CHANGED,
        occurredAt: now,
        payload: { memberId: payload.fromMemberId, from: 'MERGED', to, reason: input.reason },
      },
    );
    const eventId = await eventOfMerge(db, MEMBERS_UNMERGED, payload.mergeId, now);
    await startUndo(db, { id: merge.id, eventId, by: actorOf(caller) }, now);
    await reopenReview(db, { mergeId: merge.id });
    return accept({ mergeId: payload.mergeId, memberId: payload.fromMemberId });
  });
}

async function applyUnmerge(
  context: IdentityContext,
  db: Db,
  merge: MergeRow,
  from: MemberRow,
  { reason, by }: { readonly reason: string; readonly by: string },
  now: Date,
): Promise<void> {
  await unlinkFrom(db, from.id);
  await markDue(db, [from.id, merge.into_id]);
  await deriveProfiles(context, db, [from.id, merge.into_id], now);
  const to = from.status_before_merge ?? 'ACTIVE';
  const change = {
    id: newUuid(now),
    memberId: from.id,
    from: 'MERGED' as const,
    to,
    reason,
    changedBy: by,
  };
  await recordStatus(db, [change], now);
}

/** Merges that a member took part in, newest first: operators and auditors. */
export async function readMerges(
  context: IdentityContext,
  caller: Principal,
  memberId: string,
): Promise<readonly MergeView[]> {
  const [row] = await visibleMembers(context, caller, [memberId]);
  if (row === undefined || caller.kind === 'member') return [];
  const cluster = await clustersOf(context.kit.db.sql(), [row.survivor_id]);
  const ids = [...new Set([row.id, ...cluster.map(({ id }) => id)])];
  return (await mergesOf(context.kit.db.sql(), ids)).map((merge) => ({
    ...payloadOf(merge.id, merge.from_id, merge.into_id),
    state: merge.state,
    reason: merge.reason,
    stuckIn: merge.stuck_in,
    mergedAt: merge.merged_at,
    unmergedAt: merge.unmerged_at,
  }));
}

/**
 * Closes the merges that every module has confirmed. One whose event became a dead letter stays open and names the
 * module; replaying the letter lets it go on.
 */
export async function settleMerges({ kit }: IdentityContext): Promise<void> {
  const db = kit.db.sql();
  const settled = (await openMerges(db)).filter((merge) => merge.settled);
  if (settled.length === 0) return;
  const letters = Map.groupBy(await kit.deadLetters.list(1_000), ({ eventId }) => eventId);
  for (const merge of settled) {
    const stuckIn = [...new Set((letters.get(merge.event_id) ?? []).map(({ module }) => module))];
    if (stuckIn.length > 0)
      kit.log.warn({ merge: merge.id, stuckIn }, 'a merge waits for a dead letter');
    await closeMerge(db, merge, stuckIn);
  }
}
