/** Reads of errands and their windows. Windows are open to all; an errand is its member's. */
import { toUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import { raw } from '@mikro-orm/core';
import { sql } from 'kysely';
import type { ErrandFilter, Page, WindowFilter } from '../door.ts';
import { ERRAND, MEMBER, uuidsOf, WINDOW } from '../ids.ts';
import { type ErrandRow, ErrandTable, ErrandWindowTable } from '../storage/tables.ts';
import type { ErrandView, ErrandWindowView } from '../views.ts';
import { type Kit, sightOf, worksHere } from './caller.ts';
import { errandView, windowView } from './views.ts';

export async function readWindows(
  kit: Kit,
  { ids }: { readonly ids: readonly string[] },
): Promise<readonly ErrandWindowView[]> {
  return (await kit.db.read().find(ErrandWindowTable, { id: { $in: uuidsOf(WINDOW, ids) } })).map(
    windowView,
  );
}

/** Earliest first; the sort key is (startsAt, id). */
export async function readWindowPage(
  kit: Kit,
  { filter, page }: { readonly filter: WindowFilter; readonly page: Page },
): Promise<readonly ErrandWindowView[]> {
  const [at, id] = page.after ?? [];
  const startsAt = new Date(String(at));
  const after =
    at === undefined || id === undefined
      ? {}
      : {
          startsAt: { $gte: startsAt },
          $or: [{ startsAt: { $gt: startsAt } }, { id: { $gt: toUuid(WINDOW, String(id)) } }],
        };
  const rows = await kit.db.read().find(
    ErrandWindowTable,
    {
      $and: [
        filter.depotCode === undefined ? {} : { depotCode: filter.depotCode },
        filter.startsFrom === undefined ? {} : { startsAt: { $gte: filter.startsFrom } },
        filter.startsBefore === undefined ? {} : { startsAt: { $lt: filter.startsBefore } },
        filter.free === true ? { booked: { $lt: raw('capacity') } } : {},
        after,
      ],
    },
    { orderBy: { startsAt: 'asc', id: 'asc' }, limit: page.limit },
  );
  return rows.map(windowView);
}

function ownOnly(caller: Principal): { memberId?: string } | undefined {
  const sight = sightOf(caller);
  if (sight === 'NONE') return undefined;
  return sight === 'ALL' ? {} : { memberId: sight.memberUuid };
}

function shown(kit: Kit, caller: Principal) {
  const mayReadDestination = worksHere(caller) || caller.kind === 'member';
  return (row: ErrandRow): ErrandView =>
    errandView(row, mayReadDestination ? kit.secret : undefined);
}

export async function readErrands(
  kit: Kit,
  caller: Principal,
  { ids }: { readonly ids: readonly string[] },
): Promise<readonly ErrandView[]> {
  const own = ownOnly(caller);
  if (own === undefined) return [];
  const rows = await kit.db.read().find(ErrandTable, { id: { $in: uuidsOf(ERRAND, ids) }, ...own });
  return rows.map(shown(kit, caller));
}

/** Newest first; the sort key is (bookedAt, id). */
export async function readErrandPage(
  kit: Kit,
  caller: Principal,
  { filter, page }: { readonly filter: ErrandFilter; readonly page: Page },
): Promise<readonly ErrandView[]> {
  const own = ownOnly(caller);
  if (own === undefined) return [];
  const [at, id] = page.after ?? [];
  const bookedAt = new Date(String(at));
  const after =
    at === undefined || id === undefined
      ? {}
      : {
          bookedAt: { $lte: bookedAt },
          $or: [{ bookedAt: { $lt: bookedAt } }, { id: { $lt: toUuid(ERRAND, String(id)) } }],
        };
  const rows = await kit.db.read().find(
    ErrandTable,
    {
      $and: [
        own,
        filter.memberId === undefined ? {} : { memberId: toUuid(MEMBER, filter.memberId) },
        filter.state === undefined ? {} : { state: filter.state },
        filter.windowId === undefined ? {} : { windowId: toUuid(WINDOW, filter.windowId) },
        after,
      ],
    },
    { orderBy: { bookedAt: 'desc', id: 'desc' }, limit: page.limit },
  );
  return rows.map(shown(kit, caller));
}

export async function readLatestErrands(
  kit: Kit,
  caller: Principal,
  { memberIds, last }: { readonly memberIds: readonly string[]; readonly last: number },
): Promise<readonly ErrandView[]> {
  const own = ownOnly(caller);
  const wanted = uuidsOf(MEMBER, memberIds).filter(
    (uuid) => own?.memberId === undefined || own.memberId === uuid,
  );
  const { rows } = await sql<{ id: string }>`
    SELECT e.id FROM unnest(${wanted}::uuid[]) AS m(id)
    CROSS JOIN LATERAL (SELECT id FROM errand WHERE member_id = m.id
                        ORDER BY booked_at DESC, id DESC LIMIT ${last}) e`.execute(kit.db.sql());
  const found = await kit.db
    .read()
    .find(
      ErrandTable,
      { id: { $in: rows.map(({ id }) => id) } },
      { orderBy: { bookedAt: 'desc', id: 'desc' } },
    );
  return found.map(shown(kit, caller));
}
