import { lintSubgraph } from '@guildhall/shared/graphql/index';
import type { Subgraph } from '@guildhall/shared/module';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSubgraph } from '../src/subgraph.ts';
import { asking } from './support/ask.ts';
import { OPERATOR, type OpenIdentity, openIdentity, system } from './support/open-identity.ts';

const PHONE = '+8613912340000';
const ANYBODY: Principal = { kind: 'anonymous' };
const AUDITOR: Principal = { ...OPERATOR, kind: 'staff', roles: ['auditor'] } as Principal;
const RISK: Principal = { ...OPERATOR, kind: 'staff', roles: ['risk_officer'] } as Principal;
const clerk = (subsidiary: string): Principal =>
  ({ ...OPERATOR, kind: 'staff', roles: ['clerk'], subsidiary }) as Principal;

let house: OpenIdentity;
let subgraph: Subgraph;
let ask: ReturnType<typeof asking>;
let me: Principal;
let stranger: Principal;
let memberId: string;
let memberNo: string;

async function signIn(phone: string): Promise<Principal & { kind: 'member' }> {
  house.clock.advance(61_000);
  const asked = await house.service.requestLoginCode(ANYBODY, {
    idempotencyKey: house.key(),
    phone,
  });
  const { challengeId, code = '' } = valueOrThrow(asked);
  const login = valueOrThrow(await house.service.loginWithCode(ANYBODY, { challengeId, code }));
  return { kind: 'member', memberId: login.memberId, sessionId: login.sessionId };
}

beforeAll(async () => {
  house = await openIdentity();
  subgraph = createSubgraph(house.service, house.kit);
  ask = asking(subgraph, () => house.clock.now());
  const tell = (subsidiary: string, input: object) =>
    house.service.enroll(system(subsidiary), {
      idempotencyKey: house.key(),
      identities: [{ type: 'PHONE', value: PHONE }],
      ...input,
    });
  memberId = valueOrThrow(
    await tell('retail', {
      identities: [
        { type: 'PHONE', value: PHONE },
        { type: 'CUSTOMER_NUMBER', value: 'R-77001' },
      ],
      profile: { name: '林晓', birthday: '1990-05-01' },
    }),
  ).memberId;
  house.clock.advance(60_000);
  await tell('property', {
    profile: { name: '林晓', address: '福田区莲花路1号', gender: 'FEMALE' },
  });
  await tell('property', {
    identities: [
      { type: 'PHONE', value: PHONE },
      { type: 'ID_CARD', value: '11010519491231002X', verified: true },
      { type: 'DWELLING', value: 'LH-3-1201' },
    ],
  });
  me = await signIn(PHONE);
  stranger = await signIn('+8613912340001');
  const [state] = await house.service.memberStates(OPERATOR, { memberIds: [memberId] });
  memberNo = state?.memberNo ?? '';
});
afterAll(() => house.close());

const FACTS = `query ($id: ID!) { member(id: $id) { id memberNo status
  profile { name { ...f } birthday { ...f } gender { ...f } address { ...f } }
  identities { __typename ... on MemberIdentity { type value masked source } ... on Withheld { reason } } } }
  fragment f on MemberProfileFactOrWithheld { __typename ... on MemberProfileFact { value source agreeing } ... on Withheld { reason } }`;

describe('the schema', () => {
  it('keeps the rules of the house', () => {
    expect(lintSubgraph(subgraph.schema)).toEqual([]);
  });
});

