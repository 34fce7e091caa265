import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSubgraph } from '../src/subgraph.ts';
import { asking } from './support/ask.ts';
import {
  MODULE,
  OPERATOR,
  type OpenIdentity,
  openIdentity,
  system,
} from './support/open-identity.ts';

let house: OpenIdentity;
let ask: ReturnType<typeof asking>;
beforeAll(async () => {
  house = await openIdentity();
  ask = asking(createSubgraph(house.service, house.kit), () => house.clock.now());
});
afterAll(() => house.close());

const order = (name: string, result: string) =>
  `mutation ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) {
    ${name}(input: $input) { __typename ... on ${result} ... on Refusal { code } } }`.replace(
    `... on ${result} ...`,
    `... on ${result} { ${result === 'ReviewCase' ? 'id state mergeId' : 'accountId'} } ...`,
  );

async function enrol(source: string, phone: string, name: string): Promise<string> {
  const told = await house.service.enroll(system(source), {
    idempotencyKey: house.key(),
    identities: [{ type: 'PHONE', value: phone }],
    profile: { name },
  });
  return valueOrThrow(told).memberId;
}

/** Retail knows 陈静 by a number; property tells the same number under another name. */
async function doubtfulPair(): Promise<{ a: string; b: string; reviewId: string }> {
  const phone = `1391234${String(house.clock.now().getTime() % 10_000).padStart(4, '0')}`;
  house.clock.advance(1);
  const a = await enrol('retail', phone, '陈静');
  const b = valueOrThrow(
    await house.service.enroll(system('property'), {
      idempotencyKey: house.key(),
      identities: [
        { type: 'PHONE', value: phone },
        { type: 'CUSTOMER_NUMBER', value: `P${phone}` },
      ],
      profile: { name: '陈建国' },
    }),
  ).memberId;
  const asked = await ask(
    OPERATOR,
    `query ($member: ID!) { reviewCases(filter: { memberId: $member }) { totalCount edges { node { id reason state members { id } weights { field } } } } }`,
    { member: a },
  );
  const { reviewCases } = asked.data as {
    reviewCases: { totalCount: number; edges: { node: { id: string; reason: string } }[] };
  };
  expect(reviewCases.totalCount).toBe(1);
  expect(reviewCases.edges[0]?.node.reason).toBe('NAME_DIFFERS');
  return { a, b, reviewId: reviewCases.edges[0]?.node.id ?? '' };
}

describe('the review queue', () => {
  it('merges a pair that people find to be one, and opens it again when that is undone', async () => {
    const { a, b, reviewId } = await doubtfulPair();
    const input = { idempotencyKey: house.key(), reviewId };
    const approve = order('confirmSamePerson', 'ReviewCase');
    const approved = await ask(OPERATOR, approve, { input });
    expect(approved.data.confirmSamePerson).toMatchObject({
      state: 'MERGED',
      mergeId: expect.stringMatching(/^mrg_/),
    });
    const { mergeId } = approved.data.confirmSamePerson as { mergeId: string };
    const [state] = await house.service.memberStates(MODULE, { memberIds: [b] });
    expect(state?.survivorId).toBe(a);
    await house.confirmEvents();
    await house.service.unmergeMembers(OPERATOR, {
      idempotencyKey: house.key(),
      mergeId,
      reason: 'NOT_THE_SAME',
    });
    const [again] = await house.service.readReviewCases(OPERATOR, { limit: 5, memberId: a });
    expect(again).toMatchObject({ state: 'OPEN', mergeId: null, decidedBy: null });
  });

  it('keeps two apart, and takes that back', async () => {
    const { reviewId } = await doubtfulPair();
    const keep = await ask(OPERATOR, order('keepDistinct', 'ReviewCase'), {
      input: { idempotencyKey: house.key(), reviewId },
    });
    expect(keep.data.keepDistinct).toMatchObject({ state: 'DISTINCT' });
    const twice = await ask(OPERATOR, order('confirmSamePerson', 'ReviewCase'), {
      input: { idempotencyKey: house.key(), reviewId },
    });
    expect(twice.data.confirmSamePerson).toMatchObject({ code: 'REVIEW_DECIDED' });
    const reopened = await ask(OPERATOR, order('reopenReview', 'ReviewCase'), {
      input: { idempotencyKey: house.key(), reviewId },
    });
    expect(reopened.data.reopenReview).toMatchObject({ state: 'OPEN' });
  });
});

describe('the page of a member', () => {
  it('shows what each source told to those who may see it, and what happened when', async () => {
    const memberId = await enrol('retail', '13955550001', '周杰');
    await enrol('auto', '13955550001', '周杰');
    const query = `query ($id: ID!) { member(id: $id) {
      sourceRecords { __typename ... on MemberSourceRecord { source name } ... on Withheld { reason } }
      timeline(first: 3) { edges { cursor node { kind by } } pageInfo { hasNextPage } } } }`;
    const asOperator = await ask(OPERATOR, query, { id: memberId });
    const member = asOperator.data.member as {
      sourceRecords: { source: string }[];
      timeline: { edges: { cursor: string; node: { kind: string } }[] };
    };
    expect(member.sourceRecords.map(({ source }) => source).sort()).toEqual(['auto', 'retail']);
    const after = member.timeline.edges.at(-1)?.cursor;
    const rest = await ask(
      OPERATOR,
      `query ($id: ID!, $after: String) { member(id: $id) { timeline(first: 50, after: $after) { edges { node { id kind } } pageInfo { hasNextPage } } } }`,
      { id: memberId, after },
    );
    const later = rest.data.member as { timeline: { edges: { node: { kind: string } }[] } };
    const kinds = [...member.timeline.edges, ...later.timeline.edges].map(({ node }) => node.kind);
    expect(kinds.sort()).toEqual(['IDENTITY_LINKED', 'STATUS_CHANGED', 'TOLD', 'TOLD']);

    const asRetail = await ask(
      system('retail'),
      `query ($id: ID!) { member(id: $id) { sourceRecords { __typename ... on MemberSourceRecord { source } ... on Withheld { reason } } } }`,
      { id: memberId },
    );
    expect(asRetail.data.member).toEqual({
      sourceRecords: [
        { __typename: 'MemberSourceRecord', source: 'retail' },
        { __typename: 'Withheld', reason: 'CONSENT_MISSING' },
      ],
    });
  });
});

