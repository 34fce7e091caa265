/** What can be asked of the workshop: slots, bookings, work orders. What a caller may not see does not exist for him. */
import {
  argsOf,
  type Connection,
  connectionType,
  dateTimeInput,
  enumType,
  idInput,
  inputType,
  pageArgs,
  paginate,
  type SortKey,
} from '@guildhall/shared/graphql/index';
import { between, given } from '@guildhall/shared/graphql/row-loaders';
import { toUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import type { Auto } from '../application/auto.ts';
import { seesRecordOf } from '../application/read.ts';
import * as rows from '../storage/tables.ts';
import {
  type AutoBuilder,
  ServiceBookingOrderEnum,
  ServiceBookingStateEnum,
  ServiceCategoryEnum,
  WorkOrderStateEnum,
} from './builder.ts';
import { code, documentNo, READERS_OR_MEMBER } from './inputs.ts';
import { dealershipIdOf, ownPage, ownPageByStart, uuidOf } from './lists.ts';
import type { Parts } from './queries.ts';

export function addSlotQueries(builder: AutoBuilder, auto: Auto, { ServiceSlot }: Parts): void {
  const slotFilter = z.object({
    dealershipCode: code().optional().describe('Only of this dealership.'),
    startsFrom: dateTimeInput().optional().describe('Beginning at this instant or later.'),
    startsBefore: dateTimeInput().optional().describe('Beginning before this instant.'),
    free: z.boolean().optional().describe('True: only slots with a free bay.'),
  });
  builder.queryField('serviceSlots', (t) =>
    t.field({
      type: connectionType(builder, 'ServiceSlot', ServiceSlot, {
        description: 'Slots, earliest first.',
      }),
      description: 'Workshop slots, earliest first.',
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'ServiceSlotFilter', slotFilter),
          description: 'Which slots.',
        }),
      },
      resolve: async (_root, args): Promise<Connection<rows.ServiceSlotRow>> => {
        const { dealershipCode, startsFrom, startsBefore, free } = args.filter ?? {};
        const where = given({
          dealershipId: await dealershipIdOf(auto, dealershipCode),
          startsAt: between(startsFrom, startsBefore),
          ...(free === true ? { closed: false } : {}),
        });
        return paginate(args, {
          load: ({ limit, after }) => earliestSlots(auto, where, free === true, limit, after),
          keyOf: ({ startsAt, id }) => [startsAt.toISOString(), id],
        });
      },
    }),
  );
}

function earliestSlots(
  auto: Auto,
  where: Record<string, unknown>,
  free: boolean,
  limit: number,
  after: SortKey | undefined,
): Promise<rows.ServiceSlotRow[]> {
  const em = auto.kit.db.read();
  const query = em.createQueryBuilder(rows.ServiceSlotTable, 's').where(where);
  if (free) query.andWhere('s.booked < s.capacity');
  if (after !== undefined)
    query.andWhere('(s.starts_at, s.id) > (?::timestamptz, ?::uuid)', [
      String(after[0]),
      String(after[1]),
    ]);
  return query.orderBy({ startsAt: 'asc', id: 'asc' }).limit(limit).getResultList();
}

