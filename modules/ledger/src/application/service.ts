/** The ledger's service: every command of the door, bound to one engine. */
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { invalid, notAllowed } from '../domain/refusals.ts';
import type { LedgerDoor, SettleProgress } from '../door/ledger-door.ts';
import type { VerifyReport } from '../door/programme.ts';
import { mustOperate } from './access.ts';
import { adjust, decideAdjustment, listAdjustments } from './adjust-points.ts';
import { burnFromHousehold } from './burn-from-household.ts';
import { defineCurrency, limitIssuance, listCurrencies } from './define-currency.ts';
import { drawFromHousehold } from './draw-from-household.ts';
import { freezeMember } from './freeze-member.ts';
import * as invitations from './household-invitations.ts';
import * as household from './household-wallet.ts';
import { evaluateTiers, explainTier, readTiers, reviewTiers } from './member-tiers.ts';
import { moveMember } from './move-member.ts';
import { extendLots, transferPoints } from './move-points.ts';
import { postEntries } from './post-entries.ts';
import { postLinked } from './post-linked.ts';
import { no } from './post-single.ts';
import { PostingEngine } from './posting-engine.ts';
import { readBalances } from './read-balances.ts';
import { readOutstandingLots, readPointFlows, readPosted } from './read-liability.ts';
import { explainBalance, readLots } from './read-lots.ts';
import { readOutstanding } from './read-outstanding.ts';
import { readHolds, readPostings, readStatement } from './read-statement.ts';
import { reverse } from './reverse-posting.ts';
import { countDue, settleDue } from './settle-due.ts';
import { captureHold, holdPoints, postBurn, postEarn, releaseHold } from './single-commands.ts';
import { defineTierProgramme, listTierProgrammes } from './tier-programmes.ts';
import { undoMove } from './undo-move.ts';
import { verifyLedger } from './verify-ledger.ts';

const engines = new WeakMap<object, PostingEngine>();

