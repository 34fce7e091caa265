/** What the property company adds to a member: homes, bills, payments, parking, reports, as far as consent reaches. */
import { enumType, orWithheld, withheld } from '@guildhall/shared/graphql/index';
import { toUuid } from '@guildhall/shared/ids';
import type { Home } from '../storage/homes.ts';
import type * as rows from '../storage/tables.ts';
import {
  type Context,
  type Loaders,
  type PropertyBuilder,
  type Ref,
  ResidentRoleEnum,
} from './builder.ts';
import type { MemberStub } from './place-types.ts';

interface Items<Row> {
  readonly items: readonly Row[];
}

export function addMemberFields(
  builder: PropertyBuilder,
  Member: MemberStub,
  types: {
    readonly Dwelling: Ref<rows.DwellingRow>;
    readonly FeeBill: Ref<rows.FeeBillRow>;
    readonly FeePayment: Ref<rows.FeePaymentRow>;
    readonly ParkingLease: Ref<rows.ParkingLeaseRow>;
    readonly RepairRequest: Ref<rows.RepairRequestRow>;
    readonly Complaint: Ref<rows.ComplaintRow>;
  },
): void {
  const HomeType = addHome(builder, types.Dwelling);
  const list = <Row>(name: string, row: Ref<Row>, description: string) =>
    orWithheld(builder, `${name}OrWithheld`, listType(builder, name, row, description));
  const homes = list('MemberHomes', HomeType, 'Where one member lives now.');
  const openBills = list(
    'MemberFeeBills',
    types.FeeBill,
    'Unpaid bills of the dwellings of one member, the earliest due first.',
  );
  const payments = list('MemberFeePayments', types.FeePayment, 'Newest payments, at most 50.');
  const leases = list('MemberParkingLeases', types.ParkingLease, 'Newest leases, at most 50.');
  const repairs = list('MemberRepairRequests', types.RepairRequest, 'Newest reports, at most 50.');
  const complaints = list('MemberComplaints', types.Complaint, 'Newest complaints, at most 50.');
  Member.implement({
    externalFields: (t) => ({ id: t.id({ description: 'TypeID, `mem_…`.' }) }),
    fields: (t) => ({
      dwellings: t.field({
        type: homes,
        nullable: true,
        description: 'Where the member lives, when the caller may see it.',
        resolve: ({ id }, _args, context) => shared(id, context, 'homesOfMember'),
      }),
      openFeeBills: t.field({
        type: openBills,
        nullable: true,
        description: "Unpaid bills of the member's dwellings, when the caller may see them.",
        resolve: ({ id }, _args, context) => shared(id, context, 'openBillsOfMember'),
      }),
      feePayments: t.field({
        type: payments,
        nullable: true,
        description: 'Fees the member paid, when the caller may see them.',
        resolve: ({ id }, _args, context) => shared(id, context, 'paymentsOfMember'),
      }),
      parkingLeases: t.field({
        type: leases,
        nullable: true,
        description: 'Parking spaces the member leases, when the caller may see them.',
        resolve: ({ id }, _args, context) => shared(id, context, 'leasesOfMember'),
      }),
      repairRequests: t.field({
        type: repairs,
        nullable: true,
        description: 'What the member reported broken, when the caller may see it.',
        resolve: ({ id }, _args, context) => shared(id, context, 'repairsOfMember'),
      }),
      complaints: t.field({
        type: complaints,
        nullable: true,
        description: 'What the member complained about, when the caller may see it.',
        resolve: ({ id }, _args, context) => shared(id, context, 'complaintsOfMember'),
      }),
    }),
  });
}

type MemberLists = Pick<
  Loaders,
  | 'homesOfMember'
  | 'openBillsOfMember'
  | 'paymentsOfMember'
  | 'leasesOfMember'
  | 'repairsOfMember'
  | 'complaintsOfMember'
>;

async function shared<K extends keyof MemberLists>(
  id: string,
  { property }: Context,
  list: K,
): Promise<
  { readonly items: Awaited<ReturnType<MemberLists[K]['load']>> } | ReturnType<typeof withheld>
> {
  const answer = await property.sharing.load(id);
  if (answer !== 'ALLOWED') return withheld(answer);
  const items = await property[list].load(toUuid('mem', id));
  return { items: items as Awaited<ReturnType<MemberLists[K]['load']>> };
}

function addHome(builder: PropertyBuilder, Dwelling: Ref<rows.DwellingRow>): Ref<Home> {
  return builder.objectRef<Home>('MemberHome').implement({
    description: 'A dwelling in which a member lives now.',
    fields: (t) => ({
      dwelling: t.field({
        type: Dwelling,
        description: 'The dwelling.',
        resolve: ({ dwelling }) => dwelling,
      }),
      role: t.field({
        type: enumType(builder, ResidentRoleEnum),
        description: 'As what.',
        resolve: ({ residency }) => residency.role,
      }),
      paysFees: t.boolean({
        description: 'Whether the member pays its fees.',
        resolve: ({ residency }) => residency.paysFees,
      }),
      since: t.field({
        type: 'Date',
        description: 'Since when.',
        resolve: ({ residency }) => residency.fromOn,
      }),
    }),
  });
}

function listType<Row>(
  builder: PropertyBuilder,
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
