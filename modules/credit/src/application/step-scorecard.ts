/**
 * What becomes of a fitted scorecard: it runs in shadow beside the one in force; it is put in force, or taken out of it, by
 * a second person. The person who fitted it, or asked for it, never does. Then every firm is scored again.
 *
 * Refusals: CREDIT_SCORECARD_UNKNOWN, CREDIT_SCORECARD_STUDY, CREDIT_SCORECARD_STATE, CREDIT_FOUR_EYES.
 */
import { type CommandContext, type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { CREDIT_EVENTS, event } from '../events.ts';
import { SCORECARD, type ScorecardId } from '../ids.ts';
import {
  addScorecardStep,
  lockScorecard,
  moveScorecard,
  rescoreAll,
  retireChampion,
  type ScorecardAct,
  type ScorecardRow,
  type ScorecardState,
} from '../storage/scorecards.ts';
import { within } from '../storage/tables.ts';
import { personOf } from './caller.ts';

export interface StepScorecard {
  readonly idempotencyKey: string;
  readonly scorecardId: ScorecardId;
  readonly note?: string | undefined;
}

export interface SteppedScorecard {
  readonly scorecardId: ScorecardId;
  readonly state: ScorecardState;
  /** What waits for a second person. */
  readonly awaiting: ScorecardAct | null;
}

/** Runs it in shadow: beside every assessment from now on it says what it would have said. */
export function challengeScorecard(kit: ModuleKit, caller: Principal, input: StepScorecard) {
  const person = personOf(caller);
  return step(kit, caller, 'challenge', input, async (context, card) => {
    if (!card.deployable) return refuse('RULE', 'CREDIT_SCORECARD_STUDY');
    if (card.state !== 'DRAFT' && card.state !== 'RETIRED') return wrongState(card);
    await move(context, card, { act: 'CHALLENGE', state: 'CHALLENGER', person, note: input.note });
    return answered(input, 'CHALLENGER');
  });
}

/** Ends the shadow run. */
export function withdrawScorecard(kit: ModuleKit, caller: Principal, input: StepScorecard) {
  const person = personOf(caller);
  return step(kit, caller, 'withdraw', input, async (context, card) => {
    if (card.state !== 'CHALLENGER' && card.state !== 'DRAFT') return wrongState(card);
    await move(context, card, { act: 'WITHDRAW', state: 'RETIRED', person, note: input.note });
    return answered(input, 'RETIRED');
  });
}

export interface DecideScorecard extends StepScorecard {
  /** PROMOTE puts a challenger in force; RETIRE takes the card in force out, the house's own applies again. */
  readonly decision: ScorecardAct;
}

/** The first person asks, the same call by another does it. */
export function decideScorecard(kit: ModuleKit, caller: Principal, input: DecideScorecard) {
  const person = personOf(caller);
  const act = input.decision;
  return step(kit, caller, `decide-${act.toLowerCase()}`, input, async (context, card) => {
    const { tx, now } = context;
    const db = within(tx);
    if (card.state !== (act === 'PROMOTE' ? 'CHALLENGER' : 'CHAMPION')) return wrongState(card);
    if (card.asked?.act !== act) {
      await moveScorecard(db, card.id, card.state, { act, by: person, at: now });
      const asking = { act: `ASK_${act}`, person, askedBy: undefined, note: input.note };
      await addScorecardStep(db, card.id, asking, now);
      return answered(input, card.state, act);
    }
    if (card.asked.by === person || (act === 'PROMOTE' && card.fittedBy === person))
      return refuse('RULE', 'CREDIT_FOUR_EYES', { act });
    const former = act === 'PROMOTE' ? await retireChampion(db) : undefined;
    if (former !== undefined)
      await addScorecardStep(
        db,
        former,
        { act: 'REPLACED', person, askedBy: card.asked.by, note: undefined },
        now,
      );
    const state = act === 'PROMOTE' ? 'CHAMPION' : 'RETIRED';
    await move(context, card, { act, state, person, askedBy: card.asked.by, note: input.note });
    await rescoreAll(db, now);
    return answered(input, state);
  });
}

type Decided = Outcome<SteppedScorecard>;

function step(
  kit: ModuleKit,
  caller: Principal,
  verb: string,
  input: StepScorecard,
  act: (context: CommandContext, card: ScorecardRow) => Promise<Decided>,
): Promise<Decided> {
  const { idempotencyKey } = input;
  const key: CommandKey = { caller, operation: `${verb}-scorecard`, idempotencyKey, input };
  return runCommand<SteppedScorecard>(kit, key, async (context) => {
    const card = await lockScorecard(within(context.tx), toUuid(SCORECARD, input.scorecardId));
    return card === undefined
      ? refuse('NOT_FOUND', 'CREDIT_SCORECARD_UNKNOWN', {}, ['scorecardId'])
      : act(context, card);
  });
}

async function move(
  { tx, now, publish }: CommandContext,
  card: ScorecardRow,
  {
    act,
    state,
    person,
    askedBy,
    note,
  }: {
    readonly act: string;
    readonly state: ScorecardState;
    readonly person: string;
    readonly askedBy?: string | undefined;
    readonly note?: string | undefined;
  },
): Promise<void> {
  const db = within(tx);
  await moveScorecard(db, card.id, state);
  await addScorecardStep(db, card.id, { act, person, askedBy, note }, now);
  const scorecardId = fromUuid(SCORECARD, card.id);
  await publish(event(CREDIT_EVENTS.scorecardStepped, now, { scorecardId, act, state }));
}

const wrongState = ({ state }: ScorecardRow): Decided =>
  refuse('RULE', 'CREDIT_SCORECARD_STATE', { state });

function answered(
  { scorecardId }: StepScorecard,
  state: ScorecardState,
  awaiting: ScorecardAct | null = null,
): Decided {
  return accept({ scorecardId, state, awaiting });
}
