import { toUuid } from '@guildhall/shared/ids';
import { valueOrThrow } from '@guildhall/shared/outcome';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IdentityRef } from '../src/index.ts';
import {
  MODULE,
  OPERATOR,
  type OpenIdentity,
  openIdentity,
  refusalCode,
  system,
} from './support/open-identity.ts';

let house: OpenIdentity;
beforeAll(async () => {
  house = await openIdentity();
});
afterAll(() => house.close());

const used = { count: 0 };
interface Someone {
  readonly memberId: string;
  readonly phone: IdentityRef;
}

async function someone(input: { name?: string; idCard?: string } = {}): Promise<Someone> {
  used.count += 1;
  const phone = { type: 'PHONE', value: `+86139${String(10_000_000 + used.count)}` } as const;
  const card =
    input.idCard === undefined
      ? []
      : [{ type: 'ID_CARD' as const, value: input.idCard, verified: true }];
  const enrolled = await house.service.enroll(system('retail'), {
    idempotencyKey: house.key(),
    identities: [phone, ...card],
    ...(input.name === undefined ? {} : { profile: { name: input.name } }),
  });
  return { memberId: valueOrThrow(enrolled).memberId, phone };
}

const merge = (from: Someone, into: Someone) =>
  house.service.mergeMembers(OPERATOR, {
    idempotencyKey: house.key(),
    fromMemberId: from.memberId,
    toMemberId: into.memberId,
    reason: 'SAME_PERSON_CONFIRMED',
  });
async function merged(from: Someone, into: Someone): Promise<string> {
  const { mergeId } = valueOrThrow(await merge(from, into));
  await house.confirmEvents();
  return mergeId;
}
const unmerge = (mergeId: string) =>
  house.service.unmergeMembers(OPERATOR, {
    idempotencyKey: house.key(),
    mergeId,
    reason: 'NOT_THE_SAME',
  });
const whoHas = async (...people: Someone[]) =>
  house.service.resolveMembers(MODULE, { identities: people.map(({ phone }) => phone) });
const stateOf = async ({ memberId }: Someone) =>
  (await house.service.memberStates(MODULE, { memberIds: [memberId] }))[0];

/** Everything the database says about these members, but for the journal of what happened. */
async function everythingOf(...people: Someone[]): Promise<string> {
  const ids = people.map(({ memberId }) => toUuid('mem', memberId));
  const { rows } = await sql<{ all: string }>`
    SELECT jsonb_build_object(
      'members', (SELECT jsonb_agg(to_jsonb(m) - 'last_seen_at' ORDER BY m.id) FROM member m WHERE m.id = ANY(${ids}::uuid[])),
      'identities', (SELECT jsonb_agg(to_jsonb(i) ORDER BY i.id) FROM identity i WHERE i.member_id = ANY(${ids}::uuid[])),
      'records', (SELECT jsonb_agg(to_jsonb(s) ORDER BY s.id) FROM source_record s WHERE s.member_id = ANY(${ids}::uuid[])),
      'consents', (SELECT jsonb_agg(to_jsonb(c) ORDER BY c.purpose) FROM consent c WHERE c.member_id = ANY(${ids}::uuid[])),
      'names', (SELECT jsonb_agg(p.name_digest ORDER BY p.member_id) FROM member_profile p WHERE p.member_id = ANY(${ids}::uuid[]))
    )::text AS all`.execute(house.kit.db.sql());
  return rows[0]?.all ?? '';
}

