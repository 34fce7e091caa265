/** Parts of inputs that several commands share. */
import { dateTimeInput, decimalInput, idInput, namedInput } from '@guildhall/shared/graphql/index';
import { z } from 'zod';

export const OPERATORS = ['operator'] as const;
/** A subsidiary's systems and counters, and operators. */
export const TILLS = ['system', 'clerk', 'operator'] as const;

export const currencyCode = () =>
  z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{1,15}$/)
    .default('POINT')
    .describe('Code of the point currency; POINT when left out.');
export const subsidiaryCode = () => z.string().regex(/^[a-z][a-z0-9_]{0,31}$/);
/** As many decimals as the currency has; checked against it later. */
export const amount = () => decimalInput({ scale: 6, min: '0.000001', max: '1000000000000000' });
/** A limit can be nothing at all. */
export const limit = () => decimalInput({ scale: 6, min: '0', max: '1000000000000000' });
export const signedAmount = () =>
  decimalInput({ scale: 6, min: '-1000000000000000', max: '1000000000000000' });
export const member = () => idInput('mem').describe('The member.');
export const occurredAt = () =>
  dateTimeInput().optional().describe('When it happened; now when left out. Not in the future.');

export const reason = namedInput(
  'PointReasonInput',
  z.object({
    type: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,39}$/)
      .describe('What caused it, in kebab-case, such as order.'),
    id: z
      .string()
      .regex(/^[\x21-\x7e]{1,100}$/)
      .describe('Its id, without personal data.'),
  }),
);

export const funding = namedInput(
  'PointFundingInput',
  z.object({
    shares: z
      .array(
        namedInput(
          'PointFundingShareInput',
          z.object({
            subsidiary: subsidiaryCode().describe('Who pays.'),
            parts: z
              .int()
              .min(1)
              .describe('How many parts of the whole; the whole is the sum of all parts.'),
          }),
        ),
      )
      .min(1)
      .max(32)
      .describe('Who pays which part.'),
    pricePerPoint: decimalInput({ scale: 8, min: '0' }).describe('Money for one whole point.'),
    priceCurrency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .default('CNY')
      .describe('Of which money, ISO 4217; companies settle in CNY, and no other is taken.'),
  }),
);

export const expiresAt = () =>
  dateTimeInput()
    .optional()
    .describe("When the points expire; by the currency's rule when left out.");

/** Trailing zeros do not make other terms. */
export function fundingOf(input: z.output<typeof funding>): z.output<typeof funding> {
  const price = input.pricePerPoint.includes('.')
    ? input.pricePerPoint.replace(/\.?0+$/, '')
    : input.pricePerPoint;
  return { ...input, pricePerPoint: price };
}
