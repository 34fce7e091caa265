/**
 * What is left of a decision when part of its occasion is undone: the offers that granted decide again on what
 * remains. Depends only on how much of each line has come back in all, so the order of returns does not matter, and a
 * return never gives anything new.
 */
import { applyRatio } from '@guildhall/shared/amounts';
import { bindingsOf, evaluate } from '../conditions/condition.ts';
import type { Facts, OccasionLine } from '../facts.ts';
import { benefitsOf, type Grant } from './benefits.ts';
import type { LiveOffer } from './live-offer.ts';

export interface ReturnedSoFar {
  /** Everything is undone, lines or not. */
  readonly whole: boolean;
  /** By line: CNY minor units of the line's price, and quantity (decimal text). */
  readonly lines: Readonly<
    Record<string, { readonly amountMinor: bigint; readonly quantity: string }>
  >;
}

export function remainingFacts(facts: Facts, returned: ReturnedSoFar): Facts {
  const lines = facts.occasion.lines.flatMap((line) => remainingLine(line, returned));
  const amountMinor = lines.reduce((all, line) => all + line.amountMinor, 0n);
  return { ...facts, occasion: { ...facts.occasion, lines, amountMinor } };
}

function remainingLine(line: OccasionLine, returned: ReturnedSoFar): readonly OccasionLine[] {
  if (returned.whole) return [];
  const back = returned.lines[line.lineId];
  if (back === undefined) return [line];
  const amountMinor = line.amountMinor - back.amountMinor;
  const quantity = Number(line.quantity) - Number(back.quantity);
  if (amountMinor <= 0n && (line.amountMinor > 0n || quantity <= 0)) return [];
  // What is left earns on its part of what was paid, rounded down.
  const netMinor =
    line.amountMinor === 0n ? 0n : applyRatio(line.netMinor, amountMinor, line.amountMinor, 'DOWN');
  return [{ ...line, amountMinor, netMinor, quantity: String(Math.max(quantity, 0)) }];
}

/** The grants that remain of `offers` (those that granted at the time, in their versions). */
export function regrant(
  facts: Facts,
  returned: ReturnedSoFar,
  offers: readonly LiveOffer[],
  decidedAt: Date,
): readonly Grant[] {
  const left = remainingFacts(facts, returned);
  if (returned.whole || left.occasion.lines.length === 0) return [];
  const bindings = bindingsOf(left, decidedAt);
  if (bindings === null) return [];
  const holding = offers.filter((offer) => evaluate(offer.condition, bindings).holds);
  return benefitsOf(holding, left, decidedAt);
}