describe('a merge', () => {
  it('lets the survivor answer for both, and tells the others', async () => {
    const [a, b] = [await someone({ name: '甲' }), await someone({ name: '乙' })];
    const mergeId = await merged(b, a);
    expect(await whoHas(a, b)).toEqual([a.memberId, a.memberId]);
    expect(await stateOf(b)).toMatchObject({
      memberId: b.memberId,
      survivorId: a.memberId,
      status: 'MERGED',
    });
    expect(await stateOf(a)).toMatchObject({ survivorId: a.memberId, status: 'ACTIVE' });
    const event = house.events.find(
      ({ type, payload }) => type === 'identity.members-merged' && payload.mergeId === mergeId,
    );
    expect(event?.payload).toEqual({ mergeId, fromMemberId: b.memberId, toMemberId: a.memberId });
    const enrolled = await house.service.enroll(system('auto'), {
      idempotencyKey: house.key(),
      identities: [b.phone],
    });
    expect(valueOrThrow(enrolled)).toEqual({ memberId: a.memberId, created: false });
  });

  it('signs the merged member out', async () => {
    const asked = await house.service.requestLoginCode(MODULE, {
      idempotencyKey: house.key(),
      phone: '13700001111',
    });
    const { challengeId, code = '' } = valueOrThrow(asked);
    const login = valueOrThrow(await house.service.loginWithCode(MODULE, { challengeId, code }));
    house.clock.advance(1_000);
    const into = await someone();
    await merged(
      { memberId: login.memberId, phone: { type: 'PHONE', value: '13700001111' } },
      into,
    );
    expect(await house.service.verifyAccessToken(MODULE, { token: login.accessToken })).toBeNull();
  });

  it('is refused where it cannot be right', async () => {
    const [a, b, c] = [
      await someone({ idCard: '11010519491231002X' }),
      await someone({ idCard: '440524188001010014' }),
      await someone(),
    ];
    expect(refusalCode(await merge(a, a))).toBe('MERGE_WITH_ITSELF');
    expect(refusalCode(await merge(a, b))).toBe('MERGE_ID_CARDS_DIFFER');
    const suspend = {
      idempotencyKey: house.key(),
      memberId: c.memberId,
      to: 'SUSPENDED',
      reason: 'FRAUD_SUSPECTED',
    } as const;
    valueOrThrow(await house.service.changeStatus(OPERATOR, suspend));
    expect(refusalCode(await merge(c, a))).toBe('MERGE_STATE_FORBIDS');
    const byClerk = {
      idempotencyKey: house.key(),
      fromMemberId: a.memberId,
      toMemberId: c.memberId,
      reason: 'X_Y',
    };
    expect(refusalCode(await house.service.mergeMembers(system('retail'), byClerk))).toBe(
      'CALLER_MAY_NOT',
    );
  });

  it('goes one way when both ways are ordered at once', async () => {
    const [a, b] = [await someone(), await someone()];
    const outcomes = await Promise.all([merge(a, b), merge(b, a), merge(a, b), merge(b, a)]);
    expect(outcomes.map(refusalCode).sort()).toEqual([
      'MERGE_WITH_ITSELF',
      'MERGE_WITH_ITSELF',
      'MERGE_WITH_ITSELF',
      'accepted',
    ]);
  });

  it('is under way until every module has confirmed, and says where it is stuck', async () => {
    const [a, b] = [await someone(), await someone()];
    const { mergeId } = valueOrThrow(await merge(b, a));
    const state = async () => {
      const [row] = await house.service.readMerges(OPERATOR, { memberId: a.memberId });
      return [row?.state, row?.stuckIn];
    };
    await house.service.settleMerges(MODULE, {});
    expect(await state()).toEqual(['MOVING', []]);
    expect(refusalCode(await unmerge(mergeId))).toBe('MERGE_UNDER_WAY');
    const event = house.events.find(
      ({ type, payload }) => type === 'identity.members-merged' && payload.mergeId === mergeId,
    );
    house.deadLetters.push({ module: 'ledger', eventId: event?.id ?? '' });
    await house.confirmEvents();
    expect(await state()).toEqual(['MOVING', ['ledger']]);
    house.deadLetters.pop();
    await house.confirmEvents();
    expect(await state()).toEqual(['DONE', []]);
  });
});

describe('consents of a merged person', () => {
  it('are the newest word, and separate again after an unmerge', async () => {
    const [a, b] = [await someone(), await someone()];
    const say = async ({ memberId }: Someone, granted: boolean) => {
      house.clock.advance(1_000);
      const word = {
        idempotencyKey: house.key(),
        memberId,
        purpose: 'CROSS_SUBSIDIARY_SHARING',
        granted,
        wordingVersion: '1',
      } as const;
      valueOrThrow(await house.service.setConsent(OPERATOR, word));
    };
    const shared = (...people: Someone[]) =>
      house.service.mayShare(system('auto'), {
        memberIds: people.map(({ memberId }) => memberId),
        subsidiary: 'retail',
      });
    await say(a, true);
    await say(b, false);
    const mergeId = await merged(b, a);
    expect(await shared(a, b)).toEqual(['CONSENT_MISSING', 'CONSENT_MISSING']);
    await unmerge(mergeId);
    await house.confirmEvents();
    expect(await shared(a, b)).toEqual(['ALLOWED', 'CONSENT_MISSING']);
  });
});

