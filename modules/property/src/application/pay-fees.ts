/**
 * Paying fees: whole bills or parts of them, in money, coupons and points, at the counter or by the resident himself.
 *
 * Invariants
 * - Bills are locked by id; two payments of one bill settle it once, and never more than it is.
 * - The reservation is made for exactly the lines that are paid, and the recorded transaction makes it final.
 */
import {
  CheckoutOutdated,
  discountPerLine,
  type PointsToPay,
  type Reservation,
  runCheckout,
} from '@guildhall/coupon';
import type { CommandContext, CommandKey } from '@guildhall/shared/commands';
import { refusingTaken } from '@guildhall/shared/database/refusing-taken';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { canonicalJson } from '@guildhall/shared/wire-codec';
import { leftOf, refusePayment } from '../domain/decide-payment.ts';
import { monthOf } from '../domain/fee-amount.ts';
import { type Channel, FEE_ITEM, PAID_KIND } from '../domain/kinds.ts';
import { notFound, refuseRule } from '../domain/refusals.ts';
import { billStateOf } from '../domain/states.ts';
import type { FeeBillId, FeePaymentId, TransactionId } from '../ids.ts';
import { FeePaymentLineTable, FeePaymentTable } from '../storage/tables.ts';
import { feeBillFactEvent, transactionEvent } from './envelope.ts';
import { checkoutPlanOf, readSheet, type Sheet, type SheetLine } from './fee-sheet.ts';
import { findPerson, type PersonRef } from './find-payer.ts';
import { actingMember, nextNumber, type Property, refuseOutsider } from './property.ts';

export interface PayFees {
  readonly idempotencyKey: string;
  /** The company's own number; made here when left out. */
  readonly receiptNo?: string | undefined;
  readonly bills: readonly {
    readonly billId: FeeBillId;
    /** Fen; all that is open when absent. */
    readonly grossMinor?: bigint | undefined;
  }[];
  /** Who pays; whoever pays the dwelling's fees when left out. Members pay for themselves. */
  readonly payer?: PersonRef | undefined;
  readonly channel: Channel;
  /** Codes or coupon ids. */
  readonly coupons?: readonly string[] | undefined;
  /** Points to pay with, minor units of their currency. */
  readonly points?: PointsToPay | undefined;
  readonly occurredAt?: Date | undefined;
}

export interface FeesPaid {
  readonly paymentId: FeePaymentId;
  readonly transactionId: TransactionId;
  readonly reservationId: string | null;
}

/** Refusals: `PAYMENT_RULES`, then the reasons of the coupon module. */
export async function payFees(
  property: Property,
  caller: Principal,
  input: PayFees,
): Promise<Outcome<FeesPaid>> {
  const outsider = caller.kind === 'member' ? undefined : refuseOutsider(caller);
  if (outsider) return outsider;
  const named = await findPerson(property, caller, input.payer, 'payer');
  if (!named.ok) return named;
  const payer = actingMember(caller) ?? named.value;
  const { idempotencyKey } = input;
  const key: CommandKey = { caller, operation: 'pay-fees', idempotencyKey, input };
  const asked = { bills: input.bills, payer, acting: actingMember(caller) };
  const discounted = (input.coupons ?? []).length > 0 || input.points !== undefined;
  const planOf = (sheet: Sheet) => (discounted ? checkoutPlanOf(sheet, input) : undefined);
  return runCheckout<FeesPaid>(
    property.kit,
    key,
    async () => {
      const sheet = await readSheet(property.kit.db.read(), asked, false);
      if (sheet === undefined) return undefined;
      const refused = refusalOf(sheet, input, property.kit.clock.now(), discounted);
      return refused === undefined ? planOf(sheet) : undefined;
    },
    async (context, made) => {
      const sheet = await readSheet(context.tx, asked, true);
      if (sheet === undefined) return notFound('FEE_BILL_NOT_FOUND', {}, ['bills']);
      const refused = refusalOf(sheet, input, context.now, discounted);
      if (refused) return refused;
      const reserved = made?.reservation;
      if (reserved?.ok === false) return reserved;
      if (canonicalJson(made?.plan) !== canonicalJson(planOf(sheet))) throw new CheckoutOutdated();
      return accept(await settle(context, sheet, input, reserved?.value));
    },
  );
}

