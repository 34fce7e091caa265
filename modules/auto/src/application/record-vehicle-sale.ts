/**
 * Selling a car: the order that allocates it, and the sale that the group learns of. A sale over the counter needs no
 * earlier order; one that names an order's number completes that order.
 *
 * Invariant: a car is promised to one buyer at a time; the car's row is locked first.
 */
import type { Transaction } from '@guildhall/journal';
import { type CommandContext, type CommandKey, runCommand } from '@guildhall/shared/commands';
import { refusingTaken } from '@guildhall/shared/database/refusing-taken';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { coolingOffEnd, refuseSale, totalOf } from '../domain/decide-sale.ts';
import { type Channel, type SaleLineKind, TRANSACTION_KINDS } from '../domain/kinds.ts';
import { notFound, refuseRule } from '../domain/refusals.ts';
import type { SalesOrderId, TransactionId } from '../ids.ts';
import {
  type DealershipRow,
  DealershipTable,
  SalesOrderLineTable,
  type SalesOrderRow,
  SalesOrderTable,
  type VehicleModelRow,
  VehicleModelTable,
  type VehicleRow,
  VehicleTable,
} from '../storage/tables.ts';
import { type Auto, nextNumber, refuseOutsider } from './auto.ts';
import { transactionEvent, vehicleAttributes, vehicleFactEvent } from './envelope.ts';
import {
  type CustomerRef,
  ensureCustomer,
  type FoundCustomer,
  findCustomer,
} from './find-customer.ts';

export interface SaleLine {
  readonly kind: SaleLineKind;
  readonly itemCode: string;
  readonly description: string;
  readonly quantity: number;
  /** What the buyer pays for the line, fen. */
  readonly amountMinor: bigint;
}

interface SaleInput {
  readonly idempotencyKey: string;
  /** The company's own number; made here when left out. */
  readonly orderNo?: string | undefined;
  readonly dealershipCode: string;
  readonly vin: string;
  readonly customer?: CustomerRef | undefined;
  readonly channel: Channel;
  readonly lines: readonly SaleLine[];
  /** Not later than now; now when left out. */
  readonly occurredAt?: Date | undefined;
}

export interface PlaceSalesOrder extends SaleInput {
  readonly depositMinor: bigint;
}
export type RecordVehicleSale = SaleInput;

export interface SaleRecorded {
  readonly orderId: SalesOrderId;
  readonly transactionId: TransactionId;
}

/** Allocates a car in stock to a buyer. Nothing is sold yet, and the group learns nothing yet. */
export async function placeSalesOrder(
  auto: Auto,
  caller: Principal,
  input: PlaceSalesOrder,
): Promise<Outcome<{ readonly orderId: SalesOrderId }>> {
  return sale(auto, caller, 'place-sales-order', input, async (context, facts) => {
    if (facts.order !== undefined) {
      const { orderNo, state } = facts.order;
      return refuseRule('SALES_ORDER_STATE', { orderNo, state }, ['orderNo']);
    }
    const order = await insertOrder(context.tx, facts, input, input.depositMinor);
    facts.vehicle.state = 'ALLOCATED';
    await context.tx.flush();
    return accept({ orderId: fromUuid('sor', order.id) });
  });
}

/** The contract is signed: the car is the buyer's, the cooling-off begins, the group learns of it. */
export async function recordVehicleSale(
  auto: Auto,
  caller: Principal,
  input: RecordVehicleSale,
): Promise<Outcome<SaleRecorded>> {
  return sale(auto, caller, 'record-vehicle-sale', input, async (context, facts) => {
    const { tx, now, publish } = context;
    const { vehicle, model, dealership, memberId, customerId, at } = facts;
    const order = facts.order ?? (await insertOrder(tx, facts, input, 0n));
    if (facts.order !== undefined) await replaceLines(tx, order, input.lines);
    const transactionId = newUuid(now);
    order.state = 'SOLD';
    order.soldAt = at;
    order.coolingOffEndsOn = coolingOffEnd(at, dealership.coolingOffDays);
    order.transactionId = transactionId;
    vehicle.state = 'SOLD';
    vehicle.ownerCustomerId = customerId;
    vehicle.ownerMemberId = memberId;
    vehicle.ownedSince = at;
    await tx.flush();
    await publish(
      ...(memberId === null
        ? []
        : [vehicleFactEvent(memberId, vehicle, model, { active: true, boughtHere: true, at })]),
      transactionEvent({
        transactionId,
        externalId: order.orderNo,
        kind: TRANSACTION_KINDS.vehicleSold,
        memberId,
        occurredAt: at,
        channel: order.channel,
        storeCode: dealership.code,
        lines: envelopeLines(input.lines),
        attributes: vehicleAttributes(vehicle, model),
      }),
    );
    return accept({
      orderId: fromUuid('sor', order.id),
      transactionId: fromUuid('txn', transactionId),
    });
  });
}

