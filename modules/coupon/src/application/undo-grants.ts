/**
 * Undoes what a decision gave, as far as its occasion is undone: points by deciding again on what is left, coupons that
 * no longer come of it, and what it holds of the limits. The caller holds the decision's lock.
 */
import type { CommandContext } from '@guildhall/shared/commands';
import { newUuid } from '@guildhall/shared/ids';
import { type ReturnedSoFar, regrant } from '../domain/granting/regrant.ts';
import type { ClaimHeld } from '../storage/counters.ts';
import {
  type DecidedEffect,
  type DecisionRow,
  type GrantRow,
  grantsOf,
  type NewLedgerCall,
  saveGrantsLeft,
  saveReturn,
} from '../storage/decisions.ts';
import { versionKey } from './catalogue.ts';
import { claimsLeft } from './claims-left.ts';
import type { Versions } from './coupon-templates.ts';
import { revokeCoupons } from './revoke-coupons.ts';

export interface UndoWork {
  readonly effects: DecidedEffect[];
  readonly calls: NewLedgerCall[];
  /** Given back to the limits last, so that counters are locked after coupons everywhere. */
  readonly claims: ClaimHeld[];
}

/** What takes it back, as the ledger is told. */
export interface UndoneBy {
  readonly occurredAt: Date;
  readonly reason: { readonly type: string; readonly id: string };
}

export async function undoGrants(
  context: CommandContext,
  original: DecisionRow,
  returned: ReturnedSoFar,
  because: UndoneBy,
  versions: Versions,
  work: UndoWork,
): Promise<void> {
  const db = context.tx.getKysely<unknown>();
  const grants = (await grantsOf(db, original.id)).filter(({ state }) => state !== 'REFUSED');
  const offers = [...new Set(grants.flatMap((grant) => versionOf(versions, grant) ?? []))];
  const now = original.facts.occasion.occurredAt;
  const again = regrant(original.facts, returned, offers, now);
  const resized = grants.map((grant): GrantRow => {
    const same = again.find(
      ({ offer, benefitNo }) => offer.offerId === grant.offerId && benefitNo === grant.benefitNo,
    );
    const amount =
      same?.kind === 'POINTS' ? same.amountMinor : same === undefined ? 0n : grant.leftMinor;
    const cost = same?.costMinor ?? 0n;
    return {
      ...grant,
      leftMinor: amount < grant.leftMinor ? amount : grant.leftMinor,
      costLeftMinor: cost < grant.costLeftMinor ? cost : grant.costLeftMinor,
    };
  });
  const shrunk = resized.filter(
    (grant, index) =>
      grant.leftMinor < (grants[index]?.leftMinor ?? 0n) ||
      grant.costLeftMinor < (grants[index]?.costLeftMinor ?? 0n),
  );
  await saveGrantsLeft(db, shrunk);
  for (const [index, grant] of resized.entries()) {
    const back = (grants[index]?.leftMinor ?? 0n) - grant.leftMinor;
    if (back > 0n && grant.kind === 'POINTS')
      reversePoints(grant, back, context, because, original, work);
  }
  const gone = shrunk.filter(({ kind, leftMinor }) => kind === 'COUPON' && leftMinor === 0n);
  work.effects.push(
    ...(await revokeCoupons(
      context,
      gone.map(({ id }) => id),
      original.id,
      versions,
    )),
  );
  const { left, back } = claimsLeft(original.claims, resized);
  work.claims.push(...back);
  await saveReturn(db, original.id, returned, left);
}

function versionOf(versions: Versions, { offerId, offerVersion }: GrantRow) {
  return versions.get(versionKey({ offerId, version: offerVersion }));
}

function reversePoints(
  grant: GrantRow,
  back: bigint,
  { now }: CommandContext,
  because: UndoneBy,
  { memberId }: DecisionRow,
  work: UndoWork,
): void {
  const call: NewLedgerCall = {
    id: newUuid(now),
    kind: 'REVERSE',
    subjectId: grant.id,
    input: {
      postingId: grant.postingId,
      amountMinor: back,
      ...because,
    },
  };
  work.calls.push(call);
  work.effects.push({
    kind: 'POINTS_REVERSED',
    memberId: memberId ?? '',
    offerId: grant.offerId,
    amountMinor: (-back).toString(),
    ...(grant.currency === null ? {} : { currency: grant.currency }),
    ...(grant.scale === null ? {} : { scale: grant.scale }),
    callId: call.id,
  });
}
