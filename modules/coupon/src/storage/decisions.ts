/**
 * Decisions with what they made: grants, coupons, calls to the ledger, and the member's history, all in one
 * statement. The primary key of `decision` is the promise that an occasion is decided once.
 */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { decode, encode } from '@guildhall/shared/wire-codec';
import { sql } from 'kysely';
import type { Facts } from '../domain/facts.ts';
import type { OfferOutcome } from '../domain/granting/decide-grants.ts';
import type { ReturnedSoFar } from '../domain/granting/regrant.ts';
import type { ClaimHeld } from './counters.ts';
import type { Db } from './offers.ts';

export type LedgerCallKind = 'EARN' | 'REVERSE' | 'CAPTURE' | 'RELEASE';

export interface NewGrant {
  readonly id: string;
  readonly offerId: string;
  readonly offerVersion: number;
  readonly benefitNo: number;
  readonly kind: 'POINTS' | 'COUPON';
  readonly currency: string | null;
  readonly scale: number | null;
  readonly amountMinor: bigint;
  readonly costMinor: bigint;
}

export interface NewCoupon {
  readonly id: string;
  readonly code: string;
  readonly memberId: string | null;
  readonly offerId: string;
  readonly offerVersion: number;
  readonly benefitNo: number;
  readonly grantId: string | null;
  readonly instalmentNo: number | null;
  readonly usesTotal: number;
  readonly valueTotal: bigint;
  readonly validFrom: Date;
  readonly expiresAt: Date;
  readonly vestsAt: Date | null;
  readonly asset: { readonly type: string; readonly key: string } | null;
}

export interface NewLedgerCall {
  readonly id: string;
  readonly kind: LedgerCallKind;
  readonly subjectId: string;
  readonly input: object;
}

/** Something that came of a decision, as it will be told; `callId` names the ledger's call it waits for. */
export interface DecidedEffect {
  readonly kind: string;
  readonly memberId: string;
  readonly offerId?: string;
  readonly couponId?: string;
  readonly transferId?: string;
  readonly amountMinor?: string;
  readonly currency?: string;
  readonly scale?: number;
  readonly callId?: string;
}

export interface NewDecision {
  readonly id: string;
  readonly memberId: string | null;
  readonly facts: Facts;
  readonly outcomes: readonly OfferOutcome[];
  readonly claims: readonly ClaimHeld[];
  readonly reversesId: string | null;
  readonly effects: readonly DecidedEffect[];
  readonly grants: readonly NewGrant[];
  readonly coupons: readonly NewCoupon[];
  readonly calls: readonly NewLedgerCall[];
}

const uuidOf = (prefix: string, id: string | null): string | null =>
  id === null ? null : toUuid(prefix, id);

/** Nothing is owed to the ledger: complete as soon as it is decided. */
export const isComplete = ({ calls }: NewDecision): boolean => calls.length === 0;

/** False when the occasion was decided before; then nothing is written. */
export async function storeDecision(db: Db, decision: NewDecision, now: Date): Promise<boolean> {
  const d = decision;
  const complete = isComplete(decision);
  const member = uuidOf('mem', d.memberId);
  const { rows } = await sql`
    WITH decided AS (
      INSERT INTO decision (id, member_id, facts, outcomes, claims, reverses_id, state, effects, decided_at, completed_at)
      VALUES (${d.id}, ${member}::uuid, ${JSON.stringify(encode(d.facts))}::jsonb, ${JSON.stringify(d.outcomes)}::jsonb,
              ${JSON.stringify(encode(d.claims))}::jsonb, ${d.reversesId}::uuid, ${complete ? 'COMPLETE' : 'DECIDED'},
              ${JSON.stringify(d.effects)}::jsonb, ${now}, ${complete ? now : null}::timestamptz)
      ON CONFLICT DO NOTHING RETURNING id),
    granted AS (
      INSERT INTO grant_made (id, decision_id, offer_id, offer_version, benefit_no, member_id, kind, currency, scale,
                              amount_minor, left_minor, cost_minor, cost_left_minor, state)
      SELECT g.id, decided.id, g.offer, g.version, g."benefitNo", ${member}::uuid, g.kind, g.currency, g.scale,
             g.amount, g.amount, g.cost, g.cost, 'GRANTED'
      FROM decided, jsonb_to_recordset(${grantsJson(d.grants)}::jsonb)
        AS g(id uuid, offer uuid, version int, "benefitNo" int, kind text, currency text, scale int, amount bigint, cost bigint)),
    issued AS (${insertCoupons(d.coupons, now, sql`decided`)}),
    called AS (
      INSERT INTO ledger_call (id, kind, decision_id, subject_id, input, made_at)
      SELECT c.id, c.kind, decided.id, c.subject, c.input, ${now}
      FROM decided, jsonb_to_recordset(${callsJson(d.calls)}::jsonb) AS c(id uuid, kind text, subject uuid, input jsonb))
    SELECT 1 FROM decided`.execute(db);
  return rows.length > 0;
}

