/**
 * Limits, exact under any concurrency and in both directions. A claim is one conditional update per counter that
 * refuses to pass its ceiling; giving back is the same row downwards. Counters are taken in one order, so two callers
 * never wait for each other in a circle, and last in their transaction, so that a hot one is held for a moment only.
 */
import { toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { Claim } from '../domain/granting/claims.ts';
import type { Db } from './offers.ts';

export type ClaimHeld = Omit<Claim, 'ceiling'>;

const offersOf = (claims: readonly Claim[]): ReadonlySet<string> =>
  new Set(claims.map(({ offerId }) => offerId));

/** Offers of which some limit would be passed; empty when everything was claimed. The caller undoes the rest. */
export const claim = async (db: Db, claims: readonly Claim[]): Promise<ReadonlySet<string>> =>
  offersOf(await claimOrTell(db, claims));

/** As `claim`; answers the claims that would pass their limits. */
export async function claimOrTell(db: Db, claims: readonly Claim[]): Promise<readonly Claim[]> {
  const summed = summedUp(claims);
  if (summed.length === 0) return [];
  const impossible = summed.filter(({ amount, ceiling }) => amount > ceiling);
  if (impossible.length > 0) return impossible;
  const { rows } = await sql<{ place: number }>`
    WITH wanted AS (
      SELECT * FROM jsonb_to_recordset(${toJson(summed)}::jsonb)
        AS w(place int, offer uuid, "limitNo" int, scope text, amount bigint, ceiling bigint)),
    claimed AS (
      INSERT INTO counter AS c (offer_id, limit_no, scope, used)
      SELECT offer, "limitNo", scope, amount FROM wanted ORDER BY offer, "limitNo", scope
      ON CONFLICT (offer_id, limit_no, scope) DO UPDATE SET used = c.used + excluded.used
        WHERE c.used + excluded.used <= (
          SELECT ceiling FROM wanted w
          WHERE w.offer = excluded.offer_id AND w."limitNo" = excluded.limit_no AND w.scope = excluded.scope)
      RETURNING offer_id, limit_no, scope)
    SELECT place FROM wanted w
    WHERE NOT EXISTS (SELECT 1 FROM claimed c WHERE c.offer_id = w.offer AND c.limit_no = w."limitNo" AND c.scope = w.scope)`.execute(
    db,
  );
  return rows.flatMap(({ place }) => summed[place] ?? []);
}

/** What has been used of each counter, locked in their order until the transaction ends; by `counterKey`. */
export async function lockCounters(db: Db, claims: readonly Claim[]): Promise<Map<string, bigint>> {
  const summed = summedUp(claims);
  if (summed.length === 0) return new Map();
  const locked = await readLocked(db, summed);
  if (locked.size === summed.length) return locked;
  const missing = summed.filter((one) => !locked.has(counterKey(one)));
  await sql`
    INSERT INTO counter (offer_id, limit_no, scope, used)
    SELECT offer, "limitNo", scope, 0 FROM jsonb_to_recordset(${toJson(missing)}::jsonb)
      AS w(place int, offer uuid, "limitNo" int, scope text, amount bigint, ceiling bigint)
    ORDER BY offer, "limitNo", scope ON CONFLICT DO NOTHING`.execute(db);
  return readLocked(db, summed);
}

async function readLocked(db: Db, summed: readonly Claim[]): Promise<Map<string, bigint>> {
  const { rows } = await sql<{ place: number; used: string }>`
    SELECT w.place, c.used::text AS used
    FROM jsonb_to_recordset(${toJson(summed)}::jsonb)
      AS w(place int, offer uuid, "limitNo" int, scope text, amount bigint, ceiling bigint)
    JOIN counter c ON c.offer_id = w.offer AND c.limit_no = w."limitNo" AND c.scope = w.scope
    ORDER BY c.offer_id, c.limit_no, c.scope FOR UPDATE OF c`.execute(db);
  const used = new Map<string, bigint>();
  for (const row of rows) {
    const claim = summed[row.place];
    if (claim !== undefined) used.set(counterKey(claim), BigInt(row.used));
  }
  return used;
}

export const counterKey = ({ offerId, limitNo, scope }: ClaimHeld): string =>
  `${offerId}/${limitNo}/${scope}`;

/** Adds to counters that the caller has locked and found room in. */
export async function addToCounters(db: Db, claims: readonly ClaimHeld[]): Promise<void> {
  const summed = summedUp(claims.map((one) => ({ ...one, ceiling: 0n })));
  if (summed.length === 0) return;
  await sql`
    UPDATE counter c SET used = c.used + w.amount
    FROM jsonb_to_recordset(${toJson(summed)}::jsonb)
      AS w(place int, offer uuid, "limitNo" int, scope text, amount bigint, ceiling bigint)
    WHERE c.offer_id = w.offer AND c.limit_no = w."limitNo" AND c.scope = w.scope`.execute(db);
}

/** Looks, without a lock, which offers have no room left. A hint: only a claim is certain. */
export const withoutRoom = async (db: Db, claims: readonly Claim[]): Promise<ReadonlySet<string>> =>
  offersOf(await passing(db, claims));

/** As `withoutRoom`; answers the claims that would pass their limits. */
export async function passing(db: Db, claims: readonly Claim[]): Promise<readonly Claim[]> {
  const summed = summedUp(claims);
  if (summed.length === 0) return [];
  const { rows } = await sql<{ place: number }>`
    SELECT place FROM jsonb_to_recordset(${toJson(summed)}::jsonb)
      AS w(place int, offer uuid, "limitNo" int, scope text, amount bigint, ceiling bigint)
    LEFT JOIN counter c ON c.offer_id = w.offer AND c.limit_no = w."limitNo" AND c.scope = w.scope
    WHERE coalesce(c.used, 0) + w.amount > w.ceiling`.execute(db);
  return rows.flatMap(({ place }) => summed[place] ?? []);
}

/** What has been used of each counter, without a lock; by `counterKey`. */
export async function usedOf(
  db: Db,
  claims: readonly ClaimHeld[],
): Promise<ReadonlyMap<string, bigint>> {
  const asked = summedUp(claims.map((one) => ({ ...one, ceiling: 0n })));
  if (asked.length === 0) return new Map();
  const { rows } = await sql<{ place: number; used: string }>`
    SELECT w.place, c.used::text AS used
    FROM jsonb_to_recordset(${toJson(asked)}::jsonb)
      AS w(place int, offer uuid, "limitNo" int, scope text, amount bigint, ceiling bigint)
    JOIN counter c ON c.offer_id = w.offer AND c.limit_no = w."limitNo" AND c.scope = w.scope`.execute(
    db,
  );
  return new Map(
    rows.flatMap(({ place, used }) => {
      const one = asked[place];
      return one === undefined ? [] : [[counterKey(one), BigInt(used)] as const];
    }),
  );
}

export async function giveBack(db: Db, claims: readonly ClaimHeld[]): Promise<void> {
  const summed = summedUp(claims.map((one) => ({ ...one, ceiling: 0n })));
  if (summed.length === 0) return;
  await sql`
    WITH locked AS (
      SELECT c.offer_id, c.limit_no, c.scope, w.amount
      FROM jsonb_to_recordset(${toJson(summed)}::jsonb)
        AS w(place int, offer uuid, "limitNo" int, scope text, amount bigint, ceiling bigint)
      JOIN counter c ON c.offer_id = w.offer AND c.limit_no = w."limitNo" AND c.scope = w.scope
      ORDER BY c.offer_id, c.limit_no, c.scope FOR UPDATE OF c)
    UPDATE counter c SET used = c.used - locked.amount FROM locked
    WHERE c.offer_id = locked.offer_id AND c.limit_no = locked.limit_no AND c.scope = locked.scope`.execute(
    db,
  );
}

/** One entry per counter, as JSON; to be claimed by a larger statement. */
export const rowsOfClaims = (claims: readonly Claim[]): string => toJson(summedUp(claims));

/** One entry per counter: a statement may touch a row only once. */
function summedUp(claims: readonly Claim[]): readonly Claim[] {
  const byCounter = new Map<string, Claim>();
  for (const one of claims) {
    const key = counterKey(one);
    const before = byCounter.get(key);
    byCounter.set(
      key,
      before === undefined
        ? one
        : {
            ...before,
            amount: before.amount + one.amount,
            // Versions of an offer may set the same limit differently: together they stay within the lower.
            ceiling: one.ceiling < before.ceiling ? one.ceiling : before.ceiling,
          },
    );
  }
  return [...byCounter.values()].filter(({ amount }) => amount !== 0n);
}

function toJson(claims: readonly Claim[]): string {
  return JSON.stringify(
    claims.map(({ offerId, limitNo, scope, amount, ceiling }, place) => ({
      place,
      offer: toUuid('off', offerId),
      limitNo,
      scope,
      amount: amount.toString(),
      ceiling: ceiling.toString(),
    })),
  );
}

export interface CounterRow {
  readonly offerId: string;
  readonly limitNo: number;
  readonly used: bigint;
}

/** What has been used of the limits that count for everybody. */
export async function totalsUsed(
  db: Db,
  offerUuids: readonly string[],
): Promise<readonly { readonly offer: string; readonly limitNo: number; readonly used: bigint }[]> {
  const { rows } = await sql<{ offer_id: string; limit_no: number; used: string }>`
    SELECT offer_id, limit_no, used::text FROM counter WHERE offer_id = ANY(${[...offerUuids]}::uuid[]) AND scope = ''`.execute(
    db,
  );
  return rows.map((row) => ({
    offer: row.offer_id,
    limitNo: row.limit_no,
    used: BigInt(row.used),
  }));
}
