/** The schema builder of logistics, its enums, and the loaders of one operation. */
import type { IdentityDoor, SharingAnswer } from '@guildhall/identity';
import {
  createBuilder,
  defineEnum,
  listLoaderOf,
  loaderOf,
  type Types,
} from '@guildhall/shared/graphql/index';
import type { ModuleKit, RequestContext } from '@guildhall/shared/module';
import type { ObjectRef } from '@pothos/core';
import DataLoader from 'dataloader';
import { SUBSIDIARY } from '../application/caller.ts';
import { logisticsMessages } from '../domain/refusals.ts';
import type { LogisticsDoor } from '../door.ts';
import type * as v from '../views.ts';

/** A parcel in the list of one member, who sent it or is to receive it. */
export interface OfMember {
  readonly memberId: string;
  readonly parcel: v.ParcelView;
}

export interface Loaders {
  readonly parcels: DataLoader<string, v.ParcelView | null>;
  readonly parcelEvents: DataLoader<string, v.ParcelEventView[]>;
  readonly windows: DataLoader<string, v.ErrandWindowView | null>;
  readonly errands: DataLoader<string, v.ErrandView | null>;
  readonly sharing: DataLoader<string, SharingAnswer>;
  latestParcels(last: number): DataLoader<string, OfMember[]>;
  latestErrands(last: number): DataLoader<string, v.ErrandView[]>;
}

export interface Context extends RequestContext {
  readonly logistics: Loaders;
}

export const newBuilder = () => createBuilder<Context>({ messages: logisticsMessages });
export type LogisticsBuilder = ReturnType<typeof newBuilder>;
export type Ref<T> = ObjectRef<Types<Context>, T>;

export function loadersFor(
  door: LogisticsDoor,
  kit: ModuleKit,
  { caller }: RequestContext,
): Loaders {
  const identity = kit.doors.get<IdentityDoor>('identity');
  return {
    parcels: loaderOf(
      (ids) => door.parcels(caller, { ids }),
      ({ id }) => id,
    ),
    parcelEvents: listLoaderOf(
      (parcelIds) => door.parcelEvents(caller, { parcelIds }),
      ({ parcelId }) => parcelId,
    ),
    windows: loaderOf(
      (ids) => door.windows(caller, { ids }),
      ({ id }) => id,
    ),
    errands: loaderOf(
      (ids) => door.errands(caller, { ids }),
      ({ id }) => id,
    ),
    sharing: new DataLoader((memberIds: readonly string[]) =>
      identity.mayShare(caller, { memberIds, subsidiary: SUBSIDIARY }),
    ),
    latestParcels: perLimit((last) =>
      listLoaderOf<string, OfMember>(
        (memberIds) => door.latestParcels(caller, { memberIds, last }),
        ({ memberId }) => memberId,
      ),
    ),
    latestErrands: perLimit((last) =>
      listLoaderOf<string, v.ErrandView>(
        (memberIds) => door.latestErrands(caller, { memberIds, last }),
        ({ memberId }) => memberId,
      ),
    ),
  };
}

/** One loader for each limit that an operation asks. */
function perLimit<L>(make: (last: number) => L): (last: number) => L {
  const made = new Map<number, L>();
  return (last) => {
    const known = made.get(last);
    if (known !== undefined) return known;
    const loader = make(last);
    made.set(last, loader);
    return loader;
  };
}

export const ParcelState = defineEnum('ParcelState', 'Where a parcel stands.', {
  CREATED: 'Handed in and paid; the courier has not taken it yet.',
  PICKED_UP: 'The courier has it.',
  IN_TRANSIT: 'On its way from hub to hub.',
  OUT_FOR_DELIVERY: 'On its last way.',
  DELIVERED: 'Handed over.',
  RETURNED: 'Back with the sender; it could not be delivered.',
  LOST: 'Lost; the fee was given back.',
  CANCELLED: 'Called off before pick-up; the fee was given back.',
});
/** Steps a scanner reports; calling off is a command of its own. */
export const ParcelStep = defineEnum('ParcelStep', 'A step of a parcel, as scanned.', {
  PICKED_UP: 'The courier took it.',
  IN_TRANSIT: 'It reached or left a hub, or came back from a vain delivery.',
  OUT_FOR_DELIVERY: 'It left for its last way.',
  DELIVERED: 'It was handed over.',
  RETURNED: 'It went back to the sender.',
  LOST: 'It is lost.',
});
export const ParcelService = defineEnum('ParcelService', 'How fast and how carefully.', {
  STANDARD: 'In the ordinary way.',
  EXPRESS: 'As fast as we can.',
  FRESH: 'Cooled.',
});
export const ParcelChannel = defineEnum('ParcelChannel', 'Where it was ordered.', {
  STORE: 'At a depot.',
  APP: "In the member's app.",
  WEB: 'On the web.',
  PHONE: 'By telephone.',
  IMPORT: 'Taken over from another system.',
});
export const ErrandState = defineEnum('ErrandState', 'Where an errand stands.', {
  BOOKED: 'A place in the window is held for it.',
  COLLECTED: 'The courier has the goods.',
  DONE: 'The goods are at home.',
  CANCELLED: 'Called off before it began; its place is free again and the fee was given back.',
  REFUNDED: 'It went wrong; the fee was given back.',
});
