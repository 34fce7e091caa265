/**
 * What a return did to what a transaction had given: each offer decided again on what was left after this return, the
 * condition clause by clause on what was left, and what was taken back. Says the same for ever: how much had come back
 * in all with this return is stored with it.
 */
import { fromUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { bindingsOf, explainCondition } from '../domain/conditions/condition.ts';
import type { Facts } from '../domain/facts.ts';
import { type OutcomeCode, outcome } from '../domain/granting/decide-grants.ts';
import type { LiveOffer } from '../domain/granting/live-offer.ts';
import { regrant, remainingFacts } from '../domain/granting/regrant.ts';
import {
  type DecidedEffect,
  type DecisionRow,
  decisionsById,
  grantsOf,
} from '../storage/decisions.ts';
import { catalogueOf, versionKey } from './catalogue.ts';
import type { OfferExplained } from './explain-decision.ts';

export interface ReturnExplained {
  /** The transaction that came back, in part or wholly. */
  readonly transactionId: string;
  /** Of the price of its lines, CNY minor units, after this return. */
  readonly leftMinor: bigint;
  readonly offers: readonly OfferExplained[];
  /** Coupons and points that had paid and were given back. */
  readonly givenBack: readonly DecidedEffect[];
}

const TAKES = ['POINTS_REVERSED', 'COUPON_REVOKED', 'DEBT'];

/** Undefined where the decision undoes nothing. */
export async function explainReturn(
  kit: ModuleKit,
  decision: DecisionRow,
): Promise<ReturnExplained | undefined> {
  if (decision.reversesId === null) return undefined;
  const [original] = await decisionsById(kit.db.sql(), [decision.reversesId]);
  if (original === undefined) return undefined;
  const grants = (await grantsOf(kit.db.sql(), original.id)).filter(
    ({ state }) => state !== 'REFUSED',
  );
  const versions = await catalogueOf(kit).versions(
    grants.map(({ offerId, offerVersion }) => ({ offerId, version: offerVersion })),
  );
  const offers = grants.flatMap(
    ({ offerId, offerVersion }) =>
      versions.get(versionKey({ offerId, version: offerVersion })) ?? [],
  );
  // Returns from before this was stored with them are explained by what has come back until now.
  const stored = decision.returned.whole || Object.keys(decision.returned.lines).length > 0;
  const returned = stored ? decision.returned : original.returned;
  const left = remainingFacts(original.facts, returned);
  const remaining = new Set(
    regrant(original.facts, returned, offers, original.facts.occasion.occurredAt).map(
      ({ offer }) => offer.offerId,
    ),
  );
  return {
    transactionId: fromUuid('txn', original.id),
    leftMinor: left.occasion.amountMinor,
    offers: [...new Set(offers)].flatMap((offer) => explained(offer, left, remaining, decision)),
    givenBack: decision.effects.filter(({ kind }) => !TAKES.includes(kind)),
  };
}

/** Nothing for an offer that an earlier return had taken back already. */
function explained(
  offer: LiveOffer,
  left: Facts,
  remaining: ReadonlySet<string>,
  { effects: all }: DecisionRow,
): readonly OfferExplained[] {
  const effects = all.filter(
    ({ offerId, kind }) => offerId === offer.offerId && TAKES.includes(kind),
  );
  const code = codeOf(remaining.has(offer.offerId), effects.length > 0);
  if (code === undefined) return [];
  const bindings = bindingsOf(left, left.occasion.occurredAt);
  const condition = bindings === null ? null : explainCondition(offer.condition, bindings);
  return [{ outcome: outcome(offer, code), condition, effects }];
}

function codeOf(remains: boolean, took: boolean): OutcomeCode | undefined {
  if (remains) return took ? 'REDUCED' : 'KEPT';
  return took ? 'TAKEN_BACK' : undefined;
}
