/** An offer as the engine holds it: its version's definition with every condition compiled. */
import type { Condition, Needs } from '../conditions/condition.ts';
import type { OfferDefinition } from '../offers/offer-definition.ts';
import type { OfferState } from '../offers/offer-states.ts';

export interface LiveOffer {
  readonly offerId: string;
  readonly version: number;
  readonly code: string;
  readonly state: OfferState;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly definition: OfferDefinition;
  readonly condition: Condition;
  /** Of the condition, the audience and the things its coupons are bound to. */
  readonly needs: Needs;
}

export interface Segment {
  readonly code: string;
  readonly condition: Condition;
}
