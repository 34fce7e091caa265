/** The group's limit for a firm and what of it is free; a whitelisted firm's limit is half as high again. */
import type { ScreeningFacts } from './facts.ts';

const WHITELIST_LIMIT_PERCENT = 150n;

export interface Limit {
  readonly limitMinor: bigint;
  readonly availableMinor: bigint;
  readonly currency: string;
}

export function limitOf({
  assessment,
  exposure,
  entries,
}: Pick<ScreeningFacts, 'assessment' | 'exposure' | 'entries'>): Limit {
  const base = exposure.setLimitMinor ?? assessment?.limitMinor ?? 0n;
  const whitelisted = entries.some(({ list }) => list === 'WHITELIST');
  const limitMinor = whitelisted ? (base * WHITELIST_LIMIT_PERCENT) / 100n : base;
  const free = limitMinor - exposure.usedMinor - exposure.reservedMinor;
  return { limitMinor, availableMinor: free > 0n ? free : 0n, currency: exposure.currency };
}