export function addWorkshopQueries(builder: AutoBuilder, auto: Auto, parts: Parts): void {
  const bookingFilter = z.object({
    state: ServiceBookingStateEnum.optional().describe('Only in this state.'),
    category: ServiceCategoryEnum.optional().describe('Only for this kind of work.'),
    dealershipCode: code().optional().describe('Only of this dealership.'),
    memberId: idInput('mem').optional().describe('Only of this member.'),
    vehicleId: idInput('veh').optional().describe('Only of this car.'),
    startsFrom: dateTimeInput().optional().describe('Beginning at this instant or later.'),
    startsBefore: dateTimeInput().optional().describe('Beginning before this instant.'),
  });
  const workOrderFilter = z.object({
    state: WorkOrderStateEnum.optional().describe('Only in this state.'),
    dealershipCode: code().optional().describe('Only of this dealership.'),
    memberId: idInput('mem').optional().describe('Only of this member.'),
    vehicleId: idInput('veh').optional().describe('Only of this car.'),
    openedFrom: dateTimeInput().optional().describe('Opened at this instant or later.'),
    openedBefore: dateTimeInput().optional().describe('Opened before this instant.'),
  });
  builder.queryFields((t) => ({
    serviceBooking: t.field({
      type: parts.ServiceBooking,
      nullable: true,
      description: 'One booking; null when there is none that this caller may see.',
      access: READERS_OR_MEMBER,
      args: argsOf(
        builder,
        'serviceBooking',
        z.object({ id: idInput('sbk').describe('The booking.') }),
      ),
      resolve: async (_root, { id }, { caller, auto: loaders }) => {
        const found = await loaders.booking.load(toUuid('sbk', id));
        return found && seesRecordOf(caller, found.memberId) ? found : null;
      },
    }),
    serviceBookings: t.field({
      type: connectionType(builder, 'ServiceBooking', parts.ServiceBooking, {
        description: 'Bookings in the order asked.',
      }),
      description: "Bookings: the company's people see all, a member their own.",
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'ServiceBookingFilter', bookingFilter),
          description: 'Which bookings.',
        }),
        order: t.arg({
          type: enumType(builder, ServiceBookingOrderEnum),
          defaultValue: 'NEWEST',
          description: 'In which order; a page goes on in the order that it began with.',
        }),
      },
      resolve: async (_root, args, { caller }): Promise<Connection<rows.ServiceBookingRow>> => {
        const { dealershipCode, memberId, vehicleId, startsFrom, startsBefore, ...plain } =
          args.filter ?? {};
        const where = given({
          ...plain,
          dealershipId: await dealershipIdOf(auto, dealershipCode),
          memberId: uuidOf('mem', memberId),
          vehicleId: uuidOf('veh', vehicleId),
          startsAt: between(startsFrom, startsBefore),
        });
        return args.order === 'STARTS'
          ? ownPageByStart(auto, caller, where, args)
          : ownPage(auto, caller, rows.ServiceBookingTable, where, args);
      },
    }),
    workOrder: t.field({
      type: parts.WorkOrder,
      nullable: true,
      description: 'One work order; null when there is none that this caller may see.',
      access: READERS_OR_MEMBER,
      args: argsOf(
        builder,
        'workOrder',
        z.object({
          id: idInput('wko').optional().describe('The work order, by id.'),
          workOrderNo: documentNo().optional().describe("By the company's own number."),
        }),
      ),
      resolve: async (_root, { id, workOrderNo }, { caller }) => {
        const where = id ? { id: toUuid('wko', id) } : workOrderNo ? { workOrderNo } : undefined;
        const found = where && (await auto.kit.db.read().findOne(rows.WorkOrderTable, where));
        return found && seesRecordOf(caller, found.memberId) ? found : null;
      },
    }),
    workOrders: t.field({
      type: connectionType(builder, 'WorkOrder', parts.WorkOrder, {
        description: 'Work orders, newest first.',
      }),
      description: "Work orders, newest first: the company's people see all, a member their own.",
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'WorkOrderFilter', workOrderFilter),
          description: 'Which work orders.',
        }),
      },
      resolve: async (_root, args, { caller }): Promise<Connection<rows.WorkOrderRow>> => {
        const { dealershipCode, memberId, vehicleId, openedFrom, openedBefore, state } =
          args.filter ?? {};
        const where = given({
          state,
          dealershipId: await dealershipIdOf(auto, dealershipCode),
          memberId: uuidOf('mem', memberId),
          vehicleId: uuidOf('veh', vehicleId),
          openedAt: between(openedFrom, openedBefore),
        });
        return ownPage(auto, caller, rows.WorkOrderTable, where, args);
      },
    }),
  }));
}
