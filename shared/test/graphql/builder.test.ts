import { type ExecutionResult, graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  ANYONE,
  commandField,
  createBuilder,
  finishSubgraph,
  lintSubgraph,
  SIGNED_IN,
} from '../../src/graphql/index.ts';
import type { RequestContext, Subgraph } from '../../src/module.ts';
import { accept, refuse } from '../../src/outcome.ts';
import { CALLER_CLASSES, type Principal } from '../../src/principal.ts';
import { CALLERS, requestBy } from './callers.ts';
import { memberId } from './example/member-id.ts';
import { createMembersSubgraph, makeMembers } from './example/members-subgraph.ts';
import { createVisitsSubgraph, makeVisits } from './example/visits-subgraph.ts';
import { createWalletsSubgraph, makeWallets } from './example/wallets-subgraph.ts';

const MEMBER_1 = memberId(1);

async function ask(
  subgraph: Subgraph,
  source: string,
  caller: Principal = CALLERS.operator,
  variableValues: Record<string, unknown> = {},
  locale: RequestContext['locale'] = 'en',
): Promise<ExecutionResult<Record<string, unknown>>> {
  const contextValue = subgraph.makeContext(requestBy(caller, locale));
  const result = await graphql({ schema: subgraph.schema, source, contextValue, variableValues });
  return JSON.parse(JSON.stringify(result)) as ExecutionResult<Record<string, unknown>>;
}

const enrol = `mutation ($input: EnrolMemberInput!) {
  enrolMember(input: $input) {
    __typename
    ... on Refusal { code message path }
    ... on RuleRefusal { params }
    ... on Member { memberNo phone status joinedAt }
  }
}`;

