/**
 * Asks an outside provider about a firm, unless somebody of the group asked lately: what it says becomes a survey of the
 * asking company, and its cost is booked to that company. The question is on record before it is asked, so that limits
 * hold and a crash in between is gone on with under the same key; nothing is booked for a provider that did not answer.
 *
 * Refusals: CREDIT_PROVIDER_UNKNOWN, CREDIT_USCC_INVALID, CREDIT_PROVIDER_BUSY, CREDIT_PROVIDER_QUOTA,
 * CREDIT_PROVIDER_FAILED.
 */
import { businessDay, startOfDay } from '@guildhall/shared/business-time';
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { parseUscc } from '../domain/codes/uscc.ts';
import { CREDIT_EVENTS, event } from '../events.ts';
import { FIRM, type FirmId, LOOK_UP, type LookUpId, SURVEY, type SurveyId } from '../ids.ts';
import {
  type FirmDataProvider,
  type ProviderAnswer,
  ProviderError,
} from '../providers/provider.ts';
import {
  addLookUp,
  answerLookUp,
  askedSince,
  cachedLookUp,
  type LookUpAnswer,
  type LookUpRow,
  lockProvider,
  lookUpById,
} from '../storage/provider-look-ups.ts';
import { within } from '../storage/tables.ts';
import { accountOf, companyOf } from './caller.ts';
import { reader } from './read-firms.ts';
import { recordSurvey } from './record-survey.ts';
import { registerFirm } from './register-firm.ts';

export interface LookUpFirm {
  readonly idempotencyKey: string;
  readonly provider: string;
  readonly uscc: string;
  /** Asks again although an answer is in the cache. */
  readonly fresh: boolean;
}

export interface LookedUp {
  readonly lookUpId: LookUpId;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export async function lookUpFirm(
  kit: ModuleKit,
  providers: readonly FirmDataProvider[],
  caller: Principal,
  input: LookUpFirm,
): Promise<Outcome<LookedUp>> {
  const provider = providers.find(({ terms }) => terms.code === input.provider);
  if (provider === undefined)
    return refuse('NOT_FOUND', 'CREDIT_PROVIDER_UNKNOWN', { provider: input.provider }, [
      'provider',
    ]);
  const parsed = parseUscc(input.uscc);
  if (!parsed.valid)
    return refuse('VALIDATION', 'CREDIT_USCC_INVALID', { fault: parsed.fault }, ['uscc']);
  const { code } = parsed.uscc;
  const asked = await askOnRecord(kit, provider, caller, { ...input, uscc: code });
  if (!asked.ok) return asked;
  const look = await lookUpById(reader(kit), toUuid(LOOK_UP, asked.value.lookUpId));
  if (look === undefined || (look.state !== 'PENDING' && look.state !== 'FAILED')) return asked;
  const answer = await ask(provider, code);
  if (answer instanceof ProviderError) {
    await keep(kit, look, { state: 'FAILED', costMinor: 0n, failure: answer.message });
    return refuse('RULE', 'CREDIT_PROVIDER_FAILED', { provider: provider.terms.name });
  }
  const told = await record(kit, provider, caller, look, answer);
  if (!told.ok) return told;
  await keep(kit, look, told.value);
  return asked;
}

/** Claims the key, looks into the cache, counts, and writes the question down. */
function askOnRecord(
  kit: ModuleKit,
  { terms }: FirmDataProvider,
  caller: Principal,
  input: LookUpFirm,
): Promise<Outcome<LookedUp>> {
  const key: CommandKey = {
    caller,
    operation: 'look-up-firm',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand<LookedUp>(kit, key, async ({ tx, now }) => {
    const db = within(tx);
    await lockProvider(db, terms.code);
    const company = companyOf(caller);
    const question = {
      provider: terms.code,
      code: input.uscc,
      company,
      askedBy: accountOf(caller),
      currency: terms.currency,
    };
    const since = new Date(now.getTime() - terms.cacheDays * DAY_MS);
    const cached = input.fresh ? undefined : await cachedLookUp(db, terms.code, input.uscc, since);
    if (cached === undefined) {
      const lastMinute = new Date(now.getTime() - MINUTE_MS);
      if ((await askedSince(db, terms.code, lastMinute)) >= terms.perMinute)
        return refuse('FORBIDDEN', 'CREDIT_PROVIDER_BUSY', { perMinute: terms.perMinute });
      const today = startOfDay(businessDay(now));
      if ((await askedSince(db, terms.code, today, company)) >= terms.perDay)
        return refuse('FORBIDDEN', 'CREDIT_PROVIDER_QUOTA', { perDay: terms.perDay });
    }
    const { id } = await addLookUp(db, { ...question, servedBy: cached }, now);
    return accept({ lookUpId: fromUuid(LOOK_UP, id) });
  });
}

async function ask(
  provider: FirmDataProvider,
  code: string,
): Promise<ProviderAnswer | ProviderError> {
  try {
    return await provider.lookUp(code);
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}

/** What was found becomes a survey of the asking company; done again it says nothing new. */
async function record(
  kit: ModuleKit,
  { terms }: FirmDataProvider,
  caller: Principal,
  look: LookUpRow,
  answer: ProviderAnswer,
): Promise<Outcome<LookUpAnswer>> {
  if (!answer.found) return accept({ state: 'NOT_FOUND', costMinor: terms.costOfNothingMinor });
  const firm = await registerFirm(kit, caller, {
    idempotencyKey: `look-up:${look.id}`,
    uscc: look.code,
    name: answer.name,
  });
  if (!firm.ok) return firm;
  const { firmId } = firm.value;
  const found = {
    state: 'FOUND',
    costMinor: terms.costMinor,
    firmId: toUuid(FIRM, firmId),
  } as const;
  if (answer.facts.length === 0) return accept(found);
  const survey = await recordFacts(kit, terms.name, caller, look, firmId, answer.facts);
  if (!survey.ok) {
    await keep(kit, look, { state: 'FAILED', costMinor: 0n, failure: survey.refusal.code });
    return refuse('RULE', 'CREDIT_PROVIDER_FAILED', { provider: terms.name });
  }
  const { surveyId, added } = survey.value;
  return accept({ ...found, surveyId: toUuid(SURVEY, surveyId), added });
}

function recordFacts(
  kit: ModuleKit,
  source: string,
  caller: Principal,
  look: LookUpRow,
  firmId: FirmId,
  facts: Extract<ProviderAnswer, { found: true }>['facts'],
): Promise<Outcome<{ readonly surveyId: SurveyId; readonly added: number }>> {
  return recordSurvey(kit, caller, {
    idempotencyKey: `look-up:${look.id}`,
    firmId,
    surveyedOn: businessDay(look.askedAt),
    facts: facts.map((fact) => ({ ...fact, source })),
  });
}

/** Keeps the answer and publishes what it cost, once. */
async function keep(kit: ModuleKit, look: LookUpRow, answer: LookUpAnswer): Promise<void> {
  const now = kit.clock.now();
  const published = await kit.db.transaction(async (tx) => {
    const kept = await answerLookUp(within(tx), look.id, answer, now);
    if (!kept || answer.costMinor === 0n) return [];
    const payload = {
      lookUpId: fromUuid(LOOK_UP, look.id),
      provider: look.provider,
      subsidiary: look.company,
      costMinor: answer.costMinor.toString(),
      currency: look.currency,
    };
    return kit.events.append(tx, now, [event(CREDIT_EVENTS.lookUpBooked, now, payload)]);
  });
  if (published.length > 0) await kit.events.deliverNow(published, 0);
}
