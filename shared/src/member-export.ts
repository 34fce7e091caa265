/**
 * A module's part of "everything you know about me". Every module's door answers `exportMember`: the rows of its own tables
 * that name the member in a column called so by the house's convention. A module that keeps sealed text, or names members
 * otherwise, gives its own `exportMember`, which wins.
 */
import { sql } from 'kysely';
import type { Database } from './database/database.ts';
import { isId, toUuid } from './ids.ts';
import type { Principal } from './principal.ts';
import type { TextSeal } from './sealed-text.ts';

/** What a column that says whose a row is may be called. */
const HOLDERS = [
  'member_id',
  'owner_id',
  'owner_member_id',
  'sender_id',
  'recipient_id',
  'payer_member_id',
];
const HOUSEKEEPING = ['outbox', 'inbox', 'idempotency', 'member_move', 'known_member'];
const MOST_ROWS = 20_000;

export interface MemberExport {
  readonly tables: readonly {
    readonly name: string;
    readonly rows: readonly object[];
    /** There are more rows than are given here. */
    readonly cut: boolean;
  }[];
}

/** `memberIds` are a person's memberships: its own and those merged into it. For modules only. */
export async function exportMember(
  db: Database,
  caller: Principal,
  { memberIds }: { readonly memberIds: readonly string[] },
): Promise<MemberExport> {
  const uuids = memberIds.flatMap((id) => (isId('mem', id) ? [toUuid('mem', id)] : []));
  if (caller.kind !== 'module' || uuids.length === 0) return { tables: [] };
  const { rows: columns } = await sql<{ name: string; holders: string[] }>`
    SELECT table_name AS name, array_agg(column_name::text ORDER BY column_name) AS holders FROM information_schema.columns
    WHERE table_schema = current_schema() AND column_name = ANY(${HOLDERS}::text[]) AND data_type IN ('uuid', 'text')
      AND table_name <> ALL(${HOUSEKEEPING}::text[])
    GROUP BY table_name ORDER BY table_name`.execute(db.sql());
  const named = [...uuids, ...memberIds];
  const tables = [];
  for (const { name, holders } of columns) {
    const holds = sql.join(
      holders.map((holder) => sql`t.${sql.ref(holder)}::text = ANY(${named}::text[])`),
      sql` OR `,
    );
    const { rows } = await sql<{ row: Record<string, unknown> }>`
      SELECT to_jsonb(t) AS row FROM ${sql.table(name)} t WHERE ${holds} LIMIT ${MOST_ROWS + 1}`.execute(
      db.sql(),
    );
    if (rows.length === 0) continue;
    const shown = rows.slice(0, MOST_ROWS).map(({ row }) => withoutBytes(row));
    tables.push({ name, rows: shown, cut: rows.length > MOST_ROWS });
  }
  return { tables };
}

export interface SealedColumn {
  /** What the archive calls it. */
  readonly name: string;
  readonly table: string;
  /** Column that says about whom it is. */
  readonly holder: string;
  readonly column: string;
  /** What a value is called in the archive; `told` unless said. */
  readonly as?: string;
  readonly seal: TextSeal;
}

/** The usual rows, and beside them what is sealed in these columns, opened; each value is bound to its row's id. */
export async function exportMemberOpened(
  db: Database,
  caller: Principal,
  input: { readonly memberIds: readonly string[] },
  columns: readonly SealedColumn[],
): Promise<MemberExport> {
  const plain = await exportMember(db, caller, input);
  const uuids = input.memberIds.flatMap((id) => (isId('mem', id) ? [toUuid('mem', id)] : []));
  if (caller.kind !== 'module' || uuids.length === 0) return plain;
  const opened = [];
  for (const { name, table, holder, column, as = 'told', seal } of columns) {
    const { rows } = await sql<{ id: string; sealed: Buffer }>`
      SELECT id, ${sql.ref(column)} AS sealed FROM ${sql.table(table)}
      WHERE ${sql.ref(holder)} = ANY(${uuids}::uuid[]) AND ${sql.ref(column)} IS NOT NULL
      ORDER BY id LIMIT ${MOST_ROWS + 1}`.execute(db.sql());
    const told = rows.slice(0, MOST_ROWS).map(({ id, sealed }) => ({
      id,
      [as]: seal.open(sealed, id),
    }));
    if (told.length > 0) opened.push({ name, rows: told, cut: rows.length > MOST_ROWS });
  }
  return { tables: [...plain.tables, ...opened] };
}

/** Sealed values and digests say nothing to anybody. */
function withoutBytes(row: Record<string, unknown>): object {
  return Object.fromEntries(
    Object.entries(row).filter(
      ([, value]) => !(typeof value === 'string' && value.startsWith('\\x')),
    ),
  );
}
