/** The ledger's service: every command of the door, bound to one engine. */
import type { ModuleKit } from '@guildhall/shared/module';
import type { LedgerDoor } from '../door/ledger-door.ts';
import { defineCurrency, limitIssuance, listCurrencies } from './define-currency.ts';
import { PostingEngine } from './posting-engine.ts';
import { readBalances } from './read-balances.ts';
import { reverse } from './reverse-posting.ts';
import { captureHold, holdPoints, postBurn, postEarn, releaseHold } from './single-commands.ts';

const engines = new WeakMap<object, PostingEngine>();

export function createLedger(kit: ModuleKit): LedgerDoor {
  const engine = new PostingEngine({
    url: kit.db.url,
    clock: kit.clock,
    events: kit.events,
    log: kit.log,
  });
  const door = {
    defineCurrency: (caller, input) => defineCurrency(kit, engine, caller, input),
    currencies: () => listCurrencies(engine),
    limitIssuance: (caller, input) => limitIssuance(kit, engine, caller, input),
    postEarn: (caller, input) => postEarn(engine, caller, input),
    postBurn: (caller, input) => postBurn(engine, caller, input),
    holdPoints: (caller, input) => holdPoints(engine, caller, input),
    captureHold: (caller, input) => captureHold(engine, caller, input),
    releaseHold: (caller, input) => releaseHold(engine, caller, input),
    reverse: (caller, input) => reverse(engine, caller, input),
    balances: (caller, input) => readBalances(engine, caller, input),
  } satisfies Partial<LedgerDoor>;
  engines.set(door, engine);
  return door as unknown as LedgerDoor;
}

/** The engine behind a door made here; the worker and the bench reach it. */
export function engineOf(door: object): PostingEngine {
  const engine = engines.get(door);
  if (engine === undefined) throw new Error('This is not a ledger of this process');
  return engine;
}
