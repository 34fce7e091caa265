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
  readonly honouredBy?: readonly string[];
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

/** Writes decisions with all they made, in one statement. Answers the ids of those that were not decided before. */
export async function storeDecisions(
  db: Db,
  decisions: readonly NewDecision[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const heads = decisions.map((decision) => ({
    id: decision.id,
    memberId: uuidOf('mem', decision.memberId),
    facts: encode(decision.facts),
    outcomes: decision.outcomes,
    claims: encode(decision.claims),
    reversesId: decision.reversesId,
    state: isComplete(decision) ? 'COMPLETE' : 'DECIDED',
    effects: decision.effects,
  }));
  const { rows } = await sql<{ id: string }>`
    WITH decided AS (
      INSERT INTO decision (id, member_id, facts, outcomes, claims, reverses_id, state, effects, decided_at, completed_at)
      SELECT id, "memberId", facts, outcomes, claims, "reversesId", state, effects, ${now}::timestamptz,
             CASE state WHEN 'COMPLETE' THEN ${now}::timestamptz END
      FROM jsonb_to_recordset(${JSON.stringify(heads)}::jsonb)
        AS d(id uuid, "memberId" uuid, facts jsonb, outcomes jsonb, claims jsonb, "reversesId" uuid, state text, effects jsonb)
      ON CONFLICT DO NOTHING RETURNING id, member_id),
    granted AS (
      INSERT INTO grant_made (id, decision_id, offer_id, offer_version, benefit_no, member_id, kind, currency, scale,
                              amount_minor, left_minor, cost_minor, cost_left_minor, state)
      SELECT g.id, decided.id, g.offer, g.version, g."benefitNo", decided.member_id, g.kind, g.currency, g.scale,
             g.amount, g.amount, g.cost, g.cost, 'GRANTED'
      FROM jsonb_to_recordset(${JSON.stringify(decisions.flatMap(grantRows))}::jsonb)
        AS g(decision uuid, id uuid, offer uuid, version int, "benefitNo" int, kind text, currency text, scale int,
             amount bigint, cost bigint)
      JOIN decided ON decided.id = g.decision),
    issued AS (${insertCoupons(decisions.flatMap(couponRows), now, sql`JOIN decided ON decided.id = c.decision`)}),
    called AS (
      INSERT INTO ledger_call (id, kind, decision_id, subject_id, input, made_at)
      SELECT c.id, c.kind, decided.id, c.subject, c.input, ${now}
      FROM jsonb_to_recordset(${JSON.stringify(decisions.flatMap(callRows))}::jsonb)
        AS c(decision uuid, id uuid, kind text, subject uuid, input jsonb)
      JOIN decided ON decided.id = c.decision)
    SELECT id FROM decided`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

function grantRows({ id: decision, grants }: NewDecision): readonly object[] {
  return grants.map((grant) => ({
    decision,
    id: grant.id,
    offer: toUuid('off', grant.offerId),
    version: grant.offerVersion,
    benefitNo: grant.benefitNo,
    kind: grant.kind,
    currency: grant.currency,
    scale: grant.scale,
    amount: grant.amountMinor.toString(),
    cost: grant.costMinor.toString(),
  }));
}

function callRows({ id: decision, calls }: NewDecision): readonly object[] {
  return calls.map(({ id, kind, subjectId, input }) => ({
    decision,
    id,
    kind,
    subject: subjectId,
    input: encode(input),
  }));
}

const couponRows = ({ id, coupons }: NewDecision): readonly CouponToInsert[] =>
  coupons.map((coupon) => ({ ...coupon, decision: id }));

type CouponToInsert = NewCoupon & { readonly decision?: string };

/** An INSERT of coupons, narrowed by a join of the row set `c` where one is given. */
export function insertCoupons(
  coupons: readonly CouponToInsert[],
  now: Date,
  join: ReturnType<typeof sql> = sql``,
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
    FROM jsonb_to_recordset(${rows}::jsonb)
      AS c(decision uuid, id uuid, code text, "memberId" uuid, "offerId" uuid, "offerVersion" int, "benefitNo" int,
           "grantId" uuid, "instalmentNo" int, "usesTotal" int, "valueTotal" bigint, "validFrom" timestamptz,
           "expiresAt" timestamptz, "vestsAt" timestamptz, "assetType" text, "assetKey" text) ${join}`;
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

interface RawDecision {
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
}

const DECISION = sql`id, member_id, facts, outcomes, claims, returned, reverses_id, state, effects, decided_at`;

export async function decisionsById(
  db: Db,
  ids: readonly string[],
): Promise<readonly DecisionRow[]> {
  const { rows } = await sql<RawDecision>`
    SELECT ${DECISION} FROM decision WHERE id = ANY(${[...ids]}::uuid[])`.execute(db);
  return rows.map(toDecision);
}

/** Which of these occasions have been decided. */
export async function decidedAmong(db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM decision WHERE id = ANY(${[...ids]}::uuid[])`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Locked, so that the returns of one transaction queue up. */
export async function lockDecision(db: Db, id: string): Promise<DecisionRow | undefined> {
  const { rows } =
    await sql<RawDecision>`SELECT ${DECISION} FROM decision WHERE id = ${id} FOR UPDATE`.execute(
      db,
    );
  return rows[0] === undefined ? undefined : toDecision(rows[0]);
}

function toDecision(row: RawDecision): DecisionRow {
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

/** Marks decisions complete. Answers the ids of those that were not complete before. */
export async function completeDecisionRows(
  db: Db,
  completed: readonly { readonly id: string; readonly effects: readonly DecidedEffect[] }[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    UPDATE decision d SET state = 'COMPLETE', completed_at = ${now}, effects = w.effects
    FROM jsonb_to_recordset(${JSON.stringify(completed)}::jsonb) AS w(id uuid, effects jsonb)
    WHERE d.id = w.id AND d.state = 'DECIDED' RETURNING d.id`.execute(db);
  return new Set(rows.map(({ id }) => id));
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

/** By coupon: the company at whose occasion it was granted. */
export async function companiesOfGrants(
  db: Db,
  couponIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; subsidiary: string | null }>`
    SELECT c.id, d.facts -> 'occasion' ->> 'subsidiary' AS subsidiary
    FROM coupon c JOIN grant_made g ON g.id = c.grant_id JOIN decision d ON d.id = g.decision_id
    WHERE c.id = ANY(${couponIds.map((id) => toUuid('cpn', id))}::uuid[])`.execute(db);
  return new Map(
    rows.flatMap(({ id, subsidiary }) =>
      subsidiary === null ? [] : [[fromUuid('cpn', id), subsidiary] as const],
    ),
  );
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
