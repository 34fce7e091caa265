/** The five commands of the batched path, from the door's input to the domain's command. */
import type { Outcome, Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Authorize, Burn, Earn } from '../domain/decide/commands.ts';
import { currencyUnknown, holdUnknown } from '../domain/refusals.ts';
import type { Account, Currency } from '../domain/state.ts';
import type * as d from '../door/posting.ts';
import { mayPostFor } from './access.ts';
import * as answers from './answers.ts';
import { bodyHash, Reader, told } from './parse.ts';
import { postWithHousehold } from './post-several.ts';
import { no, postSingle } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';

const HOLD_DAYS = 90;
const DAY_MS = 86_400_000;

export async function postEarn(
  engine: PostingEngine,
  caller: Principal,
  input: d.PostEarn,
): Promise<Outcome<d.EarnPosted>> {
  const earn = await readEarn(engine, caller, input);
  if ('code' in earn) return no(earn);
  return postSingle(engine, caller, {
    operation: 'post-earn',
    idempotencyKey: earn.idempotencyKey,
    bodyHash: bodyHash(earn.canonical),
    command: earn.command,
    answer: answers.earnPosted,
    several: (key, command) => postWithHousehold(engine, key, command),
  });
}

type Canonical = readonly (string | number | bigint | null | undefined)[];

interface Parsed<C> {
  readonly idempotencyKey: string;
  /** What "the same body" means. */
  readonly canonical: Canonical;
  readonly command: C;
}

export async function readEarn(
  engine: PostingEngine,
  caller: Principal,
  input: d.PostEarn,
): Promise<Parsed<Earn> | Refusal> {
  const read = new Reader(engine.now());
  const ownerId = read.id('memberId', 'mem', input.memberId);
  const code = read.currency(input.currency);
  const amount = read.amount(input.amountMinor);
  const subsidiary = read.subsidiary(input.subsidiary);
  const canonicalTerms = read.funding(input.funding);
  const occurredAt = read.occurredAt(input.occurredAt);
  const activeAt = input.activeAt === undefined ? null : read.moment('activeAt', input.activeAt);
  const expiresAt = read.expiresAt(input.expiresAt, activeAt ?? occurredAt);
  const reason = read.reason(input.reason);
  const idempotencyKey = read.key(input.idempotencyKey);
  const refusal = read.problem ?? mayPostFor(caller, subsidiary);
  if (refusal !== undefined) return refusal;
  const { catalogue } = engine;
  const currency = catalogue.peekCurrency(code) ?? (await catalogue.currency(code));
  if (currency === undefined) return currencyUnknown(code);
  const account = await accountOf(engine, 'ISSUED', subsidiary, currency);
  const terms =
    catalogue.peekTerms(subsidiary, canonicalTerms) ??
    (await catalogue.terms(subsidiary, input.funding));
  return {
    idempotencyKey,
    canonical: [
      input.memberId,
      code,
      amount,
      subsidiary,
      canonicalTerms,
      told(input.occurredAt),
      activeAt,
      expiresAt,
      reason.type,
      reason.id,
    ],
    command: {
      kind: 'EARN',
      ownerId,
      currency,
      amount,
      account,
      terms,
      occurredAt,
      activeAt,
      expiresAt,
      reason,
      actorId: null,
    },
  };
}

export async function postBurn(
  engine: PostingEngine,
  caller: Principal,
  input: d.PostBurn,
): Promise<Outcome<d.BurnPosted>> {
  const burn = await readSpend(engine, caller, input);
  if ('code' in burn) return no(burn);
  return postSingle(engine, caller, {
    operation: 'post-burn',
    idempotencyKey: burn.idempotencyKey,
    bodyHash: bodyHash(burn.canonical),
    command: { kind: 'BURN', ...burn.command },
    answer: answers.burnPosted,
    several: notSeveral,
  });
}

export async function holdPoints(
  engine: PostingEngine,
  caller: Principal,
  input: d.HoldPoints,
): Promise<Outcome<d.HoldPosted>> {
  const hold = await readHold(engine, caller, input);
  if ('code' in hold) return no(hold);
  return postSingle(engine, caller, {
    operation: 'hold-points',
    idempotencyKey: hold.idempotencyKey,
    bodyHash: bodyHash(hold.canonical),
    command: hold.command,
    answer: answers.holdPosted,
    several: notSeveral,
  });
}

export async function readHold(
  engine: PostingEngine,
  caller: Principal,
  input: d.HoldPoints,
): Promise<Parsed<Authorize> | Refusal> {
  const read = new Reader(engine.now());
  const expiresAt = read.moment('expiresAt', input.expiresAt);
  if (expiresAt - engine.now() > HOLD_DAYS * DAY_MS) {
    read.wrong('expiresAt', 'DAYS_AHEAD', { most: HOLD_DAYS });
  }
  const spend = await readSpend(engine, caller, input, read);
  if ('code' in spend) return spend;
  const { idempotencyKey, canonical, command } = spend;
  return {
    idempotencyKey,
    canonical: [...canonical, expiresAt],
    command: { kind: 'HOLD', ...command, expiresAt },
  };
}

