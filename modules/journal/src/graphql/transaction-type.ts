/** `Transaction` and what hangs on it. Its parts are loaded in batches; a return shows what it took back. */
import { formatAmount } from '@guildhall/shared/amounts';
import { type Builder, commonTypes, enumType, withheld } from '@guildhall/shared/graphql/index';
import { subsidiaryOf } from '@guildhall/shared/principal';
import { seesEverything } from '../application/visibility.ts';
import type { EffectRow } from '../storage/effects.ts';
import type { LineRow, ReversedLineRow } from '../storage/lines.ts';
import type { TransactionRow } from '../storage/transactions.ts';
import type { JournalContext } from './context.ts';
import { EffectKind, EffectsStatus, TransactionChannel } from './enums.ts';
import { type MemberRef, memberRef } from './member-ref.ts';

type B = Builder<JournalContext>;
const CNY_SCALE = 2;

export function transactionType(builder: B) {
  const Member = memberRef(builder);
  const Transaction = builder.objectRef<TransactionRow>('Transaction');
  const TransactionLine = lineType(builder);
  const Effects = effectsType(builder, Member);
  const ReversedLine = reversedLineType(builder);
  Transaction.implement({
    description:
      'What happened at a subsidiary: a sale, a fee paid, a basket bought, a parcel sent, a return.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `txn_…`.' }),
      subsidiary: t.exposeString('subsidiary', {
        description: 'Code of the company where it happened.',
      }),
      externalId: t.exposeString('externalId', {
        description: "The subsidiary's own number of it, unique in the subsidiary.",
      }),
      kind: t.exposeString('kind', {
        description: 'What happened, in capitals: VEHICLE_SOLD, FEE_PAID, BASKET_BOUGHT …',
      }),
      member: t.field({
        type: Member,
        nullable: true,
        description: 'The customer, where it is a member.',
        resolve: ({ memberId }) => (memberId === null ? null : { id: memberId }),
      }),
      occurredAt: t.field({
        type: 'DateTime',
        description: 'When it happened.',
        resolve: (row) => row.occurredAt,
      }),
      recordedAt: t.field({
        type: 'DateTime',
        description: 'When the journal put it on record.',
        resolve: (row) => row.recordedAt,
      }),
      channel: t.field({
        type: enumType(builder, TransactionChannel),
        description: 'Where it was made.',
        resolve: ({ channel }) => channel as 'STORE',
      }),
      storeCode: t.exposeString('storeCode', {
        nullable: true,
        description: "The subsidiary's code of the place.",
      }),
      currency: t.exposeString('currency', { description: 'ISO 4217 code of the amounts.' }),
      amount: t.field({
        type: 'Decimal',
        description: 'Sum of the lines, before coupons and points. Positive in returns too.',
        resolve: ({ amountMinor }) => formatAmount(amountMinor, CNY_SCALE),
      }),
      attributes: t.field({
        type: 'JSON',
        description:
          'Facts of the kind, which the conditions of offers may read. Never personal data.',
        resolve: ({ attributes }) => attributes,
      }),
      lines: t.field({
        type: [TransactionLine],
        description: 'What it consists of, in order.',
        resolve: ({ id }, _args, { lines }) => lines.load(id),
      }),
      effects: t.field({
        type: Effects,
        description: 'What came of it: points, coupons, and their undoing.',
        resolve: (row) => row,
      }),
      reverses: t.field({
        type: Transaction,
        nullable: true,
        description: 'The transaction that this one undoes, wholly or in part.',
        resolve: ({ reversesId }, _args, { transactions }) =>
          reversesId === null ? null : transactions.load(reversesId),
      }),
      reversedLines: t.field({
        type: [ReversedLine],
        description: 'Of a return: what it took back of each line of the original.',
        resolve: ({ id, reversesId }, _args, { reversedLines }) =>
          reversesId === null ? [] : reversedLines.load(id),
      }),
      reversals: t.field({
        type: [Transaction],
        description: 'The returns and cancellations of it, oldest first.',
        resolve: ({ id }, _args, { reversals }) => reversals.load(id),
      }),
    }),
  });
  return { Transaction, Member };
}

function lineType(builder: B) {
  return builder.objectRef<LineRow>('TransactionLine').implement({
    description: 'One line of a transaction.',
    fields: (t) => ({
      lineId: t.exposeString('lineId', {
        description: 'Unique in the transaction; a return names it.',
      }),
      itemCode: t.exposeString('itemCode', {
        description: 'Product, model, fee or service code of the subsidiary.',
      }),
      category: t.exposeString('category', {
        description: "The subsidiary's category of the item.",
      }),
      quantity: t.field({
        type: 'Decimal',
        description: 'How many, or how much.',
        resolve: ({ quantity }) => quantity,
      }),
      amount: t.field({
        type: 'Decimal',
        description: "CNY, after the subsidiary's own discounts, before coupons and points.",
        resolve: ({ amountMinor }) => formatAmount(amountMinor, CNY_SCALE),
      }),
      returnedQuantity: t.field({
        type: 'Decimal',
        description: 'How much of it has come back.',
        resolve: ({ returnedQuantity }) => returnedQuantity,
      }),
      returnedAmount: t.field({
        type: 'Decimal',
        description: 'CNY of the line that has come back.',
        resolve: ({ returnedMinor }) => formatAmount(returnedMinor, CNY_SCALE),
      }),
    }),
  });
}

