/** Object types of fees: schedules, bills, payments, refunds. */
import { formatAmount } from '@guildhall/shared/amounts';
import { businessDay } from '@guildhall/shared/business-time';
import { enumType } from '@guildhall/shared/graphql/index';
import { fromUuid } from '@guildhall/shared/ids';
import { seesRecordOf } from '../application/read.ts';
import { leftOf } from '../domain/decide-payment.ts';
import { monthOf } from '../domain/fee-amount.ts';
import type {
  CommunityRow,
  DwellingRow,
  FeeBillRow,
  FeePaymentLineRow,
  FeePaymentRow,
  FeeRefundLineRow,
  FeeRefundRow,
  FeeScheduleRow,
  ParkingSpaceRow,
} from '../storage/tables.ts';
import {
  FeeBillStateEnum,
  FeeChannelEnum,
  FeeKindEnum,
  FeePaymentStateEnum,
  memberStubOf,
  money,
  type PropertyBuilder,
  type Ref,
  ScheduleUsageEnum,
  transactionStubOf,
} from './builder.ts';
import type { FeeRefs, MemberStub } from './place-types.ts';

export function transactionStub(builder: PropertyBuilder) {
  const Transaction = builder.externalRef(
    'Transaction',
    builder.keyDirective(builder.selection<{ id: string }>('id'), false),
  );
  Transaction.implement({
    externalFields: (t) => ({ id: t.id({ description: 'TypeID, `txn_…`.' }) }),
  });
  return Transaction;
}
type TransactionStub = ReturnType<typeof transactionStub>;

interface Places {
  readonly Member: MemberStub;
  readonly Transaction: TransactionStub;
  readonly Community: Ref<CommunityRow>;
  readonly Dwelling: Ref<DwellingRow>;
  readonly ParkingSpace: Ref<ParkingSpaceRow>;
}

export function addFeeTypes(
  builder: PropertyBuilder,
  { FeeBill, FeeSchedule }: FeeRefs,
  places: Places,
) {
  addSchedule(builder, FeeSchedule);
  const FeePayment: Ref<FeePaymentRow> = builder.objectRef<FeePaymentRow>('FeePayment');
  const FeeRefund = addRefund(builder, FeePayment, places);
  addPayment(builder, FeePayment, { FeeBill, FeeRefund, ...places });
  addBill(builder, FeeBill, { FeeSchedule, FeePayment, ...places });
  return { FeePayment, FeeRefund };
}

function addSchedule(builder: PropertyBuilder, FeeSchedule: Ref<FeeScheduleRow>): void {
  builder.objectType(FeeSchedule, {
    description: 'What a fee is from a month on. Never changed: a new version follows.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `fsc_…`.', resolve: ({ id }) => fromUuid('fsc', id) }),
      kind: t.field({
        type: enumType(builder, FeeKindEnum),
        description: 'What for.',
        resolve: ({ kind }) => kind,
      }),
      usage: t.field({
        type: enumType(builder, ScheduleUsageEnum),
        description: 'For which dwellings.',
        resolve: ({ usage }) => usage,
      }),
      version: t.exposeInt('version', { description: 'From 1.' }),
      rate: t.field({
        type: 'Decimal',
        description: 'Yuan per square metre and month; for parking, per space and month.',
        resolve: ({ rateE4 }) => formatAmount(rateE4, 4),
      }),
      fromMonth: t.string({
        description: 'First month it counts for, YYYY-MM.',
        resolve: ({ fromMonth }) => monthOf(fromMonth),
      }),
      dueDay: t.exposeInt('dueDay', { description: 'Day of the month by which to pay.' }),
    }),
  });
}

