/**
 * The answer before every deal: gathers what is known of the firm now, decides by pure rules, and keeps question,
 * facts, versions and answer, so that the answer can be made again later byte for byte.
 *
 * Refusals: CREDIT_FIRM_UNKNOWN, CREDIT_AMOUNT_SCALE. Turning a deal down is an answer, not a refusal.
 */
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { canonicalJson, decode } from '@guildhall/shared/wire-codec';
import { SLA_HOURS, screeningPriority } from '../domain/cases/case-rules.ts';
import {
  CURRENT_VERSIONS,
  decideScreening,
  type ScreeningVersions,
} from '../domain/screening/decide-screening.ts';
import type { ScreeningDecision } from '../domain/screening/decision.ts';
import type { ScreeningFacts, ScreeningRequest } from '../domain/screening/facts.ts';
import { CREDIT_EVENTS, event } from '../events.ts';
import { FIRM, type FirmId, SCREENING, type ScreeningId } from '../ids.ts';
import { type CreditTables, type Db, within } from '../storage/tables.ts';
import { accountOf, companyOf } from './caller.ts';
import { gatherFacts, type ScreenedFirm } from './gather-facts.ts';
import { appendLeaf } from './log-leaf.ts';
import { openCase } from './work-cases.ts';

export interface ScreenFirm {
  readonly idempotencyKey: string;
  readonly firmId: FirmId;
  readonly kind: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly paymentDays: number;
  readonly prepaymentBps: number;
}

export interface ScreeningAnswer {
  readonly screeningId: ScreeningId;
}

export interface Screening {
  readonly id: ScreeningId;
  readonly firmId: FirmId;
  readonly subsidiary: string;
  readonly request: ScreeningRequest;
  readonly decision: ScreeningDecision;
  readonly decidedAt: Date;
}

export function screenFirm(
  kit: ModuleKit,
  caller: Principal,
  input: ScreenFirm,
): Promise<Outcome<ScreeningAnswer>> {
  const key: CommandKey = {
    caller,
    operation: 'screen-firm',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand(kit, key, async (context) => {
    const { tx, now, publish } = context;
    const db = within(tx);
    const firmId = toUuid(FIRM, input.firmId);
    const firm = await screenedFirm(db, firmId);
    if (firm === undefined) return refuse('NOT_FOUND', 'CREDIT_FIRM_UNKNOWN', {}, ['firmId']);
    const { kind, amountMinor, currency, paymentDays, prepaymentBps } = input;
    const subsidiary = companyOf(caller);
    const request: ScreeningRequest = {
      subsidiary,
      kind,
      amountMinor,
      currency,
      paymentDays,
      prepaymentBps,
    };
    const { facts, snapshot } = await gatherFacts(db, firm, subsidiary, now);
    const decision = decideScreening(request, facts, CURRENT_VERSIONS, now);
    const id = newUuid(now);
    const kept = {
      request: canonicalJson(request),
      facts: canonicalJson(facts),
      decision: canonicalJson(decision),
    };
    await db
      .insertInto('screening')
      .values({
        id,
        firm_id: firmId,
        subsidiary,
        asked_by: accountOf(caller),
        answer: decision.answer,
        ...kept,
        versions: JSON.stringify(CURRENT_VERSIONS),
        decided_at: now,
        snapshot,
        gathered: GATHERED,
      })
      .execute();
    const payload = {
      screening: id,
      firm: firmId,
      decidedAt: now,
      versions: CURRENT_VERSIONS,
      ...kept,
    };
    await appendLeaf(db, { kind: 'SCREENING', subject: id, payload }, now);
    const screeningId = fromUuid(SCREENING, id);
    const said = { screeningId, firmId: input.firmId, subsidiary, answer: decision.answer };
    await publish(event(CREDIT_EVENTS.firmScreened, now, said));
    if (decision.answer === 'REVIEW') {
      const priority = screeningPriority(amountMinor);
      const dueAt = new Date(now.getTime() + SLA_HOURS[priority] * HOUR_MS);
      const title = decision.reasons.find(({ decisive }) => decisive)?.code ?? 'REVIEW';
      const fresh = { kind: 'SCREENING', subject: id, firmId, subsidiary, title } as const;
      await openCase(context, { ...fresh, priority, dueAt }, caller);
    }
    return accept({ screeningId });
  });
}

/** What a decision must know of the firm itself; its names are not asked for. */
async function screenedFirm(db: Db, id: string): Promise<ScreenedFirm | undefined> {
  const row = await db
    .selectFrom('firm')
    .select(['id', 'code', 'sole_trader'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined
    ? undefined
    : { id: row.id, code: row.code, soleTrader: row.sole_trader };
}

export async function screeningsByIds(db: Db, ids: readonly string[]): Promise<Screening[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('screening').selectAll().where('id', 'in', ids).execute();
  return rows.map((row) => ({
    id: fromUuid(SCREENING, row.id),
    firmId: fromUuid(FIRM, row.firm_id),
    subsidiary: row.subsidiary,
    request: decode(JSON.parse(row.request)) as ScreeningRequest,
    decision: decode(JSON.parse(row.decision)) as ScreeningDecision,
    decidedAt: new Date(row.decided_at),
  }));
}

export interface ScreeningReplay {
  readonly screeningId: ScreeningId;
  /** The answer as it was given, canonical JSON. */
  readonly given: string;
  /** The answer decided again now, from the facts and versions of then as they were kept with it. */
  readonly replayed: string;
  readonly identical: boolean;
  /** The same from facts gathered again out of the tables, as they were visible then. */
  readonly rederived: string;
  readonly rederivedIdentical: boolean;
}

export async function replayScreening(
  kit: ModuleKit,
  id: ScreeningId,
): Promise<ScreeningReplay | undefined> {
  const row = await kit.db
    .sql<CreditTables>()
    .selectFrom('screening')
    .innerJoin('firm', 'firm.id', 'screening.firm_id')
    .select(['request', 'facts', 'versions', 'decision', 'decided_at', 'snapshot', 'subsidiary'])
    .select(['firm_id', 'code', 'sole_trader'])
    .where('screening.id', '=', toUuid(SCREENING, id))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const decidedAt = new Date(row.decided_at);
  const decide = (facts: ScreeningFacts): string =>
    canonicalJson(
      decideScreening(
        decode(JSON.parse(row.request)) as ScreeningRequest,
        facts,
        row.versions as ScreeningVersions,
        decidedAt,
      ),
    );
  const firm = { id: row.firm_id, code: row.code, soleTrader: row.sole_trader };
  const earlier = { snapshot: row.snapshot };
  const gathered = await gatherFacts(reader(kit), firm, row.subsidiary, decidedAt, earlier);
  const replayed = decide(decode(JSON.parse(row.facts)) as ScreeningFacts);
  const rederived = decide(gathered.facts);
  return {
    screeningId: id,
    given: row.decision,
    replayed,
    identical: replayed === row.decision,
    rederived,
    rederivedIdentical: rederived === row.decision,
  };
}

const reader = (kit: ModuleKit): Db => kit.db.sql<CreditTables>() as unknown as Db;
const HOUR_MS = 3_600_000;
/** The version of the gathering: screenings of the first one were kept without a snapshot. */
const GATHERED = 2;
