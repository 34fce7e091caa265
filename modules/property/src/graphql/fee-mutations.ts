/** What can be ordered about fees: schedules, bills, payments, refunds. Every rule is behind the door. */
import {
  commandField,
  dateTimeInput,
  idInput,
  minorInput,
  namedInput,
} from '@guildhall/shared/graphql/index';
import { readBack } from '@guildhall/shared/graphql/row-loaders';
import { toUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import type { FeeBillsIssued } from '../application/issue-fee-bills.ts';
import type { Property } from '../application/property.ts';
import type { PropertyDoor } from '../service.ts';
import { FeeRefundTable } from '../storage/tables.ts';
import {
  FeeChannelEnum,
  FeeKindEnum,
  money as moneyField,
  type PropertyBuilder,
  ScheduleUsageEnum,
} from './builder.ts';
import {
  code,
  documentNo,
  money,
  month,
  OWN_PEOPLE,
  OWN_PEOPLE_OR_MEMBER,
  personInput,
  pointsInput,
  text,
} from './inputs.ts';
import type { Parts } from './parts.ts';

export function addFeeMutations(
  builder: PropertyBuilder,
  property: Property,
  door: PropertyDoor,
  parts: Parts,
): void {
  addSchedules(builder, door, parts);
  addBills(builder, door, parts);
  addPayments(builder, door, parts);
  addRefunds(builder, property, door, parts);
}

function addSchedules(builder: PropertyBuilder, door: PropertyDoor, { FeeSchedule }: Parts): void {
  commandField(builder, 'announceFeeSchedule', {
    description: 'Announces what a fee is from a month on. Bills that are out do not change.',
    access: OWN_PEOPLE,
    input: z.object({
      communityCode: code().describe('In which community.'),
      kind: FeeKindEnum.describe('What for.'),
      usage: ScheduleUsageEnum.default('RESIDENTIAL').describe(
        'For which dwellings; not read for parking.',
      ),
      rate: minorInput({ scale: 4, min: '0.0001', max: '100000.0000' }).describe(
        'Yuan per square metre and month, to the ten-thousandth; for parking, per space and month.',
      ),
      dueDay: z.int().min(1).max(28).describe('Day of the month by which to pay, 1 to 28.'),
      fromMonth: month().describe('First month it counts for, YYYY-MM.'),
    }),
    success: FeeSchedule,
    execute: async (caller, { rate: rateE4, ...input }, { property }) =>
      readBack(await door.announceFeeSchedule(caller, { ...input, rateE4 }), ({ scheduleId }) =>
        property.schedule.load(toUuid('fsc', scheduleId)),
      ),
  });
}

function addBills(builder: PropertyBuilder, door: PropertyDoor, { FeeBill }: Parts): void {
  const Issued = builder.objectRef<FeeBillsIssued>('FeeBillsIssued').implement({
    description: 'What one run of bills made. Bills that were there already are not counted.',
    fields: (t) => ({
      communityCode: t.exposeString('communityCode', { description: 'The community.' }),
      month: t.exposeString('month', { description: 'The month, YYYY-MM.' }),
      issued: t.exposeInt('issued', { description: 'How many bills were made.' }),
      amount: moneyField(t, 'Their sum, yuan.', ({ amountMinor }) => amountMinor),
    }),
  });
  commandField(builder, 'issueFeeBills', {
    description:
      'Makes the bills of a community for a month. Asked again, it makes only what is missing.',
    access: OWN_PEOPLE,
    input: z.object({
      communityCode: code().describe('Of which community.'),
      kind: FeeKindEnum.describe('What for.'),
      month: month().describe('Which month, YYYY-MM; at most twelve ahead.'),
    }),
    success: Issued,
    execute: (caller, input) => door.issueFeeBills(caller, input),
  });
  commandField(builder, 'cancelFeeBill', {
    description: 'Takes back a bill that should not have been made.',
    access: OWN_PEOPLE,
    input: z.object({
      billId: idInput('bil').describe('The bill.'),
      reason: text(200).describe('Why.'),
    }),
    success: FeeBill,
    execute: async (caller, input, { property }) =>
      readBack(await door.cancelFeeBill(caller, input), ({ billId }) =>
        property.bill.load(toUuid('bil', billId)),
      ),
  });
}

const billToPay = namedInput(
  'FeeBillToPayInput',
  z.object({
    billId: idInput('bil').describe('The bill.'),
    amount: money('0.01')
      .optional()
      .describe('How much of it, yuan, before coupons and points; all that is open when left out.'),
  }),
);

function addPayments(builder: PropertyBuilder, door: PropertyDoor, { FeePayment }: Parts): void {
  commandField(builder, 'payFees', {
    description:
      'Pays bills of one dwelling and kind, wholly or in part, in money, coupons and points: at the counter, or a resident for themselves.',
    access: OWN_PEOPLE_OR_MEMBER,
    input: z.object({
      receiptNo: documentNo().optional().describe("The company's own number; made when left out."),
      bills: z.array(billToPay).min(1).max(24).describe('The bills, at most 24.'),
      payer: personInput
        .optional()
        .describe(
          "Who pays; whoever pays the dwelling's fees when left out. Not read for members.",
        ),
      channel: FeeChannelEnum.default('STORE').describe('How.'),
      coupons: z
        .array(z.string().trim().min(1).max(64))
        .max(20)
        .optional()
        .describe('Coupons to use: their codes or ids.'),
      points: pointsInput.optional().describe('Points to pay with.'),
      occurredAt: dateTimeInput().optional().describe('When it was paid; now when left out.'),
    }),
    success: FeePayment,
    execute: async (caller, { bills, ...input }, { property }) =>
      readBack(
        await door.payFees(caller, {
          ...input,
          bills: bills.map(({ billId, amount: grossMinor }) => ({ billId, grossMinor })),
        }),
        ({ paymentId }) => property.payment.load(toUuid('fpy', paymentId)),
      ),
  });
}

function addRefunds(
  builder: PropertyBuilder,
  { kit }: Property,
  door: PropertyDoor,
  { FeeRefund }: Parts,
): void {
  commandField(builder, 'refundFeePayment', {
    description:
      'Gives a payment back, wholly or in part: its bills are open again by as much, and money, coupons and points go back in proportion.',
    access: OWN_PEOPLE,
    input: z.object({
      paymentId: idInput('fpy').describe('The payment.'),
      reason: text(200).describe('Why.'),
      lines: z
        .array(
          namedInput(
            'FeeRefundLineInput',
            z.object({
              lineNo: z.int().min(1).describe('The line of the payment.'),
              amount: money('0.01')
                .optional()
                .describe('Of what it settled, yuan; all that is left when left out.'),
            }),
          ),
        )
        .min(1)
        .max(24)
        .optional()
        .describe('Which lines; everything that is left when left out.'),
    }),
    success: FeeRefund,
    execute: async (caller, { lines, ...input }) =>
      readBack(
        await door.refundFeePayment(caller, {
          ...input,
          ...(lines && {
            lines: lines.map(({ lineNo, amount: grossMinor }) => ({ lineNo, grossMinor })),
          }),
        }),
        ({ refundId }) => kit.db.read().findOne(FeeRefundTable, { id: toUuid('frf', refundId) }),
      ),
  });
}
