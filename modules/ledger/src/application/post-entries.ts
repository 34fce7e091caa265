/** Transfers of many entries, all or none. */

import { readId } from '@guildhall/shared/ids';
import type { Outcome, Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Book } from '../domain/book.ts';
import { decideEntries, type Leg } from '../domain/decide/entries.ts';
import { isSubsidiaryCode } from '../domain/funding.ts';
import type { InputProblem } from '../domain/input-problems.ts';
import { currencyUnknown, invalid } from '../domain/refusals.ts';
import type { Account, Currency } from '../domain/state.ts';
import { MOST_MINOR } from '../domain/values.ts';
import type {
  AccountRef,
  EntriesPosted,
  PostEntries as PostEntriesInput,
} from '../door/posting.ts';
import { mustOperate } from './access.ts';
import { entriesPosted } from './answers.ts';
import { bodyHash, Reader, told } from './parse.ts';
import { no, outcomeOf, scopedKey } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';
import { walletIn } from './reverse-posting.ts';
import { transact } from './transact.ts';

const MOST_ENTRIES = 100;

type Target = { readonly ownerId: string } | { readonly account: Account };

export async function postEntries(
  engine: PostingEngine,
  caller: Principal,
  input: PostEntriesInput,
): Promise<Outcome<EntriesPosted>> {
  const read = new Reader(engine.now());
  const code = read.currency(input.currency);
  const subsidiary = read.subsidiary(input.subsidiary);
  read.funding(input.funding);
  const occurredAt = read.occurredAt(input.occurredAt);
  const expiresAt = read.expiresAt(input.expiresAt, occurredAt);
  const reason = read.reason(input.reason);
  const idempotencyKey = read.key(input.idempotencyKey);
  const refusal = read.problem ?? entriesProblem(input.entries) ?? mustOperate(caller);
  if (refusal !== undefined) return no(refusal);
  const currency = await engine.catalogue.currency(code);
  if (currency === undefined) return no(currencyUnknown(code));
  const targets: { readonly target: Target; readonly amount: bigint }[] = [];
  for (const { account, amountMinor } of input.entries) {
    targets.push({ target: await targetOf(engine, account, currency), amount: amountMinor });
  }
  const terms = await engine.catalogue.terms(subsidiary, input.funding);
  const hash = bodyHash([
    JSON.stringify(input.entries, plain),
    code,
    subsidiary,
    terms.id,
    told(input.occurredAt),
    expiresAt,
    reason.type,
    reason.id,
  ]);
  const key = await scopedKey(engine, caller, 'post-entries', idempotencyKey, hash);
  const owners = targets.flatMap(({ target }) => ('ownerId' in target ? [target.ownerId] : []));
  const issuers = targets.flatMap(({ target }) =>
    'account' in target && target.account.kind === 'ISSUED' ? [target.account.id] : [],
  );
  const result = await transact(engine, (owner) => ({
    operation: 'post-entries',
    key,
    wallets: owners.map((id) => ({ ownerId: owner(id), currencyId: currency.id })),
    issuers,
    occurredAt,
    reason,
    decide: (book) =>
      decideEntries(book, {
        legs: targets.map(
          ({ target, amount }): Leg => ({ target: placed(book, target, currency, owner), amount }),
        ),
        currencyId: currency.id,
        terms,
        expiresAt,
        occurredAt,
        reason,
        accounts: engine.catalogue.programme(currency),
      }),
    answer: entriesPosted,
  }));
  return outcomeOf(engine, result, entriesPosted);
}

const plain = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;

function placed(
  book: Book,
  target: Target,
  currency: Currency,
  owner: (id: string) => string,
): Leg['target'] {
  return 'account' in target
    ? target
    : { wallet: walletIn(book, owner(target.ownerId), currency.id) };
}

async function targetOf(
  engine: PostingEngine,
  ref: AccountRef,
  currency: Currency,
): Promise<Target> {
  switch (ref.kind) {
    case 'MEMBER':
      return { ownerId: readId('mem', ref.memberId) ?? '' };
    case 'HOUSEHOLD':
      return { ownerId: readId('hsh', ref.householdId) ?? '' };
    case 'ADJUSTMENT':
      return { account: engine.catalogue.programme(currency).adjustment };
    default:
      return { account: await engine.catalogue.account(ref.kind, ref.subsidiary, currency.id) };
  }
}

function entriesProblem(entries: PostEntriesInput['entries']): Refusal | undefined {
  const wrong = (problem: InputProblem, ...path: string[]): Refusal =>
    invalid(['entries', ...path], problem, { most: MOST_ENTRIES });
  if (!Array.isArray(entries) || entries.length < 2 || entries.length > MOST_ENTRIES)
    return wrong('ENTRIES');
  const seen = new Set<string>();
  let sum = 0n;
  for (const [index, { account, amountMinor }] of entries.entries()) {
    const at = String(index);
    if (
      typeof amountMinor !== 'bigint' ||
      amountMinor === 0n ||
      amountMinor > MOST_MINOR ||
      amountMinor < -MOST_MINOR
    ) {
      return wrong('AMOUNT_NOT_ZERO', at, 'amountMinor');
    }
    const name = nameOf(account);
    if (name === undefined) return wrong('ACCOUNT', at, 'account');
    if (seen.has(name)) return wrong('EACH_ONCE', at, 'account');
    seen.add(name);
    sum += amountMinor;
  }
  return sum === 0n ? undefined : wrong('SUM_ZERO');
}

function nameOf(ref: AccountRef): string | undefined {
  switch (ref.kind) {
    case 'MEMBER':
      return readId('mem', ref.memberId);
    case 'HOUSEHOLD':
      return readId('hsh', ref.householdId);
    case 'ISSUED':
    case 'REDEEMED':
      return isSubsidiaryCode(ref.subsidiary) ? `${ref.kind}:${ref.subsidiary}` : undefined;
    case 'ADJUSTMENT':
      return ref.kind;
    default:
      return undefined;
  }
}
