/**
 * Why a transaction gave what it gave: the decision made again on the facts it was made by, offer by offer, with the
 * tree of clauses behind each condition. Offers that were in question then and gave nothing are explained too, in the
 * versions of then. A return is explained by what it took back (`explain-return.ts`).
 */
import { isId, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import {
  bindingsOf,
  type ClauseExplained,
  explainCondition,
} from '../domain/conditions/condition.ts';
import type { OfferOutcome } from '../domain/granting/decide-grants.ts';
import type { LiveOffer } from '../domain/granting/live-offer.ts';
import { type DecidedEffect, type DecisionRow, decisionsById } from '../storage/decisions.ts';
import { readsEverything } from './access.ts';
import { catalogueOf, versionKey } from './catalogue.ts';
import { explainReturn, type ReturnExplained } from './explain-return.ts';

export interface OfferExplained {
  readonly outcome: OfferOutcome;
  /** null where nobody's facts were looked at. */
  readonly condition: ClauseExplained | null;
  readonly effects: readonly DecidedEffect[];
}

export interface DecisionExplained {
  readonly transactionId: string;
  readonly decidedAt: Date;
  readonly complete: boolean;
  readonly offers: readonly OfferExplained[];
  /** What coupons and points paid, or were given back of it. */
  readonly payments: readonly DecidedEffect[];
  /** Of a return: what it undoes. */
  readonly undoes: Pick<ReturnExplained, 'transactionId' | 'leftMinor'> | null;
}

const PAYMENTS = ['COUPON_REDEEMED', 'POINTS_REDEEMED'];
const isPayment = ({ kind }: DecidedEffect): boolean => PAYMENTS.includes(kind);

/** Null where there is no decision that this caller may read. */
export async function explainDecision(
  kit: ModuleKit,
  caller: Principal,
  transactionId: string,
): Promise<DecisionExplained | null> {
  if (!isId('txn', transactionId)) return null;
  const [decision] = await decisionsById(kit.db.sql(), [toUuid('txn', transactionId)]);
  if (decision === undefined || !mayRead(caller, decision)) return null;
  const head = {
    transactionId,
    decidedAt: decision.decidedAt,
    complete: decision.state === 'COMPLETE',
  };
  const undone = await explainReturn(kit, decision);
  if (undone !== undefined)
    return { ...head, offers: undone.offers, payments: undone.givenBack, undoes: undone };
  const kept = await catalogueOf(kit).versions(decision.outcomes);
  return {
    ...head,
    payments: decision.effects.filter(isPayment),
    undoes: null,
    offers: decision.outcomes.flatMap((outcome) => {
      const offer = kept.get(versionKey(outcome));
      return offer === undefined ? [] : [explained(decision, offer, outcome)];
    }),
  };
}

function mayRead(caller: Principal, { memberId, facts }: DecisionRow): boolean {
  if (readsEverything(caller)) return true;
  if (caller.kind === 'member') return caller.memberId === memberId;
  return subsidiaryOf(caller) === facts.occasion.subsidiary;
}

function explained(decision: DecisionRow, offer: LiveOffer, outcome: OfferOutcome): OfferExplained {
  const { facts, effects } = decision;
  const bindings = bindingsOf(facts, facts.occasion.occurredAt);
  return {
    outcome,
    condition: bindings === null ? null : explainCondition(offer.condition, bindings),
    effects: effects.filter((effect) => effect.offerId === offer.offerId && !isPayment(effect)),
  };
}
