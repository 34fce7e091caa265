/** Pages of the company's records, narrowed to what the caller sees, and filters by the codes that people use. */
import { type Connection, paginate } from '@guildhall/shared/graphql/index';
import { newestFirst } from '@guildhall/shared/graphql/row-loaders';
import { toUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import type { EntityName } from '@mikro-orm/core';
import { actingMember, type Property } from '../application/property.ts';
import { homesOf, seesAll } from '../application/read.ts';
import { CommunityTable, DwellingTable } from '../storage/tables.ts';

/** An id that no row has. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The UUID of a community's code; a code nobody has finds nothing. */
export async function communityIdOf(property: Property, communityCode: string | undefined) {
  if (communityCode === undefined) return undefined;
  const found = await property.kit.db.read().findOne(CommunityTable, { code: communityCode });
  return found?.id ?? NOBODY;
}

export async function dwellingIdOf(property: Property, dwellingCode: string | undefined) {
  if (dwellingCode === undefined) return undefined;
  const found = await property.kit.db.read().findOne(DwellingTable, { code: dwellingCode });
  return found?.id ?? NOBODY;
}

export const memberUuid = (id: string | undefined) =>
  id === undefined ? undefined : toUuid('mem', id);

/** Newest first, narrowed to what the caller sees; `own` is the filter that makes it a member's own. */
export function page<Row extends { id: string }>(
  property: Property,
  caller: Principal,
  table: EntityName<Row>,
  where: Readonly<Record<string, unknown>>,
  own: Readonly<Record<string, unknown>> | undefined,
  args: { readonly first: number; readonly after?: string | null | undefined },
): Promise<Connection<Row>> {
  const scope = seesAll(caller) ? {} : own;
  return paginate(args, {
    load: async (wanted) =>
      scope === undefined
        ? []
        : newestFirst(property.kit.db.read(), table, { $and: [where, scope] }, wanted),
    keyOf: ({ id }) => [id],
  });
}

export function ownRecords(caller: Principal): Record<string, unknown> | undefined {
  const memberId = actingMember(caller);
  return memberId === undefined ? undefined : { memberId };
}

export async function ownHomes(property: Property, caller: Principal, column: 'id' | 'dwellingId') {
  return { [column]: { $in: [...(await homesOf(property, caller))] } };
}
