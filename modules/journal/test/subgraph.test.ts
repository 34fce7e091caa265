/** The journal's part of the graph: who sees which transaction, pages, conflicts and dead letters. */
import { lintSubgraph } from '@guildhall/shared/graphql/lint';
import { newId } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  OPERATOR,
  type OpenJournal,
  openJournal,
  START,
  system,
  transaction,
} from './support/open-journal.ts';

let house: OpenJournal;
let shares: string;
let keeps: string;
const auditor: Principal = { kind: 'staff', personId: 'p', accountId: 'a', roles: ['auditor'] };
const as = (memberId: string): Principal => ({ kind: 'member', memberId, sessionId: 's' });

beforeAll(async () => {
  house = await openJournal();
  shares = await house.member(['CROSS_SUBSIDIARY_SHARING']);
  keeps = await house.member();
  const hour = (hours: number) => new Date(START.getTime() - hours * 3_600_000).toISOString();
  await house.tell(
    ...[shares, keeps].flatMap((memberId) => [
      transaction({ memberId, occurredAt: hour(3) }),
      transaction({ memberId, occurredAt: hour(2) }),
    ]),
  );
  await house.tell(
    ...[shares, keeps].map((memberId) =>
      transaction({ memberId, subsidiary: 'auto', kind: 'SERVICE_DONE', occurredAt: hour(1) }),
    ),
  );
});
afterAll(() => house.close());

const LIST = `query ($after: String, $filter: TransactionFilter) { transactions(first: 2, after: $after, filter: $filter) { edges { node { id subsidiary kind amount lines { lineId quantity amount returnedAmount } effects { status items { kind } } } } pageInfo { hasNextPage endCursor } } }`;
interface Listed {
  readonly transactions: {
    readonly edges: readonly {
      readonly node: { readonly id: string; readonly subsidiary: string; readonly kind: string };
    }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}
async function listAll(caller: Principal, filter: object = {}): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | null = null; ; ) {
    const { transactions } = (await house.ask(caller, LIST, {
      after,
      filter,
    })) as unknown as Listed;
    found.push(...transactions.edges.map(({ node }) => `${node.subsidiary} ${node.kind}`));
    if (!transactions.pageInfo.hasNextPage) return found;
    after = transactions.pageInfo.endCursor;
  }
}

it('keeps the rules of the house', () => {
  expect(lintSubgraph(house.journal.subgraph?.schema ?? (undefined as never))).toEqual([]);
});

describe('transactions', () => {
  it('a subsidiary lists its own, operators and auditors all, nobody else any', async () => {
    const retail = Array.from({ length: 4 }, () => 'retail BASKET_BOUGHT');
    const auto = Array.from({ length: 2 }, () => 'auto SERVICE_DONE');
    expect(await listAll(system('retail'))).toEqual(retail);
    expect(await listAll(system('auto'))).toEqual(auto);
    expect(await listAll(system('retail'), { subsidiaries: ['auto'] })).toEqual([]);
    expect(await listAll(OPERATOR)).toEqual([...auto, ...retail]);
    expect(await listAll(auditor, { kinds: ['SERVICE_DONE'], memberId: shares })).toEqual([
      'auto SERVICE_DONE',
    ]);
    await expect(listAll(as(shares))).rejects.toThrow(/may not use/);
  });

  it('one is shown to its member, its company, and others under consent', async () => {
    const [row] = await house.rows<{ id: string }>(
      `SELECT id FROM transaction WHERE subsidiary = 'auto' ORDER BY member_id`,
    );
    expect(row).toBeDefined();
    const list = (await house.ask(OPERATOR, LIST, {
      filter: { subsidiaries: ['auto'], memberId: keeps },
    })) as unknown as Listed;
    const { id } = list.transactions.edges[0]?.node ?? { id: '' };
    const ONE = `query ($id: ID!) { transaction(id: $id) { id reverses { id } reversals { id } } }`;
    const shown = async (caller: Principal) =>
      (await house.ask(caller, ONE, { id })).transaction !== null;
    expect(
      await Promise.all(
        [as(keeps), as(shares), system('auto'), system('retail'), auditor].map(shown),
      ),
    ).toEqual([true, false, true, false, true]);
  });
});

