/**
 * Decides what comes of an occasion: facts and time in, grants and the reasons of every no out. Pure and
 * deterministic, so that a decision can be explained later and an offer in draft can be run over the past.
 *
 * A refusal is the first that applies, in the order of `OUTCOME_CODES`.
 */
import { type Bindings, bindingsOf, evaluate } from '../conditions/condition.ts';
import type { Facts } from '../facts.ts';
import { offerStateAt } from '../offers/offer-states.ts';
import { benefitsOf, type Grant } from './benefits.ts';
import { chooseOffers } from './choose-offers.ts';
import type { LiveOffer } from './live-offer.ts';

export const OUTCOME_CODES = [
  'GRANTED',
  'MEMBER_MISSING',
  'OFFER_NOT_LIVE',
  'TRIGGER_DIFFERS',
  'TIER_NOT_REACHED',
  'HOUSEHOLD_MISSING',
  'CONSENT_NOT_GRANTED',
  'SEGMENT_DIFFERS',
  'FACTS_WITHHELD',
  'CONDITION_NOT_MET',
  'NOTHING_TO_GIVE',
  'OUTRANKED',
  'LIMIT_REACHED',
  // What became of it when part of the occasion came back.
  'KEPT',
  'REDUCED',
  'TAKEN_BACK',
] as const;
export type OutcomeCode = (typeof OUTCOME_CODES)[number];

export interface OfferOutcome {
  readonly offerId: string;
  readonly version: number;
  readonly code: OutcomeCode;
  readonly params: Readonly<Record<string, string>>;
}

export interface Decision {
  readonly grants: readonly Grant[];
  readonly outcomes: readonly OfferOutcome[];
}

export interface Rulebook {
  readonly offers: readonly LiveOffer[];
  /** Offers whose limits are known to be used up. */
  readonly exhausted?: ReadonlySet<string>;
}

export function decideGrants(facts: Facts, rulebook: Rulebook, now: Date): Decision {
  const bindings = bindingsOf(facts, now);
  const holding: LiveOffer[] = [];
  const outcomes: OfferOutcome[] = [];
  for (const offer of rulebook.offers) {
    const no = whyNot(offer, facts, bindings, rulebook);
    if (no === undefined) holding.push(offer);
    else outcomes.push(no);
  }
  const giving = holding.filter(
    (offer) => benefitsOf([offer], facts, now).length > 0 || multiplies(offer),
  );
  const chosen = new Set(chooseOffers(giving, facts, now));
  const grants = benefitsOf([...chosen], facts, now);
  const given = new Set(grants.map(({ offer }) => offer));
  for (const offer of holding) {
    const code = given.has(offer)
      ? 'GRANTED'
      : giving.includes(offer) && !chosen.has(offer)
        ? 'OUTRANKED'
        : 'NOTHING_TO_GIVE';
    outcomes.push(outcome(offer, code, code === 'OUTRANKED' ? outrankedBy(offer, chosen) : {}));
  }
  return { grants, outcomes };
}

/** Ids of the chosen offers that it cannot stand with: those of its group, or all where one of them counts alone. */
function outrankedBy(
  { definition }: LiveOffer,
  chosen: ReadonlySet<LiveOffer>,
): OfferOutcome['params'] {
  const { group, exclusive } = definition.stacking;
  const rivals = [...chosen].filter(
    ({ definition: { stacking } }) =>
      exclusive || stacking.exclusive || (group !== null && stacking.group === group),
  );
  return { by: rivals.map(({ offerId }) => offerId).join(' ') };
}

/** A multiplier gives nothing alone, but may in company. */
const multiplies = ({ definition }: LiveOffer): boolean =>
  definition.benefits.some(({ kind }) => kind === 'POINTS_MULTIPLIER');

/** The first reason why the offer is not for this member; undefined when it is. */
export function whyNotFor(
  offer: LiveOffer,
  facts: Facts,
  bindings: Bindings | null,
): OfferOutcome | undefined {
  const { member } = facts;
  const no = (code: OutcomeCode, params: OfferOutcome['params'] = {}) =>
    outcome(offer, code, params);
  if (member === null || bindings === null) return no('MEMBER_MISSING');
  const { tiers, consents, household, segments: wanted } = offer.definition.audience;
  if (tiers.length > 0 && !tiers.includes(member.tier ?? ''))
    return no('TIER_NOT_REACHED', { wanted: tiers.join(' ') });
  if (household && member.householdId === null) return no('HOUSEHOLD_MISSING');
  const missing = consents.find((consent) => !member.consents.includes(consent));
  if (missing !== undefined) return no('CONSENT_NOT_GRANTED', { consent: missing });
  const foreign = wanted.find((code) => facts.segments[code] !== true);
  if (foreign !== undefined) return no('SEGMENT_DIFFERS', { segment: foreign });
  return undefined;
}

/** The first reason against this offer alone; undefined when it holds. */
export function whyNot(
  offer: LiveOffer,
  facts: Facts,
  bindings: Bindings | null,
  { exhausted }: Pick<Rulebook, 'exhausted'>,
): OfferOutcome | undefined {
  const { occasion, member } = facts;
  const no = (code: OutcomeCode, params: OfferOutcome['params'] = {}) =>
    outcome(offer, code, params);
  if (member === null || bindings === null) return no('MEMBER_MISSING');
  // What counts is when it happened; that the offer is paused counts from when it was paused.
  if (offerStateAt(offer, occasion.occurredAt) !== 'LIVE') return no('OFFER_NOT_LIVE');
  if (!isTriggered(offer, facts)) return no('TRIGGER_DIFFERS');
  const notFor = whyNotFor(offer, facts, bindings);
  if (notFor !== undefined) return notFor;
  const verdict = evaluate(offer.condition, bindings);
  if (!verdict.holds) {
    const hidden = withheldFrom(offer, facts);
    if (hidden !== undefined) return no('FACTS_WITHHELD', hidden);
    return no(
      'CONDITION_NOT_MET',
      verdict.stumbled === undefined ? {} : { stumbled: verdict.stumbled },
    );
  }
  return exhausted?.has(offer.offerId) === true ? no('LIMIT_REACHED') : undefined;
}

export function isTriggered({ definition }: LiveOffer, { occasion }: Facts): boolean {
  return (
    (definition.triggers.includes(occasion.kind) || isDateOf(definition, occasion)) &&
    (definition.subsidiaries.length === 0 || definition.subsidiaries.includes(occasion.subsidiary))
  );
}

function isDateOf({ dates = [] }: LiveOffer['definition'], { about, kind }: Facts['occasion']) {
  return about === 'MEMBER' && dates.some(({ of }) => of === kind);
}

/** A fact the condition asks for that exists but may not be known here. */
export function withheldFrom(
  { needs }: Pick<LiveOffer, 'needs'>,
  facts: Facts,
): Record<string, string> | undefined {
  const asked = new Set([
    ...[...needs.things].map((thing) => `thing:${thing}`),
    ...needs.history.map(({ subsidiary }) => `history:${subsidiary}`),
  ]);
  const hidden = facts.withheld.find(({ what }) => asked.has(what));
  return hidden === undefined
    ? undefined
    : { what: hidden.what, subsidiary: hidden.subsidiary, reason: hidden.reason };
}

export function outcome(
  { offerId, version }: LiveOffer,
  code: OutcomeCode,
  params: OfferOutcome['params'] = {},
): OfferOutcome {
  return { offerId, version, code, params };
}
