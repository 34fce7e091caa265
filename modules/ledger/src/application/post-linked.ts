/** Several operations, all or none, in one transaction under one key. */
import type { Outcome, Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Book } from '../domain/book.ts';
import type { SingleCommand } from '../domain/decide/commands.ts';
import { decideEarn } from '../domain/decide/earn.ts';
import { decideBurn, decideHold } from '../domain/decide/spend.ts';
import { decideTransfer, type Transfer } from '../domain/decide/transfer.ts';
import { currencyUnknown, invalid, sameWallet } from '../domain/refusals.ts';
import type { Currency } from '../domain/state.ts';
import type { LinkedOperation, LinkedPosted, PostLinked } from '../door/posting.ts';
import { mayActAs } from './access.ts';
import { linkedPosted } from './answers.ts';
import { householdsOf } from './households-of.ts';
import type { Records } from './jobs.ts';
import { sentToday } from './move-points.ts';
import { bodyHash, Reader, told } from './parse.ts';
import { actFor, no, outcomeOf, scopedKey } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';
import { walletIn } from './reverse-posting.ts';
import { readEarn, readHold, readSpend } from './single-commands.ts';
import { transact } from './transact.ts';

const MOST_OPERATIONS = 50;

interface Sending {
  readonly kind: 'TRANSFER';
  readonly ownerId: string;
  readonly toId: string;
  readonly currency: Currency;
  readonly transfer: Omit<Transfer, 'sentToday'>;
}

interface Step {
  readonly command: SingleCommand | Sending;
  readonly canonical: string;
}

export async function postLinked(
  engine: PostingEngine,
  caller: Principal,
  input: PostLinked,
): Promise<Outcome<LinkedPosted>> {
  const read = new Reader(engine.now());
  const idempotencyKey = read.key(input.idempotencyKey);
  const { operations } = input;
  if (
    !Array.isArray(operations) ||
    operations.length === 0 ||
    operations.length > MOST_OPERATIONS
  ) {
    read.wrong('operations', 'OPERATIONS', { most: MOST_OPERATIONS });
  }
  if (read.problem !== undefined) return no(read.problem);
  const steps: Step[] = [];
  for (const [index, operation] of operations.entries()) {
    const step = await readStep(engine, caller, operation);
    if ('code' in step) return no(within(index, step));
    steps.push(step);
  }
  const key = await scopedKey(
    engine,
    caller,
    'post-linked',
    idempotencyKey,
    bodyHash(steps.map(({ canonical }) => canonical)),
  );
  const head = input.operations[0] as LinkedOperation;
  const result = await transact(engine, (owner) => {
    const sent = new Map<string, bigint>();
    const placed = steps.map(({ command }) => place(command, owner));
    return {
      operation: 'post-linked',
      key,
      wallets: placed.flatMap((command) => walletsOf(command)),
      also: (book) => householdsOf(book, placed),
      issuers: placed.flatMap((command) => (command.kind === 'EARN' ? [command.account.id] : [])),
      occurredAt: told(head.occurredAt) ?? engine.now(),
      reason: head.reason,
      load: async (db, book) => {
        for (const command of placed) {
          if (command.kind !== 'TRANSFER') continue;
          sent.set(
            sender(command),
            await sentToday(db, command.ownerId, command.currency.id, book.now),
          );
        }
      },
      decide: (book) => decideAll(engine, book, placed, sent),
      answer: linkedPosted,
    };
  });
  return outcomeOf(engine, result, linkedPosted);
}

const within = (index: number, refusal: Refusal): Refusal => ({
  ...refusal,
  path: ['operations', String(index), ...refusal.path],
});
const sender = ({ ownerId, currency }: Sending): string => `${ownerId}/${currency.id}`;

async function readStep(
  engine: PostingEngine,
  caller: Principal,
  operation: LinkedOperation,
): Promise<Step | Refusal> {
  const keyed = { ...operation, idempotencyKey: 'linked' };
  switch (keyed.operation) {
    case 'EARN':
      return stepOf('EARN', await readEarn(engine, caller, keyed));
    case 'BURN': {
      const spend = await readSpend(engine, caller, keyed);
      return 'code' in spend
        ? spend
        : stepOf('BURN', { ...spend, command: { kind: 'BURN', ...spend.command } });
    }
    case 'HOLD':
      return stepOf('HOLD', await readHold(engine, caller, keyed));
    case 'TRANSFER':
      return readTransfer(engine, caller, keyed);
    default:
      return invalid(['operation'], 'ONE_OF', { values: 'EARN, BURN, HOLD, TRANSFER' });
  }
}