function addBill(
  builder: PropertyBuilder,
  FeeBill: Ref<FeeBillRow>,
  refs: Places & {
    readonly FeeSchedule: Ref<FeeScheduleRow>;
    readonly FeePayment: Ref<FeePaymentRow>;
  },
): void {
  const { Dwelling, ParkingSpace, FeeSchedule, FeePayment } = refs;
  builder.objectType(FeeBill, {
    description: 'What is owed for one dwelling or parking space and one month.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `bil_…`.', resolve: ({ id }) => fromUuid('bil', id) }),
      billNo: t.exposeString('billNo', { description: "The company's own number." }),
      kind: t.field({
        type: enumType(builder, FeeKindEnum),
        description: 'What for.',
        resolve: ({ kind }) => kind,
      }),
      month: t.string({
        description: 'The month, YYYY-MM.',
        resolve: ({ month }) => monthOf(month),
      }),
      dwelling: t.field({
        type: Dwelling,
        nullable: true,
        description: 'Of which dwelling.',
        resolve: ({ dwellingId }, _args, { property }) => property.dwelling.load(dwellingId),
      }),
      parkingSpace: t.field({
        type: ParkingSpace,
        nullable: true,
        description: 'For which parking space; null for the property fee.',
        resolve: ({ parkingSpaceId }, _args, { property }) =>
          parkingSpaceId ? property.space.load(parkingSpaceId) : null,
      }),
      schedule: t.field({
        type: FeeSchedule,
        nullable: true,
        description: 'By which schedule.',
        resolve: ({ scheduleId }, _args, { property }) => property.schedule.load(scheduleId),
      }),
      area: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'Square metres that were counted; null for parking.',
        resolve: ({ areaCenti }) => (areaCenti ? formatAmount(BigInt(areaCenti), 2) : null),
      }),
      rate: t.field({
        type: 'Decimal',
        description: 'Yuan per square metre (or space) and month.',
        resolve: ({ rateE4 }) => formatAmount(rateE4, 4),
      }),
      amount: money(t, 'Area times rate, half a fen rounded up, yuan.', (row) => row.amountMinor),
      settled: money(t, 'Paid in money, coupons and points, yuan.', (row) => row.settledMinor),
      outstanding: money(t, 'Still owed, yuan.', (row) =>
        row.state === 'CANCELLED' ? 0n : leftOf(row),
      ),
      state: t.field({
        type: enumType(builder, FeeBillStateEnum),
        description: 'Where it stands.',
        resolve: ({ state }) => state,
      }),
      dueOn: t.field({
        type: 'Date',
        description: 'To be paid by the end of this day.',
        resolve: ({ dueOn }) => dueOn,
      }),
      overdue: t.boolean({
        description: 'That day is over and something is still owed.',
        resolve: ({ state, dueOn }, _args, { now }) =>
          (state === 'OPEN' || state === 'PARTLY_PAID') && businessDay(now) > dueOn,
      }),
      issuedAt: t.field({
        type: 'DateTime',
        description: 'When it was made.',
        resolve: ({ issuedAt }) => issuedAt,
      }),
      cancelReason: t.string({
        nullable: true,
        description: 'Why it should not have been made.',
        resolve: ({ cancelReason }) => cancelReason ?? null,
      }),
      payments: t.field({
        type: [FeePayment],
        description:
          'Payments that settled some of it, earliest first, for those who may see them.',
        resolve: async ({ id }, _args, { property, caller }) => {
          const lines = await property.linesOfBill.load(id);
          const payments = await Promise.all(
            lines.map(({ paymentId }) => property.payment.load(paymentId)),
          );
          return payments.filter(
            (payment) => payment !== null && seesRecordOf(caller, payment.memberId),
          ) as FeePaymentRow[];
        },
      }),
    }),
  });
}

