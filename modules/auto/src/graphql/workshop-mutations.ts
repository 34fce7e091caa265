/** What can be ordered of the workshop. Inputs are parsed here; every rule is behind the door. */
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
import type { Auto } from '../application/auto.ts';
import type { AutoDoor } from '../service.ts';
import {
  ServiceItemTable,
  type WorkOrderRefundRow,
  WorkOrderRefundTable,
} from '../storage/tables.ts';
import {
  type AutoBuilder,
  type Ref,
  ServiceCategoryEnum,
  ServiceItemKindEnum,
  ServiceUnitEnum,
} from './builder.ts';
import {
  code,
  couponInput,
  couponsInput,
  kilometres,
  money,
  OWN_PEOPLE,
  OWN_PEOPLE_OR_MEMBER,
  pointsInput,
  text,
} from './inputs.ts';
import type { Parts } from './queries.ts';

interface WorkshopParts extends Parts {
  readonly WorkOrderRefund: Ref<WorkOrderRefundRow>;
}

export function addWorkshopMutations(
  builder: AutoBuilder,
  auto: Auto,
  door: AutoDoor,
  parts: WorkshopParts,
): void {
  addPriceList(builder, auto, door, parts);
  addSlots(builder, door, parts);
  addBookings(builder, door, parts);
  addWork(builder, door, parts);
  addPayment(builder, auto, door, parts);
}

function addPriceList(
  builder: AutoBuilder,
  auto: Auto,
  door: AutoDoor,
  { ServiceItem }: Parts,
): void {
  const load = (id: string) =>
    auto.kit.db.read().findOne(ServiceItemTable, { id: toUuid('svi', id) });
  commandField(builder, 'listServiceItem', {
    description: 'Puts labour or a part on the price list.',
    access: OWN_PEOPLE,
    input: z.object({
      code: code().describe('Its code: 2 to 32 capitals, digits and hyphens; coupons name it.'),
      name: text(80).describe('As the bill says it.'),
      kind: ServiceItemKindEnum.describe('Labour or a part.'),
      category: ServiceCategoryEnum.describe('What kind of work it belongs to.'),
      unit: ServiceUnitEnum.describe('What a quantity counts.'),
      unitPrice: money().describe('Price of one unit, yuan.'),
    }),
    success: ServiceItem,
    execute: async (caller, { unitPrice: unitPriceMinor, ...input }) =>
      readBack(await door.listServiceItem(caller, { ...input, unitPriceMinor }), ({ itemId }) =>
        load(itemId),
      ),
  });
  commandField(builder, 'changeServiceItem', {
    description: 'Changes the price of labour or a part, or whether it may be written on bills.',
    access: OWN_PEOPLE,
    input: z.object({
      code: code().describe('Which.'),
      unitPrice: money().optional().describe('New price of one unit, yuan.'),
      active: z.boolean().optional().describe('Whether it may be written on bills.'),
    }),
    success: ServiceItem,
    execute: async (caller, { unitPrice: unitPriceMinor, ...input }) =>
      readBack(await door.changeServiceItem(caller, { ...input, unitPriceMinor }), ({ itemId }) =>
        load(itemId),
      ),
  });
}

function addSlots(builder: AutoBuilder, door: AutoDoor, { ServiceSlot }: Parts): void {
  const Opened = builder
    .objectRef<{ readonly slotIds: readonly string[] }>('ServiceSlotsOpened')
    .implement({
      description: 'Slots that were opened at once.',
      fields: (t) => ({
        slots: t.field({
          type: [ServiceSlot],
          description: 'In the order asked.',
          resolve: async ({ slotIds }, _args, { auto }) => {
            const rows = await Promise.all(slotIds.map((id) => auto.slot.load(toUuid('ssl', id))));
            return rows.filter((row) => row !== null);
          },
        }),
      }),
    });
  commandField(builder, 'openServiceSlots', {
    description: 'Opens slots of a workshop for booking, all or none.',
    access: OWN_PEOPLE,
    input: z.object({
      dealershipCode: code().describe('Which dealership.'),
      slots: z
        .array(
          namedInput(
            'ServiceSlotInput',
            z.object({
              startsAt: dateTimeInput().describe('From.'),
              endsAt: dateTimeInput().describe('To.'),
              capacity: z.int().min(1).max(200).describe('Bays.'),
            }),
          ),
        )
        .min(1)
        .max(200)
        .describe('The slots.'),
    }),
    success: Opened,
    execute: (caller, input) => door.openServiceSlots(caller, input),
  });
  commandField(builder, 'closeServiceSlot', {
    description: 'Takes no more bookings for a slot; those that were made stay.',
    access: OWN_PEOPLE,
    input: z.object({ slotId: idInput('ssl').describe('The slot.') }),
    success: ServiceSlot,
    execute: async (caller, input, { auto }) =>
      readBack(await door.closeServiceSlot(caller, input), () =>
        auto.slot.load(toUuid('ssl', input.slotId)),
      ),
  });
}

