/** Spending from a household's wallet, within the member's right: wholly, up to so much a business month, or not at all. */
import { addMonths, businessDay, startOfDay } from '@guildhall/shared/business-time';
import type { Outcome, Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { decideBurn } from '../domain/decide/spend.ts';
import { firstIdOf } from '../domain/posting-ids.ts';
import * as no from '../domain/refusals.ts';
import { spendingRefusal } from '../domain/rules/within-spending-right.ts';
import type { BurnPosted, PostBurn } from '../door/posting.ts';
import type { Connection } from '../storage/connection.ts';
import { membersOf } from '../storage/household-rows.ts';
import { spentOfPoolWithin } from '../storage/spent-within.ts';
import { burnPosted } from './answers.ts';
import { currencyOf, rightOf } from './household-wallet.ts';
import { bodyHash, Reader } from './parse.ts';
import { outcomeOf, no as refused, scopedKey } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';
import { walletIn } from './reverse-posting.ts';
import { readSpend } from './single-commands.ts';
import { transact } from './transact.ts';

export async function burnFromHousehold(
  engine: PostingEngine,
  caller: Principal,
  input: PostBurn & { readonly householdId: string },
): Promise<Outcome<BurnPosted>> {
  const read = new Reader(engine.now());
  const householdId = read.id('householdId', 'hsh', input.householdId);
  const burn = await readSpend(engine, caller, input, read);
  if ('code' in burn) return refused(burn);
  const { command, canonical, idempotencyKey } = burn;
  const currency = await currencyOf(engine, householdId);
  if (currency === undefined || currency.id !== command.currency.id)
    return refused(no.householdUnknown());
  const key = await scopedKey(
    engine,
    caller,
    'burn-from-household',
    idempotencyKey,
    bodyHash([...canonical, input.householdId]),
  );
  const result = await transact(engine, (owner) => {
    const memberId = owner(command.ownerId);
    const found: { refusal: Refusal | undefined } = { refusal: undefined };
    return {
      operation: 'burn-from-household',
      key,
      wallets: [memberId, householdId].map((id) => ({ ownerId: id, currencyId: currency.id })),
      occurredAt: command.occurredAt,
      reason: command.reason,
      load: async (db, book) => {
        const members = await membersOf(db, [householdId]);
        const member = members.find(({ member_id }) => member_id === memberId);
        const spent = await spentThisMonth(db, householdId, memberId, book.now);
        const right = member === undefined ? undefined : rightOf(member);
        found.refusal = spendingRefusal(currency, right, spent, command.amount);
      },
      decide: (book) =>
        found.refusal ??
        decideBurn(book, walletIn(book, householdId, currency.id), {
          kind: 'BURN',
          ...command,
          actorId: memberId,
        }),
      answer: burnPosted,
    };
  });
  return outcomeOf(engine, result, burnPosted);
}

/** Spent or taken out by this member since the business month began, less what was given back of that. */
export function spentThisMonth(
  db: Connection,
  householdId: string,
  memberId: string,
  now: number,
): Promise<bigint> {
  const first = `${businessDay(new Date(now)).slice(0, 7)}-01`;
  return spentOfPoolWithin(db, householdId, memberId, {
    from: firstIdOf(startOfDay(first).getTime()),
    before: firstIdOf(startOfDay(addMonths(first, 1)).getTime()),
  });
}