describe("a member's transactions", () => {
  const MEMBERS = `query ($ids: [_Any!]!, $filter: TransactionFilter) { _entities(representations: $ids) { ... on Member { id
    transactions(first: 10, filter: $filter) { __typename ... on TransactionConnection { edges { node { subsidiary } } } ... on Withheld { reason } }
    transactionsWithheldBy } } }`;
  const ask = async (caller: Principal, ids: readonly string[], filter: object = {}) => {
    const { _entities } = (await house.ask(caller, MEMBERS, {
      ids: ids.map((id) => ({ __typename: 'Member', id })),
      filter,
    })) as {
      _entities: {
        transactions: {
          __typename: string;
          reason?: string;
          edges?: { node: { subsidiary: string } }[];
        };
        transactionsWithheldBy: string[];
      }[];
    };
    return _entities.map(({ transactions, transactionsWithheldBy }) => [
      transactions.edges?.map(({ node }) => node.subsidiary) ?? transactions.reason,
      transactionsWithheldBy,
    ]);
  };

  it('shows each caller what consent reaches, and names the rest', async () => {
    expect(await ask(system('retail'), [shares, keeps])).toEqual([
      [['auto', 'retail', 'retail'], []],
      [['retail', 'retail'], ['auto']],
    ]);
    expect(await ask(as(keeps), [keeps, shares])).toEqual([
      [['auto', 'retail', 'retail'], []],
      ['NOT_ALLOWED', ['auto', 'retail']],
    ]);
    expect(await ask(system('retail'), [keeps], { subsidiaries: ['auto'] })).toEqual([
      ['CONSENT_MISSING', ['auto']],
    ]);
    expect(await ask(auditor, [keeps], { subsidiaries: ['auto'] })).toEqual([[['auto'], []]]);
  });
});

describe('what went wrong', () => {
  it('conflicts are shown to the company that caused them', async () => {
    const one = transaction();
    await house.tell(one);
    await house.tell({ ...one, storeCode: 'S02' });
    const CONFLICTS = `{ transactionConflicts { edges { node { code subsidiary externalId received transaction { id } } } } }`;
    const shown = async (caller: Principal) =>
      (
        (await house.ask(caller, CONFLICTS)) as {
          transactionConflicts: { edges: { node: object }[] };
        }
      ).transactionConflicts.edges.map(({ node }) => node);
    expect(await shown(system('retail'))).toMatchObject([
      {
        code: 'EXTERNAL_ID_REUSED',
        externalId: one.externalId,
        received: { storeCode: 'S02' },
        transaction: { id: one.transactionId },
      },
    ]);
    expect(await shown(system('auto'))).toEqual([]);
    expect(await shown(auditor)).toHaveLength(1);
  });

  it('dead letters are seen and replayed by an operator', async () => {
    const late = transaction();
    const back = transaction({
      kind: 'GOODS_RETURNED',
      lines: [],
      reverses: { transactionId: late.transactionId },
    });
    const event = house.event('retail.transaction-recorded', back);
    await house.journal.inbox.bury(event, 6, new Error('not on record yet'));
    const LETTERS = `{ deadLetters { module eventId type attempts lastError } }`;
    expect(await house.ask(auditor, LETTERS)).toEqual({
      deadLetters: [
        {
          module: 'journal',
          eventId: event.id,
          type: event.type,
          attempts: 6,
          lastError: 'Error: not on record yet',
        },
      ],
    });
    const REPLAY = `mutation ($input: ReplayDeadLetterInput!) { replayDeadLetter(input: $input) { __typename ... on DeadLetterReplayed { eventId } ... on Refusal { code message } } }`;
    const replay = (idempotencyKey: string) =>
      house.ask(OPERATOR, REPLAY, {
        input: { module: 'journal', eventId: event.id, idempotencyKey },
      });
    expect(await replay('1')).toMatchObject({
      replayDeadLetter: { code: 'DEAD_LETTER_FAILED_AGAIN' },
    });
    await house.tell(late);
    expect(await replay('2')).toMatchObject({ replayDeadLetter: { eventId: event.id } });
    expect(await replay('3')).toMatchObject({
      replayDeadLetter: { __typename: 'NotFoundRefusal', code: 'DEAD_LETTER_NOT_FOUND' },
    });
    expect(await house.ask(auditor, LETTERS)).toEqual({ deadLetters: [] });
  });
});

describe('what came of a transaction that a member shares', () => {
  it('is told to another company without the coupons, unless it honours them itself', async () => {
    const sold = transaction({ memberId: shares, subsidiary: 'auto', kind: 'VEHICLE_SOLD' });
    await house.tell(sold);
    const couponId = newId('cpn', START);
    const effect = {
      kind: 'COUPON_ISSUED',
      memberId: shares,
      couponId,
      amountMinor: '15000',
      honouredBy: ['property'],
    };
    const told = { transactionId: sold.transactionId, effects: [effect] };
    await house.journal.inbox.handle(house.event('coupon.effects-completed', told));
    const seen = async (caller: Principal) =>
      house.ask(
        caller,
        `query ($id: ID!) { transaction(id: $id) { effects { items { kind coupon { id } couponWithheld { reason } } } } }`,
        { id: sold.transactionId },
      );
    const item = (over: object) => ({
      transaction: { effects: { items: [{ kind: 'COUPON_ISSUED', ...over }] } },
    });
    expect(await seen(system('retail'))).toEqual(
      item({ coupon: null, couponWithheld: { reason: 'NOT_ALLOWED' } }),
    );
    for (const caller of [system('auto'), system('property'), as(shares), OPERATOR, auditor])
      expect(await seen(caller)).toEqual(item({ coupon: { id: couponId }, couponWithheld: null }));
  });
});