describe('the list of the staff', () => {
  const PASSWORD = 'kestrel-mulberry-47-lantern';
  async function account(roles: readonly ('clerk' | 'operator')[], login: string) {
    const { personId } = valueOrThrow(
      await house.service.registerPerson(MODULE, {
        idempotencyKey: house.key(),
        name: `${login} 员`,
      }),
    );
    const { accountId } = valueOrThrow(
      await house.service.registerAccount(MODULE, {
        idempotencyKey: house.key(),
        personId,
        login,
        password: PASSWORD,
        roles,
        subsidiary: 'retail',
      }),
    );
    return { personId, accountId };
  }

  it('is paged and filtered, and roles change for others only', async () => {
    const boss = await account(['operator'], 'boss.one');
    const clerk = await account(['clerk'], 'clerk.one');
    const listed = await ask(
      OPERATOR,
      `{ staff(filter: { role: clerk }) { edges { node { name accounts { login roles disabled } } } } }`,
    );
    expect(listed.data.staff).toEqual({
      edges: [
        {
          node: {
            name: 'clerk.one 员',
            accounts: [{ login: 'clerk.one', roles: ['clerk'], disabled: false }],
          },
        },
      ],
    });
    const asBoss: Principal = { kind: 'staff', ...boss, roles: ['operator'] };
    await house.service.loginStaff(OPERATOR, { login: 'boss.one', password: PASSWORD });
    const set = (accountId: string) =>
      ask(asBoss, order('setAccountRoles', 'AccountRolesSet'), {
        input: { idempotencyKey: house.key(), accountId, roles: ['auditor'] },
      });
    expect((await set(boss.accountId)).data.setAccountRoles).toMatchObject({ code: 'OWN_ACCOUNT' });
    expect((await set(clerk.accountId)).data.setAccountRoles).toMatchObject({
      accountId: clerk.accountId,
    });
    // The only one who may administer stays.
    const last = await ask(OPERATOR, order('disableAccount', 'DisabledAccount'), {
      input: { idempotencyKey: house.key(), accountId: boss.accountId },
    });
    expect(last.data.disableAccount).toMatchObject({ code: 'LAST_OPERATOR' });
  });

  it('gives a forgotten password back as one that has to be changed', async () => {
    const boss = await account(['operator'], 'boss.two');
    await house.service.loginStaff(OPERATOR, { login: 'boss.two', password: PASSWORD });
    const asBoss: Principal = { kind: 'staff', ...boss, roles: ['operator'] };
    const { accountId } = await account(['clerk'], 'clerk.two');
    const password = 'violet-harbour-93-sparrow';
    const reset = await ask(asBoss, order('resetPassword', 'PasswordReset'), {
      input: { idempotencyKey: house.key(), accountId, password },
    });
    expect(reset.data.resetPassword).toMatchObject({ accountId });
    expect(
      (await house.service.loginStaff(OPERATOR, { login: 'clerk.two', password: PASSWORD })).ok,
    ).toBe(false);
    // It opens nothing, and is good for one thing: to set another.
    const signIn = async (input: { readonly password: string; readonly newPassword?: string }) => {
      const answer = await ask(
        { kind: 'anonymous' },
        `mutation ($input: LoginStaffInput!) { loginStaff(input: $input) {
           ... on StaffLogin { accountId tokens { accessToken } } ... on Refusal { code } } }`,
        { input: { idempotencyKey: house.key(), login: 'clerk.two', ...input } },
      );
      return answer.data.loginStaff as { readonly tokens: { readonly accessToken: string } };
    };
    const own = 'marble-thunder-17-orchid';
    expect(await signIn({ password })).toEqual({ code: 'PASSWORD_TEMPORARY' });
    expect(await signIn({ password, newPassword: password })).toEqual({
      code: 'PASSWORD_UNCHANGED',
    });
    expect(await signIn({ password, newPassword: 'short' })).toEqual({
      code: 'PASSWORD_TOO_SHORT',
    });
    expect(await signIn({ password: PASSWORD, newPassword: own })).toEqual({
      code: 'LOGIN_FAILED',
    });
    const { tokens } = await signIn({ password, newPassword: own });
    expect(
      await house.service.verifyAccessToken(OPERATOR, { token: tokens.accessToken }),
    ).toMatchObject({ accountId, roles: ['clerk'] });
    expect(await signIn({ password })).toEqual({ code: 'LOGIN_FAILED' });
    expect(await signIn({ password: own })).toMatchObject({ accountId });
  });
});
