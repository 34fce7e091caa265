/**
 * Whether a car may be promised, sold, handed over, and given back. Pure: facts in, a refusal or nothing out.
 *
 * Invariants
 * - A car is sold to one buyer: only a car in stock, or allocated to this very order, may be sold.
 * - A sale has exactly one VEHICLE line and a total above zero.
 * - The buyer may step back to the end of the last day of the cooling-off, and not later.
 */
import { addDays, businessDay } from '@guildhall/shared/business-time';
import type { SaleLineKind } from './kinds.ts';
import { firstRefusal, type Rule, refuseRule } from './refusals.ts';
import { mayMove, SALES_ORDER_MOVES, type SalesOrderState, type VehicleState } from './states.ts';

export interface SaleFacts {
  readonly now: Date;
  readonly at: Date;
  readonly orderNo: string;
  readonly dealershipId: string;
  readonly memberId: string | null;
  readonly vehicle: {
    readonly id: string;
    readonly state: VehicleState;
    readonly dealershipId: string | null;
    readonly dealershipCode: string | null;
  };
  /** The order of that number, when there is one already. */
  readonly order:
    | {
        readonly state: SalesOrderState;
        readonly vehicleId: string;
        readonly dealershipId: string;
        readonly memberId: string | null;
      }
    | undefined;
  readonly lines: readonly { readonly kind: SaleLineKind; readonly amountMinor: bigint }[];
}

const notInFuture: Rule<{ readonly at: Date; readonly now: Date }> = ({ at, now }) =>
  at > now ? refuseRule('AUTO_IN_FUTURE', {}, ['occurredAt']) : undefined;

const sameOrder: Rule<SaleFacts> = ({ order, orderNo, vehicle, dealershipId, memberId }) =>
  order !== undefined &&
  (order.vehicleId !== vehicle.id ||
    order.dealershipId !== dealershipId ||
    order.memberId !== memberId)
    ? refuseRule('SALES_ORDER_DIFFERS', { orderNo }, ['orderNo'])
    : undefined;

const orderOpen: Rule<SaleFacts> = ({ order, orderNo }) =>
  order !== undefined && !mayMove(SALES_ORDER_MOVES, order.state, 'SOLD')
    ? refuseRule('SALES_ORDER_STATE', { orderNo, state: order.state }, ['orderNo'])
    : undefined;

const vehicleFree: Rule<SaleFacts> = ({ vehicle, order }) =>
  vehicle.state === (order === undefined ? 'IN_STOCK' : 'ALLOCATED')
    ? undefined
    : refuseRule('VEHICLE_NOT_FOR_SALE', { state: vehicle.state }, ['vin']);

const vehicleHere: Rule<SaleFacts> = ({ vehicle, dealershipId }) =>
  vehicle.dealershipId === dealershipId
    ? undefined
    : refuseRule('VEHICLE_ELSEWHERE', { dealershipCode: vehicle.dealershipCode ?? '-' }, [
        'dealershipCode',
      ]);

const oneVehicleLine: Rule<SaleFacts> = ({ lines }) =>
  lines.filter(({ kind }) => kind === 'VEHICLE').length === 1
    ? undefined
    : refuseRule('SALE_VEHICLE_LINE', {}, ['lines']);

const totalAboveZero: Rule<SaleFacts> = ({ lines }) =>
  totalOf(lines) > 0n ? undefined : refuseRule('SALE_TOTAL_ZERO', {}, ['lines']);

/** In the order in which refusals win; the same for placing an order and for recording a sale. */
export const SALE_RULES: readonly Rule<SaleFacts>[] = [
  notInFuture,
  sameOrder,
  orderOpen,
  vehicleFree,
  vehicleHere,
  oneVehicleLine,
  totalAboveZero,
];

export const refuseSale = (facts: SaleFacts) => firstRefusal(SALE_RULES, facts);

export function totalOf(lines: readonly { readonly amountMinor: bigint }[]): bigint {
  return lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

/** The last day of the cooling-off, inclusive, in the group's zone. */
export function coolingOffEnd(soldAt: Date, days: number): string {
  return addDays(businessDay(soldAt), days);
}

export interface CancellationFacts {
  readonly now: Date;
  readonly order: {
    readonly orderNo: string;
    readonly state: SalesOrderState;
    readonly coolingOffEndsOn: string | null;
  };
  /** Number of the car's open work order, if it stands in a workshop. */
  readonly openWorkOrderNo: string | undefined;
}

const notCancelledYet: Rule<CancellationFacts> = ({ order: { orderNo, state } }) =>
  mayMove(SALES_ORDER_MOVES, state, 'CANCELLED')
    ? undefined
    : refuseRule('SALES_ORDER_STATE', { orderNo, state }, ['orderId']);

const withinCoolingOff: Rule<CancellationFacts> = ({ now, order: { coolingOffEndsOn } }) =>
  coolingOffEndsOn !== null && businessDay(now) > coolingOffEndsOn
    ? refuseRule('COOLING_OFF_OVER', { endedOn: coolingOffEndsOn }, ['orderId'])
    : undefined;

const notInWorkshop: Rule<CancellationFacts> = ({ openWorkOrderNo }) =>
  openWorkOrderNo === undefined
    ? undefined
    : refuseRule('VEHICLE_IN_WORKSHOP', { workOrderNo: openWorkOrderNo }, ['orderId']);

export const CANCELLATION_RULES: readonly Rule<CancellationFacts>[] = [
  notCancelledYet,
  withinCoolingOff,
  notInWorkshop,
];

export const refuseCancellation = (facts: CancellationFacts) =>
  firstRefusal(CANCELLATION_RULES, facts);

export interface DeliveryFacts {
  readonly now: Date;
  readonly at: Date;
  readonly order: { readonly orderNo: string; readonly state: SalesOrderState };
  readonly planned: boolean;
  readonly odometerKm: number;
  readonly knownKm: number;
}

const orderSold: Rule<DeliveryFacts> = ({ order: { orderNo, state } }) =>
  mayMove(SALES_ORDER_MOVES, state, 'DELIVERED')
    ? undefined
    : refuseRule('SALES_ORDER_STATE', { orderNo, state }, ['orderId']);

const deliveryPlanned: Rule<DeliveryFacts> = ({ planned, order: { orderNo } }) =>
  planned ? undefined : refuseRule('DELIVERY_NOT_PLANNED', { orderNo }, ['orderId']);

const odometerForward: Rule<{ readonly odometerKm: number; readonly knownKm: number }> = ({
  odometerKm,
  knownKm,
}) =>
  odometerKm < knownKm ? refuseRule('ODOMETER_BACKWARDS', { knownKm }, ['odometerKm']) : undefined;

export const DELIVERY_RULES: readonly Rule<DeliveryFacts>[] = [
  notInFuture,
  orderSold,
  deliveryPlanned,
  odometerForward,
];

export const refuseDelivery = (facts: DeliveryFacts) => firstRefusal(DELIVERY_RULES, facts);
