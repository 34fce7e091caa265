/** What can be asked of logistics. */
import {
  argsOf,
  type Connection,
  connectionType,
  dateTimeInput,
  idInput,
  inputType,
  pageArgs,
  paginate,
  type SortKey,
} from '@guildhall/shared/graphql/index';
import type { CallerClass } from '@guildhall/shared/principal';
import { z } from 'zod';
import type { LogisticsDoor } from '../door.ts';
import type * as v from '../views.ts';
import { ErrandState, type LogisticsBuilder, ParcelState, type Ref } from './builder.ts';

/** Own people, the member whose it is, and those who oversee. The door leaves out what is not theirs. */
export const READERS: readonly CallerClass[] = ['system', 'clerk', 'member', 'operator', 'auditor'];

const parcelFilter = z.object({
  memberId: idInput('mem').optional().describe('Only sent or received by this member.'),
  state: ParcelState.optional().describe('Only in this state.'),
  sentFrom: dateTimeInput().optional().describe('Sent at this instant or later.'),
  sentBefore: dateTimeInput().optional().describe('Sent before this instant.'),
});

const errandFilter = z.object({
  memberId: idInput('mem').optional().describe('Only of this member.'),
  state: ErrandState.optional().describe('Only in this state.'),
  windowId: idInput('ewn').optional().describe('Only in this window.'),
});

const windowFilter = z.object({
  depotCode: z.string().max(32).optional().describe('Only of this depot.'),
  startsFrom: dateTimeInput().optional().describe('Beginning at this instant or later.'),
  startsBefore: dateTimeInput().optional().describe('Beginning before this instant.'),
  free: z.boolean().optional().describe('True: only windows with a free place.'),
});

interface Parts {
  readonly Parcel: Ref<v.ParcelView>;
  readonly Window: Ref<v.ErrandWindowView>;
  readonly Errand: Ref<v.ErrandView>;
}

const byTime = (at: Date, id: string): SortKey => [at.toISOString(), id];

export function addQueries(builder: LogisticsBuilder, door: LogisticsDoor, parts: Parts): void {
  addParcelQueries(builder, door, parts);
  addErrandQueries(builder, door, parts);
}

function addParcelQueries(builder: LogisticsBuilder, door: LogisticsDoor, { Parcel }: Parts): void {
  const waybill = z.string().regex(/^[A-Z]{2}\d{9}[A-Z]{2}$/);
  builder.queryFields((t) => ({
    parcel: t.field({
      type: Parcel,
      nullable: true,
      description: 'One parcel by its number; null when there is none that this caller may see.',
      access: READERS,
      args: argsOf(
        builder,
        'parcel',
        z.object({ waybillNo: waybill.describe('Number on the label.') }),
      ),
      resolve: async (_root, { waybillNo }, { caller }) => {
        const [parcel] = await door.parcelsByWaybill(caller, { waybillNos: [waybillNo] });
        return parcel ?? null;
      },
    }),
    parcels: t.field({
      type: connectionType(builder, 'Parcel', Parcel, { description: 'Parcels, newest first.' }),
      description: "Parcels, newest first: logistics' own people see all, a member their own.",
      access: READERS,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'ParcelFilter', parcelFilter),
          description: 'Which parcels.',
        }),
      },
      resolve: (_root, args, { caller }): Promise<Connection<v.ParcelView>> =>
        paginate(args, {
          load: (page) => door.parcelPage(caller, { filter: args.filter ?? {}, page }),
          keyOf: ({ sentAt, id }) => byTime(sentAt, id),
        }),
    }),
  }));
}

function addErrandQueries(
  builder: LogisticsBuilder,
  door: LogisticsDoor,
  { Window, Errand }: Parts,
): void {
  builder.queryFields((t) => ({
    errand: t.field({
      type: Errand,
      nullable: true,
      description: 'One errand; null when there is none that this caller may see.',
      access: READERS,
      args: argsOf(builder, 'errand', z.object({ id: idInput('erd').describe('The errand.') })),
      resolve: (_root, { id }, { logistics }) => logistics.errands.load(id),
    }),
    errands: t.field({
      type: connectionType(builder, 'Errand', Errand, { description: 'Errands, newest first.' }),
      description: "Errands, newest first: logistics' own people see all, a member their own.",
      access: READERS,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'ErrandFilter', errandFilter),
          description: 'Which errands.',
        }),
      },
      resolve: (_root, args, { caller }): Promise<Connection<v.ErrandView>> =>
        paginate(args, {
          load: (page) => door.errandPage(caller, { filter: args.filter ?? {}, page }),
          keyOf: ({ bookedAt, id }) => byTime(bookedAt, id),
        }),
    }),
    errandWindows: t.field({
      type: connectionType(builder, 'ErrandWindow', Window, {
        description: 'Errand windows, earliest first.',
      }),
      description: 'Errand windows, earliest first.',
      access: READERS,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'ErrandWindowFilter', windowFilter),
          description: 'Which windows.',
        }),
      },
      resolve: (_root, args, { caller }): Promise<Connection<v.ErrandWindowView>> =>
        paginate(args, {
          load: (page) => door.windowPage(caller, { filter: args.filter ?? {}, page }),
          keyOf: ({ startsAt, id }) => byTime(startsAt, id),
        }),
    }),
  }));
}