/** What a burn and a hold have in common. */
export async function readSpend(
  engine: PostingEngine,
  caller: Principal,
  input: d.PostBurn,
  read: Reader = new Reader(engine.now()),
): Promise<Parsed<Omit<Burn, 'kind'>> | Refusal> {
  const ownerId = read.id('memberId', 'mem', input.memberId);
  const code = read.currency(input.currency);
  const amount = read.amount(input.amountMinor);
  const subsidiary = read.subsidiary(input.subsidiary);
  const occurredAt = read.occurredAt(input.occurredAt);
  const reason = read.reason(input.reason);
  const idempotencyKey = read.key(input.idempotencyKey);
  const refusal = read.problem ?? mayPostFor(caller, subsidiary);
  if (refusal !== undefined) return refusal;
  const { catalogue } = engine;
  const currency = catalogue.peekCurrency(code) ?? (await catalogue.currency(code));
  if (currency === undefined) return currencyUnknown(code);
  const account = await accountOf(engine, 'REDEEMED', subsidiary, currency);
  return {
    idempotencyKey,
    canonical: [
      input.memberId,
      code,
      amount,
      subsidiary,
      told(input.occurredAt),
      reason.type,
      reason.id,
    ],
    command: { ownerId, currency, amount, account, occurredAt, reason, actorId: null },
  };
}

function accountOf(
  engine: PostingEngine,
  kind: 'ISSUED' | 'REDEEMED',
  subsidiary: string,
  currency: Currency,
): Account | Promise<Account> {
  return (
    engine.catalogue.peekAccount(kind, subsidiary, currency.id) ??
    engine.catalogue.account(kind, subsidiary, currency.id)
  );
}

export async function captureHold(
  engine: PostingEngine,
  caller: Principal,
  input: d.CaptureHold,
): Promise<Outcome<d.CapturePosted>> {
  const read = new Reader(engine.now());
  const holdId = read.id('holdId', 'hld', input.holdId);
  const amount = input.amountMinor === undefined ? null : read.amount(input.amountMinor);
  const final = input.final ?? false;
  if (typeof final !== 'boolean') read.wrong('final', 'YES_OR_NO');
  const occurredAt = read.occurredAt(input.occurredAt);
  const reason = input.reason === undefined ? null : read.reason(input.reason);
  const idempotencyKey = read.key(input.idempotencyKey);
  if (read.problem !== undefined) return no(read.problem);
  const hold = await findHold(engine, caller, holdId);
  if ('code' in hold) return no(hold);
  return postSingle(engine, caller, {
    operation: 'capture-hold',
    idempotencyKey,
    bodyHash: bodyHash([
      input.holdId,
      amount,
      final,
      told(input.occurredAt),
      reason?.type,
      reason?.id,
    ]),
    command: { kind: 'CAPTURE', ...hold, holdId, amount, final, occurredAt, reason },
    answer: answers.capturePosted,
    several: notSeveral,
  });
}

export async function releaseHold(
  engine: PostingEngine,
  caller: Principal,
  input: d.ReleaseHold,
): Promise<Outcome<d.ReleasePosted>> {
  const read = new Reader(engine.now());
  const holdId = read.id('holdId', 'hld', input.holdId);
  const idempotencyKey = read.key(input.idempotencyKey);
  if (read.problem !== undefined) return no(read.problem);
  const hold = await findHold(engine, caller, holdId);
  if ('code' in hold) return no(hold);
  return postSingle(engine, caller, {
    operation: 'release-hold',
    idempotencyKey,
    bodyHash: bodyHash([input.holdId]),
    command: { kind: 'RELEASE', ...hold, holdId },
    answer: answers.releasePosted,
    several: notSeveral,
  });
}

/** Whose wallet a hold is on; only the subsidiary that placed it may act on it. */
async function findHold(
  engine: PostingEngine,
  caller: Principal,
  holdId: string,
): Promise<Refusal | { readonly ownerId: string; readonly currency: Currency }> {
  const { rows } = await engine.reader.query<{
    owner_id: string;
    currency: number;
    account_id: number;
  }>({
    name: 'find-hold',
    text: 'SELECT owner_id, currency, account_id FROM hold WHERE id = $1',
    values: [holdId],
  });
  const row = rows[0];
  if (row === undefined) return holdUnknown();
  const account = await engine.catalogue.accountById(row.account_id);
  const refusal = mayPostFor(caller, account.subsidiary ?? '');
  if (refusal !== undefined) return refusal;
  return { ownerId: row.owner_id, currency: await engine.catalogue.currencyById(row.currency) };
}

const notSeveral = (): Promise<never> =>
  Promise.reject(new Error('This command touches one wallet'));
