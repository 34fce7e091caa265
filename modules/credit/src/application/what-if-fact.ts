/**
 * What contesting or taking back a fact would do, before anybody does it: the answer to a plain question (no amount, no
 * credit) and the score, as they stand and as they would stand. Reads only.
 */
import { toUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import type { Answer, Grade } from '../domain/assessment/policy.ts';
import { GROUP_CURRENCY } from '../domain/currencies.ts';
import { CURRENT_VERSIONS, decideScreening } from '../domain/screening/decide-screening.ts';
import type { ScreeningDecision } from '../domain/screening/decision.ts';
import type { ScreeningFacts } from '../domain/screening/facts.ts';
import { FACT, type FactId } from '../ids.ts';
import { firmsByIds } from '../storage/firms.ts';
import type { Db } from '../storage/tables.ts';
import { scoredNow } from './assess-firm.ts';
import { companyOf } from './caller.ts';
import { gatherFacts, gatherWithout } from './gather-facts.ts';

export type FactAct = 'DISPUTE' | 'RETRACT';

export interface FactEffectWish {
  readonly factId: FactId;
  readonly act: FactAct;
}

export interface EffectSide {
  readonly answer: Answer;
  /** Codes of the reasons that decide, such as DISPUTED or BLACKLISTED; empty for PROCEED. */
  readonly because: readonly string[];
  readonly grade: Grade | null;
  readonly score: number | null;
  readonly limitMinor: bigint;
  readonly availableMinor: bigint;
  readonly currency: string;
}

export interface FactEffect {
  readonly before: EffectSide;
  readonly after: EffectSide;
}

/** Undefined when there is no such fact, or it was taken back. */
export async function factEffect(
  db: Db,
  caller: Principal,
  { factId, act }: FactEffectWish,
  now: Date,
): Promise<FactEffect | undefined> {
  const id = toUuid(FACT, factId);
  const fact = await db
    .selectFrom('fact')
    .select(['firm_id', 'type'])
    .where('id', '=', id)
    .where('retracted_at', 'is', null)
    .executeTakeFirst();
  const [firm] = fact === undefined ? [] : await firmsByIds(db, [fact.firm_id]);
  if (fact === undefined || firm === undefined) return undefined;
  const company = companyOf(caller);
  const { facts } = await gatherFacts(db, firm, company, now);
  const then =
    act === 'DISPUTE'
      ? contested(facts, { factId: id, factType: fact.type, now })
      : await withoutFact(db, await gatherWithout(db, firm, company, now, id), now);
  return { before: sideOf(facts, company, now), after: sideOf(then, company, now) };
}

function contested(
  facts: ScreeningFacts,
  { factId, factType, now }: { factId: string; factType: string; now: Date },
): ScreeningFacts {
  const mark = { id: factId, factId, factType, deadline: now };
  const others = facts.disputes.filter((dispute) => dispute.factId !== factId);
  return { ...facts, disputes: [...others, mark] };
}

async function withoutFact(db: Db, facts: ScreeningFacts, now: Date): Promise<ScreeningFacts> {
  const scored = await scoredNow(db, facts.firm.id, facts.standing, now);
  const id = facts.assessment?.id ?? facts.firm.id;
  return { ...facts, assessment: { ...scored, id, assessedAt: now } };
}

function sideOf(facts: ScreeningFacts, subsidiary: string, now: Date): EffectSide {
  const question = {
    ...{ subsidiary, kind: 'CONTRACT', amountMinor: 0n, currency: GROUP_CURRENCY },
    ...{ paymentDays: 0, prepaymentBps: 0 },
  };
  const decision: ScreeningDecision = decideScreening(question, facts, CURRENT_VERSIONS, now);
  const { answer, grade, score, limitMinor, availableMinor, currency } = decision;
  return {
    ...{ answer, grade, score, limitMinor, availableMinor, currency },
    because: [
      ...new Set(
        decision.reasons
          .filter((reason) => reason.answer === answer && answer !== 'PROCEED')
          .map(({ code }) => code),
      ),
    ],
  };
}
