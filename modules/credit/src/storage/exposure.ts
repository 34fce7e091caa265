/**
 * The group's open amount to a firm. The exposure row is the lock: an amount is reserved by one conditional update, so
 * that no two subsidiaries can overspend a limit together, however many ask at once.
 */
import { sql } from 'kysely';
import type { ExposureFact } from '../domain/screening/facts.ts';
import type { Db } from './tables.ts';

export async function exposureOf(db: Db, firmId: string): Promise<ExposureFact | undefined> {
  return (await exposuresOf(db, [firmId])).get(firmId);
}

/** Firms that nobody ever had an amount open to are left out. */
export async function exposuresOf(
  db: Db,
  firmIds: readonly string[],
): Promise<ReadonlyMap<string, ExposureFact>> {
  if (firmIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('exposure')
    .selectAll()
    .where('firm_id', 'in', firmIds)
    .execute();
  return new Map(
    rows.map((row) => [
      row.firm_id,
      {
        currency: row.currency,
        setLimitMinor: row.set_limit_minor === null ? undefined : BigInt(row.set_limit_minor),
        usedMinor: BigInt(row.used_minor),
        reservedMinor: BigInt(row.reserved_minor),
      },
    ]),
  );
}

export async function ensureExposure(db: Db, firmId: string, currency: string): Promise<void> {
  await db
    .insertInto('exposure')
    .values({
      firm_id: firmId,
      currency,
      set_limit_minor: null,
      used_minor: '0',
      reserved_minor: '0',
    })
    .onConflict((conflict) => conflict.column('firm_id').doNothing())
    .execute();
}

export interface ExposureTotals {
  readonly usedMinor: bigint;
  readonly reservedMinor: bigint;
}

/**
 * Moves the totals if the result stays within bounds; undefined when it would not. `limitMinor` binds only what adds to
 * the total: giving back is always allowed.
 */
export async function moveExposure(
  db: Db,
  firmId: string,
  change: { readonly used: bigint; readonly reserved: bigint },
  limitMinor: bigint,
): Promise<ExposureTotals | undefined> {
  const adds = change.used + change.reserved > 0n;
  const { rows } = await sql<{ used_minor: string; reserved_minor: string }>`
    UPDATE exposure
       SET used_minor = used_minor + ${change.used.toString()}::bigint,
           reserved_minor = reserved_minor + ${change.reserved.toString()}::bigint
     WHERE firm_id = ${firmId}
       AND (NOT ${adds}::boolean
            OR used_minor + reserved_minor + ${(change.used + change.reserved).toString()}::bigint <= ${limitMinor.toString()}::bigint)
    RETURNING used_minor, reserved_minor`.execute(db);
  const row = rows[0];
  return row === undefined
    ? undefined
    : { usedMinor: BigInt(row.used_minor), reservedMinor: BigInt(row.reserved_minor) };
}
