/** Groups of connected clients: who belongs to which now, and what the members have open together. */
import { newUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { KnownMembership, Regrouping } from '../domain/relations/connected.ts';
import type { GroupExposure } from '../domain/relations/group-limit.ts';
import type { Db } from './tables.ts';

export async function membershipsOf(
  db: Db,
  firmIds: readonly string[],
): Promise<KnownMembership[]> {
  if (firmIds.length === 0) return [];
  const rows = await db
    .selectFrom('connected_member')
    .select(['firm_id', 'group_id'])
    .where('firm_id', 'in', firmIds)
    .where('until', 'is', null)
    .execute();
  return rows.map(({ firm_id, group_id }) => ({ firmId: firm_id, groupId: group_id }));
}

export async function membersOfGroups(
  db: Db,
  groupIds: readonly string[],
): Promise<KnownMembership[]> {
  if (groupIds.length === 0) return [];
  const rows = await db
    .selectFrom('connected_member')
    .select(['firm_id', 'group_id'])
    .where('group_id', 'in', groupIds)
    .where('until', 'is', null)
    .orderBy('firm_id')
    .execute();
  return rows.map(({ firm_id, group_id }) => ({ firmId: firm_id, groupId: group_id }));
}

/** One regrouping at a time; lasts until the transaction ends. */
export async function lockGrouping(db: Db): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('credit.connected'))`.execute(db);
}

/** Answers the ids of groups whose members changed. */
export async function applyRegrouping(
  db: Db,
  { join, leave }: Regrouping,
  now: Date,
): Promise<readonly string[]> {
  const left = leave.map(({ firmId }) => firmId);
  if (left.length > 0) {
    await sql`
      UPDATE connected_member SET until = ${now}, until_mark = pg_current_xact_id()
      WHERE firm_id = ANY(${left}::uuid[]) AND until IS NULL`.execute(db);
  }
  const fresh = new Map<number, string>();
  for (const { groupId, component } of join)
    if (groupId === undefined && !fresh.has(component)) fresh.set(component, newUuid(now));
  if (fresh.size > 0) {
    await db
      .insertInto('connected_group')
      .values([...fresh.values()].map((id) => ({ id, set_limit_minor: null, formed_at: now })))
      .execute();
  }
  const rows = join.flatMap(({ firmId, groupId, component }) => {
    const group = groupId ?? fresh.get(component);
    return group === undefined
      ? []
      : [{ id: newUuid(now), group_id: group, firm_id: firmId, since: now }];
  });
  if (rows.length > 0) await db.insertInto('connected_member').values(rows).execute();
  return [
    ...new Set([...rows.map(({ group_id }) => group_id), ...leave.map(({ groupId }) => groupId)]),
  ];
}

/** The group of a firm with what is open to each member; undefined when it stands alone. `lock`: nobody else of the group reserves meanwhile. */
export async function groupExposureOf(
  db: Db,
  firmId: string,
  lock = false,
): Promise<GroupExposure | undefined> {
  for (;;) {
    const [membership] = await membershipsOf(db, [firmId]);
    if (membership === undefined) return undefined;
    if (lock) {
      await sql`SELECT 1 FROM connected_group WHERE id = ${membership.groupId} FOR UPDATE`.execute(
        db,
      );
      const [again] = await membershipsOf(db, [firmId]);
      if (again?.groupId !== membership.groupId) continue;
    }
    return readGroup(db, membership.groupId);
  }
}

export async function readGroup(db: Db, groupId: string): Promise<GroupExposure> {
  const group = (await readGroups(db, [groupId])).get(groupId);
  return group ?? { groupId, setLimitMinor: undefined, members: [] };
}

/** The groups of many firms, by firm; who stands alone is left out. */
export async function groupExposuresOf(
  db: Db,
  firmIds: readonly string[],
): Promise<ReadonlyMap<string, GroupExposure>> {
  const memberships = await membershipsOf(db, firmIds);
  const groups = await readGroups(db, [...new Set(memberships.map(({ groupId }) => groupId))]);
  return new Map(
    memberships.flatMap(({ firmId, groupId }) => {
      const group = groups.get(groupId);
      return group === undefined ? [] : [[firmId, group] as const];
    }),
  );
}

async function readGroups(
  db: Db,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, GroupExposure>> {
  if (groupIds.length === 0) return new Map();
  const { rows } = await sql<{
    group_id: string;
    firm_id: string;
    used: string | null;
    reserved: string | null;
    limit_minor: string | null;
    set_limit: string | null;
  }>`
    SELECT g.id AS group_id, m.firm_id, e.used_minor AS used, e.reserved_minor AS reserved,
           g.set_limit_minor AS set_limit, coalesce(e.set_limit_minor, a.limit_minor) AS limit_minor
    FROM connected_group AS g JOIN connected_member AS m ON m.group_id = g.id AND m.until IS NULL
    LEFT JOIN exposure AS e ON e.firm_id = m.firm_id
    LEFT JOIN LATERAL (
      SELECT limit_minor FROM assessment WHERE firm_id = m.firm_id ORDER BY assessed_at DESC, no DESC LIMIT 1) AS a ON true
    WHERE g.id = ANY(${[...groupIds]}::uuid[]) ORDER BY g.id, m.firm_id`.execute(db);
  const byGroup = Map.groupBy(rows, ({ group_id }) => group_id);
  return new Map(
    [...byGroup].map(([groupId, members]) => {
      const setLimit = members[0]?.set_limit ?? null;
      return [
        groupId,
        {
          groupId,
          setLimitMinor: setLimit === null ? undefined : BigInt(setLimit),
          members: members.map(({ firm_id, used, reserved, limit_minor }) => ({
            firmId: firm_id,
            usedMinor: BigInt(used ?? 0),
            reservedMinor: BigInt(reserved ?? 0),
            limitMinor: BigInt(limit_minor ?? 0),
          })),
        },
      ];
    }),
  );
}
