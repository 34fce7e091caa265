/** Fields that everything posted has, and the lots it took from or gave back to. */
import type { Outcome } from '@guildhall/shared/outcome';
import type { LotUse, Posted } from '../door/values.ts';
import {
  type Context,
  type FieldsOf,
  type LedgerBuilder,
  points,
  type Ref,
  toMinor,
} from './context.ts';
import type { Balance } from './point-types.ts';

export type UsedLot = LotUse & { readonly currency: string };

export function addLotUse(builder: LedgerBuilder): Ref<UsedLot> {
  return builder.objectRef<UsedLot>('PointLotUse').implement({
    description: 'What was taken from one lot, or given back to it.',
    fields: (t) => ({
      lotId: t.exposeID('lotId', { description: 'TypeID, `lot_…`.' }),
      amount: points(t, 'How much.', (row) => row.amountMinor),
      expiresAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When the lot expires, if it does.',
        resolve: (row) => row.expiresAt,
      }),
      issuer: t.exposeString('issuer', { description: 'The company that issued it.' }),
    }),
  });
}

/** Fields of everything that was posted. */
export function postedFields<Row extends Posted>(t: FieldsOf<Row>, BalanceType: Ref<Balance>) {
  return {
    postingId: t.id({ description: 'TypeID, `pst_…`.', resolve: (row) => row.postingId }),
    transferId: t.id({ description: 'TypeID, `trf_…`.', resolve: (row) => row.transferId }),
    ownerId: t.id({
      description: "Whose wallet: a merged member's survivor, or a household.",
      resolve: (row) => row.memberId,
    }),
    currency: t.string({ description: 'Code of the currency.', resolve: (row) => row.currency }),
    amount: points(t, 'Points moved.', (row) => row.amountMinor),
    balance: t.field({
      type: BalanceType,
      description: 'The balances after it.',
      resolve: ({ balance, currency }) => ({ ...balance, currency }),
    }),
    postedAt: t.field({
      type: 'DateTime',
      description: 'When it was written.',
      resolve: (row) => row.postedAt,
    }),
  };
}

export function lotsField<Row extends Posted & { readonly lots: readonly LotUse[] }>(
  t: FieldsOf<Row>,
  LotUseType: Ref<UsedLot>,
) {
  return t.field({
    type: [LotUseType],
    description: 'Lot by lot, first-expiring first.',
    resolve: ({ lots, currency }) => lots.map((lot) => ({ ...lot, currency })),
  });
}

/** A part of something posted, in that thing's own currency; without one there is no such thing, as the door says. */
export async function partOf(
  { ledger }: Context,
  amount: string | undefined,
  currency: string | undefined,
): Promise<Outcome<bigint> | undefined> {
  return amount === undefined || currency === undefined
    ? undefined
    : toMinor(ledger, currency, amount);
}
