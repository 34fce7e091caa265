/** The lines on the counter. Amounts are exact: a price times a whole number. */
import { useState } from 'react';
import { fromMinor, sumOf, toMinor } from '../../format/numbers.ts';
import type { Item } from './catalogue.ts';

export interface Line {
  readonly lineId: string;
  readonly item: Item;
  readonly quantity: number;
  /** CNY of one. */
  readonly price: string;
  /** CNY of the line. */
  readonly amount: string;
}

const withQuantity = (line: Omit<Line, 'amount'>): Line => ({
  ...line,
  amount: fromMinor(toMinor(line.price) * BigInt(line.quantity)),
});

export function useBasket() {
  const [lines, setLines] = useState<readonly Line[]>([]);
  const add = (item: Item, price: string) =>
    setLines((before) => {
      const known = before.find((line) => line.item.code === item.code && line.price === price);
      if (known !== undefined)
        return before.map((line) =>
          line === known ? withQuantity({ ...line, quantity: line.quantity + 1 }) : line,
        );
      const number = Math.max(0, ...before.map(({ lineId }) => Number(lineId.split('-')[0]))) + 1;
      return [
        ...before,
        withQuantity({ lineId: `${number}-${item.code}`, item, quantity: 1, price }),
      ];
    });
  const setQuantity = (lineId: string, quantity: number) =>
    setLines((before) =>
      before.flatMap((line) =>
        line.lineId !== lineId ? [line] : quantity < 1 ? [] : [withQuantity({ ...line, quantity })],
      ),
    );
  return {
    lines,
    total: sumOf(lines.map(({ amount }) => amount)),
    add,
    setQuantity,
    clear: () => setLines([]),
  };
}
