/** What is to be billed for a month and is not billed yet: set-based reads and the insert that makes bills once. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { FeeKind, ScheduleUsage } from '../domain/kinds.ts';

export interface Billable {
  readonly dwellingId: string;
  readonly parkingSpaceId: string | null;
  readonly areaCenti: number | null;
  readonly usage: ScheduleUsage;
  readonly payerMemberId: string | null;
  /** Null when no schedule covers the month. */
  readonly scheduleId: string | null;
  readonly rateE4: bigint;
  readonly dueDay: number;
}

interface Row {
  dwelling_id: string;
  parking_space_id: string | null;
  area_centi: number | null;
  usage: ScheduleUsage;
  payer_member_id: string | null;
  schedule_id: string | null;
  rate_e4: string | null;
  due_day: number | null;
}

/** Dwellings handed over by the first day of the month, or spaces leased on it, without a bill for it. */
export async function billableFor(
  tx: EntityManager,
  communityId: string,
  kind: FeeKind,
  firstDay: string,
): Promise<readonly Billable[]> {
  const query =
    kind === 'PROPERTY_FEE' ? dwellings(communityId, firstDay) : spaces(communityId, firstDay);
  const { rows } = await query.execute(tx.getKysely<unknown>());
  return rows.map((row) => ({
    dwellingId: row.dwelling_id,
    parkingSpaceId: row.parking_space_id,
    areaCenti: row.area_centi,
    usage: row.usage,
    payerMemberId: row.payer_member_id,
    scheduleId: row.schedule_id,
    rateE4: BigInt(row.rate_e4 ?? 0),
    dueDay: row.due_day ?? 1,
  }));
}

const dwellings = (communityId: string, firstDay: string) => sql<Row>`
  SELECT d.id AS dwelling_id, NULL::uuid AS parking_space_id, d.area_centi, d.usage,
         r.member_id AS payer_member_id, s.id AS schedule_id, s.rate_e4, s.due_day
  FROM dwelling d
  LEFT JOIN residency r ON r.dwelling_id = d.id AND r.pays_fees
  LEFT JOIN LATERAL (
    SELECT id, rate_e4, due_day FROM fee_schedule
    WHERE community_id = d.community_id AND kind = 'PROPERTY_FEE' AND usage = d.usage AND from_month <= ${firstDay}::date
    ORDER BY from_month DESC LIMIT 1) s ON true
  WHERE d.community_id = ${communityId} AND d.handed_over_on <= ${firstDay}::date
    AND NOT EXISTS (SELECT 1 FROM fee_bill b WHERE b.dwelling_id = d.id AND b.month = ${firstDay}::date
                    AND b.kind = 'PROPERTY_FEE' AND b.state <> 'CANCELLED')
  ORDER BY d.code`;

const spaces = (communityId: string, firstDay: string) => sql<Row>`
  SELECT l.dwelling_id, p.id AS parking_space_id, NULL::int AS area_centi, 'ANY' AS usage,
         l.member_id AS payer_member_id, s.id AS schedule_id, s.rate_e4, s.due_day
  FROM parking_space p
  JOIN parking_lease l ON l.space_id = p.id AND daterange(l.from_on, l.until_on, '[]') @> ${firstDay}::date
  LEFT JOIN LATERAL (
    SELECT id, rate_e4, due_day FROM fee_schedule
    WHERE community_id = p.community_id AND kind = 'PARKING_FEE' AND from_month <= ${firstDay}::date
    ORDER BY from_month DESC LIMIT 1) s ON true
  WHERE p.community_id = ${communityId}
    AND NOT EXISTS (SELECT 1 FROM fee_bill b WHERE b.parking_space_id = p.id AND b.month = ${firstDay}::date
                    AND b.kind = 'PARKING_FEE' AND b.state <> 'CANCELLED')
  ORDER BY p.code`;

export interface NewBill {
  readonly id: string;
  readonly billNo: string;
  readonly communityId: string;
  readonly dwellingId: string;
  readonly parkingSpaceId: string | null;
  readonly kind: FeeKind;
  readonly month: string;
  readonly scheduleId: string;
  readonly areaCenti: number | null;
  readonly rateE4: bigint;
  readonly amountMinor: bigint;
  readonly dueOn: string;
  readonly payerMemberId: string | null;
  readonly issuedAt: Date;
}

/** Inserts them in one statement; a bill that somebody else made meanwhile stays as it is. Answers what was made. */
export async function insertBills(
  tx: EntityManager,
  bills: readonly NewBill[],
): Promise<readonly { readonly id: string; readonly amountMinor: bigint }[]> {
  if (bills.length === 0) return [];
  const json = JSON.stringify(bills, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  const { rows } = await sql<{ id: string; amount_minor: string }>`
    INSERT INTO fee_bill (id, bill_no, community_id, dwelling_id, parking_space_id, kind, month, schedule_id,
                          area_centi, rate_e4, amount_minor, state, due_on, payer_member_id, issued_at)
    SELECT id, "billNo", "communityId", "dwellingId", "parkingSpaceId", kind, month, "scheduleId",
           "areaCenti", "rateE4", "amountMinor", CASE WHEN "amountMinor" = 0 THEN 'PAID' ELSE 'OPEN' END, "dueOn", "payerMemberId", "issuedAt"
    FROM jsonb_to_recordset(${json}::jsonb) AS b(
      id uuid, "billNo" text, "communityId" uuid, "dwellingId" uuid, "parkingSpaceId" uuid, kind text, month date,
      "scheduleId" uuid, "areaCenti" int, "rateE4" bigint, "amountMinor" bigint, "dueOn" date,
      "payerMemberId" uuid, "issuedAt" timestamptz)
    ON CONFLICT DO NOTHING RETURNING id, amount_minor`.execute(tx.getKysely<unknown>());
  return rows.map(({ id, amount_minor }) => ({ id, amountMinor: BigInt(amount_minor) }));
}
