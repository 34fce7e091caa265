/** The live offers as one member sees them: which are for them, and for the others the first reason why not. */
import type { ModuleKit } from '@guildhall/shared/module';
import { bindingsOf } from '../domain/conditions/condition.ts';
import type { Facts } from '../domain/facts.ts';
import { type OfferOutcome, outcome, whyNotFor } from '../domain/granting/decide-grants.ts';
import { offerStateAt } from '../domain/offers/offer-states.ts';
import { catalogueOf } from './catalogue.ts';
import { gatherFacts, unionOfNeeds } from './gather-facts.ts';

/** Looks at the audience only: what an occasion must be like is told by the offer itself. */
export async function offersForMember(
  kit: ModuleKit,
  memberId: string,
  now: Date,
): Promise<readonly OfferOutcome[]> {
  const { offers, segments } = await catalogueOf(kit).current();
  const live = [...offers.values()].filter((offer) => offerStateAt(offer, now) === 'LIVE');
  if (live.length === 0) return [];
  const needs = unionOfNeeds(live.map((offer) => offer.needs));
  const asked = { occasion: nothingYet(now), memberId, needs, decides: true };
  const [gathered] = await gatherFacts(kit, [asked], segments);
  if (gathered === undefined) return [];
  const { facts } = gathered;
  const bindings = bindingsOf(facts, now);
  return live.map((offer) => whyNotFor(offer, facts, bindings) ?? outcome(offer, 'GRANTED'));
}

/** No company's occasion: what one company knows counts only with the member's consent. */
export function nothingYet(now: Date): Facts['occasion'] {
  return {
    kind: 'NONE',
    subsidiary: 'group',
    storeCode: null,
    channel: 'APP',
    occurredAt: now,
    amountMinor: 0n,
    lines: [],
    attributes: {},
  };
}