function addBookings(builder: AutoBuilder, door: AutoDoor, { ServiceBooking }: Parts): void {
  commandField(builder, 'bookService', {
    description: 'Books a car into a slot: at the counter, or the owner for their own car.',
    access: OWN_PEOPLE_OR_MEMBER,
    input: z.object({
      vehicleId: idInput('veh').describe('Which car.'),
      slotId: idInput('ssl').describe('Which slot.'),
      category: ServiceCategoryEnum.describe('What the car needs.'),
      coupon: couponInput()
        .optional()
        .describe(
          "A coupon of the car's owner to pay with, by code or id: it must be good at the slot's time, is remembered, and is used when the work is closed.",
        ),
    }),
    success: ServiceBooking,
    execute: async (caller, input, { auto }) =>
      readBack(await door.bookService(caller, input), ({ bookingId }) =>
        auto.booking.load(toUuid('sbk', bookingId)),
      ),
  });
  commandField(builder, 'moveServiceBooking', {
    description:
      'Moves a booking to another slot. The coupon that it plans must be good there and then.',
    access: OWN_PEOPLE_OR_MEMBER,
    input: z.object({
      bookingId: idInput('sbk').describe('The booking.'),
      slotId: idInput('ssl').describe('The new slot.'),
    }),
    success: ServiceBooking,
    execute: async (caller, input, { auto }) =>
      readBack(await door.moveServiceBooking(caller, input), ({ bookingId }) =>
        auto.booking.load(toUuid('sbk', bookingId)),
      ),
  });
  commandField(builder, 'planServiceCoupon', {
    description: 'Plans a coupon for a booking that stands, another one, or none.',
    access: OWN_PEOPLE_OR_MEMBER,
    input: z.object({
      bookingId: idInput('sbk').describe('The booking.'),
      coupon: couponInput()
        .optional()
        .describe("A coupon of the car's owner, by code or id; none when left out."),
    }),
    success: ServiceBooking,
    execute: async (caller, input, { auto }) =>
      readBack(await door.planServiceCoupon(caller, input), ({ bookingId }) =>
        auto.booking.load(toUuid('sbk', bookingId)),
      ),
  });
  const which = z.object({ bookingId: idInput('sbk').describe('The booking.') });
  commandField(builder, 'cancelServiceBooking', {
    description: 'Calls a booking off; its bay is free again.',
    access: OWN_PEOPLE_OR_MEMBER,
    input: which,
    success: ServiceBooking,
    execute: async (caller, input, { auto }) =>
      readBack(await door.cancelServiceBooking(caller, input), ({ bookingId }) =>
        auto.booking.load(toUuid('sbk', bookingId)),
      ),
  });
  commandField(builder, 'recordServiceNoShow', {
    description: 'Records that a booked car did not come.',
    access: OWN_PEOPLE,
    input: which,
    success: ServiceBooking,
    execute: async (caller, input, { auto }) =>
      readBack(await door.recordNoShow(caller, input), ({ bookingId }) =>
        auto.booking.load(toUuid('sbk', bookingId)),
      ),
  });
}

