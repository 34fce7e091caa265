/** What the 4S company adds to a member: cars, bookings and work orders, as far as consent reaches the caller. */
import { orWithheld, withheld } from '@guildhall/shared/graphql/index';
import type { ServiceBookingRow, VehicleRow, WorkOrderRow } from '../storage/tables.ts';
import { type AutoBuilder, type Context, memberUuid, type Ref } from './builder.ts';
import type { MemberStub } from './vehicle-types.ts';

interface Items<Row> {
  readonly items: readonly Row[];
}

export function addMemberFields(
  builder: AutoBuilder,
  Member: MemberStub,
  types: {
    readonly Vehicle: Ref<VehicleRow>;
    readonly ServiceBooking: Ref<ServiceBookingRow>;
    readonly WorkOrder: Ref<WorkOrderRow>;
  },
): void {
  const Vehicles = listType(
    builder,
    'MemberVehicles',
    types.Vehicle,
    'Cars of one member, newest first.',
  );
  const Bookings = listType(
    builder,
    'MemberServiceBookings',
    types.ServiceBooking,
    'The newest workshop bookings of one member, at most 50.',
  );
  const WorkOrders = listType(
    builder,
    'MemberWorkOrders',
    types.WorkOrder,
    'The newest work orders of one member, at most 50.',
  );
  Member.implement({
    externalFields: (t) => ({ id: t.id({ description: 'TypeID, `mem_…`.' }) }),
    fields: (t) => ({
      vehicles: t.field({
        type: orWithheld(builder, 'MemberVehiclesOrWithheld', Vehicles),
        nullable: true,
        description: "The member's cars, when the caller may see them.",
        resolve: ({ id }, _args, context) =>
          shared(id, context, () => context.auto.vehiclesOfMember.load(memberUuid(id))),
      }),
      serviceBookings: t.field({
        type: orWithheld(builder, 'MemberServiceBookingsOrWithheld', Bookings),
        nullable: true,
        description: "The member's workshop bookings, when the caller may see them.",
        resolve: ({ id }, _args, context) =>
          shared(id, context, () => context.auto.bookingsOfMember.load(memberUuid(id))),
      }),
      workOrders: t.field({
        type: orWithheld(builder, 'MemberWorkOrdersOrWithheld', WorkOrders),
        nullable: true,
        description: "The member's service history, when the caller may see it.",
        resolve: ({ id }, _args, context) =>
          shared(id, context, () => context.auto.workOrdersOfMember.load(memberUuid(id))),
      }),
    }),
  });
}

async function shared<Row>(id: string, { auto }: Context, load: () => Promise<readonly Row[]>) {
  const answer = await auto.sharing.load(id);
  return answer === 'ALLOWED' ? { items: await load() } : withheld(answer);
}

function listType<Row>(
  builder: AutoBuilder,
  name: string,
  row: Ref<Row>,
  description: string,
): Ref<Items<Row>> {
  return builder.objectRef<Items<Row>>(name).implement({
    description,
    fields: (t) => ({
      items: t.field({
        type: [row],
        description: 'In order.',
        resolve: ({ items }) => [...items] as never,
      }),
    }),
  });
}
