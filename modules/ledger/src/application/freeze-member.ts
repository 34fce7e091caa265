/** Freezes or thaws all wallets of a member, those opened later included. */
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { mustOperate } from './access.ts';
import { Reader } from './parse.ts';
import { no } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';
import { transact } from './transact.ts';

export interface FreezeMember {
  readonly memberId: string;
  readonly frozen: boolean;
}

/** Says what is to be, not what is to change: safe to repeat. */
export async function freezeMember(
  engine: PostingEngine,
  caller: Principal,
  input: FreezeMember,
): Promise<Outcome<FreezeMember>> {
  const read = new Reader(engine.now());
  const memberId = read.id('memberId', 'mem', input.memberId);
  if (typeof input.frozen !== 'boolean') read.wrong('frozen', 'YES_OR_NO');
  const refusal = read.problem ?? mustOperate(caller);
  if (refusal !== undefined) return no(refusal);
  const { frozen } = input;
  const currencies = await engine.catalogue.currencies();
  // Every wallet is opened and locked first, so that none is opened beside this with the old standing.
  await transact(engine, () => ({
    operation: 'freeze-member',
    key: null,
    wallets: currencies.map(({ id }) => ({ ownerId: memberId, currencyId: id })),
    asTheyAre: [memberId],
    occurredAt: engine.now(),
    reason: { type: 'standing', id: input.memberId },
    decide: () => [],
    write: (db) => [
      db.query({
        text: `INSERT INTO member_standing (member_id, frozen) VALUES ($1, $2)
          ON CONFLICT (member_id) DO UPDATE SET frozen = excluded.frozen`,
        values: [memberId, frozen],
      }),
      db.query({
        text: 'UPDATE wallet SET frozen = $2 WHERE owner_id = $1',
        values: [memberId, frozen],
      }),
    ],
    answer: () => undefined,
  }));
  return accept({ memberId: input.memberId, frozen });
}
