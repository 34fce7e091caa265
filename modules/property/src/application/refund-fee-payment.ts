/** A payment given back, wholly or in part: the bills are open again by as much, and the group is told. */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import { decideRefund, quantityShare, type RefundDecision } from '../domain/decide-refund.ts';
import { FEE_ITEM, REFUNDED_KIND } from '../domain/kinds.ts';
import { notFound } from '../domain/refusals.ts';
import { billStateOf } from '../domain/states.ts';
import type { FeePaymentId, FeeRefundId, TransactionId } from '../ids.ts';
import {
  CommunityTable,
  DwellingTable,
  FeeBillTable,
  type FeePaymentLineRow,
  FeePaymentLineTable,
  type FeePaymentRow,
  FeePaymentTable,
  FeeRefundLineTable,
  FeeRefundTable,
} from '../storage/tables.ts';
import { feeBillFactEvent, transactionEvent } from './envelope.ts';
import { type Property, refuseOutsider } from './property.ts';

const forUpdate = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;

export interface RefundFeePayment {
  readonly idempotencyKey: string;
  readonly paymentId: FeePaymentId;
  readonly reason: string;
  /** Absent: everything that is left. */
  readonly lines?:
    | readonly {
        readonly lineNo: number;
        /** Of what the line settled before coupons, fen; all that is left of it when absent. */
        readonly grossMinor?: bigint | undefined;
      }[]
    | undefined;
}

export interface FeesRefunded {
  readonly refundId: FeeRefundId;
  readonly transactionId: TransactionId;
}

/** Refusals: see `decideRefund`. */
export async function refundFeePayment(
  property: Property,
  caller: Principal,
  input: RefundFeePayment,
): Promise<Outcome<FeesRefunded>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, paymentId } = input;
  const key = { caller, operation: 'refund-fee-payment', idempotencyKey, input };
  return runCommand(property.kit, key, async (context) => {
    const { tx } = context;
    const id = toUuid('fpy', paymentId);
    const orderBy = { lineNo: 'asc' } as const;
    const named = await tx.find(
      FeePaymentLineTable,
      { paymentId: id },
      { disableIdentityMap: true },
    );
    const billIds = named.map(({ billId }) => billId);
    const bills = await tx.find(
      FeeBillTable,
      { id: { $in: billIds } },
      { orderBy: { id: 'asc' }, ...forUpdate },
    );
    const payment = await tx.findOne(FeePaymentTable, { id }, forUpdate);
    if (payment === null) return notFound('FEE_PAYMENT_NOT_FOUND', {}, ['paymentId']);
    const lines = await tx.find(FeePaymentLineTable, { paymentId: id }, { orderBy });
    const wishes = input.lines?.map(({ lineNo, grossMinor }) => ({ lineNo, grossMinor }));
    const { receiptNo, state } = payment;
    const decision = decideRefund({ receiptNo, state, lines }, wishes);
    if (!decision.ok) return decision;
    const byLine = new Map(decision.value.lines.map((line) => [line.lineNo, line.grossMinor]));
    for (const { lineNo, billId } of lines) {
      const bill = bills.find((candidate) => candidate.id === billId);
      if (bill === undefined) continue;
      bill.settledMinor -= byLine.get(lineNo) ?? 0n;
      bill.state = billStateOf(bill.settledMinor, bill.amountMinor);
      if (bill.payerMemberId)
        await context.publish(
          feeBillFactEvent({ ...bill, payerMemberId: bill.payerMemberId }, true, context.now),
        );
    }
    return accept(await giveBack(context, payment, lines, decision.value, input.reason));
  });
}

async function giveBack(
  context: CommandContext,
  payment: FeePaymentRow,
  lines: readonly FeePaymentLineRow[],
  decision: RefundDecision,
  reason: string,
): Promise<FeesRefunded> {
  const { tx, now } = context;
  const returned = returnedLines(payment, lines, decision);
  for (const line of lines) {
    const part = decision.lines.find(({ lineNo }) => lineNo === line.lineNo);
    line.refundedMinor += part?.grossMinor ?? 0n;
  }
  payment.state = decision.exhausts ? 'REFUNDED' : 'PARTLY_REFUNDED';
  await tx.flush();
  const earlier = await tx.count(FeeRefundTable, { paymentId: payment.id });
  const refundNo = `${payment.receiptNo}/R${earlier + 1}`;
  const [id, transactionId] = [newUuid(now), newUuid(now)];
  const { grossMinor, paidMinor } = decision;
  await tx.insert(FeeRefundTable, {
    ...{ id, refundNo, paymentId: payment.id, grossMinor, paidMinor, reason, transactionId },
    refundedAt: now,
  });
  const rows = decision.lines.map((line) => ({ refundId: id, ...line }));
  await tx.insertMany(FeeRefundLineTable, rows);
  await announce(context, payment, { refundNo, transactionId, returned });
  return { refundId: fromUuid('frf', id), transactionId: fromUuid('txn', transactionId) };
}

/** What the group is told came back: amounts before coupons, quantities as parts of one bill. */
function returnedLines(
  { kind }: FeePaymentRow,
  lines: readonly FeePaymentLineRow[],
  decision: RefundDecision,
) {
  const byNo = new Map(lines.map((line) => [line.lineNo, line]));
  return decision.lines.flatMap(({ lineNo, grossMinor }) => {
    const line = byNo.get(lineNo);
    if (line === undefined) return [];
    return {
      lineId: String(lineNo),
      itemCode: FEE_ITEM[kind],
      category: kind,
      quantity: quantityShare(line, grossMinor),
      amountMinor: grossMinor.toString(),
    };
  });
}

async function announce(
  { tx, now, publish }: CommandContext,
  payment: FeePaymentRow,
  refund: {
    readonly refundNo: string;
    readonly transactionId: string;
    readonly returned: ReturnType<typeof returnedLines>;
  },
): Promise<void> {
  const community = await tx.findOneOrFail(CommunityTable, { id: payment.communityId });
  const dwelling = await tx.findOneOrFail(DwellingTable, { id: payment.dwellingId });
  await publish(
    transactionEvent({
      transactionId: refund.transactionId,
      externalId: refund.refundNo,
      kind: REFUNDED_KIND[payment.kind],
      memberId: payment.memberId ?? null,
      occurredAt: now,
      channel: payment.channel,
      storeCode: community.code,
      lines: refund.returned,
      attributes: {
        community: community.code,
        dwellingId: fromUuid('dwl', dwelling.id),
        usage: dwelling.usage,
      },
      reverses: {
        transactionId: payment.transactionId,
        lines: refund.returned.map(({ lineId, quantity, amountMinor }) => ({
          ...{ lineId, quantity, amountMinor },
        })),
      },
    }),
  );
}