describe('undoing a merge', () => {
  it('restores both members exactly when nothing happened in between', async () => {
    const [a, b] = [await someone({ name: '甲' }), await someone({ name: '乙' })];
    const before = await everythingOf(a, b);
    const mergeId = await merged(b, a);
    expect(await everythingOf(a, b)).not.toBe(before);
    valueOrThrow(await unmerge(mergeId));
    await house.confirmEvents();
    expect(await everythingOf(a, b)).toBe(before);
    expect(refusalCode(await unmerge(mergeId))).toBe('MERGE_UNDONE');
  });

  it('leaves what came in between with the identity that was presented', async () => {
    const [a, b] = [await someone({ name: '甲' }), await someone({ name: '乙' })];
    const mergeId = await merged(b, a);
    const tell = (identity: IdentityRef, extra: IdentityRef) =>
      house.service.enroll(system('auto'), {
        idempotencyKey: house.key(),
        identities: [identity, extra],
      });
    const [ofA, ofB] = [
      { type: 'EMAIL', value: `a${used.count}@example.com` },
      { type: 'EMAIL', value: `b${used.count}@example.com` },
    ] as const;
    expect(valueOrThrow(await tell(a.phone, ofA)).memberId).toBe(a.memberId);
    expect(valueOrThrow(await tell(b.phone, ofB)).memberId).toBe(a.memberId);
    valueOrThrow(await unmerge(mergeId));
    expect(await house.service.resolveMembers(MODULE, { identities: [ofA, ofB] })).toEqual([
      a.memberId,
      b.memberId,
    ]);
  });

  it('goes from the outside in', async () => {
    const [a, b, c] = [await someone(), await someone(), await someone()];
    const inner = await merged(c, b);
    const outer = await merged(b, a);
    expect(await whoHas(a, b, c)).toEqual([a.memberId, a.memberId, a.memberId]);
    expect(refusalCode(await unmerge(inner))).toBe('MERGE_COVERED');
    valueOrThrow(await unmerge(outer));
    await house.confirmEvents();
    expect(await whoHas(a, b, c)).toEqual([a.memberId, b.memberId, b.memberId]);
    valueOrThrow(await unmerge(inner));
    expect(await whoHas(a, b, c)).toEqual([a.memberId, b.memberId, c.memberId]);
  });

  it('is exact after any merges in any order, and the order of merging does not decide who is one person', async () => {
    const pair = fc.tuple(fc.nat(4), fc.nat(4)).filter(([x, y]) => x !== y);
    await fc.assert(
      fc.asyncProperty(
        fc.array(pair, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (pairs, backwards) => {
          const people = await Promise.all(Array.from({ length: 5 }, () => someone()));
          const before = await everythingOf(...people);
          const done: string[] = [];
          for (const [x, y] of backwards ? [...pairs].reverse() : pairs) {
            const outcome = await merge(people[x] as Someone, people[y] as Someone);
            if (outcome.ok) done.push(outcome.value.mergeId);
            else expect(outcome.refusal.code).toBe('MERGE_WITH_ITSELF');
            await house.confirmEvents();
          }
          const roots = await whoHas(...people);
          const groups = unionOf(pairs);
          for (let x = 0; x < 5; x += 1)
            for (let y = 0; y < 5; y += 1)
              expect(roots[x] === roots[y]).toBe(groups[x] === groups[y]);
          for (const mergeId of done.reverse()) {
            valueOrThrow(await unmerge(mergeId));
            await house.confirmEvents();
          }
          expect(await everythingOf(...people)).toBe(before);
        },
      ),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 6) },
    );
  });
});

function unionOf(pairs: readonly (readonly [number, number])[]): number[] {
  const group = [0, 1, 2, 3, 4];
  for (const [x, y] of pairs) {
    const [from, to] = [group[x], group[y]];
    for (const [index, value] of group.entries()) if (value === from) group[index] = to ?? index;
  }
  return group;
}

describe('the review queue', () => {
  it('shows pairs to operators, and closes when they are merged or kept apart', async () => {
    const shared = { type: 'PHONE', value: '+8613655550001' } as const;
    const enroll = (name: string) =>
      house.service.enroll(system('retail'), {
        idempotencyKey: house.key(),
        identities: [shared, { type: 'CUSTOMER_NUMBER', value: `${name}-1` }],
        profile: { name },
      });
    const [a, b, c] = [
      valueOrThrow(await enroll('甲方')),
      valueOrThrow(await enroll('乙方')),
      valueOrThrow(await enroll('丙方')),
    ];
    const open = async () =>
      (await house.service.readReviewCases(OPERATOR, { state: 'OPEN', limit: 50 })).filter(
        ({ reason }) => reason === 'NAME_DIFFERS',
      );
    expect(await house.service.readReviewCases(system('retail'), { limit: 50 })).toEqual([]);
    const cases = await open();
    expect(cases).toHaveLength(2);
    expect(cases[0]?.evidence).toEqual({ types: ['PHONE'], source: 'retail' });
    const distinct = cases.find(({ memberIds }) => memberIds.includes(c.memberId));
    const keep = { idempotencyKey: house.key(), reviewId: distinct?.id ?? '' };
    expect(valueOrThrow(await house.service.keepDistinct(OPERATOR, keep))).toMatchObject({
      state: 'DISTINCT',
    });
    expect(
      refusalCode(
        await house.service.keepDistinct(OPERATOR, { ...keep, idempotencyKey: house.key() }),
      ),
    ).toBe('REVIEW_DECIDED');
    await merged({ memberId: b.memberId, phone: shared }, { memberId: a.memberId, phone: shared });
    expect(await open()).toEqual([]);
  });
});
