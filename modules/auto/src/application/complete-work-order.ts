/**
 * The work is done and paid: wholly in money, or with coupons and points, down to nothing for a free service. The
 * reservation is made for exactly the lines that are closed, and the recorded transaction makes it final.
 */
import {
  CheckoutOutdated,
  type CheckoutPlan,
  discountPerLine,
  type PointsToPay,
  type Reservation,
  runCheckout,
} from '@guildhall/coupon';
import type { Transaction } from '@guildhall/journal';
import type { CommandContext, CommandKey } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { canonicalJson } from '@guildhall/shared/wire-codec';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { refuseCompletion } from '../domain/decide-service.ts';
import { TRANSACTION_KINDS } from '../domain/kinds.ts';
import { notFound } from '../domain/refusals.ts';
import { memberIdOf, type TransactionId, type WorkOrderId } from '../ids.ts';
import {
  DealershipTable,
  ServiceBookingTable,
  VehicleModelTable,
  VehicleTable,
  type WorkOrderLineRow,
  WorkOrderLineTable,
  type WorkOrderRow,
  WorkOrderTable,
} from '../storage/tables.ts';
import { type Auto, refuseOutsider, SUBSIDIARY } from './auto.ts';
import { transactionEvent, vehicleAttributes } from './envelope.ts';
import { closeBooking } from './open-work-order.ts';

export interface CompleteWorkOrder {
  readonly idempotencyKey: string;
  readonly workOrderId: WorkOrderId;
  /** Codes or coupon ids; when left out, the one that the booking plans; empty for none. */
  readonly coupons?: readonly string[] | undefined;
  /** Points to pay with, minor units of their currency. */
  readonly points?: PointsToPay | undefined;
  readonly occurredAt?: Date | undefined;
}

export interface WorkOrderCompleted {
  readonly workOrderId: WorkOrderId;
  readonly transactionId: TransactionId;
  readonly reservationId: string | null;
}

interface Sheet {
  readonly order: WorkOrderRow;
  readonly lines: readonly WorkOrderLineRow[];
  readonly storeCode: string;
  /** Id of the coupon that its booking plans, of the member who brings the car. */
  readonly planned: string | undefined;
}

/** Refusals: `COMPLETION_RULES`, then the reasons of the coupon module. */
export async function completeWorkOrder(
  auto: Auto,
  caller: Principal,
  input: CompleteWorkOrder,
): Promise<Outcome<WorkOrderCompleted>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey } = input;
  const key: CommandKey = { caller, operation: 'complete-work-order', idempotencyKey, input };
  const id = toUuid('wko', input.workOrderId);
  return runCheckout<WorkOrderCompleted>(
    auto.kit,
    key,
    async () => {
      const sheet = await readSheet(auto.kit.db.read(), id, false);
      const now = auto.kit.clock.now();
      return sheet && refusalOf(sheet, input, now) === undefined ? planOf(sheet, input) : undefined;
    },
    async (context, made) => {
      const sheet = await readSheet(context.tx, id, true);
      if (sheet === undefined) return notFound('WORK_ORDER_NOT_FOUND', {}, ['workOrderId']);
      const refused = refusalOf(sheet, input, context.now);
      if (refused) return refused;
      const reserved = made?.reservation;
      if (reserved?.ok === false) return reserved;
      if (canonicalJson(made?.plan) !== canonicalJson(planOf(sheet, input)))
        throw new CheckoutOutdated();
      return accept(await close(context, sheet, input, reserved?.value));
    },
  );
}

/** The caller's lock order puts the car first; a closing order is found by its own row, which nobody else waits for. */
async function readSheet(em: EntityManager, id: string, lock: boolean): Promise<Sheet | undefined> {
  const mode = lock ? { lockMode: LockMode.PESSIMISTIC_WRITE } : {};
  const order = await em.findOne(WorkOrderTable, { id }, mode);
  if (order === null) return undefined;
  const { code } = await em.findOneOrFail(DealershipTable, { id: order.dealershipId });
  const orderBy = { lineNo: 'asc' } as const;
  const lines = await em.find(WorkOrderLineTable, { workOrderId: id }, { orderBy });
  const booking = order.bookingId
    ? await em.findOneOrFail(ServiceBookingTable, { id: order.bookingId }, { refresh: true })
    : null;
  const isTheirs = booking !== null && booking.memberId === order.memberId;
  const planned = isTheirs && booking.couponId ? fromUuid('cpn', booking.couponId) : undefined;
  return { order, lines, storeCode: code, planned };
}

