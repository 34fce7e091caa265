/** An earn whose part goes to a household: both wallets in one transaction, through the same decision. */

import type { PostingKey } from '../domain/book.ts';
import type { SingleCommand } from '../domain/decide/commands.ts';
import { decideEarn } from '../domain/decide/earn.ts';
import type { EarnPosted } from '../door/posting.ts';
import { earnPosted } from './answers.ts';
import { householdsOf } from './households-of.ts';
import type { Result } from './jobs.ts';
import type { PostingEngine } from './posting-engine.ts';
import { transact } from './transact.ts';

export function postWithHousehold(
  engine: PostingEngine,
  key: PostingKey,
  command: SingleCommand,
): Promise<Result<EarnPosted>> {
  if (command.kind !== 'EARN') throw new Error('Only an earn contributes to a household');
  const { currency } = command;
  return transact(engine, (owner) => {
    const ownerId = owner(command.ownerId);
    const earn =
      ownerId === command.ownerId
        ? command
        : { ...command, ownerId, actorId: command.actorId ?? command.ownerId };
    return {
      operation: 'post-earn',
      key,
      wallets: [{ ownerId, currencyId: currency.id }],
      also: (book) => householdsOf(book, [earn]),
      issuers: [command.account.id],
      occurredAt: command.occurredAt,
      reason: command.reason,
      decide: (book) => {
        const wallet = book.wallet(ownerId, currency.id);
        if (wallet === undefined) throw new Error(`Wallet of ${ownerId} was not opened`);
        return decideEarn(book, wallet, earn, engine.catalogue.programme(currency));
      },
      answer: earnPosted,
    };
  });
}
