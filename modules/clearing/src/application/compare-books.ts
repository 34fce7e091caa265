/**
 * Compares clearing's happenings with the books they came from. It asks the ledger and the coupons through their doors
 * in pages and holds one page at a time. A happening that arrived late counts for a later month and still matches: what
 * is compared is whether it is known here, and with the same size.
 */
import type { CouponDoor } from '@guildhall/coupon';
import type { LedgerDoor, PostedLine } from '@guildhall/ledger';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import type { PeriodRow } from '../storage/periods.ts';
import type { Compared, ReconciliationItem } from '../storage/reconciliations.ts';
import type { Db } from '../storage/terms.ts';

const SELF: Principal = { kind: 'module', name: 'clearing' };
const PAGE = 5_000;

/** Postings that touch money between companies. */
const KINDS = [
  'EARN',
  'BURN',
  'CAPTURE',
  'EXPIRE',
  'REVERSE_EARN',
  'REVERSE_BURN',
  'REVERSE_ADJUST',
  'ADJUST',
  'ENTRY',
  'REVERSE_ENTRY',
] as const satisfies readonly PostedLine['kind'][];

interface Span {
  readonly from: Date | null;
  readonly to: Date;
}

/** What was posted from the cut-off before until this one. */
const spanOf = ({ cutOffAt, previousCutOffAt }: PeriodRow): Span => ({
  from: previousCutOffAt,
  to: cutOffAt ?? new Date(0),
});

export async function compareWithLedger(kit: ModuleKit, period: PeriodRow): Promise<Compared> {
  const { from, to } = spanOf(period);
  const ledger = kit.doors.get<LedgerDoor>('ledger');
  const db = kit.db.sql();
  const items: ReconciliationItem[] = [];
  let matched = 0;
  let after: string | undefined;
  for (;;) {
    const page = valueOrThrow(
      await ledger.posted(SELF, {
        from,
        to,
        kinds: KINDS,
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      }),
    );
    const last = page.at(-1)?.postingId;
    const more = page.length === PAGE;
    const here = await happeningsOfLedger(db, {
      after: after === undefined ? firstIdAfter(from) : toUuid('pst', after),
      until: more && last !== undefined ? toUuid('pst', last) : lastIdUntil(to),
    });
    for (const posted of page) {
      const ours = here.get(posted.postingId);
      here.delete(posted.postingId);
      const theirs = posted.amountMinor.toString();
      if (ours === theirs) matched += 1;
      else items.push(itemOf(posted.postingId, ours ?? null, theirs, posted.kind));
    }
    for (const [reference, ours] of here) items.push(itemOf(reference, ours, null, ''));
    if (!more) return { matched, items };
    after = last;
  }
}

function itemOf(
  reference: string,
  ours: string | null,
  theirs: string | null,
  note: string,
): ReconciliationItem {
  const outcome = ours === null ? 'MISSING_HERE' : theirs === null ? 'MISSING_THERE' : 'DIFFERENT';
  return { outcome, reference, ours, theirs, note };
}

async function happeningsOfLedger(
  db: Db,
  span: { readonly after: string; readonly until: string },
): Promise<Map<string, string>> {
  const { rows } = await sql<{ posting_id: string; points: string }>`
    SELECT posting_id, points_minor::text AS points FROM happening
    WHERE posting_id > ${span.after} AND posting_id <= ${span.until} AND kind NOT IN ('SHIFTED', 'DEBT_REPAID', 'DEBT_RESTORED')`.execute(
    db,
  );
  return new Map(rows.map(({ posting_id, points }) => [fromUuid('pst', posting_id), points]));
}

