/** Points to pay with, as subsidiaries take them in their own mutations. */
import { decimalInput, minorInput, namedInput } from '@guildhall/shared/graphql/index';
import { z } from 'zod';

/** `name`: of the input type in the graph. Passes as `PointsToPay` to a checkout. */
export const pointsToPayInput = (name: string) =>
  namedInput(
    name,
    z.object({
      currency: z.string().min(1).max(16).describe('Code of the point currency.'),
      amount: decimalInput({ scale: 6, min: '0.000001' })
        .optional()
        .describe('Points to pay with, such as `500` or `12.5`.'),
      amountMinor: minorInput({ scale: 0, min: '1', max: '999999999999' })
        .optional()
        .describe(
          'Deprecated: use `amount`. How many, in whole minor units of that currency; instead of `amount`.',
        ),
    }),
  );
