/** What other modules need to know of members, read by one statement (`migrations/identity/0030-member-states.sql`). */
import { type Kysely, sql } from 'kysely';
import type { ConsentPurpose, MemberStatus } from '../door.ts';
import { type InstantsAsText, withInstants } from './rows.ts';

export interface MemberStateRow {
  readonly id: string;
  readonly member_no: string;
  readonly status: MemberStatus;
  readonly survivor_id: string;
  readonly enrolled_at: Date;
  readonly enrolled_by: string;
  readonly household_id: string | null;
  /** For the whole group and every channel. */
  readonly purposes: readonly ConsentPurpose[];
  readonly master_key: number;
  /** The survivor's key and profile; null where nothing was told of it. */
  readonly wrapped_key: Buffer | null;
  readonly sealed: Buffer | null;
}

export async function memberStateRows(
  db: Kysely<unknown>,
  ids: readonly string[],
): Promise<MemberStateRow[]> {
  const { rows } = await sql<InstantsAsText<MemberStateRow, 'enrolled_at'>>`
    SELECT * FROM member_states(${ids}::uuid[])`.execute(db);
  return withInstants<MemberStateRow, 'enrolled_at'>(rows, ['enrolled_at']);
}
