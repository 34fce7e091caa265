/**
 * The answer before every deal: gathers what is known of the firm now, decides by pure rules, and keeps question,
 * facts, versions and answer, so that the answer can be made again later byte for byte.
 *
 * Refusals: CREDIT_FIRM_UNKNOWN, CREDIT_AMOUNT_SCALE. Turning a deal down is an answer, not a refusal.
 */
import { type CommandKey, hashOf, replayOf } from '@guildhall/shared/commands';
import { answeredBefore, nameOfKey } from '@guildhall/shared/commands-together';
import type { DomainEvent, NewEvent } from '@guildhall/shared/events/event';
import { toBeWritten } from '@guildhall/shared/events/outbox';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { clientOf, type Principal } from '@guildhall/shared/principal';
import { turnsOf } from '@guildhall/shared/turns';
import { canonicalJson, decode, encode } from '@guildhall/shared/wire-codec';
import { SLA_HOURS, screeningPriority } from '../domain/cases/case-rules.ts';
import { CURRENT_VERSIONS, decideScreening } from '../domain/screening/decide-screening.ts';
import type { ScreeningDecision } from '../domain/screening/decision.ts';
import type { ScreeningRequest } from '../domain/screening/facts.ts';
import { CREDIT_EVENTS, event } from '../events.ts';
import { FIRM, type FirmId, SCREENING, type ScreeningId } from '../ids.ts';
import {
  askedTogether,
  type KeptScreening,
  keepTogether,
  type OpenedCase,
} from '../storage/screenings-together.ts';
import type { CreditTables, Db } from '../storage/tables.ts';
import { accountOf, companyOf } from './caller.ts';
import { type Gathered, gatheredOf, type ScreenedFirm, type Told } from './gather-facts.ts';
import { makeLeaf } from './log-leaf.ts';
import { stepEvent } from './work-cases.ts';

const OPERATION = 'screen-firm';
/** Questions in one statement at most: few enough that nobody waits long for the others'. */
const TOGETHER = 32;

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
  /** The screening itself, where it was made by this very call. */
  readonly made?: Screening;
}

export interface Screening {
  readonly id: ScreeningId;
  readonly firmId: FirmId;
  readonly subsidiary: string;
  readonly request: ScreeningRequest;
  readonly decision: ScreeningDecision;
  readonly decidedAt: Date;
}

/** Who asks at the same moment is gathered for together, and what was decided is kept together. */
export async function screenFirm(
  kit: ModuleKit,
  caller: Principal,
  input: ScreenFirm,
): Promise<Outcome<ScreeningAnswer>> {
  const key: CommandKey = {
    caller,
    operation: OPERATION,
    idempotencyKey: input.idempotencyKey,
    input,
  };
  const found = await gathering(kit).do(key);
  if (found.kind !== 'GATHERED') return found.answer as Outcome<ScreeningAnswer>;
  const { kept, made } = decided(caller, key, input, found);
  const recorded = await keeping(kit).do({ key, kept }, nameOfKey(key));
  return recorded ?? accept({ screeningId: made.id, made });
}

const gathering = turnsOf(gatherTogether, TOGETHER);
const keeping = turnsOf(keepDecided, TOGETHER);
/** What was published is handed on apart: nothing that a screening answers waits for it. */
const handingOn = turnsOf(
  async (kit: ModuleKit, published: readonly (readonly DomainEvent[])[]) => {
    await kit.events.deliverNow(published.flat());
    return published;
  },
);

type Found =
  | ({ readonly kind: 'GATHERED'; readonly firm: ScreenedFirm; readonly at: Date } & Gathered)
  | { readonly kind: 'ANSWERED'; readonly answer: Outcome<unknown> };

async function gatherTogether(
  kit: ModuleKit,
  keys: readonly CommandKey[],
): Promise<readonly Found[]> {
  const at = kit.clock.now();
  const questions = keys.map(({ caller, idempotencyKey, input }) => ({
    firmId: toUuid(FIRM, (input as ScreenFirm).firmId),
    client: clientOf(caller),
    key: idempotencyKey,
  }));
  const rows = await askedTogether(reader(kit), questions, at);
  return keys.map((key, n): Found => {
    const row = rows[n];
    if (row === undefined) throw new Error('A question came back without its row');
    const { request_hash, answer } = row;
    if (request_hash !== null) {
      return { kind: 'ANSWERED', answer: replayOf({ request_hash, answer }, key) };
    }
    if (row.id === null) {
      const unknown = refuse('NOT_FOUND', 'CREDIT_FIRM_UNKNOWN', {}, ['firmId']);
      return { kind: 'ANSWERED', answer: unknown };
    }
    const firm = { id: row.id, code: row.code, soleTrader: row.sole_trader };
    return {
      kind: 'GATHERED',
      firm,
      at,
      ...gatheredOf(row.told as Told, firm, companyOf(key.caller), at),
    };
  });
}

