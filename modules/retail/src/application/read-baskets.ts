/** Reads of baskets and returns. A caller who may not see a record gets an answer without it. */
import { toUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import type { BasketFilter, Page } from '../door.ts';
import { BASKET, MEMBER, RETURN, uuidsOf } from '../ids.ts';
import {
  BasketLineTable,
  BasketTable,
  GoodsReturnLineTable,
  GoodsReturnTable,
} from '../storage/tables.ts';
import type { BasketLineView, BasketView, GoodsReturnView } from '../views.ts';
import { type Kit, sightOf } from './caller.ts';
import { basketView, lineView, returnView } from './views.ts';

/** The part of a filter that keeps a member to their own; undefined when nothing may be seen. */
function ownOnly(caller: Principal): { memberId?: string } | undefined {
  const sight = sightOf(caller);
  if (sight === 'NONE') return undefined;
  return sight === 'ALL' ? {} : { memberId: sight.memberUuid };
}

export async function readBaskets(
  kit: Kit,
  caller: Principal,
  { ids }: { readonly ids: readonly string[] },
): Promise<readonly BasketView[]> {
  const own = ownOnly(caller);
  if (own === undefined) return [];
  const rows = await kit.db.read().find(BasketTable, { id: { $in: uuidsOf(BASKET, ids) }, ...own });
  return rows.map(basketView);
}

/** Newest first; the sort key is (boughtAt, id). */
export async function readBasketPage(
  kit: Kit,
  caller: Principal,
  { filter, page }: { readonly filter: BasketFilter; readonly page: Page },
): Promise<readonly BasketView[]> {
  const own = ownOnly(caller);
  if (own === undefined) return [];
  const [at, id] = page.after ?? [];
  const rows = await kit.db.read().find(
    BasketTable,
    {
      $and: [
        own,
        filter.memberId === undefined ? {} : { memberId: toUuid(MEMBER, filter.memberId) },
        filter.storeCode === undefined ? {} : { storeCode: filter.storeCode },
        filter.receiptNo === undefined ? {} : { receiptNo: filter.receiptNo },
        filter.boughtFrom === undefined ? {} : { boughtAt: { $gte: filter.boughtFrom } },
        filter.boughtBefore === undefined ? {} : { boughtAt: { $lt: filter.boughtBefore } },
        at === undefined || id === undefined ? {} : afterKey(String(at), String(id)),
      ],
    },
    { orderBy: { boughtAt: 'desc', id: 'desc' }, limit: page.limit },
  );
  return rows.map(basketView);
}

function afterKey(at: string, basketId: string) {
  const boughtAt = new Date(at);
  return {
    boughtAt: { $lte: boughtAt },
    $or: [{ boughtAt: { $lt: boughtAt } }, { id: { $lt: toUuid(BASKET, basketId) } }],
  };
}

/** One statement for all members: the newest `last` of each, by the index on (member, time). */
export async function readLatestBaskets(
  kit: Kit,
  caller: Principal,
  { memberIds, last }: { readonly memberIds: readonly string[]; readonly last: number },
): Promise<readonly BasketView[]> {
  const own = ownOnly(caller);
  // Whether another company's people may see these is decided by the caller's consent check, member by member.
  const wanted = uuidsOf(MEMBER, memberIds).filter(
    (uuid) => own?.memberId === undefined || own.memberId === uuid,
  );
  const { rows } = await sql<{ id: string }>`
    SELECT b.id FROM unnest(${wanted}::uuid[]) AS m(id)
    CROSS JOIN LATERAL (SELECT id FROM basket WHERE member_id = m.id
                        ORDER BY bought_at DESC, id DESC LIMIT ${last}) b`.execute(kit.db.sql());
  const ids = rows.map(({ id }) => id);
  const found = await kit.db
    .read()
    .find(BasketTable, { id: { $in: ids } }, { orderBy: { boughtAt: 'desc', id: 'desc' } });
  return found.map(basketView);
}

/** Whoever was given a basket may see its lines: the basket is where sight is decided. */
export async function readLines(
  kit: Kit,
  { basketIds }: { readonly basketIds: readonly string[] },
): Promise<readonly BasketLineView[]> {
  const rows = await kit.db
    .read()
    .find(
      BasketLineTable,
      { basketId: { $in: uuidsOf(BASKET, basketIds) } },
      { orderBy: { basketId: 'asc', lineNo: 'asc' } },
    );
  return rows.map(lineView);
}

export async function readReturnsOfBaskets(
  kit: Kit,
  { basketIds }: { readonly basketIds: readonly string[] },
): Promise<readonly GoodsReturnView[]> {
  return returnsWhere(kit, { basketId: { $in: uuidsOf(BASKET, basketIds) } });
}

export async function readReturns(
  kit: Kit,
  caller: Principal,
  { ids }: { readonly ids: readonly string[] },
): Promise<readonly GoodsReturnView[]> {
  const found = await returnsWhere(kit, { id: { $in: uuidsOf(RETURN, ids) } });
  const visible = await readBaskets(kit, caller, { ids: found.map(({ basketId }) => basketId) });
  const seen = new Set(visible.map(({ id }) => id));
  return found.filter(({ basketId }) => seen.has(basketId));
}

type ReturnsWhere =
  | { readonly id: { readonly $in: string[] } }
  | { readonly basketId: { readonly $in: string[] } };

async function returnsWhere(kit: Kit, where: ReturnsWhere): Promise<readonly GoodsReturnView[]> {
  const db = kit.db.read();
  const rows = await db.find(GoodsReturnTable, where, {
    orderBy: { returnedAt: 'asc', id: 'asc' },
  });
  const lines = await db.find(
    GoodsReturnLineTable,
    { returnId: { $in: rows.map(({ id }) => id) } },
    { orderBy: { returnId: 'asc', lineNo: 'asc' } },
  );
  const linesOf = Map.groupBy(lines, ({ returnId }) => returnId);
  return rows.map((row) => returnView(row, linesOf.get(row.id) ?? []));
}
