/** Leaves, nodes and checkpoints of the shared log. */
import { sql } from 'kysely';
import { type NodeAt, nodeKey } from '../domain/merkle/stored-tree.ts';
import type { Hash } from '../domain/merkle/tree.ts';
import type { Db } from './tables.ts';

export interface LeafRow {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  /** RFC 3339, milliseconds. */
  readonly at: string;
  readonly commitment: Buffer;
  readonly salt: Buffer;
  readonly payload: string;
  readonly position: number | undefined;
}

const LEAF_COLUMNS = [
  'id',
  'kind',
  'subject',
  'at',
  'commitment',
  'salt',
  'payload',
  'position',
] as const;

export async function unplacedLeaves(db: Db, limit: number): Promise<LeafRow[]> {
  const rows = await db
    .selectFrom('log_leaf')
    .select(LEAF_COLUMNS)
    .where('position', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(leafOf);
}

/** Placed leaves from a position on, in their order. */
export async function leavesFrom(db: Db, position: number, limit: number): Promise<LeafRow[]> {
  const rows = await db
    .selectFrom('log_leaf')
    .select(LEAF_COLUMNS)
    .where('position', '>=', String(position))
    .orderBy('position')
    .limit(limit)
    .execute();
  return rows.map(leafOf);
}

export async function leafOfSubject(
  db: Db,
  kind: string,
  subject: string,
): Promise<LeafRow | undefined> {
  const row = await db
    .selectFrom('log_leaf')
    .select(LEAF_COLUMNS)
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .executeTakeFirst();
  return row === undefined ? undefined : leafOf(row);
}

function leafOf(row: {
  id: string;
  kind: string;
  subject: string;
  at: Date;
  commitment: Buffer;
  salt: Buffer;
  payload: string;
  position: string | null;
}): LeafRow {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    at: new Date(row.at).toISOString(),
    commitment: Buffer.from(row.commitment),
    salt: Buffer.from(row.salt),
    payload: row.payload,
    position: row.position === null ? undefined : Number(row.position),
  };
}

/** Gives leaves the places from `from` on, in the order of the ids given. */
export async function placeLeaves(db: Db, ids: readonly string[], from: number): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    UPDATE log_leaf AS l SET position = ${from}::bigint + p.n - 1
    FROM unnest(${[...ids]}::uuid[]) WITH ORDINALITY AS p(id, n) WHERE l.id = p.id AND l.position IS NULL`.execute(
    db,
  );
}

export async function addNodes(
  db: Db,
  nodes: readonly (NodeAt & { readonly hash: Hash })[],
): Promise<void> {
  if (nodes.length === 0) return;
  await db
    .insertInto('log_node')
    .values(nodes.map(({ level, position, hash }) => ({ level, position: String(position), hash })))
    .execute();
}

export async function nodesAt(
  db: Db,
  nodes: readonly NodeAt[],
): Promise<ReadonlyMap<string, Hash>> {
  if (nodes.length === 0) return new Map();
  const { rows } = await sql<{ level: number; position: string; hash: Buffer }>`
    SELECT n.level, n.position, n.hash
    FROM unnest(${nodes.map(({ level }) => level)}::smallint[], ${nodes.map(({ position }) => position)}::bigint[]) AS w(level, position)
    JOIN log_node AS n USING (level, position)`.execute(db);
  return new Map(
    rows.map(({ level, position, hash }) => [
      nodeKey({ level, position: Number(position) }),
      Buffer.from(hash),
    ]),
  );
}

export interface CheckpointRow {
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
}

export async function latestCheckpoint(db: Db): Promise<CheckpointRow | undefined> {
  const row = await db
    .selectFrom('log_checkpoint')
    .selectAll()
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined
    ? undefined
    : { size: Number(row.size), root: Buffer.from(row.root), note: row.note };
}

export async function allCheckpoints(db: Db): Promise<CheckpointRow[]> {
  const rows = await db.selectFrom('log_checkpoint').selectAll().orderBy('size').execute();
  return rows.map(({ size, root, note }) => ({
    size: Number(size),
    root: Buffer.from(root),
    note,
  }));
}

export async function addCheckpoint(
  db: Db,
  { size, root, note }: CheckpointRow,
  now: Date,
): Promise<void> {
  await db
    .insertInto('log_checkpoint')
    .values({ size: String(size), root, note, signed_at: now })
    .execute();
}
