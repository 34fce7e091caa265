/** The coupons' books for clearing and finance: sums in SQL, no member in any answer. */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { faceValueMinor } from '../domain/offers/coupon-template.ts';
import type { OfferDefinition } from '../domain/offers/offer-definition.ts';
import type {
  CouponUseOnBooks,
  OfferOutlay,
  OutstandingCoupons,
  UsesPage,
  UsesQuery,
} from '../door-books.ts';
import { readsEverything } from './access.ts';

const MOST = 10_000;

const notAllowed = () => refuse('FORBIDDEN', 'COUPON_BOOKS_NOT_ALLOWED');

export async function redemptionsBetween(
  kit: ModuleKit,
  caller: Principal,
  { from, to, after, limit }: UsesQuery,
): Promise<Outcome<UsesPage>> {
  if (!readsEverything(caller)) return notAllowed();
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM redemption
    WHERE id > ${after === undefined ? floorOf(from) : toUuid('rdm', after)} AND id <= ${ceilingOf(to)}
    ORDER BY id LIMIT ${Math.min(limit, MOST)}`.execute(kit.db.sql());
  return accept(
    await usesOf(
      kit,
      rows.map(({ id }) => id),
    ),
  );
}

export async function redemptionsById(
  kit: ModuleKit,
  caller: Principal,
  { ids }: { readonly ids: readonly string[] },
): Promise<Outcome<UsesPage>> {
  if (!readsEverything(caller)) return notAllowed();
  return accept(
    await usesOf(
      kit,
      ids.slice(0, MOST).map((id) => toUuid('rdm', id)),
    ),
  );
}

/** Bounds of ids by the moment inside them. */
const prefixOf = (at: Date): string => {
  const time = at.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}`;
};
const floorOf = (from: Date | null): string =>
  from === null ? '00000000-0000-0000-0000-000000000000' : ceilingOf(from);
const ceilingOf = (to: Date): string => `${prefixOf(to)}-7fff-ffff-ffffffffffff`;

async function usesOf(kit: ModuleKit, ids: readonly string[]): Promise<UsesPage> {
  const { rows } = await sql<{ redemption: string; coupon: string; value: string; back: string }>`
    SELECT redemption_id AS redemption, coupon_id AS coupon, sum(discount_minor)::text AS value,
      sum(reversed_minor)::text AS back
    FROM redemption_line WHERE redemption_id = ANY(${[...ids]}::uuid[]) AND coupon_id IS NOT NULL
    GROUP BY 1, 2 ORDER BY 1, 2`.execute(kit.db.sql());
  const uses = rows.map(
    (row): CouponUseOnBooks => ({
      redemptionId: fromUuid('rdm', row.redemption),
      couponId: fromUuid('cpn', row.coupon),
      valueMinor: BigInt(row.value),
      reversedMinor: BigInt(row.back),
    }),
  );
  return { redemptionIds: ids.map((id) => fromUuid('rdm', id)), uses };
}

interface CouponSums {
  offer_id: string;
  offer_version: number;
  benefit_no: number;
  definition: OfferDefinition;
  issued: string;
  issued_value: string;
  withdrawn: string;
  withdrawn_value: string;
  outstanding: string;
  outstanding_value: string;
  expired: string;
  expired_value: string;
  last_expires_at: Date;
}