function stepOf(
  name: string,
  parsed: Refusal | { readonly command: SingleCommand; readonly canonical: readonly unknown[] },
): Step | Refusal {
  return 'code' in parsed
    ? parsed
    : { command: parsed.command, canonical: [name, ...parsed.canonical].join('|') };
}

async function readTransfer(
  engine: PostingEngine,
  caller: Principal,
  input: Extract<LinkedOperation, { operation: 'TRANSFER' }>,
): Promise<Step | Refusal> {
  const read = new Reader(engine.now());
  const ownerId = read.id('fromMemberId', 'mem', input.fromMemberId);
  const toId = read.id('toMemberId', 'mem', input.toMemberId);
  const code = read.currency(input.currency);
  const amount = read.amount(input.amountMinor);
  const occurredAt = read.occurredAt(input.occurredAt);
  const reason = read.reason(input.reason);
  if (read.problem === undefined && ownerId === toId)
    read.problem = { ...sameWallet(), kind: 'VALIDATION' };
  const refusal = read.problem ?? mayActAs(caller, input.fromMemberId, 'fromMemberId');
  if (refusal !== undefined) return refusal;
  const currency = await engine.catalogue.currency(code);
  if (currency === undefined) return currencyUnknown(code);
  const transfer = {
    amount,
    occurredAt,
    reason,
    transit: engine.catalogue.programme(currency).transfer,
  };
  const canonical = [
    'TRANSFER',
    ownerId,
    toId,
    code,
    amount,
    told(input.occurredAt),
    reason.type,
    reason.id,
  ].join('|');
  return { command: { kind: 'TRANSFER', ownerId, toId, currency, transfer }, canonical };
}

function place(
  command: SingleCommand | Sending,
  owner: (id: string) => string,
): SingleCommand | Sending {
  const ownerId = owner(command.ownerId);
  if (command.kind === 'TRANSFER') return { ...command, ownerId, toId: owner(command.toId) };
  return ownerId === command.ownerId ? command : actFor(command, ownerId);
}

function walletsOf(command: SingleCommand | Sending): { ownerId: string; currencyId: number }[] {
  const owners = command.kind === 'TRANSFER' ? [command.ownerId, command.toId] : [command.ownerId];
  return owners.map((ownerId) => ({ ownerId, currencyId: command.currency.id }));
}

function decideAll(
  engine: PostingEngine,
  book: Book,
  commands: readonly (SingleCommand | Sending)[],
  sent: Map<string, bigint>,
): Refusal | Records {
  const stop: { refusal?: Refusal } = {};
  const records = book.transfer(() => {
    for (const [index, command] of commands.entries()) {
      const decision = decideOne(engine, book, command, sent);
      if ('code' in decision) {
        stop.refusal = within(index, decision);
        return;
      }
    }
  });
  return stop.refusal ?? records;
}

function decideOne(
  engine: PostingEngine,
  book: Book,
  command: SingleCommand | Sending,
  sent: Map<string, bigint>,
): Refusal | Records {
  const { ownerId, currency } = command;
  const wallet = walletIn(book, ownerId, currency.id);
  switch (command.kind) {
    case 'EARN':
      return decideEarn(book, wallet, command, engine.catalogue.programme(currency));
    case 'BURN':
      return decideBurn(book, wallet, command);
    case 'HOLD':
      return decideHold(book, wallet, command);
    case 'TRANSFER': {
      const today = sent.get(sender(command)) ?? 0n;
      const to = walletIn(book, command.toId, currency.id);
      const decision = decideTransfer(book, wallet, to, { ...command.transfer, sentToday: today });
      if (!('code' in decision)) sent.set(sender(command), today + command.transfer.amount);
      return decision;
    }
    default:
      throw new Error(`${command.kind} is not a linked operation`);
  }
}
