/**
 * Takes back what an occasion in a member's life gave when it turns out never to have come about: a tier that was
 * reached by purchases which were returned. Coupons used meanwhile are owed or forgiven, points become the ledger's
 * debt where they are spent, limits are given back. Done once; an occasion that is told after its undoing gives nothing.
 */
import type { CommandContext } from '@guildhall/shared/commands';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Occasion } from '../domain/facts.ts';
import { giveBack } from '../storage/counters.ts';
import {
  decidedAmong,
  grantsOf,
  lockDecision,
  type NewDecision,
  storeDecisions,
} from '../storage/decisions.ts';
import type { Db } from '../storage/offers.ts';
import { catalogueOf } from './catalogue.ts';
import { completeDecisions } from './complete-decision.ts';
import { factsWithoutMember } from './gather-facts.ts';
import { transact, Undone } from './transact.ts';
import { type UndoWork, undoGrants } from './undo-grants.ts';

export interface OccasionUndone {
  readonly memberId: string;
  /** Id of the decision that gave. */
  readonly originalId: string;
  /** Id of the decision that takes back. */
  readonly uuid: string;
  readonly occasion: Occasion;
}

const WHOLLY = { whole: true, lines: {} } as const;

export async function undoOccasion(kit: ModuleKit, undone: OccasionUndone): Promise<void> {
  const { originalId, uuid } = undone;
  if ((await decidedAmong(kit.db.sql(), [uuid])).size === 0) {
    // Its points must have been posted before they can be reversed.
    const decided = await completeDecisions(kit, [originalId]);
    try {
      await takeBack(kit, undone, decided.has(originalId));
    } catch (error) {
      if (!(error instanceof Undone)) throw error;
    }
  }
  await completeDecisions(kit, [uuid]);
}

async function takeBack(kit: ModuleKit, undone: OccasionUndone, decided: boolean): Promise<void> {
  const { memberId, originalId, uuid, occasion } = undone;
  const versions = await catalogueOf(kit).versions(
    (await grantsOf(kit.db.sql(), originalId)).map(({ offerId, offerVersion }) => ({
      offerId,
      version: offerVersion,
    })),
  );
  const nothing = {
    ...{ memberId, facts: factsWithoutMember(occasion), outcomes: [], claims: [] },
    ...{ grants: [], coupons: [], effects: [], calls: [] },
  };
  await transact(kit, async (context) => {
    const db = context.tx.getKysely<unknown>();
    if (!decided) await forestall(db, { ...nothing, id: originalId, reversesId: null }, context);
    const original = await lockDecision(db, originalId);
    if (original === undefined) throw new Error('A decision cannot vanish');
    const work: UndoWork = { effects: [], calls: [], claims: [] };
    const because = { occurredAt: occasion.occurredAt, reason: { type: 'occasion', id: uuid } };
    await undoGrants(context, original, WHOLLY, because, versions, work);
    const { effects, calls } = work;
    const decision = { ...nothing, id: uuid, reversesId: originalId, effects, calls };
    if ((await storeDecisions(db, [decision], context.now)).size === 0)
      throw new Undone('undone before');
    await giveBack(db, work.claims);
  });
}

/** An occasion that was not heard of yet is decided to give nothing. */
async function forestall(db: Db, nothing: NewDecision, { now }: CommandContext): Promise<void> {
  if ((await storeDecisions(db, [nothing], now)).size === 0)
    throw new Error('The occasion is being decided at this moment');
}
