/** A home and the wallet its people share: identity asks the ledger before it believes that they belong together. */
import type { IdentityService } from '@guildhall/identity';
import type { CurrencyCode, MemberId } from '@guildhall/ledger';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  expectOk,
  OPERATOR,
  type OpenHouse,
  openHouse,
  refusalOf,
} from '../../../modules/coupon/test/support/open-house.ts';
import { settled } from '../merge-and-unmerge/settled.ts';

let house: OpenHouse;
let identity: IdentityService;
beforeAll(async () => {
  house = await openHouse();
  identity = house.house.doors.get<IdentityService>('identity');
});
afterAll(() => house.close());

async function home(memberIds: readonly string[]): Promise<string> {
  let householdId: string | undefined;
  for (const memberId of memberIds)
    ({ householdId } = expectOk(
      await identity.joinHousehold(OPERATOR, {
        idempotencyKey: house.key(),
        householdId,
        memberId,
        relation: householdId === undefined ? 'HEAD' : 'SPOUSE',
      }),
    ));
  return householdId ?? '';
}
async function wallet(memberIds: readonly MemberId[]): Promise<string> {
  const members = memberIds.map((memberId) => ({
    memberId,
    contributionBps: 5_000,
    spending: { kind: 'FULL' as const },
  }));
  const made = await house.ledger.createHousehold(OPERATOR, {
    idempotencyKey: house.key(),
    currency: 'POINT' as CurrencyCode,
    name: '一家人',
    members,
  });
  return expectOk(made).id;
}
const link = (householdId: string, walletId?: string) =>
  identity.linkHouseholdWallet(OPERATOR, { idempotencyKey: house.key(), householdId, walletId });

it('is linked when it exists and the same people share it, to one home at a time', async () => {
  const [a, b, c] = [await house.member(), await house.member(), await house.member()];
  const [couple, single] = [await home([a, b]), await home([c])];
  const shared = await wallet([a, b]);
  expect(refusalOf(await link(couple, 'hsh_01jzzzzzzzfzzvzzzzzzzzzzzz'))).toBe('WALLET_NOT_FOUND');
  expect(refusalOf(await link(couple, 'hsh_nonsense'))).toBe('WALLET_NOT_FOUND');
  expect(refusalOf(await link(single, shared))).toBe('WALLET_OF_OTHERS');
  expect(expectOk(await link(couple, shared)).walletId).toBe(shared);
  expect(refusalOf(await link(single, shared))).toBe('WALLET_ELSEWHERE');
  expect(expectOk(await link(couple)).walletId).toBeNull();
  // A third at home who has no part in the wallet.
  const d = await house.member();
  await identity.joinHousehold(OPERATOR, {
    ...{ idempotencyKey: house.key(), householdId: couple, memberId: d, relation: 'CHILD' },
  });
  expect(refusalOf(await link(couple, shared))).toBe('WALLET_OF_OTHERS');
});

it('is the same people also where one of them was merged into another membership', async () => {
  const [a, b, again] = [await house.member(), await house.member(), await house.member()];
  const [couple, shared] = [await home([a, b]), await wallet([a, b])];
  expectOk(
    await identity.mergeMembers(OPERATOR, {
      idempotencyKey: house.key(),
      fromMemberId: b,
      toMemberId: again,
      reason: 'SAME_PERSON_CONFIRMED',
    }),
  );
  await settled(house, identity);
  expect(expectOk(await link(couple, shared)).walletId).toBe(shared);
});