function grantsJson(grants: readonly NewGrant[]): string {
  return JSON.stringify(
    grants.map((grant) => ({
      id: grant.id,
      offer: toUuid('off', grant.offerId),
      version: grant.offerVersion,
      benefitNo: grant.benefitNo,
      kind: grant.kind,
      currency: grant.currency,
      scale: grant.scale,
      amount: grant.amountMinor.toString(),
      cost: grant.costMinor.toString(),
    })),
  );
}

function callsJson(calls: readonly NewLedgerCall[]): string {
  return JSON.stringify(
    calls.map(({ id, kind, subjectId, input }) => ({
      id,
      kind,
      subject: subjectId,
      input: encode(input),
    })),
  );
}

/** An INSERT of coupons for each row of `per` (one row, or none). */
export function insertCoupons(
  coupons: readonly NewCoupon[],
  now: Date,
  per: ReturnType<typeof sql>,
) {
  const rows = JSON.stringify(
    coupons.map((coupon) => ({
      ...coupon,
      id: toUuid('cpn', coupon.id),
      memberId: uuidOf('mem', coupon.memberId),
      offerId: toUuid('off', coupon.offerId),
      valueTotal: coupon.valueTotal.toString(),
      assetType: coupon.asset?.type ?? null,
      assetKey: coupon.asset?.key ?? null,
    })),
  );
  return sql`
    INSERT INTO coupon (id, code, member_id, offer_id, offer_version, benefit_no, grant_id, instalment_no, uses_total,
                        value_total, valid_from, expires_at, vests_at, asset_type, asset_key, issued_at)
    SELECT c.id, c.code, c."memberId", c."offerId", c."offerVersion", c."benefitNo", c."grantId", c."instalmentNo",
           c."usesTotal", c."valueTotal", c."validFrom", c."expiresAt", c."vestsAt", c."assetType", c."assetKey", ${now}
    FROM ${per} AS per, jsonb_to_recordset(${rows}::jsonb)
      AS c(id uuid, code text, "memberId" uuid, "offerId" uuid, "offerVersion" int, "benefitNo" int, "grantId" uuid,
           "instalmentNo" int, "usesTotal" int, "valueTotal" bigint, "validFrom" timestamptz, "expiresAt" timestamptz,
           "vestsAt" timestamptz, "assetType" text, "assetKey" text)`;
}

export interface DecisionRow {
  readonly id: string;
  readonly memberId: string | null;
  readonly facts: Facts;
  readonly outcomes: readonly OfferOutcome[];
  readonly claims: readonly ClaimHeld[];
  readonly returned: ReturnedSoFar;
  readonly reversesId: string | null;
  readonly state: 'DECIDED' | 'COMPLETE';
  readonly effects: readonly DecidedEffect[];
  readonly decidedAt: Date;
}

const NOTHING_RETURNED: ReturnedSoFar = { whole: false, lines: {} };

/** Locked when `lock` is set, so that the returns of one transaction queue up. */
export async function findDecision(
  db: Db,
  id: string,
  { lock }: { readonly lock: boolean },
): Promise<DecisionRow | undefined> {
  const { rows } = await sql<{
    id: string;
    member_id: string | null;
    facts: unknown;
    outcomes: OfferOutcome[];
    claims: unknown;
    returned: Record<string, unknown>;
    reverses_id: string | null;
    state: 'DECIDED' | 'COMPLETE';
    effects: DecidedEffect[];
    decided_at: Date;
  }>`SELECT id, member_id, facts, outcomes, claims, returned, reverses_id, state, effects, decided_at
     FROM decision WHERE id = ${id} ${lock ? sql`FOR UPDATE` : sql``}`.execute(db);
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    id: row.id,
    memberId: row.member_id === null ? null : fromUuid('mem', row.member_id),
    facts: decode(row.facts) as Facts,
    outcomes: row.outcomes,
    claims: decode(row.claims) as readonly ClaimHeld[],
    returned: 'lines' in row.returned ? (decode(row.returned) as ReturnedSoFar) : NOTHING_RETURNED,
    reversesId: row.reverses_id,
    state: row.state,
    effects: row.effects,
    decidedAt: new Date(row.decided_at),
  };
}

