/** Pages of the company's records, narrowed to what the caller sees, and filters by the codes that people use. */
import { type Connection, paginate, type SortKey } from '@guildhall/shared/graphql/index';
import { newestFirst } from '@guildhall/shared/graphql/row-loaders';
import { toUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import type { EntityName } from '@mikro-orm/core';
import type { Auto } from '../application/auto.ts';
import { scopeOf } from '../application/read.ts';
import { DealershipTable, type ServiceBookingRow, ServiceBookingTable } from '../storage/tables.ts';

/** An id that no row has. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** A list of records that belong to members: all for the company's people, his own for a member, none for others. */
export function ownPage<Row extends { id: string }>(
  auto: Auto,
  caller: Principal,
  table: EntityName<Row>,
  where: Readonly<Record<string, unknown>>,
  args: { readonly first: number; readonly after?: string | null | undefined },
): Promise<Connection<Row>> {
  const scope = scopeOf(caller);
  return paginate(args, {
    load: async (page) =>
      scope === undefined
        ? []
        : newestFirst(auto.kit.db.read(), table, { $and: [where, scope] }, page),
    keyOf: ({ id }): SortKey => [id],
  });
}

/** The same for bookings in the order in which the cars come. */
export function ownPageByStart(
  auto: Auto,
  caller: Principal,
  where: Readonly<Record<string, unknown>>,
  args: { readonly first: number; readonly after?: string | null | undefined },
): Promise<Connection<ServiceBookingRow>> {
  const scope = scopeOf(caller);
  return paginate(args, {
    load: async ({ limit, after }) =>
      scope === undefined
        ? []
        : auto.kit.db
            .read()
            .find(
              ServiceBookingTable,
              { $and: [where, scope, startingAfter(after)] },
              { orderBy: { startsAt: 'asc', id: 'asc' }, limit },
            ),
    keyOf: ({ startsAt, id }): SortKey => [startsAt.toISOString(), id],
  });
}

function startingAfter(after: SortKey | undefined) {
  const [at, id] = after ?? [];
  if (at === undefined || id === undefined) return {};
  const startsAt = new Date(String(at));
  return {
    startsAt: { $gte: startsAt },
    $or: [{ startsAt: { $gt: startsAt } }, { id: { $gt: String(id) } }],
  };
}

export const uuidOf = (prefix: string, id: string | undefined) =>
  id === undefined ? undefined : toUuid(prefix, id);

/** The UUID of a dealership's code; a code nobody has finds nothing. */
export async function dealershipIdOf(auto: Auto, dealershipCode: string | undefined) {
  if (dealershipCode === undefined) return undefined;
  const found = await auto.kit.db.read().findOne(DealershipTable, { code: dealershipCode });
  return found?.id ?? NOBODY;
}