function addWork(builder: AutoBuilder, door: AutoDoor, { WorkOrder }: Parts): void {
  commandField(builder, 'checkInServiceBooking', {
    description: 'The booked car has come: opens its work order.',
    access: OWN_PEOPLE,
    input: z.object({
      bookingId: idInput('sbk').describe('The booking.'),
      odometerKm: kilometres().describe('Reading on arrival, kilometres.'),
    }),
    success: WorkOrder,
    execute: async (caller, input, { auto }) =>
      readBack(await door.checkInBooking(caller, input), ({ workOrderId }) =>
        auto.workOrder.load(toUuid('wko', workOrderId)),
      ),
  });
  commandField(builder, 'openWorkOrder', {
    description: 'A car has come without a booking: opens a work order.',
    access: OWN_PEOPLE,
    input: z.object({
      dealershipCode: code().describe('Where.'),
      vehicleId: idInput('veh').describe('Which car.'),
      odometerKm: kilometres().describe('Reading on arrival, kilometres.'),
    }),
    success: WorkOrder,
    execute: async (caller, input, { auto }) =>
      readBack(await door.openWorkOrder(caller, input), ({ workOrderId }) =>
        auto.workOrder.load(toUuid('wko', workOrderId)),
      ),
  });
  commandField(builder, 'addWorkOrderLines', {
    description: "Writes labour and parts on an open work order, at today's prices.",
    access: OWN_PEOPLE,
    input: z.object({
      workOrderId: idInput('wko').describe('The work order.'),
      lines: z
        .array(
          namedInput(
            'WorkOrderLineInput',
            z.object({
              itemCode: code().describe('Code on the price list.'),
              quantity: minorInput({ scale: 2, min: '0.01', max: '10000.00' }).describe(
                "How much, in the item's unit, to the hundredth.",
              ),
            }),
          ),
        )
        .min(1)
        .max(100)
        .describe('The lines.'),
    }),
    success: WorkOrder,
    execute: async (caller, { lines, ...input }, { auto }) =>
      readBack(
        await door.addWorkOrderLines(caller, {
          ...input,
          lines: lines.map(({ itemCode, quantity }) => ({ itemCode, quantityCenti: quantity })),
        }),
        ({ workOrderId }) => auto.workOrder.load(toUuid('wko', workOrderId)),
      ),
  });
  commandField(builder, 'cancelWorkOrder', {
    description: 'The car leaves without work done.',
    access: OWN_PEOPLE,
    input: z.object({ workOrderId: idInput('wko').describe('The work order.') }),
    success: WorkOrder,
    execute: async (caller, input, { auto }) =>
      readBack(await door.cancelWorkOrder(caller, input), ({ workOrderId }) =>
        auto.workOrder.load(toUuid('wko', workOrderId)),
      ),
  });
}

function addPayment(
  builder: AutoBuilder,
  { kit }: Auto,
  door: AutoDoor,
  { WorkOrder, WorkOrderRefund }: WorkshopParts,
): void {
  commandField(builder, 'completeWorkOrder', {
    description:
      'The work is done and paid: in money, coupons and points. A coupon for free service may bring the price to nothing.',
    access: OWN_PEOPLE,
    input: z.object({
      workOrderId: idInput('wko').describe('The work order.'),
      coupons: couponsInput().describe(
        'Coupons to use: their codes or ids; when left out, the one that the booking plans; empty for none.',
      ),
      points: pointsInput.optional().describe('Points to pay with.'),
      occurredAt: dateTimeInput().optional().describe('When it was done; now when left out.'),
    }),
    success: WorkOrder,
    execute: async (caller, input, { auto }) =>
      readBack(await door.completeWorkOrder(caller, input), ({ workOrderId }) =>
        auto.workOrder.load(toUuid('wko', workOrderId)),
      ),
  });
  commandField(builder, 'refundWorkOrder', {
    description:
      'Takes finished work back, wholly or in part: money, coupons and points go back in proportion.',
    access: OWN_PEOPLE,
    input: z.object({
      workOrderId: idInput('wko').describe('The work order.'),
      reason: text(200).describe('Why.'),
      lines: z
        .array(
          namedInput(
            'WorkOrderRefundLineInput',
            z.object({
              lineNo: z.int().min(1).describe('The line.'),
              amount: money('0.01')
                .optional()
                .describe(
                  'Of its price before coupons and points, yuan; all that is left when left out.',
                ),
            }),
          ),
        )
        .min(1)
        .max(100)
        .optional()
        .describe('Which lines; everything that is left when left out.'),
    }),
    success: WorkOrderRefund,
    execute: async (caller, { lines, ...input }) =>
      readBack(
        await door.refundWorkOrder(caller, {
          ...input,
          ...(lines && {
            lines: lines.map(({ lineNo, amount: grossMinor }) => ({ lineNo, grossMinor })),
          }),
        }),
        ({ refundId }) =>
          kit.db.read().findOne(WorkOrderRefundTable, { id: toUuid('wrf', refundId) }),
      ),
  });
}