function refusalOf(sheet: Sheet, input: PayFees, now: Date, discounted: boolean) {
  const { lines, payerMemberId, stranger } = sheet;
  const at = input.occurredAt ?? now;
  return refusePayment({ now, at, lines, payerMemberId, stranger, discounted });
}

async function settle(
  context: CommandContext,
  sheet: Sheet,
  input: PayFees,
  reservation: Reservation | undefined,
): Promise<FeesPaid> {
  const { tx, now } = context;
  const { lines, dwelling, community, kind, payerMemberId } = sheet;
  const discounts = reservation && discountPerLine(basketLines(lines), reservation);
  const grossMinor = lines.reduce((sum, line) => sum + line.grossMinor, 0n);
  const discountMinor = [...(discounts?.values() ?? [])].reduce((sum, part) => sum + part, 0n);
  const receiptNo = input.receiptNo ?? (await nextNumber(tx, 'fee_receipt_no', 'PR'));
  const [id, transactionId] = [newUuid(now), newUuid(now)];
  const reservationId = reservation?.reservationId ?? null;
  const paidAt = input.occurredAt ?? now;
  const taken = refuseRule('FEE_RECEIPT_TAKEN', { receiptNo }, ['receiptNo']);
  await refusingTaken({ fee_payment_receipt: taken }, () =>
    tx.insert(FeePaymentTable, {
      ...{ id, receiptNo, communityId: community.id, dwellingId: dwelling.id, kind },
      ...{ memberId: payerMemberId, channel: input.channel, grossMinor, discountMinor },
      ...{ paidMinor: grossMinor - discountMinor, state: 'SETTLED', paidAt, recordedAt: now },
      ...{ reservationId, transactionId },
    }),
  );
  await tx.insertMany(
    FeePaymentLineTable,
    lines.map(({ lineNo, bill, grossMinor: gross }) => ({
      ...{ paymentId: id, lineNo, billId: bill.id, grossMinor: gross, refundedMinor: 0n },
      discountMinor: discounts?.get(String(lineNo)) ?? 0n,
    })),
  );
  for (const { bill, grossMinor: gross } of lines) {
    bill.settledMinor += gross;
    bill.state = billStateOf(bill.settledMinor, bill.amountMinor);
  }
  await tx.flush();
  await announce(context, sheet, {
    ...{ receiptNo, transactionId, reservationId, paidAt, channel: input.channel },
  });
  return {
    paymentId: fromUuid('fpy', id),
    transactionId: fromUuid('txn', transactionId),
    reservationId,
  };
}

const basketLines = (lines: readonly SheetLine[]) =>
  lines.map(({ lineNo, grossMinor }) => ({ lineId: String(lineNo), amountMinor: grossMinor }));

async function announce(
  { publish }: CommandContext,
  { lines, dwelling, community, kind, payerMemberId }: Sheet,
  payment: {
    readonly receiptNo: string;
    readonly transactionId: string;
    readonly reservationId: string | null;
    readonly paidAt: Date;
    readonly channel: Channel;
  },
): Promise<void> {
  const months = lines.map(({ bill }) => monthOf(bill.month)).sort();
  await publish(
    ...lines.flatMap(({ bill }) =>
      bill.payerMemberId && leftOf(bill) === 0n
        ? [feeBillFactEvent({ ...bill, payerMemberId: bill.payerMemberId }, false, payment.paidAt)]
        : [],
    ),
    transactionEvent({
      transactionId: payment.transactionId,
      externalId: payment.receiptNo,
      kind: PAID_KIND[kind],
      memberId: payerMemberId,
      occurredAt: payment.paidAt,
      channel: payment.channel,
      storeCode: community.code,
      lines: lines.map(({ lineNo, grossMinor }) => ({
        lineId: String(lineNo),
        itemCode: FEE_ITEM[kind],
        category: kind,
        quantity: '1',
        amountMinor: grossMinor.toString(),
      })),
      attributes: {
        community: community.code,
        dwellingId: fromUuid('dwl', dwelling.id),
        usage: dwelling.usage,
        firstMonth: months[0] ?? '',
        lastMonth: months.at(-1) ?? '',
        settlesAll: lines.every(({ bill }) => leftOf(bill) === 0n),
      },
      ...(payment.reservationId === null ? {} : { reservationIds: [payment.reservationId] }),
    }),
  );
}