function addPayment(
  builder: PropertyBuilder,
  FeePayment: Ref<FeePaymentRow>,
  refs: Places & { readonly FeeBill: Ref<FeeBillRow>; readonly FeeRefund: Ref<FeeRefundRow> },
): void {
  const { Member, Transaction, Dwelling, FeeBill, FeeRefund } = refs;
  const Line = addPaymentLine(builder, FeeBill);
  builder.objectType(FeePayment, {
    description: 'Fees paid at once.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `fpy_…`.', resolve: ({ id }) => fromUuid('fpy', id) }),
      receiptNo: t.exposeString('receiptNo', { description: "The company's own number." }),
      kind: t.field({
        type: enumType(builder, FeeKindEnum),
        description: 'What for.',
        resolve: ({ kind }) => kind,
      }),
      dwelling: t.field({
        type: Dwelling,
        nullable: true,
        description: 'For which dwelling.',
        resolve: ({ dwellingId }, _args, { property }) => property.dwelling.load(dwellingId),
      }),
      payer: t.field({
        type: Member,
        nullable: true,
        description: 'The member who paid; null when it is nobody of ours.',
        resolve: ({ memberId }) => memberStubOf(memberId),
      }),
      channel: t.field({
        type: enumType(builder, FeeChannelEnum),
        description: 'How.',
        resolve: ({ channel }) => channel,
      }),
      state: t.field({
        type: enumType(builder, FeePaymentStateEnum),
        description: 'Where it stands.',
        resolve: ({ state }) => state,
      }),
      gross: money(t, 'What it settled, yuan.', ({ grossMinor }) => grossMinor),
      discount: money(t, 'Of which in coupons and points, yuan.', (row) => row.discountMinor),
      paid: money(t, 'Of which in money, yuan.', ({ paidMinor }) => paidMinor),
      paidAt: t.field({
        type: 'DateTime',
        description: 'When it was paid.',
        resolve: ({ paidAt }) => paidAt,
      }),
      lines: t.field({
        type: [Line],
        description: 'Bill by bill.',
        resolve: ({ id }, _args, { property }) => property.paymentLines.load(id),
      }),
      refunds: t.field({
        type: [FeeRefund],
        description: 'What was given back, earliest first.',
        resolve: ({ id }, _args, { property }) => property.refunds.load(id),
      }),
      transaction: t.field({
        type: Transaction,
        nullable: true,
        description: 'The transaction on record for it, with what came of it: points, coupons.',
        resolve: ({ transactionId }) => transactionStubOf(transactionId),
      }),
    }),
  });
}

function addPaymentLine(
  builder: PropertyBuilder,
  FeeBill: Ref<FeeBillRow>,
): Ref<FeePaymentLineRow> {
  return builder.objectRef<FeePaymentLineRow>('FeePaymentLine').implement({
    description: 'What a payment settled of one bill.',
    fields: (t) => ({
      lineNo: t.exposeInt('lineNo', { description: 'From 1; a refund names it.' }),
      bill: t.field({
        type: FeeBill,
        nullable: true,
        description: 'The bill.',
        resolve: ({ billId }, _args, { property }) => property.bill.load(billId),
      }),
      gross: money(t, 'Settled, yuan.', ({ grossMinor }) => grossMinor),
      discount: money(t, 'Of which in coupons and points, yuan.', (row) => row.discountMinor),
      refunded: money(t, 'Of the settled, given back, yuan.', (row) => row.refundedMinor),
    }),
  });
}

function addRefund(
  builder: PropertyBuilder,
  FeePayment: Ref<FeePaymentRow>,
  { Transaction }: Places,
): Ref<FeeRefundRow> {
  const Line = builder.objectRef<FeeRefundLineRow>('FeeRefundLine').implement({
    description: 'What was given back of one line of a payment.',
    fields: (t) => ({
      lineNo: t.exposeInt('lineNo', { description: 'The line of the payment.' }),
      gross: money(t, 'Of what it settled, yuan.', ({ grossMinor }) => grossMinor),
      paid: money(t, 'Money given back for it, yuan.', ({ paidMinor }) => paidMinor),
    }),
  });
  return builder.objectRef<FeeRefundRow>('FeeRefund').implement({
    description: 'A payment given back, wholly or in part; its bills are open again by as much.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `frf_…`.', resolve: ({ id }) => fromUuid('frf', id) }),
      refundNo: t.exposeString('refundNo', { description: "The company's own number." }),
      payment: t.field({
        type: FeePayment,
        nullable: true,
        description: 'Of which payment.',
        resolve: ({ paymentId }, _args, { property }) => property.payment.load(paymentId),
      }),
      gross: money(t, 'Of what it settled, yuan.', ({ grossMinor }) => grossMinor),
      paid: money(
        t,
        'Money given back, yuan: less than the gross where coupons or points had paid a part.',
        ({ paidMinor }) => paidMinor,
      ),
      reason: t.exposeString('reason', { description: 'Why.' }),
      refundedAt: t.field({
        type: 'DateTime',
        description: 'When.',
        resolve: ({ refundedAt }) => refundedAt,
      }),
      lines: t.field({
        type: [Line],
        description: 'Line by line.',
        resolve: ({ id }, _args, { property }) => property.refundLines.load(id),
      }),
      transaction: t.field({
        type: Transaction,
        nullable: true,
        description: 'The transaction that undoes the payment, with what went back.',
        resolve: ({ transactionId }) => transactionStubOf(transactionId),
      }),
    }),
  });
}
