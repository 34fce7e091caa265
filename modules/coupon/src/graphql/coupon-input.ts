/** What a coupon is, as an offer's author sends it, and how it becomes a template. Amounts are decimal text at the API. */
import { formatAmount } from '@guildhall/shared/amounts';
import { dateInput, minorInput, namedInput } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { CouponTemplate, CouponValue } from '../domain/offers/coupon-template.ts';
import { BindFromEnum, CouponKindEnum, WhenUsedUpEnum } from './enums.ts';

export const code = z.string().min(1).max(64);
export const codes = (description: string) =>
  z.array(code).max(200).default([]).describe(description);
const money = (description: string) =>
  minorInput({ scale: 2, min: '0.00' }).optional().describe(description);

export const localTextInput = namedInput(
  'OfferTextInput',
  z.object({
    zh: z.string().min(1).max(200).describe('Simplified Chinese.'),
    en: z.string().min(1).max(200).describe('English.'),
  }),
);

export const couponInput = z.object({
  count: z.int().min(1).max(100).default(1).describe('How many of it.'),
  name: localTextInput.describe('What the member reads.'),
  kind: CouponKindEnum.describe('What it gives.'),
  amount: money('CNY: of AMOUNT_OFF and STORED_VALUE.'),
  shareBps: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Share in basis points: of PERCENT_OFF and FEE_WAIVER; 10000 is all.'),
  ceiling: money('The most one use takes off, CNY; none when left out.'),
  worth: money('What one use is taken to be worth for budgets, where there is no ceiling.'),
  uses: z.int().min(1).max(10_000).default(1).describe('How often it can be used.'),
  instalments: z
    .object({
      count: z.int().min(2).max(120).describe('How many coupons, each vesting on its own date.'),
      everyMonths: z.int().min(1).max(24).default(1).describe('Months between them.'),
      firstAfterMonths: z
        .int()
        .min(0)
        .max(24)
        .default(0)
        .describe('Months from the grant to the first.'),
    })
    .optional()
    .describe('Several coupons that vest one after another.'),
  validDays: z
    .int()
    .min(1)
    .max(3_650)
    .optional()
    .describe('Good for so many days after the day it starts; this or validUntil.'),
  startsAfterDays: z
    .int()
    .min(0)
    .max(3_650)
    .default(0)
    .describe('Days from the grant (of an instalment: from its vesting) until it starts.'),
  validUntil: dateInput().optional().describe('Good until the end of this day.'),
  honouredBy: z.array(code).min(1).max(50).describe('Companies that honour it.'),
  stores: codes('Only these stores; every store when empty.'),
  kinds: codes('Only for these kinds of transaction; every kind when empty.'),
  categories: codes('Lines of these categories count; with itemCodes, either.'),
  itemCodes: codes('Lines of these items count; with categories, either. Both empty: every line.'),
  minimum: money('The eligible lines must cost at least this, CNY.'),
  condition: z
    .string()
    .max(4_000)
    .optional()
    .describe('CEL over `basket`, `member`, `history`, `now`.'),
  bind: z
    .object({
      asset: code.describe('What it is bound to: `vehicle`, `dwelling`.'),
      from: BindFromEnum.describe('Which one.'),
      attribute: code
        .optional()
        .describe('Attribute of the transaction that names it; `<asset>Id` when left out.'),
    })
    .optional()
    .describe('Bound to a thing: it serves that one only.'),
  transferable: z.boolean().default(false).describe('Whether the member may give it to another.'),
  group: code.optional().describe('Two coupons of one group never pay together.'),
  exclusive: z.boolean().default(false).describe('Pays alone.'),
  whenUsedUp: WhenUsedUpEnum.default('DEBT').describe(
    'When what it came of is undone after it was used.',
  ),
});

type CouponInput = z.output<typeof couponInput>;

export class InputFault extends Error {
  readonly code: string;
  readonly path: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  constructor(
    fault: string,
    path: readonly string[],
    params: Readonly<Record<string, string>> = {},
  ) {
    super(fault);
    this.code = fault;
    this.path = path;
    this.params = params;
  }
}

export function toTemplate(input: CouponInput, path: readonly string[]): CouponTemplate {
  if ((input.validDays === undefined) === (input.validUntil === undefined))
    throw new InputFault('VALIDITY_NOT_ONE', path);
  return {
    name: input.name,
    value: toValue(input, path),
    worthMinor: input.worth?.toString() ?? null,
    uses: input.uses,
    instalments: input.instalments ?? null,
    validity:
      input.validUntil === undefined
        ? { kind: 'DAYS', startsAfterDays: input.startsAfterDays, days: input.validDays ?? 1 }
        : { kind: 'UNTIL', day: input.validUntil },
    honouredBy: input.honouredBy,
    stores: input.stores,
    kinds: input.kinds,
    categories: input.categories,
    itemCodes: input.itemCodes,
    minimumMinor: (input.minimum ?? 0n).toString(),
    condition: input.condition ?? null,
    bind:
      input.bind === undefined ? null : { ...input.bind, attribute: input.bind.attribute ?? null },
    transferable: input.transferable,
    combination: { group: input.group ?? null, exclusive: input.exclusive },
    whenUsedUp: input.whenUsedUp,
  };
}

function toValue(
  { kind, amount, shareBps, ceiling }: CouponInput,
  path: readonly string[],
): CouponValue {
  const ceilingMinor = ceiling?.toString() ?? null;
  switch (kind) {
    case 'AMOUNT_OFF':
    case 'STORED_VALUE':
      if (amount === undefined || amount === 0n)
        throw new InputFault('COUPON_AMOUNT_MISSING', [...path, 'amount']);
      return { kind, amountMinor: amount.toString() };
    case 'PERCENT_OFF':
    case 'FEE_WAIVER':
      if (shareBps === undefined)
        throw new InputFault('COUPON_SHARE_MISSING', [...path, 'shareBps']);
      return { kind, shareBps, ceilingMinor };
    case 'FREE_SERVICE':
    case 'GIFT':
    case 'ERRAND':
      return { kind, ceilingMinor };
  }
}

export const showMoney = (minor: string | bigint): string => formatAmount(BigInt(minor), 2);