const couponsOf = ({ planned }: Sheet, { coupons }: CompleteWorkOrder): readonly string[] =>
  coupons ?? (planned === undefined ? [] : [planned]);

const wantsDiscount = (sheet: Sheet, input: CompleteWorkOrder): boolean =>
  couponsOf(sheet, input).length > 0 || input.points !== undefined;

function refusalOf(sheet: Sheet, input: CompleteWorkOrder, now: Date) {
  const { order, lines } = sheet;
  return refuseCompletion({
    now,
    at: input.occurredAt ?? now,
    workOrder: { ...order, memberId: order.memberId ?? null, lineCount: lines.length },
    discounted: wantsDiscount(sheet, input),
  });
}

function planOf(sheet: Sheet, input: CompleteWorkOrder): CheckoutPlan | undefined {
  const { order, lines, storeCode } = sheet;
  if (!wantsDiscount(sheet, input) || !order.memberId) return undefined;
  return {
    memberId: memberIdOf(order.memberId),
    basket: {
      subsidiary: SUBSIDIARY,
      storeCode,
      kind: TRANSACTION_KINDS.serviceDone,
      lines: lines.map((line) => ({
        lineId: String(line.lineNo),
        itemCode: line.itemCode,
        category: line.category,
        quantity: line.quantity,
        amountMinor: line.grossMinor,
      })),
      asset: { type: 'vehicle', key: fromUuid('veh', order.vehicleId) },
    },
    coupons: couponsOf(sheet, input),
    ...(input.points && { points: input.points }),
  };
}

async function close(
  context: CommandContext,
  sheet: Sheet,
  input: CompleteWorkOrder,
  reservation: Reservation | undefined,
): Promise<WorkOrderCompleted> {
  const { tx, now } = context;
  const { order, lines } = sheet;
  const discounts = reservation && discountPerLine(basketLines(lines), reservation);
  for (const line of lines) line.discountMinor = discounts?.get(String(line.lineNo)) ?? 0n;
  const transactionId = newUuid(now);
  order.state = 'COMPLETED';
  order.closedAt = input.occurredAt ?? now;
  order.grossMinor = lines.reduce((sum, line) => sum + line.grossMinor, 0n);
  order.discountMinor = lines.reduce((sum, line) => sum + line.discountMinor, 0n);
  order.paidMinor = order.grossMinor - order.discountMinor;
  order.reservationId = reservation?.reservationId ?? null;
  order.transactionId = transactionId;
  await tx.flush();
  if (order.bookingId) await closeBooking(context, order.bookingId, 'DONE');
  await announce(context, sheet, transactionId, input.occurredAt ?? now);
  return {
    workOrderId: input.workOrderId,
    transactionId: fromUuid('txn', transactionId),
    reservationId: order.reservationId,
  };
}

const basketLines = (lines: readonly WorkOrderLineRow[]) =>
  lines.map(({ lineNo, grossMinor }) => ({ lineId: String(lineNo), amountMinor: grossMinor }));

async function announce(
  { tx, publish }: CommandContext,
  { order, lines, storeCode }: Sheet,
  transactionId: string,
  occurredAt: Date,
): Promise<void> {
  const vehicle = await tx.findOneOrFail(VehicleTable, { id: order.vehicleId });
  const model = await tx.findOneOrFail(VehicleModelTable, { id: vehicle.modelId });
  await publish(
    transactionEvent({
      transactionId,
      externalId: order.workOrderNo,
      kind: TRANSACTION_KINDS.serviceDone,
      memberId: order.memberId ?? null,
      occurredAt,
      channel: 'STORE',
      storeCode,
      lines: serviceLines(lines),
      attributes: { ...vehicleAttributes(vehicle, model), odometerKm: order.odometerKm },
      ...(order.reservationId ? { reservationIds: [order.reservationId] } : {}),
    }),
  );
}

/** Lines before coupons and points: what those took off is in the reservation. */
export function serviceLines(lines: readonly WorkOrderLineRow[]): Transaction['lines'] {
  return lines.map((line) => ({
    lineId: String(line.lineNo),
    itemCode: line.itemCode,
    category: line.category,
    quantity: line.quantity,
    amountMinor: line.grossMinor.toString(),
  }));
}
