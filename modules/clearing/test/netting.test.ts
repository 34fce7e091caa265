import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXACT_LIMIT, type Net, type Payment, settle } from '../src/domain/netting.ts';

const named = (amounts: readonly bigint[]): Net[] =>
  amounts.map((netMinor, index) => ({ company: `c${String(index).padStart(2, '0')}`, netMinor }));
const balanced = (amounts: readonly bigint[]) => [
  ...amounts,
  -amounts.reduce((sum, amount) => sum + amount, 0n),
];

function netsOf(payments: readonly Payment[]): Map<string, bigint> {
  const nets = new Map<string, bigint>();
  for (const { from, to, amountMinor } of payments) {
    nets.set(from, (nets.get(from) ?? 0n) - amountMinor);
    nets.set(to, (nets.get(to) ?? 0n) + amountMinor);
  }
  return nets;
}

/** The fewest payments by trying every way to split the companies into groups that sum to zero. */
function fewest(nets: readonly Net[]): number {
  const open = nets.filter(({ netMinor }) => netMinor !== 0n);
  const mostGroups = (rest: readonly Net[]): number => {
    const [first, ...others] = rest;
    if (first === undefined) return 0;
    let best = Number.NEGATIVE_INFINITY;
    for (let mask = 0; mask < 1 << others.length; mask += 1) {
      const group = others.filter((_, index) => (mask & (1 << index)) !== 0);
      if (group.reduce((sum, { netMinor }) => sum + netMinor, first.netMinor) !== 0n) continue;
      best = Math.max(
        best,
        1 + mostGroups(others.filter((_, index) => (mask & (1 << index)) === 0)),
      );
    }
    return best;
  };
  return open.length - mostGroups(open);
}

describe('netting', () => {
  it('finds groups that settle among themselves', () => {
    // Greedy would pay 5 + 3 + …; two groups (7, -7) and (5, 3, -8) need three payments.
    expect(settle(named([5n, 3n, -8n, 7n, -7n]))).toHaveLength(3);
    expect(settle([])).toEqual([]);
    expect(settle(named([0n, 0n]))).toEqual([]);
  });

  it('refuses nets that do not sum to zero', () => {
    expect(() => settle(named([1n, 2n]))).toThrow(RangeError);
  });

  const amounts = (max: number) => fc.array(fc.bigInt(-12n, 12n), { minLength: 1, maxLength: max });

  it('preserves every net, pays positive amounts, and needs as few payments as brute force', () => {
    fc.assert(
      fc.property(amounts(7), (list) => {
        const nets = named(balanced(list));
        const payments = settle(nets);
        const paid = netsOf(payments);
        for (const { company, netMinor } of nets) expect(paid.get(company) ?? 0n).toBe(netMinor);
        expect(payments.every(({ from, to, amountMinor }) => from !== to && amountMinor > 0n)).toBe(
          true,
        );
        expect(payments.length).toBe(fewest(nets));
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order of the companies', () => {
    fc.assert(
      fc.property(amounts(9), fc.infiniteStream(fc.nat()), (list, order) => {
        const nets = named(balanced(list));
        const shuffled = nets
          .map((net) => ({ net, at: order.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ net }) => net);
        expect(settle(shuffled)).toEqual(settle(nets));
      }),
      { numRuns: 100 },
    );
  });

  it('preserves nets beyond the exact limit with fewer payments than companies', () => {
    const many = fc.array(fc.bigInt(-(10n ** 12n), 10n ** 12n), {
      minLength: EXACT_LIMIT + 1,
      maxLength: 80,
    });
    fc.assert(
      fc.property(many, (list) => {
        const nets = named(balanced(list));
        const payments = settle(nets);
        const paid = netsOf(payments);
        for (const { company, netMinor } of nets) expect(paid.get(company) ?? 0n).toBe(netMinor);
        expect(payments.length).toBeLessThan(nets.length);
      }),
    );
  });
});
