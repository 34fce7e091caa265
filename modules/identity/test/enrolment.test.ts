import { isId } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnrollInput } from '../src/index.ts';
import {
  MODULE,
  NOON,
  type OpenIdentity,
  openIdentity,
  refusalCode,
  system,
  valueOfOutcome,
} from './support/open-identity.ts';

let house: OpenIdentity;
beforeAll(async () => {
  house = await openIdentity();
});
afterAll(() => house.close());

const enroll = (subsidiary: string, input: Omit<EnrollInput, 'idempotencyKey'>) =>
  house.service.enroll(system(subsidiary), { idempotencyKey: house.key(), ...input });
const enrolled = async (subsidiary: string, input: Omit<EnrollInput, 'idempotencyKey'>) =>
  valueOfOutcome(await enroll(subsidiary, input));
const phone = (value: string, verified = false) => ({ type: 'PHONE' as const, value, verified });
const number = (value: string) => ({ type: 'CUSTOMER_NUMBER' as const, value });

describe('enrolment', () => {
  it('makes a member once, and finds it by every spelling of the phone', async () => {
    const first = await enrolled('retail', {
      identities: [phone('138 0013 8000')],
      profile: { name: '王伟' },
    });
    expect(first.created).toBe(true);
    expect(isId('mem', first.memberId)).toBe(true);
    for (const spelling of [
      '+86 138-0013-8000',
      '008613800138000',
      '１３８００１３８０００',
      '86 13800138000',
    ]) {
      expect(await enrolled('auto', { identities: [phone(spelling)] })).toEqual({
        ...first,
        created: false,
      });
    }
    expect(house.events.filter(({ type }) => type === 'identity.member-enrolled')).toHaveLength(1);
  });

  it('links what is new to the member that the known identity names', async () => {
    const { memberId } = await enrolled('retail', {
      identities: [phone('13900139000'), number('C-1')],
    });
    const [byNumber, bySpelling, elsewhere] = await house.service.resolveMembers(MODULE, {
      identities: [
        { type: 'CUSTOMER_NUMBER', value: 'c-1', source: 'retail' },
        { type: 'PHONE', value: '+8613900139000' },
        { type: 'CUSTOMER_NUMBER', value: 'C-1', source: 'auto' },
      ],
    });
    expect([byNumber, bySpelling, elsewhere]).toEqual([memberId, memberId, null]);
  });

  it('gives a family that shares a phone two members and a case to look at', async () => {
    const husband = await enrolled('retail', {
      identities: [number('F-1'), phone('13700137001')],
      profile: { name: '李强' },
    });
    const wife = await enrolled('retail', {
      identities: [number('F-2'), phone('13700137001')],
      profile: { name: '陈静' },
    });
    expect(wife.created).toBe(true);
    expect(wife.memberId).not.toBe(husband.memberId);
    const { rows } =
      await sql`SELECT reason FROM review_case WHERE reason = 'NAME_DIFFERS'`.execute(
        house.kit.db.sql(),
      );
    expect(rows).toHaveLength(1);
    expect(
      await house.service.resolveMembers(MODULE, { identities: [phone('13700137001')] }),
    ).toEqual([husband.memberId]);
  });

  it('takes a son of the same name on the same phone for another, once both birthdays are told', async () => {
    const told = (n: string, birthday?: string) =>
      enrolled('retail', {
        identities: [number(n), phone('13700137009')],
        profile: { name: '林志强', ...(birthday === undefined ? {} : { birthday }) },
      });
    const father = await told('FS-1', '1961-04-02');
    const son = await told('FS-2', '1989-10-11');
    expect(son.memberId).not.toBe(father.memberId);
    const { rows } =
      await sql`SELECT reason FROM review_case WHERE reason = 'BIRTHDAY_DIFFERS'`.execute(
        house.kit.db.sql(),
      );
    expect(rows).toHaveLength(1);
    expect((await told('FS-3')).memberId).toBe(father.memberId);
  });

  it('reads traditional characters as the same name', async () => {
    const first = await enrolled('retail', {
      identities: [phone('13700137002')],
      profile: { name: '陳靜' },
    });
    const again = await enrolled('auto', {
      identities: [phone('13700137002')],
      profile: { name: '陈静' },
    });
    expect(again).toEqual({ ...first, created: false });
  });

  it('lets a verified claim take a phone that its holder never verified', async () => {
    const before = await enrolled('retail', {
      identities: [number('T-1'), phone('13600136001')],
      profile: { name: '周杰' },
    });
    const after = await enrolled('auto', {
      identities: [phone('13600136001', true)],
      profile: { name: '孙丽' },
    });
    expect(after.created).toBe(true);
    expect(
      await house.service.resolveMembers(MODULE, { identities: [phone('13600136001')] }),
    ).toEqual([after.memberId]);
    expect(
      await house.service.resolveMembers(system('retail'), { identities: [number('T-1')] }),
    ).toEqual([before.memberId]);
  });

  it('refuses fillers, nonsense, foreign customer numbers and things alone', async () => {
    expect(refusalCode(await enroll('retail', { identities: [phone('00000000000')] }))).toBe(
      'IDENTITY_BLOCKED',
    );
    expect(refusalCode(await enroll('retail', { identities: [phone('12345')] }))).toBe(
      'IDENTITY_MALFORMED',
    );
    expect(refusalCode(await enroll('retail', { identities: [] }))).toBe('IDENTITIES_MISSING');
    expect(
      refusalCode(await enroll('retail', { identities: [{ ...number('9'), source: 'auto' }] })),
    ).toBe('IDENTITY_OF_ANOTHER_SUBSIDIARY');
    expect(
      refusalCode(
        await enroll('property', { identities: [{ type: 'DWELLING', value: 'A-1-101' }] }),
      ),
    ).toBe('IDENTITY_TOO_WEAK');
    expect(
      refusalCode(
        await house.service.enroll(
          { kind: 'anonymous' },
          { idempotencyKey: 'x', identities: [phone('13800138000')] },
        ),
      ),
    ).toBe('CALLER_MAY_NOT');
  });

  it('replays the first answer, and refuses the same key for another person', async () => {
    const input = { idempotencyKey: house.key(), identities: [phone('13500135001')] };
    const first = await house.service.enroll(system('retail'), input);
    expect(await house.service.enroll(system('retail'), input)).toEqual(first);
    const other = { ...input, identities: [phone('13500135002')] };
    expect(refusalCode(await house.service.enroll(system('retail'), other))).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
  });

  it('judges the people of a batch one by one, and lets them meet', async () => {
    const outcome = await house.service.enrollMany(system('retail'), {
      idempotencyKey: house.key(),
      people: [
        { identities: [number('B-1'), phone('13400134001')], profile: { name: '赵一' } },
        { identities: [number('B-2'), phone('13400134001')], profile: { name: '钱二' } },
        { identities: [number('B-1')], profile: { name: '赵一', birthday: '1990-02-30' } },
        { identities: [number('B-1'), phone('13400134002')] },
      ],
    });
    const { results } = valueOfOutcome(outcome);
    expect(results.map(refusalCode)).toEqual([
      'accepted',
      'accepted',
      'BIRTHDAY_MALFORMED',
      'accepted',
    ]);
    const ids = results.map((result) => (result.ok ? result.value.memberId : ''));
    expect(ids[3]).toBe(ids[0]);
    expect(ids[1]).not.toBe(ids[0]);
  });

  it('keeps no personal data in the clear, in any table', async () => {
    await enrolled('retail', {
      identities: [
        phone('13311112222'),
        { type: 'EMAIL', value: 'Needle@Example.com' },
        number('NEEDLE-7'),
      ],
      profile: { name: '针眼', address: '针眼路1号', birthday: '1988-08-08' },
    });
    const db = house.kit.db.sql();
    const { rows } = await sql<{ table_name: string }>`
      SELECT table_name FROM information_schema.tables WHERE table_schema = 'identity' AND table_type = 'BASE TABLE'`.execute(
      db,
    );
    for (const { table_name } of rows) {
      const { rows: found } = await sql`
        SELECT 1 FROM ${sql.table(table_name)} t
        WHERE t::text ~* '13311112222|needle|针眼|1988-08-08'`.execute(db);
      expect(found, table_name).toEqual([]);
    }
    expect(house.logged.join()).not.toMatch(/13311112222|needle|针眼/i);
  });
});

describe('member states', () => {
  it('answers in the order asked, with month and day of birth and the consents in force', async () => {
    const { memberId } = await enrolled('retail', {
      identities: [phone('13211112222')],
      profile: { birthday: '1985-06-01' },
      consents: [
        { purpose: 'MARKETING', granted: true, wordingVersion: '2026-01' },
        { purpose: 'PROFILING', granted: false, wordingVersion: '2026-01' },
      ],
    });
    const states = await house.service.memberStates(MODULE, {
      memberIds: ['mem_01h2xcejqtf2nbrexx3vqjhp41', memberId, 'nonsense'],
    });
    expect(states[0]).toBeNull();
    expect(states[2]).toBeNull();
    expect(states[1]).toEqual({
      memberId,
      survivorId: memberId,
      memberNo: expect.stringMatching(/^[1-9]\d{9}$/),
      status: 'ACTIVE',
      enrolledAt: NOON,
      enrolledBy: 'retail',
      birthday: '06-01',
      consents: ['MARKETING'],
    });
  });
});