function reversedLineType(builder: B) {
  return builder.objectRef<ReversedLineRow>('ReversedLine').implement({
    description: 'What a return took back of one line of the original.',
    fields: (t) => ({
      lineId: t.exposeString('lineId', { description: 'The line of the original.' }),
      quantity: t.field({
        type: 'Decimal',
        description: 'How much came back.',
        resolve: (row) => row.quantity,
      }),
      amount: t.field({
        type: 'Decimal',
        description: 'CNY of the line that came back.',
        resolve: ({ amountMinor }) => formatAmount(amountMinor, CNY_SCALE),
      }),
    }),
  });
}

function effectsType(builder: B, Member: MemberRef) {
  const Item = effectType(builder, Member);
  return builder.objectRef<TransactionRow>('TransactionEffects').implement({
    description: 'What came of a transaction.',
    fields: (t) => ({
      status: t.field({
        type: enumType(builder, EffectsStatus),
        description:
          'COMPLETE once everything has been decided and made; normally at once, always within seconds.',
        resolve: ({ effectsState }) => effectsState,
      }),
      completedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it became complete.',
        resolve: ({ effectsAt }) => effectsAt,
      }),
      items: t.field({
        type: [Item],
        description: 'The effects, in the order they were made.',
        resolve: ({ id }, _args, { effects }) => effects.load(id),
      }),
    }),
  });
}

/**
 * What a member agreed to share is that something happened, and not the coupons that others gave or honoured for it. One
 * that the caller's company honours is its own affair.
 */
async function isBetweenOthers(
  { transactionId, honouredBy }: EffectRow,
  { caller, transactions }: JournalContext,
): Promise<boolean> {
  const own = subsidiaryOf(caller);
  if (own === undefined || seesEverything(caller) || honouredBy?.includes(own) === true)
    return false;
  return (await transactions.load(transactionId))?.subsidiary !== own;
}

function effectType(builder: B, Member: MemberRef) {
  const stub = <N extends 'Offer' | 'Coupon'>(name: N) =>
    builder
      .externalRef(name, builder.keyDirective(builder.selection<{ id: string }>('id'), false))
      .implement({ externalFields: (t) => ({ id: t.id({ description: 'TypeID.' }) }) });
  const Offer = stub('Offer');
  const Coupon = stub('Coupon');
  return builder.objectRef<EffectRow>('TransactionEffect').implement({
    description: 'One thing that came of a transaction, or was undone by it.',
    fields: (t) => ({
      kind: t.field({
        type: enumType(builder, EffectKind),
        description: 'What it is.',
        resolve: ({ kind }) => kind,
      }),
      member: t.field({
        type: Member,
        nullable: true,
        description: 'Whose points or coupon it is.',
        resolve: ({ memberId }) => ({ id: memberId }),
      }),
      amount: t.field({
        type: 'Decimal',
        nullable: true,
        description: "Points in `currency`, or a coupon's value in CNY; negative when taken back.",
        resolve: ({ amountMinor, scale }) =>
          amountMinor === undefined ? null : formatAmount(BigInt(amountMinor), scale ?? CNY_SCALE),
      }),
      currency: t.exposeString('currency', {
        nullable: true,
        description: 'Code of the point currency, or CNY.',
      }),
      offer: t.field({
        type: Offer,
        nullable: true,
        description: 'The offer behind it.',
        resolve: ({ offerId }) => (offerId === undefined ? null : { id: offerId }),
      }),
      coupon: t.field({
        type: Coupon,
        nullable: true,
        description:
          'The coupon it is about; null where it is about none, and where `couponWithheld` says why it is not shown.',
        resolve: async (effect, _args, context) =>
          effect.couponId === undefined || (await isBetweenOthers(effect, context))
            ? null
            : { id: effect.couponId },
      }),
      couponWithheld: t.field({
        type: commonTypes(builder).withheld,
        nullable: true,
        description:
          'Why the coupon it is about is not shown: NOT_ALLOWED where a company reads what happened at another, and honours it not itself.',
        resolve: async (effect, _args, context) =>
          effect.couponId !== undefined && (await isBetweenOthers(effect, context))
            ? withheld('NOT_ALLOWED')
            : null,
      }),
      transferId: t.exposeID('transferId', {
        nullable: true,
        description: "The ledger's transfer that moved the points.",
      }),
    }),
  });
}
