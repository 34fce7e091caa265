/** An example of a module that adds to an entity of another: a wallet for each member, and who shops where. */

import { z } from 'zod';
import {
  commandField,
  createBuilder,
  decimalInput,
  finishSubgraph,
  idInput,
  loaderOf,
  orWithheld,
  STAFF,
  withheld,
} from '../../../src/graphql/index.ts';
import { defineMessages } from '../../../src/messages.ts';
import type { RequestContext, Subgraph } from '../../../src/module.ts';
import { accept, RefusalError, refuse } from '../../../src/outcome.ts';
import { memberId } from './member-id.ts';

export interface WalletRow {
  readonly memberId: string;
  readonly balance: string;
}

export interface WalletsStore {
  readonly rows: Map<string, WalletRow>;
  readonly loads: number[];
}

const messages = defineMessages({
  POINTS_INSUFFICIENT: {
    'zh-CN': '积分不足：还差 {missing}',
    en: 'Not enough points: {missing} short',
  },
  PURSE_NOT_FOUND: { 'zh-CN': '没有这个钱包', en: 'There is no such wallet' },
});

interface Context extends RequestContext {
  readonly wallets: ReturnType<typeof loaderOf<string, WalletRow>>;
}

export function createWalletsSubgraph(store: WalletsStore): Subgraph {
  const builder = createBuilder<Context>({ messages });
  const Member = builder.externalRef('Member', builder.selection<{ id: string }>('id'));
  const Wallet = builder.objectRef<WalletRow>('Wallet').implement({
    description: 'The points of one member.',
    fields: (t) => ({
      balance: t.field({
        type: 'Decimal',
        description: 'Points that can be spent, in points.',
        resolve: ({ balance }) => balance,
      }),
      owner: t.field({
        type: Member,
        nullable: true,
        description: 'Whose wallet it is.',
        resolve: ({ memberId }) => ({ id: memberId }),
      }),
    }),
  });
  const ShoppingHabits = builder.objectRef<{ visits: number }>('ShoppingHabits').implement({
    description: 'How a member shops.',
    fields: (t) => ({
      visits: t.exposeInt('visits', { description: 'Visits in the last 30 days.' }),
    }),
  });
  Member.implement({
    externalFields: (t) => ({ id: t.id({ description: 'TypeID, `mem_…`.' }) }),
    fields: (t) => ({
      wallet: t.field({
        type: Wallet,
        nullable: true,
        description: 'The points of this member.',
        resolve: ({ id }, _args, { wallets }) => wallets.load(id),
      }),
      habits: t.field({
        type: orWithheld(builder, 'ShoppingHabitsOrWithheld', ShoppingHabits),
        nullable: true,
        description: 'How this member shops, when consent reaches the caller.',
        resolve: (_member, _args, { caller }) =>
          caller.kind === 'staff' ? { visits: 3 } : withheld('CONSENT_MISSING'),
      }),
      secret: t.string({
        nullable: true,
        description: 'For auditors only.',
        access: ['auditor'],
        resolve: () => 'sesame',
      }),
    }),
  });

  builder.queryField('richest', (t) =>
    t.field({
      type: [Wallet],
      description: 'The wallets with most points, first the fullest.',
      access: STAFF,
      resolve: () => [...store.rows.values()].slice(0, 20),
    }),
  );

  commandField(builder, 'spendPoints', {
    description: 'Takes points out of a wallet.',
    access: ['member', 'clerk'],
    input: z.object({
      memberId: idInput('mem').describe('Whose points.'),
      amount: decimalInput({ scale: 2, min: '0.01', max: '100000.00' }).describe(
        'Points to take, two decimals at most.',
      ),
    }),
    success: Wallet,
    execute: async (_caller, { memberId, amount }) => {
      const row = store.rows.get(memberId);
      if (row === undefined)
        throw new RefusalError(refuse('NOT_FOUND', 'PURSE_NOT_FOUND', {}, ['memberId']).refusal);
      if (Number(amount) > Number(row.balance)) {
        return refuse('RULE', 'POINTS_INSUFFICIENT', {
          missing: (Number(amount) - Number(row.balance)).toFixed(2),
        });
      }
      const left = { memberId, balance: (Number(row.balance) - Number(amount)).toFixed(2) };
      store.rows.set(memberId, left);
      return accept(left);
    },
  });

  return finishSubgraph(builder, {
    name: 'wallets',
    context: () => ({
      wallets: loaderOf(
        async (ids: readonly string[]) => {
          store.loads.push(ids.length);
          return ids.flatMap((id) => store.rows.get(id) ?? []);
        },
        ({ memberId }) => memberId,
      ),
    }),
  });
}

export function makeWallets(count: number): WalletsStore {
  const rows = Array.from({ length: count }, (_, index): [string, WalletRow] => {
    const id = memberId(index + 1);
    return [id, { memberId: id, balance: `${(index + 1) * 10}.00` }];
  });
  return { rows: new Map(rows), loads: [] };
}
