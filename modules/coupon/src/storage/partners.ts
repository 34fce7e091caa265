/** Outside brands that pay for offers, honour coupons, or both. */
import { sql } from 'kysely';
import type { LocalText } from '../domain/offers/coupon-template.ts';
import type { Db } from './offers.ts';

export interface PartnerRow {
  readonly code: string;
  readonly name: LocalText;
  readonly funds: boolean;
  readonly honours: boolean;
  readonly state: 'ACTIVE' | 'LEFT';
  readonly changedAt: Date;
}

export async function listPartners(db: Db): Promise<readonly PartnerRow[]> {
  const { rows } = await sql<{
    code: string;
    name: LocalText;
    funds: boolean;
    honours: boolean;
    state: PartnerRow['state'];
    changed_at: Date;
  }>`SELECT code, name, funds, honours, state, changed_at FROM partner ORDER BY code`.execute(db);
  return rows.map(({ changed_at, ...row }) => ({ ...row, changedAt: new Date(changed_at) }));
}

export async function savePartner(
  db: Db,
  partner: Omit<PartnerRow, 'changedAt'>,
  by: string,
  now: Date,
): Promise<void> {
  const { code, name, funds, honours, state } = partner;
  await sql`
    INSERT INTO partner (code, name, funds, honours, state, changed_at, changed_by)
    VALUES (${code}, ${JSON.stringify(name)}::jsonb, ${funds}, ${honours}, ${state}, ${now}, ${by})
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, funds = excluded.funds, honours = excluded.honours,
      state = excluded.state, changed_at = excluded.changed_at, changed_by = excluded.changed_by`.execute(
    db,
  );
}
