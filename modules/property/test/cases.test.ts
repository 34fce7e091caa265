/** Repairs and complaints on a real database: the way they go, and whose they are. */
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CLERK,
  codeOf,
  databaseOf,
  enroll,
  expectOk,
  HOME,
  memberOf,
  moveIn,
  type OpenProperty,
  openProperty,
} from './support/open-property.ts';

let property: OpenProperty;
let resident: ReturnType<typeof memberOf>;
let stranger: ReturnType<typeof memberOf>;
beforeAll(async () => {
  property = await openProperty();
  resident = memberOf(await enroll(property.house, '+8613800000041'));
  stranger = memberOf(await enroll(property.house, '+8613800000042'));
  await moveIn(property.door, '+8613800000041');
});
afterAll(() => property.close());

describe('a repair', () => {
  const request = (key: string, change: object = {}, caller = resident) =>
    property.door.requestRepair(caller, {
      ...{ idempotencyKey: key, dwellingCode: HOME, category: 'PLUMBING', urgency: 'URGENT' },
      description: '厨房漏水，请联系王建国 13800000041',
      ...change,
    });

  it('is reported where one lives, or for what belongs to everybody there', async () => {
    expect(await codeOf(request('s1', {}, stranger))).toBe('NOT_A_RESIDENT');
    expect(await codeOf(request('s2', { dwellingCode: undefined }))).toBe('REPAIR_PLACE');
    expect(await codeOf(request('s3', { communityCode: 'YGH' }))).toBe('REPAIR_PLACE');
    expect(await codeOf(request('s4', { dwellingCode: undefined, communityCode: 'YGH' }))).toBe(
      'accepted',
    );
    expect(
      await codeOf(request('s5', { dwellingCode: undefined, communityCode: 'YGH' }, stranger)),
    ).toBe('NOT_A_RESIDENT');
  });

  it('goes from the report to the word of the resident, back to work where he is not content', async () => {
    const { requestId } = await expectOk(request('r1'));
    const advance = (key: string, to: 'ACCEPTED' | 'IN_PROGRESS' | 'DONE') =>
      codeOf(property.door.advanceRepair(CLERK, { idempotencyKey: key, requestId, to }));
    const confirm = (key: string, satisfied: boolean, caller = resident) =>
      codeOf(
        property.door.confirmRepair(caller, {
          idempotencyKey: key,
          requestId,
          satisfied,
          rating: 5,
        }),
      );
    expect(await advance('a1', 'DONE')).toBe('REPAIR_REQUEST_STATE');
    expect(await advance('a2', 'ACCEPTED')).toBe('accepted');
    expect(await advance('a3', 'IN_PROGRESS')).toBe('accepted');
    expect(await advance('a4', 'DONE')).toBe('accepted');
    expect(await confirm('c1', true, stranger)).toBe('REPAIR_REQUEST_NOT_FOUND');
    expect(await confirm('c2', false)).toBe('accepted');
    expect(await advance('a5', 'DONE')).toBe('accepted');
    expect(await confirm('c3', true)).toBe('accepted');
    expect(await confirm('c4', true)).toBe('REPAIR_REQUEST_STATE');
  });

  it("keeps the resident's words sealed, and its steps for ever", async () => {
    await expectOk(request('k1'));
    const db = databaseOf(property.house);
    const { rows } = await sql<{
      row: string;
    }>`SELECT r::text AS row FROM repair_request r`.execute(db);
    expect(rows.map(({ row }) => row).join()).not.toMatch(/王建国|13800000041/);
    await expect(sql`DELETE FROM case_step`.execute(db)).rejects.toThrow(/permission denied/);
    await expect(sql`UPDATE fee_schedule SET rate_e4 = 1`.execute(db)).rejects.toThrow(
      /permission denied/,
    );
  });
});

describe('a complaint', () => {
  it('and a repair are given to whoever made them, opened, in the archive of the member', async () => {
    const tables = async (caller: Principal, whose: Principal) => {
      const memberIds = whose.kind === 'member' ? [whose.memberId] : [];
      return (await property.door.exportMember(caller, { memberIds })).tables;
    };
    const identity = { kind: 'module', name: 'identity' } as const;
    const own = await tables(identity, resident);
    expect(own.find(({ name }) => name === 'repair-descriptions')?.rows[0]).toMatchObject({
      told: '厨房漏水，请联系王建国 13800000041',
    });
    expect(await tables(identity, stranger)).toEqual([]);
    expect(await tables(CLERK, resident)).toEqual([]);
  });

  it('is answered, judged by whoever made it, and looked into again where the answer does not do', async () => {
    const { complaintId } = await expectOk(
      property.door.fileComplaint(resident, {
        ...{ idempotencyKey: 'c', dwellingCode: HOME, subject: 'NOISE', text: '楼上夜间装修' },
      }),
    );
    const step = { complaintId };
    const close = (key: string, satisfied: boolean, caller = resident) =>
      codeOf(property.door.closeComplaint(caller, { ...step, idempotencyKey: key, satisfied }));
    const answer = (key: string) =>
      codeOf(
        property.door.answerComplaint(CLERK, {
          ...step,
          idempotencyKey: key,
          answer: '已约谈业主',
        }),
      );
    expect(await close('d1', true)).toBe('COMPLAINT_STATE');
    expect(
      await codeOf(property.door.investigateComplaint(CLERK, { ...step, idempotencyKey: 'i1' })),
    ).toBe('accepted');
    expect(await answer('n1')).toBe('accepted');
    expect(
      await codeOf(property.door.investigateComplaint(CLERK, { ...step, idempotencyKey: 'i2' })),
    ).toBe('COMPLAINT_STATE');
    expect(await close('d2', true, stranger)).toBe('COMPLAINT_NOT_FOUND');
    expect(await close('d3', false)).toBe('accepted');
    expect(await answer('n2')).toBe('accepted');
    expect(await close('d4', true)).toBe('accepted');
    expect(
      await codeOf(property.door.withdrawComplaint(resident, { ...step, idempotencyKey: 'w' })),
    ).toBe('COMPLAINT_STATE');
  });
});