describe('who sees a member', () => {
  const QUESTION = 'query ($id: ID!) { member(id: $id) { id } }';

  it('depends on the caller', async () => {
    const outcome = async (caller: Principal) => {
      const { data, codes } = await ask(caller, QUESTION, { id: memberId });
      return codes[0] ?? (data.member === null ? 'nobody' : 'member');
    };
    const table: [string, Principal, string][] = [
      ['anonymous', ANYBODY, 'UNAUTHENTICATED'],
      ['the member', me, 'member'],
      ['another member', stranger, 'nobody'],
      ['a subsidiary', system('retail'), 'member'],
      ['a clerk', clerk('auto'), 'member'],
      ['an operator', OPERATOR, 'member'],
      ['an auditor', AUDITOR, 'member'],
      ['a risk officer', RISK, 'FORBIDDEN'],
    ];
    for (const [name, caller, expected] of table)
      expect(await outcome(caller), name).toBe(expected);
  });

  it('finds by phone, number and identity, and by one thing at a time', async () => {
    const by = async (args: string, caller: Principal = OPERATOR) => {
      const { data, codes } = await ask(caller, `{ member(${args}) { id } }`);
      return codes[0] ?? (data.member as { id: string } | null)?.id ?? null;
    };
    expect(await by('phone: "139 1234 0000"')).toBe(memberId);
    expect(await by(`memberNo: "${memberNo.slice(0, 5)} ${memberNo.slice(5)}"`)).toBe(memberId);
    expect(
      await by('identity: { type: CUSTOMER_NUMBER, value: "r-77001", source: "retail" }'),
    ).toBe(memberId);
    expect(
      await by('identity: { type: CUSTOMER_NUMBER, value: "r-77001" }', system('retail')),
    ).toBe(memberId);
    expect(
      await by(
        'identity: { type: CUSTOMER_NUMBER, value: "r-77001", source: "retail" }',
        system('auto'),
      ),
    ).toBeNull();
    expect(await by('phone: "139 1234 9999"')).toBeNull();
    expect(await by(`phone: "13912340000", id: "${memberId}"`)).toBe('BAD_USER_INPUT');
    expect(await by('phone: "13912340000"', stranger)).toBeNull();
  });

  it('lists members for operators and auditors, page by page and by name', async () => {
    const { data } = await ask(
      AUDITOR,
      '{ members(first: 1) { edges { node { id } } pageInfo { hasNextPage endCursor } } }',
    );
    const page = data.members as {
      edges: { node: { id: string } }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
    expect(page.pageInfo.hasNextPage).toBe(true);
    const rest = await ask(
      OPERATOR,
      'query ($after: String) { members(after: $after) { edges { node { id } } } }',
      {
        after: page.pageInfo.endCursor,
      },
    );
    expect(JSON.stringify(rest.data)).toContain(memberId);
    const named = await ask(
      OPERATOR,
      '{ members(filter: { name: "林曉" }) { edges { node { id } } } }',
    );
    expect(named.data).toEqual({ members: { edges: [{ node: { id: memberId } }] } });
    expect((await ask(clerk('retail'), '{ members { edges { cursor } } }')).codes).toEqual([
      'FORBIDDEN',
    ]);
  });
});

describe('facts about a member', () => {
  const facts = async (caller: Principal) => {
    const { data, codes } = await ask(caller, FACTS, { id: memberId });
    expect(codes).toEqual([]);
    return data.member as {
      profile: Record<
        string,
        { value?: string; reason?: string; source?: string; agreeing?: number } | null
      >;
      identities: {
        __typename: string;
        type?: string;
        value?: string;
        masked?: boolean;
        reason?: string;
      }[];
    };
  };
  const values = (list: Awaited<ReturnType<typeof facts>>['identities']) =>
    Object.fromEntries(
      list.filter(({ type }) => type !== undefined).map(({ type, value }) => [type, value]),
    );

  it('are whole for the member itself, but for the identity card', async () => {
    const { profile, identities } = await facts(me);
    expect(profile.name).toMatchObject({ value: '林晓', agreeing: 2 });
    expect(profile.birthday).toMatchObject({ value: '1949-12-31', source: 'property' });
    expect(values(identities)).toEqual({
      PHONE: PHONE,
      CUSTOMER_NUMBER: 'R-77001',
      ID_CARD: '**************002X',
      DWELLING: 'LH-3-1201',
    });
  });

  it('are masked for operators', async () => {
    const { identities } = await facts(OPERATOR);
    expect(values(identities)).toMatchObject({
      PHONE: '+86139****0000',
      CUSTOMER_NUMBER: '****001',
      DWELLING: '*********',
    });
    expect(identities.every(({ masked }) => masked)).toBe(true);
  });

  it('of another subsidiary are withheld until the member agrees, and again when it takes that back', async () => {
    const before = await facts(system('retail'));
    expect(before.profile.name).toMatchObject({ value: '林晓', source: 'retail', agreeing: 1 });
    expect(before.profile.birthday).toMatchObject({ value: '1990-05-01', source: 'retail' });
    expect(before.profile.address).toEqual({ __typename: 'Withheld', reason: 'CONSENT_MISSING' });
    expect(values(before.identities)).toEqual({ PHONE: PHONE, CUSTOMER_NUMBER: 'R-77001' });
    expect(before.identities.filter(({ reason }) => reason === 'CONSENT_MISSING')).toHaveLength(1);

    const set = (granted: boolean) =>
      ask(
        me,
        `mutation ($input: SetConsentInput!) { setConsent(input: $input) { __typename ... on ConsentSet { consent { state } } } }`,
        {
          input: {
            idempotencyKey: house.key(),
            memberId,
            purpose: 'CROSS_SUBSIDIARY_SHARING',
            subsidiary: 'property',
            granted,
            wordingVersion: '2026-01',
          },
        },
      );
    house.clock.advance(1_000);
    expect((await set(true)).data).toEqual({
      setConsent: { __typename: 'ConsentSet', consent: { state: 'GRANTED' } },
    });
    const during = await facts(system('retail'));
    expect(during.profile.address).toMatchObject({ value: '福田区莲花路1号', source: 'property' });
    expect(values(during.identities)).toMatchObject({
      ID_CARD: '**************002X',
      DWELLING: '*********',
    });

    house.clock.advance(1_000);
    expect((await set(false)).data).toEqual({
      setConsent: { __typename: 'ConsentSet', consent: { state: 'REVOKED' } },
    });
    expect((await facts(system('retail'))).profile.address).toMatchObject({
      reason: 'CONSENT_MISSING',
    });
  });

  it('leave a trace that the member can read, without naming persons', async () => {
    const LOG = `query ($id: ID!) { member(id: $id) { accessLog(first: 100) { edges { node { viewerKind viewerSubsidiary factsOf answer } } }
      consentHistory { state subsidiary saidThrough } } }`;
    const { data, codes } = await ask(me, LOG, { id: memberId });
    expect(codes).toEqual([]);
    const { accessLog, consentHistory } = data.member as {
      accessLog: { edges: { node: object }[] };
      consentHistory: object[];
    };
    const looks = accessLog.edges.map(({ node }) => node);
    expect(looks).toContainEqual({
      viewerKind: 'SYSTEM',
      viewerSubsidiary: 'retail',
      factsOf: 'property',
      answer: 'CONSENT_MISSING',
    });
    expect(looks).toContainEqual({
      viewerKind: 'SYSTEM',
      viewerSubsidiary: 'retail',
      factsOf: 'property',
      answer: 'ALLOWED',
    });
    expect(looks).toContainEqual({
      viewerKind: 'STAFF',
      viewerSubsidiary: null,
      factsOf: 'retail',
      answer: 'ALLOWED',
    });
    expect(consentHistory).toEqual([
      { state: 'REVOKED', subsidiary: 'property', saidThrough: 'group' },
      { state: 'GRANTED', subsidiary: 'property', saidThrough: 'group' },
    ]);
    const viewer = await ask(
      me,
      'query ($id: ID!) { member(id: $id) { accessLog { edges { node { viewer } } } } }',
      { id: memberId },
    );
    expect(viewer.codes).toContain('FORBIDDEN');
    const foreign = await ask(system('retail'), LOG, { id: memberId });
    expect(foreign.codes).toContain('FORBIDDEN');
  });
});

describe('orders about a member', () => {
  const order = async (caller: Principal, name: string, input: object) => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const { data, codes } = await ask(
      caller,
      `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ... on Refusal { code message path } } }`,
      { input: { idempotencyKey: house.key(), ...input } },
    );
    const answer = data[name] as { __typename: string; code?: string } | undefined;
    return codes[0] ?? answer?.code ?? answer?.__typename;
  };

  it('link and unlink identities by those who may', async () => {
    const plate = { memberId, identity: { type: 'LICENCE_PLATE', value: '粤BD12345' } };
    expect(await order(me, 'linkIdentity', plate)).toBe('LinkedIdentity');
    expect(await order(stranger, 'linkIdentity', plate)).toBe('CALLER_MAY_NOT');
    expect(
      await order(me, 'linkIdentity', {
        memberId,
        identity: { type: 'ID_CARD', value: '11010519491231002X' },
      }),
    ).toBe('CALLER_MAY_NOT');
    expect(
      await order(system('auto'), 'linkIdentity', {
        memberId,
        identity: { type: 'VIN', value: '1HGCM82633A004352', verified: true },
      }),
    ).toBe('LinkedIdentity');
    expect(
      await order(system('auto'), 'linkIdentity', {
        memberId,
        identity: { type: 'VIN', value: '1HGCM82633A004353' },
      }),
    ).toBe('IDENTITY_MALFORMED');
    expect(
      await order(system('auto'), 'linkIdentity', {
        memberId,
        identity: { type: 'CUSTOMER_NUMBER', value: 'X1', source: 'retail' },
      }),
    ).toBe('IDENTITY_OF_ANOTHER_SUBSIDIARY');
    expect(await order(RISK, 'linkIdentity', plate)).toBe('FORBIDDEN');
    const { data } = await ask(me, '{ me { identities { ... on MemberIdentity { id type } } } }');
    const list = (data.me as { identities: { id: string; type: string }[] }).identities;
    const idOf = (type: string) => list.find((identity) => identity.type === type)?.id;
    const vin = { memberId, identityId: idOf('VIN'), reason: 'CHANGED' };
    expect(await order(system('retail'), 'unlinkIdentity', vin)).toBe('CALLER_MAY_NOT');
    expect(await order(system('auto'), 'unlinkIdentity', vin)).toBe('UnlinkedIdentity');
    expect(await order(system('auto'), 'unlinkIdentity', vin)).toBe('IDENTITY_NOT_FOUND');
  });

  it('never take the last personal identity, nor somebody else’s phone', async () => {
    const { data } = await ask(
      stranger,
      '{ me { id identities { ... on MemberIdentity { id } } } }',
    );
    const { id, identities } = data.me as { id: string; identities: { id: string }[] };
    expect(
      await order(stranger, 'unlinkIdentity', {
        memberId: id,
        identityId: identities[0]?.id,
        reason: 'ASKED',
      }),
    ).toBe('IDENTITY_LAST');
    expect(
      await order(OPERATOR, 'linkIdentity', {
        memberId: id,
        identity: { type: 'PHONE', value: PHONE },
      }),
    ).toBe('IDENTITY_HELD_BY_ANOTHER');
  });

  it('link a phone by code', async () => {
    const asked = valueOrThrow(
      await house.service.requestLoginCode(me, {
        idempotencyKey: house.key(),
        phone: '+85251234567',
      }),
    );
    expect(await order(me, 'linkPhone', { challengeId: asked.challengeId, code: '1' })).toBe(
      'LOGIN_CODE_WRONG',
    );
    expect(await order(me, 'linkPhone', { challengeId: asked.challengeId, code: asked.code })).toBe(
      'LinkedIdentity',
    );
    expect(await order(me, 'linkPhone', { challengeId: asked.challengeId, code: asked.code })).toBe(
      'LOGIN_CODE_OVER',
    );
    expect(
      await house.service.resolveMembers(OPERATOR, {
        identities: [{ type: 'PHONE', value: '+85251234567' }],
      }),
    ).toEqual([memberId]);
  });

  it('change the state by operators, and events tell', async () => {
    const reason = 'FRAUD_SUSPECTED';
    expect(await order(me, 'suspendMember', { memberId, reason })).toBe('FORBIDDEN');
    expect(await order(OPERATOR, 'suspendMember', { memberId, reason: 'free text' })).toBe(
      'INPUT_WRONG_FORMAT',
    );
    expect(await order(OPERATOR, 'suspendMember', { memberId, reason })).toBe(
      'MemberStatusChanged',
    );
    expect(await order(OPERATOR, 'suspendMember', { memberId, reason })).toBe(
      'MEMBER_STATE_FORBIDS',
    );
    expect(await order(OPERATOR, 'reinstateMember', { memberId, reason: 'CLEARED' })).toBe(
      'MemberStatusChanged',
    );
    const changes = house.events.filter(({ type }) => type === 'identity.member-status-changed');
    expect(changes.map(({ payload }) => payload)).toEqual([
      { memberId, from: 'ACTIVE', to: 'SUSPENDED', reason },
      { memberId, from: 'SUSPENDED', to: 'ACTIVE', reason: 'CLEARED' },
    ]);
  });

  it('erase everything that names a person, at the wish of the person, and keep the number', async () => {
    const gone = await signIn('+8613912340077');
    const input = { memberId: gone.memberId, reason: 'ASKED_BY_MEMBER' };
    expect(await order(stranger, 'eraseMember', input)).toBe('CALLER_MAY_NOT');
    expect(await order(gone, 'eraseMember', input)).toBe('MemberStatusChanged');
    const { data } = await ask(
      OPERATOR,
      'query ($id: ID!) { member(id: $id) { status memberNo profile { name { __typename } } identities { __typename } } }',
      {
        id: gone.memberId,
      },
    );
    expect(data.member).toMatchObject({
      status: 'ERASED',
      memberNo: expect.any(String),
      identities: [],
    });
    expect(
      await house.service.resolveMembers(OPERATOR, {
        identities: [{ type: 'PHONE', value: '+8613912340077' }],
      }),
    ).toEqual([null]);
    expect(
      await order(OPERATOR, 'reinstateMember', { memberId: gone.memberId, reason: 'MISTAKE' }),
    ).toBe('MEMBER_STATE_FORBIDS');
    expect((await signIn('+8613912340077')).memberId).not.toBe(gone.memberId);
  });
});