export function createLedger(kit: ModuleKit): LedgerDoor {
  const engine: PostingEngine = new PostingEngine({
    url: kit.db.url,
    clock: kit.clock,
    events: kit.events,
    outbox: kit.outbox,
    log: kit.log,
    onQualified: onceAtATime(kit, () => reviewTiers(engine)),
  });
  const door: LedgerDoor = {
    defineCurrency: (caller, input) => defineCurrency(kit, engine, caller, input),
    currencies: () => listCurrencies(engine),
    limitIssuance: (caller, input) => limitIssuance(kit, engine, caller, input),

    postEarn: (caller, input) => postEarn(engine, caller, input),
    postBurn: (caller, input) => postBurn(engine, caller, input),
    holdPoints: (caller, input) => holdPoints(engine, caller, input),
    captureHold: (caller, input) => captureHold(engine, caller, input),
    releaseHold: (caller, input) => releaseHold(engine, caller, input),

    reverse: (caller, input) => reverse(engine, caller, input),
    transferPoints: (caller, input) => transferPoints(engine, caller, input),
    adjust: (caller, input) => adjust(kit, engine, caller, input),
    decideAdjustment: (caller, input) => decideAdjustment(kit, engine, caller, input),
    postEntries: (caller, input) => postEntries(engine, caller, input),
    postLinked: (caller, input) => postLinked(engine, caller, input),
    extendLots: (caller, input) => extendLots(engine, caller, input),

    balances: (caller, input) => readBalances(engine, caller, input),
    lots: (caller, input) => readLots(engine, caller, input),
    statement: (caller, input) => readStatement(engine, caller, input),
    explainBalance: (caller, input) => explainBalance(engine, caller, input),
    postings: (caller, { ids }) => readPostings(engine, caller, ids),
    holds: (caller, input) => readHolds(engine, caller, input),
    outstanding: (caller, input) => readOutstanding(engine, caller, input),
    outstandingLots: (caller, input) => readOutstandingLots(engine, caller, input),
    pointFlows: (caller, input) => readPointFlows(engine, caller, input),
    posted: (caller, input) => readPosted(engine, caller, input),
    adjustments: (caller, input) => listAdjustments(engine, caller, input),

    defineTierProgramme: (caller, input) => defineTierProgramme(kit, engine, caller, input),
    tierProgrammes: () => listTierProgrammes(engine),
    tiers: (caller, input) => readTiers(engine, caller, input),
    explainTier: (caller, input) => explainTier(engine, caller, input),
    evaluateTiers: (caller, input) => evaluateTiers(engine, caller, input),

    createHousehold: (caller, input) => household.createHousehold(engine, caller, input),
    setHouseholdMember: (caller, input) => household.setHouseholdMember(engine, caller, input),
    leaveHousehold: (caller, input) => household.leaveHousehold(engine, caller, input),
    households: (caller, input) => household.readHouseholds(engine, caller, input),
    inviteToHousehold: (caller, input) => invitations.inviteToHousehold(engine, caller, input),
    withdrawInvitation: (caller, input) => invitations.withdrawInvitation(engine, caller, input),
    acceptInvitation: (caller, input) => invitations.acceptInvitation(engine, caller, input),
    invitation: (caller, input) => invitations.readInvitation(engine, caller, input),
    openInvitations: (caller, input) => invitations.readOpenInvitations(engine, caller, input),
    drawFromHousehold: (caller, input) => drawFromHousehold(engine, caller, input),
    burnFromHousehold: (caller, input) => burnFromHousehold(engine, caller, input),

    moveMember: (caller, input) => moveMember(engine, caller, input),
    undoMove: (caller, input) => undoMove(engine, caller, input),
    freezeMember: (caller, input) => freezeMember(engine, caller, input),
    settleDue: (caller, { limit }) => settle(engine, caller, limit),
    countDue: (caller) => due(engine, caller),
    verify: (caller) => verify(engine, caller),
  };
  engines.set(kit, engine);
  return door;
}

/** The engine behind the door that was made with this kit. */
export function engineOf(kit: object): PostingEngine {
  const engine = engines.get(kit);
  if (engine === undefined) throw new Error('This is not a ledger of this process');
  return engine;
}

const MOST_SETTLED = 100_000;

async function settle(
  engine: PostingEngine,
  caller: Principal,
  limit: number = MOST_SETTLED,
): Promise<Outcome<SettleProgress>> {
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_SETTLED) {
    return no(invalid(['limit'], 'BETWEEN', { least: 1, most: MOST_SETTLED }));
  }
  const refusal = mustOperate(caller);
  return refusal === undefined ? accept(await settleDue(engine, limit)) : no(refusal);
}

async function due(
  engine: PostingEngine,
  caller: Principal,
): Promise<Outcome<{ readonly wallets: number }>> {
  const refusal = mustOperate(caller);
  return refusal === undefined ? accept({ wallets: await countDue(engine) }) : no(refusal);
}

async function verify(engine: PostingEngine, caller: Principal): Promise<Outcome<VerifyReport>> {
  const staff =
    caller.kind === 'staff' &&
    caller.roles.some((role) => role === 'operator' || role === 'auditor');
  if (!staff && caller.kind !== 'module') return no(notAllowed());
  return accept(await engine.withReport((db) => verifyLedger(db, engine.clock.now())));
}

/** Runs at most one at a time; called again meanwhile, it runs once more afterwards. */
function onceAtATime(kit: ModuleKit, work: () => Promise<unknown>): () => void {
  const state = { running: false, again: false };
  const run = (): void => {
    if (state.running) {
      state.again = true;
      return;
    }
    state.running = true;
    state.again = false;
    work()
      .catch((error: unknown) => kit.log.warn({ err: String(error) }, 'tiers left to the schedule'))
      .finally(() => {
        state.running = false;
        if (state.again) run();
      });
  };
  return run;
}