/** Uses (or, of stored value, fen) by what became of them, for each benefit of each version. */
async function sums(kit: ModuleKit, offerId: string | undefined): Promise<readonly CouponSums[]> {
  const now = kit.clock.now();
  const offer = offerId === undefined ? null : toUuid('off', offerId);
  const open = sql`ended_as IS NULL AND expires_at >= ${now}`;
  const gone = sql`ended_as IS NULL AND expires_at < ${now}`;
  const left = sql`uses_total - uses_spent`;
  const valueLeft = sql`value_total - value_spent`;
  const { rows } = await sql<CouponSums>`
    SELECT c.*, v.definition FROM (
      SELECT offer_id, offer_version, benefit_no,
        sum(uses_total)::text AS issued, sum(value_total)::text AS issued_value,
        coalesce(sum(${left}) FILTER (WHERE ended_as IS NOT NULL), 0)::text AS withdrawn,
        coalesce(sum(${valueLeft}) FILTER (WHERE ended_as IS NOT NULL), 0)::text AS withdrawn_value,
        coalesce(sum(${left}) FILTER (WHERE ${open}), 0)::text AS outstanding,
        coalesce(sum(${valueLeft}) FILTER (WHERE ${open}), 0)::text AS outstanding_value,
        coalesce(sum(${left}) FILTER (WHERE ${gone}), 0)::text AS expired,
        coalesce(sum(${valueLeft}) FILTER (WHERE ${gone}), 0)::text AS expired_value,
        max(expires_at) AS last_expires_at
      FROM coupon WHERE ${offer}::uuid IS NULL OR offer_id = ${offer}::uuid GROUP BY 1, 2, 3) c
    JOIN offer_version v ON v.offer_id = c.offer_id AND v.version = c.offer_version
    ORDER BY 1, 2, 3`.execute(kit.db.sql());
  return rows;
}

/** Money of stored value is counted as it is; of every other kind, uses at their face value. */
function worth(row: CouponSums, uses: string, value: string): bigint {
  const benefit = row.definition.benefits[row.benefit_no];
  if (benefit?.kind !== 'COUPON') return 0n;
  const stored = benefit.coupon.value.kind === 'STORED_VALUE';
  return stored ? BigInt(value) : BigInt(uses) * faceValueMinor(benefit.coupon);
}

export async function offerOutlay(
  kit: ModuleKit,
  caller: Principal,
  { offerId }: { readonly offerId: string },
): Promise<Outcome<readonly OfferOutlay[]>> {
  if (!readsEverything(caller)) return notAllowed();
  const byVersion = Map.groupBy(await sums(kit, offerId), ({ offer_version }) => offer_version);
  const { rows: versions } = await sql<{ version: number; definition: OfferDefinition }>`
    SELECT version, definition FROM offer_version WHERE offer_id = ${toUuid('off', offerId)} ORDER BY version`.execute(
    kit.db.sql(),
  );
  return accept(
    versions.map(({ version, definition }) => {
      const rows = byVersion.get(version) ?? [];
      const count = (read: (row: CouponSums) => string): number =>
        rows.reduce((all, row) => all + Number(read(row)), 0);
      const money = (
        uses: (row: CouponSums) => string,
        value: (row: CouponSums) => string,
      ): bigint => rows.reduce((all, row) => all + worth(row, uses(row), value(row)), 0n);
      return {
        offerId,
        version,
        funding: definition.funding,
        coupons: {
          issued: count((r) => r.issued),
          issuedMinor: money(
            (r) => r.issued,
            (r) => r.issued_value,
          ),
          withdrawn: count((r) => r.withdrawn),
          withdrawnMinor: money(
            (r) => r.withdrawn,
            (r) => r.withdrawn_value,
          ),
          outstanding: count((r) => r.outstanding),
          outstandingMinor: money(
            (r) => r.outstanding,
            (r) => r.outstanding_value,
          ),
          expired: count((r) => r.expired),
          expiredMinor: money(
            (r) => r.expired,
            (r) => r.expired_value,
          ),
        },
      };
    }),
  );
}

export async function outstandingCoupons(
  kit: ModuleKit,
  caller: Principal,
  { funder }: { readonly funder?: string },
): Promise<Outcome<readonly OutstandingCoupons[]>> {
  if (!readsEverything(caller)) return notAllowed();
  return accept(
    (await sums(kit, undefined))
      .filter(({ outstanding }) => outstanding !== '0')
      .filter(
        ({ definition }) =>
          funder === undefined ||
          definition.funding.some(({ subsidiary }) => subsidiary === funder),
      )
      .map((row) => ({
        offerId: fromUuid('off', row.offer_id),
        funding: row.definition.funding,
        coupons: Number(row.outstanding),
        worthMinor: worth(row, row.outstanding, row.outstanding_value),
        lastExpiresAt: new Date(row.last_expires_at),
      })),
  );
}
