/**
 * Suspension, reinstatement, termination, erasure. Erasure destroys the keys of the member's data (and of those merged
 * into it) and every value and search digest; the numbered row stays, so ledgers still add up.
 */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { mayBecome } from '../../domain/member-states.ts';
import { MEMBER_STATUS_CHANGED, type MemberStatus } from '../../door.ts';
import { destroyPersonalData } from '../../storage/erasure.ts';
import { identitiesOf, unlinkIdentities } from '../../storage/identities.ts';
import { clustersOf, type MemberRow, recordStatus, setStatus } from '../../storage/members.ts';
import { closeSessions } from '../../storage/sessions.ts';
import { missingProof } from '../callers/step-up.ts';
import { actorOf, type IdentityContext } from '../identity-context.ts';
import { isOperator, isSelf, lockSurvivor } from './own-members.ts';

export interface ChangeStatus {
  readonly idempotencyKey: string;
  readonly memberId: string;
  readonly to: 'ACTIVE' | 'SUSPENDED' | 'TERMINATED' | 'ERASED';
  /** A code such as FRAUD_SUSPECTED or ASKED_BY_MEMBER; never a name. */
  readonly reason: string;
}

export async function changeStatus(
  context: IdentityContext,
  caller: Principal,
  { idempotencyKey, ...input }: ChangeStatus,
): Promise<Outcome<{ readonly memberId: string; readonly status: MemberStatus }>> {
  const ends = input.to === 'TERMINATED' || input.to === 'ERASED';
  const unproved =
    ends && caller.kind === 'member' ? await missingProof(context, caller) : undefined;
  if (unproved !== undefined) return unproved;
  const key = { caller, operation: 'change-status', idempotencyKey, input };
  const outcome = await runCommand(context.kit, key, async (command) => {
    const db = command.tx.getKysely<unknown>();
    const locked = await lockSurvivor(db, input.memberId);
    if (!locked.ok) return locked;
    const row = locked.value;
    const leaves = input.to === 'TERMINATED' || input.to === 'ERASED';
    if (!isOperator(caller) && !(leaves && (await isSelf(db, caller, row))))
      return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
    if (!mayBecome(row.status, input.to))
      return refuse('RULE', 'MEMBER_STATE_FORBIDS', { status: row.status, wanted: input.to });
    await apply(command, row, input, actorOf(caller));
    return accept({ memberId: fromUuid('mem', row.id), status: input.to });
  });
  context.revocations.stale();
  return outcome;
}

async function apply(
  { tx, now, publish }: CommandContext,
  row: MemberRow,
  { to, reason }: Pick<ChangeStatus, 'to' | 'reason'>,
  changedBy: string,
): Promise<void> {
  const db = tx.getKysely<unknown>();
  // Those merged into an erased member are the same person: they go with it.
  const cluster = to === 'ERASED' ? await clustersOf(db, [row.id]) : [row];
  const ids = cluster.map(({ id }) => id);
  if (to === 'TERMINATED') {
    const held = await identitiesOf(db, [row.id]);
    await unlinkIdentities(
      db,
      held.map(({ id }) => id),
      'TERMINATED',
      now,
    );
  }
  if (to === 'TERMINATED' || to === 'ERASED')
    await closeSessions(
      db,
      { memberIds: (await clustersOf(db, [row.id])).map(({ id }) => id) },
      'MEMBER_GONE',
      now,
    );
  if (to === 'ERASED') await destroyPersonalData(db, ids);
  else await setStatus(db, ids, to);
  const changes = cluster.map((member) => ({
    id: newUuid(now),
    memberId: member.id,
    from: member.status,
    to,
    reason,
    changedBy,
  }));
  await recordStatus(db, changes, now);
  await publish(
    ...changes.map(({ memberId, from }) => ({
      type: MEMBER_STATUS_CHANGED,
      occurredAt: now,
      payload: { memberId: fromUuid('mem', memberId), from, to, reason },
    })),
  );
}
