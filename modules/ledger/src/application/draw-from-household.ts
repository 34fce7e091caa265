/** A member takes points out of the household's pool into its own wallet, within its right to spend, to pay anywhere. */
import type { Outcome, Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { passOn } from '../domain/decide/pass-on.ts';
import { takeFirstExpiring } from '../domain/lots.ts';
import * as no from '../domain/refusals.ts';
import { DRAW_RULES, firstRefusal } from '../domain/rules/index.ts';
import { spendingRefusal } from '../domain/rules/within-spending-right.ts';
import type { Household } from '../door/programme.ts';
import { membersOf } from '../storage/household-rows.ts';
import { mayActAs } from './access.ts';
import { spentThisMonth } from './burn-from-household.ts';
import { currencyOf, oneHousehold, rightOf } from './household-wallet.ts';
import { bodyHash, Reader } from './parse.ts';
import { no as refused, scopedKey } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';
import { walletIn } from './reverse-posting.ts';
import { transact } from './transact.ts';

export interface DrawFromHousehold {
  readonly idempotencyKey: string;
  readonly householdId: string;
  readonly memberId: string;
  readonly amountMinor: bigint;
}

/** The lots go over with their expiry and their payers, first-expiring first; it counts against the month's limit. */
export async function drawFromHousehold(
  engine: PostingEngine,
  caller: Principal,
  input: DrawFromHousehold,
): Promise<Outcome<Household>> {
  const read = new Reader(engine.now());
  const householdId = read.id('householdId', 'hsh', input.householdId);
  const memberId = read.id('memberId', 'mem', input.memberId);
  const amount = read.amount(input.amountMinor);
  const idempotencyKey = read.key(input.idempotencyKey);
  const refusal = read.problem ?? mayActAs(caller, input.memberId, 'memberId');
  if (refusal !== undefined) return refused(refusal);
  const currency = await currencyOf(engine, householdId);
  if (currency === undefined) return refused(no.householdUnknown());
  const body = bodyHash([householdId, memberId, amount]);
  const key = await scopedKey(engine, caller, 'draw-from-household', idempotencyKey, body);
  const reason = { type: 'household-draw', id: input.householdId };
  const result = await transact(engine, (owner) => {
    const ownerId = owner(memberId);
    const found: { refusal: Refusal | undefined } = { refusal: undefined };
    return {
      operation: 'draw-from-household',
      key,
      wallets: [ownerId, householdId].map((id) => ({ ownerId: id, currencyId: currency.id })),
      occurredAt: engine.now(),
      reason,
      load: async (db, book) => {
        const members = await membersOf(db, [householdId]);
        const row = members.find(({ member_id }) => member_id === ownerId);
        if (row === undefined) found.refusal = no.householdUnknown();
        else {
          const spent = await spentThisMonth(db, householdId, ownerId, book.now);
          found.refusal = spendingRefusal(currency, rightOf(row), spent, amount);
        }
      },
      decide: (book) => {
        if (found.refusal !== undefined) return found.refusal;
        const from = walletIn(book, householdId, currency.id);
        const to = walletIn(book, ownerId, currency.id);
        const against = firstRefusal(DRAW_RULES, { book, wallet: from, receiver: to, amount });
        if (against !== undefined) return against;
        return book.transfer(() => {
          passOn(book, {
            from,
            to,
            parts: takeFirstExpiring(from, amount),
            kinds: ['TRANSFER_OUT', 'TRANSFER_IN'],
            transit: engine.catalogue.programme(currency).transfer,
            command: { occurredAt: book.now, reason, actorId: ownerId },
          });
        });
      },
      answer: () => undefined,
    };
  });
  return result.kind === 'REFUSED' ? refused(result.refusal) : oneHousehold(engine, householdId);
}