/** What a return changes of the original decision. */
export async function saveReturn(
  db: Db,
  id: string,
  returned: ReturnedSoFar,
  claims: readonly ClaimHeld[],
): Promise<void> {
  await sql`
    UPDATE decision SET returned = ${JSON.stringify(encode(returned))}::jsonb,
           claims = ${JSON.stringify(encode(claims))}::jsonb WHERE id = ${id}`.execute(db);
}

/** Marks the decision complete. False when it was already, or is not there. */
export async function completeDecisionRow(
  db: Db,
  id: string,
  effects: readonly DecidedEffect[],
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    UPDATE decision SET state = 'COMPLETE', completed_at = ${now}, effects = ${JSON.stringify(effects)}::jsonb
    WHERE id = ${id} AND state = 'DECIDED' RETURNING 1`.execute(db);
  return rows.length > 0;
}

/** Decisions that have waited too long to be completed. */
export async function overdueDecisions(
  db: Db,
  decidedBefore: Date,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM decision WHERE state = 'DECIDED' AND decided_at < ${decidedBefore}
    ORDER BY decided_at LIMIT ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

export interface GrantRow extends NewGrant {
  readonly leftMinor: bigint;
  readonly costLeftMinor: bigint;
  readonly state: 'GRANTED' | 'REFUSED' | 'REVERSED';
  readonly postingId: string | null;
}

export async function grantsOf(db: Db, decisionId: string): Promise<readonly GrantRow[]> {
  const { rows } = await sql<{
    id: string;
    offer_id: string;
    offer_version: number;
    benefit_no: number;
    kind: 'POINTS' | 'COUPON';
    currency: string | null;
    scale: number | null;
    amount_minor: string;
    left_minor: string;
    cost_minor: string;
    cost_left_minor: string;
    state: GrantRow['state'];
    posting_id: string | null;
  }>`SELECT id, offer_id, offer_version, benefit_no, kind, currency, scale, amount_minor::text, left_minor::text,
            cost_minor::text, cost_left_minor::text, state, posting_id
     FROM grant_made WHERE decision_id = ${decisionId} ORDER BY offer_id, benefit_no`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    offerId: fromUuid('off', row.offer_id),
    offerVersion: row.offer_version,
    benefitNo: row.benefit_no,
    kind: row.kind,
    currency: row.currency,
    scale: row.scale,
    amountMinor: BigInt(row.amount_minor),
    leftMinor: BigInt(row.left_minor),
    costMinor: BigInt(row.cost_minor),
    costLeftMinor: BigInt(row.cost_left_minor),
    state: row.state,
    postingId: row.posting_id,
  }));
}

/** The decision behind each grant, by grant id. */
export async function decisionsOfGrants(
  db: Db,
  grantIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; decision_id: string }>`
    SELECT id, decision_id FROM grant_made WHERE id = ANY(${[...grantIds]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row.decision_id]));
}

export async function saveGrantsLeft(
  db: Db,
  grants: readonly {
    readonly id: string;
    readonly leftMinor: bigint;
    readonly costLeftMinor: bigint;
  }[],
): Promise<void> {
  if (grants.length === 0) return;
  const rows = JSON.stringify(
    grants.map(({ id, leftMinor, costLeftMinor }) => ({
      id,
      amount: leftMinor.toString(),
      cost: costLeftMinor.toString(),
    })),
  );
  await sql`
    UPDATE grant_made g SET left_minor = w.amount, cost_left_minor = w.cost,
           state = CASE WHEN w.amount = 0 THEN 'REVERSED' ELSE g.state END
    FROM jsonb_to_recordset(${rows}::jsonb) AS w(id uuid, amount bigint, cost bigint) WHERE g.id = w.id`.execute(
    db,
  );
}