/** The answer and all that it leaves behind. */
function decided(
  caller: Principal,
  key: CommandKey,
  { kind, amountMinor, currency, paymentDays, prepaymentBps, firmId }: ScreenFirm,
  { firm, at, facts, snapshot }: Extract<Found, { kind: 'GATHERED' }>,
): { readonly kept: KeptScreening; readonly made: Screening } {
  const subsidiary = companyOf(caller);
  const request = { subsidiary, kind, amountMinor, currency, paymentDays, prepaymentBps };
  const decision = decideScreening(request, facts, CURRENT_VERSIONS, at);
  const { answer } = decision;
  const id = newUuid(at);
  const screeningId = fromUuid(SCREENING, id);
  const texts = {
    request: canonicalJson(request),
    facts: canonicalJson(facts),
    decision: canonicalJson(decision),
  };
  const versions = CURRENT_VERSIONS;
  const payload = { screening: id, firm: firm.id, decidedAt: at, versions, ...texts };
  const opens = answer === 'REVIEW' ? caseFor(caller, request, decision, at) : undefined;
  const said: NewEvent[] = [
    event(CREDIT_EVENTS.firmScreened, at, { screeningId, firmId, subsidiary, answer }),
  ];
  if (opens !== undefined) {
    const opened = { id: opens.id, kind: 'SCREENING', firmId: firm.id, subsidiary } as const;
    said.push(stepEvent(opened, 'OPEN', 'OPEN', at));
  }
  const kept: KeptScreening = {
    id,
    client: accountOf(caller),
    key: key.idempotencyKey,
    hash: hashOf(key.input),
    stored: encode(accept({ screeningId })),
    firm: firm.id,
    subsidiary,
    answer,
    ...texts,
    versions,
    snapshot,
    gathered: GATHERED,
    leaf: makeLeaf(payload, at),
    at,
    opens,
    events: said.map((each) => toBeWritten(each, at)),
  };
  return { kept, made: { id: screeningId, firmId, subsidiary, request, decision, decidedAt: at } };
}

/** The case of an answer that a person must give. */
function caseFor(
  caller: Principal,
  { amountMinor }: ScreeningRequest,
  { reasons }: ScreeningDecision,
  at: Date,
): OpenedCase {
  const priority = screeningPriority(amountMinor);
  return {
    id: newUuid(at),
    title: reasons.find(({ decisive }) => decisive)?.code ?? 'REVIEW',
    priority,
    due: new Date(at.getTime() + SLA_HOURS[priority] * HOUR_MS),
    person: caller.kind === 'staff' ? caller.personId : undefined,
  };
}

interface Decided {
  readonly key: CommandKey;
  readonly kept: KeptScreening;
}

/** Undefined for what was kept; for the others the answer that their key had got meanwhile. */
async function keepDecided(
  kit: ModuleKit,
  decisions: readonly Decided[],
): Promise<readonly (Outcome<ScreeningAnswer> | undefined)[]> {
  const db = reader(kit);
  const ids = await keepTogether(
    db,
    decisions.map(({ kept }) => kept),
  );
  const published = decisions.flatMap(({ kept }) => (ids.has(kept.id) ? kept.events : []));
  if (published.length > 0)
    handingOn(kit)
      .do(published)
      .catch((error: unknown) => kit.log.warn({ err: String(error) }, 'left to the relay'));
  if (ids.size === decisions.length) return decisions.map(() => undefined);
  const late = decisions.flatMap(({ key, kept }) => (ids.has(kept.id) ? [] : [key]));
  const answers = await answeredBefore(kit.db.sql(), late);
  return decisions.map(({ key, kept }) => {
    if (ids.has(kept.id)) return undefined;
    const answer = answers.get(nameOfKey(key));
    if (answer === undefined) throw new Error('A key was neither free nor answered');
    return answer as Outcome<ScreeningAnswer>;
  });
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

const reader = (kit: ModuleKit): Db => kit.db.sql<CreditTables>() as unknown as Db;
const HOUR_MS = 3_600_000;
/** The version of the gathering: screenings of the first one were kept without a snapshot. */
const GATHERED = 2;