const prefix = (at: number): string => {
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}`;
};
/** Bounds of UUIDv7 by moment; a span begins after its first moment and includes its last. */
const firstIdAfter = (from: Date | null): string =>
  from === null
    ? '00000000-0000-0000-0000-000000000000'
    : `${prefix(from.getTime())}-7fff-ffff-ffffffffffff`;
const lastIdUntil = (to: Date): string => `${prefix(to.getTime())}-7fff-ffff-ffffffffffff`;

interface CouponBooks {
  readonly given: string;
  readonly back: string;
}

export async function compareWithCoupons(kit: ModuleKit, period: PeriodRow): Promise<Compared> {
  const { from, to } = spanOf(period);
  const coupon = kit.doors.get<CouponDoor>('coupon');
  const db = kit.db.sql();
  const items: ReconciliationItem[] = [];
  const seen = { matched: 0 };
  const compare = (theirs: Map<string, CouponBooks>, ours: Map<string, CouponBooks>): void => {
    for (const [use, there] of theirs) {
      const here = ours.get(use);
      ours.delete(use);
      if (here?.given === there.given && here.back === there.back) seen.matched += 1;
      else items.push(itemOf(use, textOf(here), textOf(there), 'value given, of it given back'));
    }
    for (const [use, here] of ours) items.push(itemOf(use, textOf(here), null, ''));
  };
  let after: string | undefined;
  for (;;) {
    const page = valueOrThrow(
      await coupon.redemptionsBetween(SELF, {
        from,
        to,
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      }),
    );
    const theirs = new Map(
      page.uses.map((use) => [`${use.redemptionId}/${use.couponId}`, booksOf(use)]),
    );
    compare(theirs, await usesHere(db, page.redemptionIds));
    after = page.redemptionIds.at(-1);
    if (page.redemptionIds.length < PAGE || after === undefined) break;
  }
  // What came back of earlier redemptions, and what is here and not there.
  const others = await touchedHere(db, { from, to });
  for (let at = 0; at < others.length; at += PAGE) {
    const ids = others.slice(at, at + PAGE);
    const page = valueOrThrow(await coupon.redemptionsById(SELF, { ids }));
    const theirs = new Map(
      page.uses.map((use) => [`${use.redemptionId}/${use.couponId}`, booksOf(use)]),
    );
    compare(theirs, await usesHere(db, ids));
  }
  return { matched: seen.matched, items };
}

const booksOf = (use: { valueMinor: bigint; reversedMinor: bigint }): CouponBooks => ({
  given: use.valueMinor.toString(),
  back: use.reversedMinor.toString(),
});
const textOf = (books: CouponBooks | undefined): string | null =>
  books === undefined ? null : `${books.given} - ${books.back}`;

async function usesHere(
  db: Db,
  redemptionIds: readonly string[],
): Promise<Map<string, CouponBooks>> {
  if (redemptionIds.length === 0) return new Map();
  const { rows } = await sql<{ use: string; given: string; back: string }>`
    SELECT fact ->> 'redemptionId' || '/' || (fact ->> 'couponId') AS use,
      coalesce(max((fact ->> 'valueMinor')::bigint) FILTER (WHERE kind = 'COUPON_REDEEMED'), 0)::text AS given,
      coalesce(max((fact ->> 'valueInAllMinor')::bigint), 0)::text AS back
    FROM happening
    WHERE kind IN ('COUPON_REDEEMED', 'COUPON_RESTORED') AND fact ->> 'redemptionId' = ANY(${[...redemptionIds]}::text[])
    GROUP BY 1`.execute(db);
  return new Map(rows.map(({ use, given, back }) => [use, { given, back }]));
}

/** Redemptions recorded or taken back here in the span that were made outside of it. */
async function touchedHere(db: Db, { from, to }: Span): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT DISTINCT fact ->> 'redemptionId' AS id FROM happening
    WHERE kind IN ('COUPON_REDEEMED', 'COUPON_RESTORED') AND posting_id IS NULL
      AND recorded_at > ${from ?? new Date(0)} AND recorded_at <= ${to} ORDER BY 1`.execute(db);
  const low = from === null ? '' : fromUuid('rdm', firstIdAfter(from));
  const high = fromUuid('rdm', lastIdUntil(to));
  // TypeIDs sort as the moments inside them do.
  return rows.map(({ id }) => id).filter((id) => id <= low || id > high);
}