describe('signing in over GraphQL', () => {
  it('takes a member from a code to a refreshed session and out', async () => {
    const { data: first } = await ask(
      ANYBODY,
      'mutation ($i: RequestLoginCodeInput!) { requestLoginCode(input: $i) { ... on LoginChallenge { challengeId code } } }',
      { i: { idempotencyKey: 'g1', phone: '13912340088' } },
    );
    const { challengeId, code } = first.requestLoginCode as { challengeId: string; code: string };
    const { data: second } = await ask(
      ANYBODY,
      `mutation ($i: LoginWithCodeInput!) { loginWithCode(input: $i) { ... on MemberLogin { created deviceToken member { memberNo }
        tokens { accessToken refreshToken } } } }`,
      { i: { idempotencyKey: 'g2', challengeId, code } },
    );
    const login = second.loginWithCode as {
      created: boolean;
      member: object;
      tokens: { refreshToken: string };
    };
    expect(login).toMatchObject({ created: true, member: { memberNo: expect.any(String) } });
    const { data: third } = await ask(
      ANYBODY,
      'mutation ($i: RefreshSessionInput!) { refreshSession(input: $i) { ... on SessionTokens { accessToken refreshToken } } }',
      { i: { idempotencyKey: 'g3', refreshToken: login.tokens.refreshToken } },
    );
    const { refreshToken } = third.refreshSession as { refreshToken: string };
    const { data: fourth } = await ask(
      ANYBODY,
      'mutation ($i: LogoutInput!) { logout(input: $i) { ... on LoggedOut { closed } } }',
      { i: { idempotencyKey: 'g4', refreshToken } },
    );
    expect(fourth.logout).toEqual({ closed: 1 });
  });
});
