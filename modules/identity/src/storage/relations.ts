/** Table `member_relation`: who is what to which thing. A relation that ended stays, with its end. */
import { type Kysely, sql } from 'kysely';
import { type InstantsAsText, rowsOf, withInstants } from './rows.ts';

type Db = Kysely<unknown>;

export type ThingKind = 'VEHICLE' | 'DWELLING' | 'PARKING_SPACE';
export type ThingRole = 'OWNER' | 'TENANT' | 'FAMILY' | 'DRIVER' | 'PAYER';

export interface Thing {
  readonly memberId: string;
  readonly subsidiary: string;
  readonly thingKind: ThingKind;
  readonly thingKey: string;
}
export interface NewRelation extends Thing {
  readonly id: string;
  readonly role: ThingRole;
  readonly toldBy: string;
}

export async function openRelation(db: Db, relation: NewRelation, now: Date): Promise<void> {
  const { id, memberId, subsidiary, thingKind, thingKey, role, toldBy } = relation;
  await sql`
    INSERT INTO member_relation (id, member_id, subsidiary, thing_kind, thing_key, role, since, told_by)
    SELECT ${id}, id, ${subsidiary}, ${thingKind}, ${thingKey}, ${role}, ${now}, ${toldBy} FROM member WHERE id = ${memberId}
    ON CONFLICT (member_id, subsidiary, thing_kind, thing_key, role) WHERE until IS NULL DO NOTHING`.execute(
    db,
  );
}

export async function closeRelations(
  db: Db,
  thing: Thing,
  roles: readonly ThingRole[],
  now: Date,
): Promise<void> {
  await sql`
    UPDATE member_relation SET until = ${now}
    WHERE member_id = ${thing.memberId} AND subsidiary = ${thing.subsidiary} AND thing_kind = ${thing.thingKind}
      AND thing_key = ${thing.thingKey} AND role = ANY(${[...roles]}::text[]) AND until IS NULL`.execute(
    db,
  );
}

export interface RelationRow {
  readonly id: string;
  readonly root_id: string;
  readonly subsidiary: string;
  readonly thing_kind: ThingKind;
  readonly thing_key: string;
  readonly role: ThingRole;
  readonly since: Date;
  readonly until: Date | null;
}
const INSTANTS = ['since', 'until'] as const;

/** Of a member and those merged into it: those in force first, then the newest. */
export async function relationsOf(db: Db, rootId: string): Promise<RelationRow[]> {
  const { rows } = await sql<InstantsAsText<RelationRow, 'since' | 'until'>>`
    SELECT r.id, m.survivor_id AS root_id, r.subsidiary, r.thing_kind, r.thing_key, r.role, r.since, r.until
    FROM member m JOIN member_relation r ON r.member_id = m.id
    WHERE m.survivor_id = ${rootId} ORDER BY r.until IS NOT NULL, r.since DESC, r.id DESC LIMIT 500`.execute(
    db,
  );
  return withInstants<RelationRow, 'since' | 'until'>(rows, INSTANTS);
}

/** Everybody who is something to these things now. */
export async function relationsOfThings(
  db: Db,
  things: readonly RelationRow[],
): Promise<RelationRow[]> {
  const wanted = things.map(({ subsidiary, thing_kind, thing_key }) => ({
    subsidiary,
    thing_kind,
    thing_key,
  }));
  if (wanted.length === 0) return [];
  const { rows } = await sql<InstantsAsText<RelationRow, 'since' | 'until'>>`
    SELECT DISTINCT r.id, m.survivor_id AS root_id, r.subsidiary, r.thing_kind, r.thing_key, r.role, r.since, r.until
    FROM jsonb_to_recordset(${rowsOf(wanted)}) AS t(subsidiary text, thing_kind text, thing_key text)
    JOIN member_relation r ON r.subsidiary = t.subsidiary AND r.thing_kind = t.thing_kind AND r.thing_key = t.thing_key AND r.until IS NULL
    JOIN member m ON m.id = r.member_id AND m.status <> 'ERASED' ORDER BY r.id LIMIT 1000`.execute(
    db,
  );
  return withInstants<RelationRow, 'since' | 'until'>(rows, INSTANTS);
}
