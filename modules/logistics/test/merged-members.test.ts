/** Members who turn out to be one person, or two after all, or who want to be forgotten: parcels and errands, and the shop's baskets. */
import type { IdentityService } from '@guildhall/identity';
import { toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DEPOT,
  expectOk,
  OPERATOR,
  type OpenLogistics,
  openLogistics,
} from './support/open-logistics.ts';

const MODULE = { kind: 'module', name: 'identity' } as const;
let open: OpenLogistics;
let identity: IdentityService;
beforeAll(async () => {
  open = await openLogistics();
  identity = open.house.doors.get<IdentityService>('identity');
});
afterAll(() => open.close());

const of = (module: 'logistics' | 'retail' | 'identity') => {
  const db = open.house.local.get(module)?.kit.db.sql();
  if (db === undefined) throw new Error(`${module} is not here`);
  return db;
};

async function holders() {
  const parcels = await sql<{ sender: string; recipient: string }>`
    SELECT sender_id AS sender, recipient_id AS recipient FROM parcel ORDER BY id`.execute(
    of('logistics'),
  );
  const baskets = await sql<{ member_id: string }>`
    SELECT member_id FROM basket WHERE member_id IS NOT NULL ORDER BY receipt_no`.execute(
    of('retail'),
  );
  return { parcels: parcels.rows, baskets: baskets.rows.map(({ member_id }) => member_id) };
}

async function settled(): Promise<void> {
  await sql`UPDATE outbox SET settled_at = recorded_at WHERE settled_at IS NULL`.execute(
    of('identity'),
  );
  await identity.settleMerges({ kind: 'module', name: 'identity' }, {});
}

describe('a merge', () => {
  it('passes parcels and baskets to the survivor; unmerging gives back exactly these; erasure blanks what names the person', async () => {
    const one = await open.member('+8613800000401');
    const two = await open.member('+8613800000402');
    const party = (name: string) => ({
      name,
      phone: '+8613800000401',
      address: '上海市浦东新区世纪大道1号',
    });
    const send = (key: string, senderId: string, recipientId: string) =>
      expectOk(
        open.door.sendParcel(DEPOT, {
          idempotencyKey: key,
          senderId,
          recipientId,
          sender: party('王伟'),
          recipient: party('李娜'),
          depotCode: 'SH-PD-01',
          service: 'STANDARD',
          channel: 'STORE',
          weightGrams: 1_000,
          fromDistrict: '上海市浦东新区',
          toDistrict: '杭州市西湖区',
        }),
      );
    const { parcelId } = await send('p1', one.memberId, two.memberId);
    await open.basket('R-401', one.memberId);
    await open.basket('R-402', two.memberId);
    const part = await open.door.exportMember(MODULE, { memberIds: [one.memberId] });
    const told = part.tables.find(({ name }) => name === 'told-as-sender');
    expect(JSON.stringify(told?.rows)).toContain('王伟');
    expect(JSON.stringify(part)).not.toContain('李娜');
    expect(await open.door.exportMember(DEPOT, { memberIds: [one.memberId] })).toEqual({
      tables: [],
    });
    const [a, b] = [toUuid('mem', one.memberId), toUuid('mem', two.memberId)];
    const before = await holders();
    expect(before).toEqual({ parcels: [{ sender: a, recipient: b }], baskets: [a, b] });

    const { mergeId } = await expectOk(
      identity.mergeMembers(OPERATOR, {
        idempotencyKey: 'merge',
        fromMemberId: one.memberId,
        toMemberId: two.memberId,
        reason: 'SAME_PERSON_CONFIRMED',
      }),
    );
    expect(await holders()).toEqual({ parcels: [{ sender: b, recipient: b }], baskets: [b, b] });
    await settled();
    await expectOk(
      identity.unmergeMembers(OPERATOR, {
        idempotencyKey: 'unmerge',
        mergeId,
        reason: 'NOT_THE_SAME',
      }),
    );
    expect(await holders()).toEqual(before);

    await expectOk(
      identity.changeStatus(OPERATOR, {
        idempotencyKey: 'erase',
        memberId: one.memberId,
        to: 'ERASED',
        reason: 'ASKED_BY_MEMBER',
      }),
    );
    const [seen] = await open.door.parcels(DEPOT, { ids: [parcelId] });
    expect(seen).toMatchObject({
      sender: { name: '', phone: '', address: '' },
      recipient: { name: '李娜' },
    });
  });
});
