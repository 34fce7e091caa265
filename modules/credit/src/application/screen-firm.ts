/**
 * The answer before every deal: gathers what is known of the firm now, decides by pure rules, and keeps question,
 * facts, versions and answer, so that the answer can be made again later byte for byte.
 *
 * Refusals: CREDIT_FIRM_UNKNOWN, CREDIT_AMOUNT_SCALE. Turning a deal down is an answer, not a refusal.
 */
import { businessDay } from '@guildhall/shared/business-time';
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { canonicalJson, decode } from '@guildhall/shared/wire-codec';
import { GROUP_CURRENCY } from '../domain/currencies.ts';
import {
  CURRENT_VERSIONS,
  decideScreening,
  type ScreeningVersions,
} from '../domain/screening/decide-screening.ts';
import type { ScreeningDecision } from '../domain/screening/decision.ts';
import type { ScreeningFacts, ScreeningRequest } from '../domain/screening/facts.ts';
import { CREDIT_EVENTS, event } from '../events.ts';
import { FIRM, type FirmId, SCREENING, type ScreeningId } from '../ids.ts';
import { latestAssessment } from '../storage/assessments.ts';
import { exposureOf } from '../storage/exposure.ts';
import { openDisputes } from '../storage/facts.ts';
import { type FirmRow, firmsByIds } from '../storage/firms.ts';
import { bindingEntries } from '../storage/listings.ts';
import { type CreditTables, type Db, within } from '../storage/tables.ts';
import { standingAt } from './assess-firm.ts';
import { accountOf, companyOf } from './caller.ts';
import { appendLeaf } from './log-leaf.ts';

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
  return runCommand(kit, key, async ({ tx, now, publish }) => {
    const db = within(tx);
    const firmId = toUuid(FIRM, input.firmId);
    const [firm] = await firmsByIds(db, [firmId]);
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
    const facts = await gatherFacts(db, firm, subsidiary, now);
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
    return accept({ screeningId });
  });
}

/** Everything a decision may look at, as true and known at one moment. */
export async function gatherFacts(
  db: Db,
  firm: FirmRow,
  subsidiary: string,
  at: Date,
): Promise<ScreeningFacts> {
  const { profile, standing } = await standingAt(db, firm.id, at);
  const used = profile.facets.flatMap(({ facts }) => facts);
  return {
    firm: { id: firm.id, code: firm.code, soleTrader: firm.soleTrader },
    standing,
    facts: used.map(({ fact, stale }) => ({
      id: fact.id,
      type: fact.type,
      item: fact.item,
      subsidiary: fact.subsidiary,
      observedAt: fact.observedAt,
      stale,
    })),
    entries: await bindingEntries(db, firm.id, subsidiary, businessDay(at)),
    disputes: await openDisputes(db, firm.id, at),
    assessment: await latestAssessment(db, firm.id, at),
    exposure: (await exposureOf(db, firm.id)) ?? {
      currency: GROUP_CURRENCY,
      usedMinor: 0n,
      reservedMinor: 0n,
    },
  };
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
  /** The answer decided again now, from the facts and versions of then. */
  readonly replayed: string;
  readonly identical: boolean;
}

export async function replayScreening(
  kit: ModuleKit,
  id: ScreeningId,
): Promise<ScreeningReplay | undefined> {
  const row = await kit.db
    .sql<CreditTables>()
    .selectFrom('screening')
    .select(['request', 'facts', 'versions', 'decision', 'decided_at'])
    .where('id', '=', toUuid(SCREENING, id))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const decision = decideScreening(
    decode(JSON.parse(row.request)) as ScreeningRequest,
    decode(JSON.parse(row.facts)) as ScreeningFacts,
    row.versions as ScreeningVersions,
    new Date(row.decided_at),
  );
  const replayed = canonicalJson(decision);
  return { screeningId: id, given: row.decision, replayed, identical: replayed === row.decision };
}