/** Line numbers as people count them, in the order given. */
export function envelopeLines(lines: readonly SaleLine[]): Transaction['lines'] {
  return lines.map((line, index) => ({
    lineId: String(index + 1),
    itemCode: line.itemCode,
    category: line.kind,
    quantity: String(line.quantity),
    amountMinor: line.amountMinor.toString(),
  }));
}

interface LockedFacts {
  readonly at: Date;
  readonly dealership: DealershipRow;
  readonly vehicle: VehicleRow;
  readonly model: VehicleModelRow;
  readonly order: SalesOrderRow | undefined;
  readonly orderNo: string;
  readonly memberId: string | null;
  readonly customerId: string | null;
}

/** Finds the buyer, locks the car, applies the rules of a sale, and goes on. */
async function sale<T>(
  auto: Auto,
  caller: Principal,
  operation: string,
  input: SaleInput,
  proceed: (context: CommandContext, facts: LockedFacts) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const buyer = await findCustomer(auto, caller, input.customer);
  if (!buyer.ok) return buyer;
  const key: CommandKey = { caller, operation, idempotencyKey: input.idempotencyKey, input };
  return runCommand(auto.kit, key, async (context) => {
    const facts = await lockFacts(auto, context, input, buyer.value);
    if (!facts.ok) return facts;
    return proceed(context, facts.value);
  });
}

async function lockFacts(
  auto: Auto,
  { tx, now }: CommandContext,
  input: SaleInput,
  buyer: FoundCustomer,
): Promise<Outcome<LockedFacts>> {
  const { vin, dealershipCode, lines } = input;
  const dealership = await tx.findOne(DealershipTable, { code: dealershipCode });
  if (dealership === null)
    return notFound('DEALERSHIP_NOT_FOUND', { dealershipCode }, ['dealershipCode']);
  const vehicle = await tx.findOne(VehicleTable, { vin }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (vehicle === null) return notFound('VEHICLE_NOT_FOUND', {}, ['vin']);
  const stands = vehicle.dealershipId
    ? await tx.findOneOrFail(DealershipTable, { id: vehicle.dealershipId })
    : null;
  const order =
    input.orderNo === undefined
      ? undefined
      : ((await tx.findOne(SalesOrderTable, { orderNo: input.orderNo })) ?? undefined);
  const orderNo = input.orderNo ?? (await nextNumber(tx, 'sales_order_no', 'SO'));
  const at = input.occurredAt ?? now;
  const { memberId } = buyer;
  const refused = refuseSale({
    now,
    at,
    orderNo,
    dealershipId: dealership.id,
    memberId,
    vehicle: {
      id: vehicle.id,
      state: vehicle.state,
      dealershipId: vehicle.dealershipId ?? null,
      dealershipCode: stands?.code ?? null,
    },
    order: order && { ...order, memberId: order.memberId ?? null },
    lines,
  });
  if (refused) return refused;
  const model = await tx.findOneOrFail(VehicleModelTable, { id: vehicle.modelId });
  const customerId = order?.customerId ?? (await ensureCustomer(auto, tx, now, buyer));
  return accept({ at, dealership, vehicle, model, order, orderNo, memberId, customerId });
}

async function insertOrder(
  tx: EntityManager,
  facts: LockedFacts,
  input: SaleInput,
  depositMinor: bigint,
): Promise<SalesOrderRow> {
  const { at, dealership, vehicle, orderNo, memberId, customerId } = facts;
  const id = newUuid(at);
  const taken = refuseRule('SALES_ORDER_DIFFERS', { orderNo }, ['orderNo']);
  await refusingTaken({ sales_order_no_taken: taken }, () =>
    tx.insert(SalesOrderTable, {
      id,
      orderNo,
      dealershipId: dealership.id,
      vehicleId: vehicle.id,
      customerId,
      memberId,
      channel: input.channel,
      state: 'ORDERED',
      depositMinor,
      totalMinor: totalOf(input.lines),
      placedAt: at,
    }),
  );
  await insertLines(tx, id, input.lines);
  return tx.findOneOrFail(SalesOrderTable, { id });
}

/** The contract may differ from the order in its extras; what was signed counts. */
async function replaceLines(
  tx: EntityManager,
  order: SalesOrderRow,
  lines: readonly SaleLine[],
): Promise<void> {
  await tx.nativeDelete(SalesOrderLineTable, { orderId: order.id });
  await insertLines(tx, order.id, lines);
  order.totalMinor = totalOf(lines);
}

async function insertLines(
  tx: EntityManager,
  orderId: string,
  lines: readonly SaleLine[],
): Promise<void> {
  await tx.insertMany(
    SalesOrderLineTable,
    lines.map((line, index) => ({ ...line, orderId, lineNo: index + 1 })),
  );
}
