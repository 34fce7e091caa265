/**
 * Reads of parcels. A member sees what they sent or are to receive; of a parcel they receive, the sender's name and
 * address are for the courier, not for them.
 */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import type { Page, ParcelFilter } from '../door.ts';
import { MEMBER, PARCEL, uuidsOf } from '../ids.ts';
import { ParcelEventTable, type ParcelRow, ParcelTable } from '../storage/tables.ts';
import type { ParcelEventView, ParcelView } from '../views.ts';
import { type Kit, sightOf, worksHere } from './caller.ts';
import { parcelEventView, parcelView } from './views.ts';

const ofMember = (memberUuid: string) => ({
  $or: [{ senderId: memberUuid }, { recipientId: memberUuid }],
});

function ownOnly(caller: Principal): object | undefined {
  const sight = sightOf(caller);
  if (sight === 'NONE') return undefined;
  return sight === 'ALL' ? {} : ofMember(sight.memberUuid);
}

function shown(kit: Kit, caller: Principal) {
  const sight = sightOf(caller);
  return (row: ParcelRow): ParcelView => {
    if (worksHere(caller)) return parcelView(row, kit.secret);
    const isSender = typeof sight === 'object' && sight.memberUuid === row.senderId;
    const isRecipient = typeof sight === 'object' && sight.memberUuid === row.recipientId;
    const view = parcelView(row, isSender || isRecipient ? kit.secret : undefined);
    return isSender ? view : { ...view, sender: null };
  };
}

export async function readParcels(
  kit: Kit,
  caller: Principal,
  { ids }: { readonly ids: readonly string[] },
): Promise<readonly ParcelView[]> {
  return where(kit, caller, { id: { $in: uuidsOf(PARCEL, ids) } });
}

export async function readParcelsByWaybill(
  kit: Kit,
  caller: Principal,
  { waybillNos }: { readonly waybillNos: readonly string[] },
): Promise<readonly ParcelView[]> {
  return where(kit, caller, { waybillNo: { $in: [...waybillNos] } });
}

async function where(kit: Kit, caller: Principal, wanted: object): Promise<readonly ParcelView[]> {
  const own = ownOnly(caller);
  if (own === undefined) return [];
  const rows = await kit.db.read().find(ParcelTable, { $and: [wanted, own] });
  return rows.map(shown(kit, caller));
}

/** Newest first; the sort key is (sentAt, id). */
export async function readParcelPage(
  kit: Kit,
  caller: Principal,
  { filter, page }: { readonly filter: ParcelFilter; readonly page: Page },
): Promise<readonly ParcelView[]> {
  const own = ownOnly(caller);
  if (own === undefined) return [];
  const [at, id] = page.after ?? [];
  const rows = await kit.db.read().find(
    ParcelTable,
    {
      $and: [
        own,
        filter.memberId === undefined ? {} : ofMember(toUuid(MEMBER, filter.memberId)),
        filter.state === undefined ? {} : { state: filter.state },
        filter.sentFrom === undefined ? {} : { sentAt: { $gte: filter.sentFrom } },
        filter.sentBefore === undefined ? {} : { sentAt: { $lt: filter.sentBefore } },
        at === undefined || id === undefined ? {} : afterKey(new Date(String(at)), String(id)),
      ],
    },
    { orderBy: { sentAt: 'desc', id: 'desc' }, limit: page.limit },
  );
  return rows.map(shown(kit, caller));
}

function afterKey(sentAt: Date, parcelId: string) {
  return {
    sentAt: { $lte: sentAt },
    $or: [{ sentAt: { $lt: sentAt } }, { id: { $lt: toUuid(PARCEL, parcelId) } }],
  };
}

/** One statement for all members, by the indexes on sender and recipient. */
export async function readLatestParcels(
  kit: Kit,
  caller: Principal,
  { memberIds, last }: { readonly memberIds: readonly string[]; readonly last: number },
): Promise<readonly { readonly memberId: string; readonly parcel: ParcelView }[]> {
  const sight = sightOf(caller);
  // Whether another company's people may see these is decided by the caller's consent check, member by member.
  const wanted = uuidsOf(MEMBER, memberIds).filter(
    (uuid) => typeof sight === 'string' || sight.memberUuid === uuid,
  );
  const { rows } = await sql<{ member_id: string; id: string }>`
    SELECT m.id AS member_id, p.id FROM unnest(${wanted}::uuid[]) AS m(id)
    CROSS JOIN LATERAL (
      SELECT id, sent_at FROM (
        (SELECT id, sent_at FROM parcel WHERE sender_id = m.id ORDER BY sent_at DESC, id DESC LIMIT ${last})
        UNION
        (SELECT id, sent_at FROM parcel WHERE recipient_id = m.id ORDER BY sent_at DESC, id DESC LIMIT ${last})
      ) both_ways ORDER BY sent_at DESC, id DESC LIMIT ${last}) p
    ORDER BY p.sent_at DESC, p.id DESC`.execute(kit.db.sql());
  const found = await kit.db.read().find(ParcelTable, { id: { $in: rows.map(({ id }) => id) } });
  const byId = new Map(found.map((row) => [row.id, row]));
  const show = shown(kit, caller);
  return rows.flatMap(({ member_id, id }) => {
    const row = byId.get(id);
    return row === undefined ? [] : [{ memberId: fromUuid(MEMBER, member_id), parcel: show(row) }];
  });
}

/** Whoever was given a parcel may see its way: the parcel is where sight is decided. */
export async function readParcelEvents(
  kit: Kit,
  { parcelIds }: { readonly parcelIds: readonly string[] },
): Promise<readonly ParcelEventView[]> {
  const rows = await kit.db
    .read()
    .find(
      ParcelEventTable,
      { parcelId: { $in: uuidsOf(PARCEL, parcelIds) } },
      { orderBy: { parcelId: 'asc', seq: 'asc' } },
    );
  return rows.map(parcelEventView);
}
