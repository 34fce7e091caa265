/** Members who turn out to be one person, or two after all, or who want to be forgotten: what becomes of their homes. */
import type { IdentityService } from '@guildhall/identity';
import { toUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CLERK,
  databaseOf,
  enroll,
  expectOk,
  HOME,
  memberOf,
  moveIn,
  type OpenProperty,
  openProperty,
  published,
} from './support/open-property.ts';

const OPERATOR: Principal = { kind: 'staff', personId: 'p', accountId: 'a', roles: ['operator'] };
let property: OpenProperty;
let identity: IdentityService;
beforeAll(async () => {
  property = await openProperty();
  identity = property.house.doors.get<IdentityService>('identity');
});
afterAll(() => property.close());

const [one, two] = ['+8613800000401', '+8613800000402'];

interface Lives {
  readonly code: string;
  readonly member: string;
  readonly pays: boolean;
}

/** Who lives where, by the names that `names` gives to members. */
async function residents(names: Readonly<Record<string, string>>): Promise<string[]> {
  const { rows } = await sql<Lives & { member_id: string }>`
    SELECT d.code, r.member_id, r.pays_fees AS pays FROM residency r JOIN dwelling d ON d.id = r.dwelling_id
    ORDER BY d.code, r.id`.execute(databaseOf(property.house));
  const byUuid = new Map(Object.entries(names).map(([id, name]) => [toUuid('mem', id), name]));
  return rows
    .map(({ code, member_id, pays }) => `${code} ${byUuid.get(member_id)}${pays ? ' pays' : ''}`)
    .sort();
}

/** The modules that are not here count as having heard of the merge. */
async function unmerge(mergeId: string): Promise<void> {
  const db = property.house.local.get('identity')?.kit.db.sql();
  if (db === undefined) throw new Error('identity is not here');
  await sql`UPDATE outbox SET settled_at = recorded_at WHERE settled_at IS NULL`.execute(db);
  await identity.settleMerges({ kind: 'module', name: 'identity' }, {});
  const wish = { idempotencyKey: 'unmerge', mergeId, reason: 'NOT_THE_SAME' };
  await expectOk(identity.unmergeMembers(OPERATOR, wish));
}

describe('a merge', () => {
  it('passes homes on; where both lived in one, only the paying; and unmerging gives back', async () => {
    const [from, to] = [await enroll(property.house, one), await enroll(property.house, two)];
    const names = { [from]: 'from', [to]: 'to' };
    await moveIn(property.door, two);
    await moveIn(property.door, one);
    await moveIn(property.door, one, 'YGH-03-2-1503');
    const before = ['YGH-03-2-1502 from pays', 'YGH-03-2-1502 to', 'YGH-03-2-1503 from pays'];
    expect(await residents(names)).toEqual(before);
    const { mergeId } = await expectOk(
      identity.mergeMembers(OPERATOR, {
        ...{ idempotencyKey: 'merge', fromMemberId: from, toMemberId: to },
        reason: 'SAME_PERSON_CONFIRMED',
      }),
    );
    expect(await residents(names)).toEqual([
      'YGH-03-2-1502 from',
      'YGH-03-2-1502 to pays',
      'YGH-03-2-1503 to pays',
    ]);
    expect(
      (await published(property.house))
        .slice(-2)
        .map(({ payload }) => [payload.memberId, payload.active]),
    ).toEqual([
      [from, false],
      [to, true],
    ]);
    await unmerge(mergeId);
    expect(await residents(names)).toEqual(before);
  });
});

describe('an erasure', () => {
  it("takes names, numbers, plates and people's own words out of our books; what happened stays", async () => {
    const phone = '+8613800000410';
    const memberId = await enroll(property.house, phone);
    await expectOk(
      property.door.registerResidency(CLERK, {
        ...{ idempotencyKey: 'r', dwellingCode: HOME, person: { phone }, name: '李雷', phone },
        ...{ role: 'FAMILY', paysFees: false, fromOn: '2024-01-01' },
      }),
    );
    const { requestId } = await expectOk(
      property.door.requestRepair(memberOf(memberId), {
        ...{ idempotencyKey: 'q', dwellingCode: HOME, category: 'PLUMBING', urgency: 'NORMAL' },
        description: '李雷家漏水',
      }),
    );
    await expectOk(
      identity.changeStatus(OPERATOR, {
        ...{ idempotencyKey: 'erase', memberId, to: 'ERASED', reason: 'ASKED_BY_MEMBER' },
      }),
    );
    const db = databaseOf(property.house);
    const { rows } = await sql<{ name_sealed: unknown; phone_index: unknown; words: number }>`
      SELECT r.name_sealed, r.phone_index, length(q.description_sealed) AS words
      FROM residency r JOIN repair_request q ON q.member_id = r.member_id WHERE r.name_sealed IS NULL`.execute(
      db,
    );
    expect(rows).toEqual([{ name_sealed: null, phone_index: null, words: 29 }]);
    expect(requestId).toMatch(/^rpr_/);
  });
});
