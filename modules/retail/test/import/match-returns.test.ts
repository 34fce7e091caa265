/** Which purchase a return takes back: the earliest that has something left, strictly earlier, wholly or not at all. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchReturns, type Purchase, type ReturnedLine } from '../../src/import/match-returns.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 10, minute));
const bought = (receiptNo: string, minute: number, left: number, lineNo = 1): Purchase => ({
  receiptNo,
  lineNo,
  at: at(minute),
  leftMilli: BigInt(left),
});
const back = (lineNo: number, minute: number, quantity: number): ReturnedLine => ({
  lineNo,
  at: at(minute),
  quantityMilli: BigInt(quantity),
});
const shown = (purchases: readonly Purchase[], returns: readonly ReturnedLine[]) => {
  const { parts, unmatched } = matchReturns(purchases, returns);
  return [
    ...parts.map(
      (part) => `${part.lineNo}: ${part.quantityMilli} of ${part.ofReceiptNo}/${part.ofLineNo}`,
    ),
    ...unmatched.map(({ lineNo, code, leftMilli }) => `${lineNo}: ${code} ${leftMilli}`),
  ];
};

describe('a return', () => {
  it('takes the earliest purchase first, and more than one where it must', () => {
    expect(shown([bought('A', 1, 6), bought('B', 2, 6)], [back(9, 5, 8), back(10, 6, 4)])).toEqual([
      '9: 6 of A/1',
      '9: 2 of B/1',
      '10: 4 of B/1',
    ]);
  });

  it('does not take what was bought at the same moment or later', () => {
    expect(shown([bought('A', 5, 6), bought('B', 6, 6)], [back(9, 5, 1)])).toEqual([
      '9: RETURN_WITHOUT_PURCHASE 0',
    ]);
  });

  it('that finds too little takes nothing, so that a smaller one after it still can', () => {
    expect(shown([bought('A', 1, 6)], [back(9, 5, 7), back(10, 6, 6), back(11, 7, 1)])).toEqual([
      '10: 6 of A/1',
      '9: RETURN_OF_MORE_THAN_BOUGHT 6',
      '11: RETURN_WITHOUT_PURCHASE 0',
    ]);
  });

  it('never takes more than was bought, nor of the future, and is matched wholly or not at all', () => {
    const purchase = fc.record({ minute: fc.nat(20), left: fc.integer({ min: 0, max: 10 }) });
    const returned = fc.record({ minute: fc.nat(20), quantity: fc.integer({ min: 1, max: 12 }) });
    fc.assert(
      fc.property(
        fc.array(purchase, { maxLength: 12 }),
        fc.array(returned, { maxLength: 12 }),
        (sold, came) => {
          const purchases = sold
            .map(({ minute, left }, index) => bought(`R${index}`, minute, left))
            .sort((a, b) => a.at.getTime() - b.at.getTime());
          const returns = came
            .map(({ minute, quantity }, index) => back(index, minute, quantity))
            .sort((a, b) => a.at.getTime() - b.at.getTime());
          const { parts, unmatched } = matchReturns(purchases, returns);
          for (const { receiptNo, leftMilli } of purchases) {
            const taken = parts
              .filter((part) => part.ofReceiptNo === receiptNo)
              .reduce((sum, part) => sum + part.quantityMilli, 0n);
            expect(taken <= leftMilli).toBe(true);
          }
          for (const { lineNo, at: returnedAt, quantityMilli } of returns) {
            const own = parts.filter((part) => part.lineNo === lineNo);
            const taken = own.reduce((sum, part) => sum + part.quantityMilli, 0n);
            const isUnmatched = unmatched.some((one) => one.lineNo === lineNo);
            expect(taken).toBe(isUnmatched ? 0n : quantityMilli);
            for (const part of own) {
              const source = purchases.find(({ receiptNo }) => receiptNo === part.ofReceiptNo);
              expect(source !== undefined && source.at < returnedAt).toBe(true);
            }
          }
        },
      ),
    );
  });
});