describe('access', () => {
  it('lets through exactly the classes that a root field names, before its resolver runs', async () => {
    for (const name of CALLER_CLASSES) {
      const { errors } = await ask(
        createMembersSubgraph(makeMembers(1)),
        '{ members { edges { cursor } } }',
        CALLERS[name],
      );
      const expected = ['clerk', 'operator', 'risk_officer', 'risk_approver', 'auditor'].includes(
        name,
      )
        ? undefined
        : name === 'anonymous'
          ? 'UNAUTHENTICATED'
          : 'FORBIDDEN';
      expect([name, errors?.[0]?.extensions?.code]).toEqual([name, expected]);
    }
  });

  it('turns a module away: events never come in through the API', async () => {
    const { errors } = await ask(createMembersSubgraph(makeMembers(1)), '{ ping }', {
      kind: 'module',
      name: 'ledger',
    });
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  it('narrows a field, also one that is added to an entity of another module', async () => {
    const members = createMembersSubgraph(makeMembers(1));
    const name = (caller: Principal) =>
      ask(members, `{ member(id: "${MEMBER_1}") { id name } }`, caller);
    expect((await name(CALLERS.system)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    expect((await name(CALLERS.member)).errors).toBeUndefined();

    const wallets = createWalletsSubgraph(makeWallets(1));
    const secret = `{ _entities(representations: [{ __typename: "Member", id: "${MEMBER_1}" }]) { ... on Member { secret } } }`;
    expect((await ask(wallets, secret, CALLERS.operator)).data).toEqual({
      _entities: [{ secret: null }],
    });
    expect((await ask(wallets, secret, CALLERS.auditor)).data).toEqual({
      _entities: [{ secret: 'sesame' }],
    });
  });

  it('narrows a whole type', async () => {
    const builder = createBuilder<RequestContext>();
    const Vault = builder.objectRef<{ gold: number }>('Vault').implement({
      description: 'A vault.',
      access: ['auditor'],
      fields: (t) => ({ gold: t.exposeInt('gold', { description: 'Bars.' }) }),
    });
    builder.queryField('vault', (t) =>
      t.field({
        type: Vault,
        nullable: true,
        description: 'The vault.',
        access: SIGNED_IN,
        resolve: () => ({ gold: 3 }),
      }),
    );
    const subgraph = finishSubgraph(builder, { name: 'vaults', context: () => ({}) });
    expect(
      (await ask(subgraph, '{ vault { gold } }', CALLERS.clerk)).errors?.[0]?.extensions?.code,
    ).toBe('FORBIDDEN');
    expect((await ask(subgraph, '{ vault { gold } }', CALLERS.auditor)).data).toEqual({
      vault: { gold: 3 },
    });
  });

  it('refuses to build a root field without an access list', () => {
    const builder = createBuilder<RequestContext>();
    // @ts-expect-error the compiler refuses it as well
    builder.queryField('open', (t) => t.string({ description: 'Open.', resolve: () => 'x' }));
    expect(() => finishSubgraph(builder, { name: 'open', context: () => ({}) })).toThrow(
      /Query\.open does not say who/,
    );
    const empty = createBuilder<RequestContext>();
    empty.queryField('shut', (t) =>
      t.string({ description: 'Shut.', access: [], resolve: () => 'x' }),
    );
    expect(() => finishSubgraph(empty, { name: 'shut', context: () => ({}) })).toThrow(
      /Query\.shut does not say who/,
    );
  });
});

describe('commands', () => {
  const input = { name: '王五', phone: '138 0000 1234', idempotencyKey: 'k1' };

  it('answer their result, with parsed input', async () => {
    const { data, errors } = await ask(
      createMembersSubgraph(makeMembers(0)),
      enrol,
      CALLERS.clerk,
      { input },
    );
    expect(errors).toBeUndefined();
    expect(data?.enrolMember).toEqual({
      __typename: 'Member',
      memberNo: '1',
      phone: '+8613800001234',
      status: 'ACTIVE',
      joinedAt: '2026-06-01T00:00:00.000Z',
    });
  });

  it('read null as absent', async () => {
    const nulls = { ...input, notes: null, status: null };
    const { data } = await ask(createMembersSubgraph(makeMembers(0)), enrol, CALLERS.clerk, {
      input: nulls,
    });
    expect(data?.enrolMember).toMatchObject({ __typename: 'Member', status: 'ACTIVE' });
  });

  it.each([
    [{ phone: '123' }, 'INPUT_PHONE_MALFORMED', ['phone']],
    [{ name: '   ' }, 'INPUT_TOO_SHORT', ['name']],
    [{ name: 'x'.repeat(51) }, 'INPUT_TOO_LONG', ['name']],
    [{ notes: [{ text: 'a' }, { text: '' }] }, 'INPUT_TOO_SHORT', ['notes', '1', 'text']],
    [{ notes: Array(4).fill({ text: 'a' }) }, 'INPUT_TOO_MANY', ['notes']],
    [{ idempotencyKey: '' }, 'INPUT_TOO_SHORT', ['idempotencyKey']],
    [{ idempotencyKey: '键' }, 'INPUT_KEY_UNPRINTABLE', ['idempotencyKey']],
  ])('refuse %j with %s and change nothing', async (wrong, code, path) => {
    const store = makeMembers(0);
    const { data } = await ask(createMembersSubgraph(store), enrol, CALLERS.clerk, {
      input: { ...input, ...wrong },
    });
    expect(data?.enrolMember).toMatchObject({ __typename: 'ValidationRefusal', code, path });
    expect(store.rows).toHaveLength(0);
  });

  it('show rule refusals with their facts in the language of the caller', async () => {
    const members = createMembersSubgraph(makeMembers(1));
    const taken = { ...input, name: '会员1' };
    const english = await ask(members, enrol, CALLERS.clerk, { input: taken });
    expect(english.data?.enrolMember).toEqual({
      __typename: 'RuleRefusal',
      code: 'MEMBER_NAME_TAKEN',
      message: 'The name 会员1 is taken',
      path: ['name'],
      params: { name: '会员1' },
    });
    const chinese = await ask(members, enrol, CALLERS.clerk, { input: taken }, 'zh-CN');
    expect(chinese.data?.enrolMember).toMatchObject({ message: '姓名会员1 已被占用' });
  });

  it('turn a refusal thrown below into an answer', async () => {
    const spend = `mutation { spendPoints(input: { memberId: "${MEMBER_1}", amount: "1", idempotencyKey: "k" }) {
      ... on NotFoundRefusal { code } } }`;
    const { data } = await ask(createWalletsSubgraph(makeWallets(0)), spend, CALLERS.clerk);
    expect(data?.spendPoints).toEqual({ code: 'PURSE_NOT_FOUND' });
  });

  it('let faults through as faults', async () => {
    const builder = createBuilder<RequestContext>();
    const Done = builder.objectRef<{ ok: boolean }>('Done').implement({
      description: 'Done.',
      fields: (t) => ({ ok: t.exposeBoolean('ok', { description: 'Always.' }) }),
    });
    commandField(builder, 'breakDown', {
      description: 'Breaks.',
      access: ANYONE,
      input: z.object({}),
      success: Done,
      execute: async () => {
        if (Date.now() > 0) throw new TypeError('boom');
        return accept({ ok: true });
      },
    });
    const subgraph = finishSubgraph(builder, { name: 'broken', context: () => ({}) });
    const { errors } = await ask(
      subgraph,
      'mutation { breakDown(input: { idempotencyKey: "k" }) { __typename } }',
    );
    expect(errors?.[0]?.message).toBe('boom');
  });

  it('fail loudly under test when a refusal has no message', async () => {
    const builder = createBuilder<RequestContext>();
    const Done = builder.objectRef<{ ok: boolean }>('Done').implement({
      description: 'Done.',
      fields: (t) => ({ ok: t.exposeBoolean('ok', { description: 'Always.' }) }),
    });
    commandField(builder, 'mumble', {
      description: 'Refuses without a message.',
      access: ANYONE,
      input: z.object({}),
      success: Done,
      execute: async () => refuse('RULE', 'NOBODY_DESCRIBED_THIS'),
    });
    const subgraph = finishSubgraph(builder, { name: 'mumbling', context: () => ({}) });
    const { errors } = await ask(
      subgraph,
      'mutation { mumble(input: { idempotencyKey: "k" }) { __typename } }',
    );
    expect(errors?.[0]?.message).toMatch(/NOBODY_DESCRIBED_THIS has no message/);
  });
});

describe('arguments of queries', () => {
  it('arrive parsed, or are refused with the argument and the code', async () => {
    const members = createMembersSubgraph(makeMembers(3));
    const good = await ask(
      members,
      '{ members(filter: { status: SUSPENDED, joinedFrom: null }) { edges { node { memberNo } } } }',
    );
    expect(good.data).toEqual({ members: { edges: [{ node: { memberNo: '2' } }] } });
    const bad = await ask(
      members,
      '{ members(filter: { joinedFrom: "2026-02-30" }) { edges { cursor } } }',
    );
    expect(bad.errors?.[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      refusal: 'INPUT_DATE_MALFORMED',
      argument: ['filter', 'joinedFrom'],
    });
  });

  it('refuse an id of the wrong kind', async () => {
    const { errors } = await ask(
      createMembersSubgraph(makeMembers(1)),
      '{ member(id: "cpn_00000000000000000000000001") { id } }',
    );
    expect(errors?.[0]?.extensions).toMatchObject({
      refusal: 'INPUT_ID_WRONG_KIND',
      argument: ['id'],
    });
  });

  it('never hand a malformed scalar to a resolver, also without a schema', async () => {
    const builder = createBuilder<RequestContext>();
    builder.queryField('echo', (t) =>
      t.field({
        type: 'DateTime',
        description: 'Echo.',
        access: ANYONE,
        args: { at: t.arg({ type: 'DateTime', required: true, description: 'When.' }) },
        resolve: (_root, { at }) => at,
      }),
    );
    const subgraph = finishSubgraph(builder, { name: 'echo', context: () => ({}) });
    expect((await ask(subgraph, '{ echo(at: "2026-01-01T08:00:00+08:00") }')).data).toEqual({
      echo: '2026-01-01T00:00:00.000Z',
    });
    expect(
      (await ask(subgraph, '{ echo(at: "yesterday") }')).errors?.[0]?.extensions?.refusal,
    ).toBe('INPUT_DATETIME_MALFORMED');
  });
});

describe('pages', () => {
  it('walk the whole list in order, each item once', async () => {
    const members = createMembersSubgraph(makeMembers(7));
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await ask(
        members,
        'query ($after: String) { members(first: 3, after: $after) { totalCount edges { node { memberNo } } pageInfo { hasNextPage endCursor } } }',
        CALLERS.operator,
        { after },
      );
      const page = data?.members as {
        totalCount: number;
        edges: { node: { memberNo: string } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
      expect(page.totalCount).toBe(7);
      seen.push(...page.edges.map(({ node }) => node.memberNo));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  });

  it.each([
    ['first: 0', 'INPUT_TOO_SMALL'],
    ['first: 101', 'INPUT_TOO_BIG'],
    ['after: "nonsense"', 'INPUT_CURSOR_MALFORMED'],
    ['after: "e30"', 'INPUT_CURSOR_MALFORMED'],
  ])('refuse %s', async (args, refusal) => {
    const { errors } = await ask(
      createMembersSubgraph(makeMembers(1)),
      `{ members(${args}) { edges { cursor } } }`,
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', refusal });
  });
});

describe('entities', () => {
  it('are loaded in one batch', async () => {
    const store = makeWallets(5);
    const representations = [1, 2, 3, 2].map((n) => ({
      __typename: 'Member',
      id: memberId(n),
    }));
    const { data } = await ask(
      createWalletsSubgraph(store),
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Member { wallet { balance } } } }',
      CALLERS.operator,
      { representations },
    );
    expect(data?._entities).toEqual(
      [10, 20, 30, 20].map((n) => ({ wallet: { balance: `${n}.00` } })),
    );
    expect(store.loads).toEqual([3]);
  });

  it('show facts of another subsidiary or that they are withheld', async () => {
    const habits = `{ _entities(representations: [{ __typename: "Member", id: "${MEMBER_1}" }]) {
      ... on Member { habits { __typename ... on Withheld { reason } ... on ShoppingHabits { visits } } } } }`;
    const wallets = createWalletsSubgraph(makeWallets(1));
    expect((await ask(wallets, habits, CALLERS.system)).data).toEqual({
      _entities: [{ habits: { __typename: 'Withheld', reason: 'CONSENT_MISSING' } }],
    });
    expect((await ask(wallets, habits, CALLERS.clerk)).data).toEqual({
      _entities: [{ habits: { __typename: 'ShoppingHabits', visits: 3 } }],
    });
  });
});

describe('lint', () => {
  it('finds nothing in the examples', () => {
    expect(lintSubgraph(createMembersSubgraph(makeMembers(0)).schema)).toEqual([]);
    expect(lintSubgraph(createWalletsSubgraph(makeWallets(0)).schema)).toEqual([]);
    expect(lintSubgraph(createVisitsSubgraph(makeVisits(1)).schema)).toEqual([]);
  });

  it('finds what is not described, what demands another module, and stubs that claim to be resolvable', () => {
    const builder = createBuilder<RequestContext>();
    const Member = builder.externalRef('Member', builder.selection<{ id: string }>('id'));
    Member.implement({ externalFields: (t) => ({ id: t.id() }) });
    const Firm = builder.externalRef(
      'Firm',
      builder.keyDirective(builder.selection<{ id: string }>('id'), true),
    );
    Firm.implement({
      externalFields: (t) => ({ id: t.id(), size: t.int({ description: 'Staff.' }) }),
      fields: (t) => ({
        grade: t.string({
          description: 'Grade.',
          requires: builder.selection<{ size: number }>('size'),
          resolve: () => 'A',
        }),
      }),
    });
    const Card = builder.objectRef<{ id: string }>('Card').implement({
      fields: (t) => ({
        id: t.exposeID('id'),
        owner: t.field({ type: Member, description: 'Owner.', resolve: ({ id }) => ({ id }) }),
        owners: t.field({ type: [Member], description: 'Owners.', resolve: ({ id }) => [{ id }] }),
      }),
    });
    builder.queryField('card', (t) =>
      t.field({
        type: Card,
        description: 'A card.',
        access: ANYONE,
        args: { no: t.arg.int() },
        resolve: () => ({ id: 'x' }),
      }),
    );
    expect(
      lintSubgraph(finishSubgraph(builder, { name: 'cards', context: () => ({}) }).schema).sort(),
    ).toEqual([
      'Card has no description',
      'Card.id has no description',
      'Card.owner must be nullable: another module owns Member',
      'Card.owners must be nullable: another module owns Member',
      'Firm.grade must be nullable: it is added to an entity that another module owns',
      "Firm.grade must not use requires: ask the other module's door instead",
      'Member is only a reference here: give externalRef a keyDirective(…, false)',
      'Query.card(no:) has no description',
    ]);
  });
});
