import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
async function someone(): Promise<string> {
  used.count += 1;
  const identities = [{ type: 'PHONE' as const, value: `138${String(30_000_000 + used.count)}` }];
  return valueOrThrow(
    await house.service.enroll(system('retail'), { idempotencyKey: house.key(), identities }),
  ).memberId;
}
const self = (memberId: string): Principal => ({ kind: 'member', memberId, sessionId: 'ses_x' });
const join = (caller: Principal, memberId: string, householdId?: string) =>
  house.service.joinHousehold(caller, {
    idempotencyKey: house.key(),
    memberId,
    householdId,
    relation: householdId === undefined ? 'HEAD' : 'SPOUSE',
  });
const leave = (caller: Principal, memberId: string) =>
  house.service.leaveHousehold(caller, { idempotencyKey: house.key(), memberId });

describe('a household', () => {
  it('is begun by a member, joined by order of an operator, and known to the rules', async () => {
    const [a, b] = [await someone(), await someone()];
    const { householdId } = valueOrThrow(await join(self(a), a));
    expect(refusalCode(await join(self(b), b, householdId))).toBe('CALLER_MAY_NOT');
    house.clock.advance(1_000);
    const joined = valueOrThrow(await join(OPERATOR, b, householdId));
    expect(joined.members.map(({ memberId, relation }) => [memberId, relation])).toEqual([
      [a, 'HEAD'],
      [b, 'SPOUSE'],
    ]);
    const states = await house.service.memberStates(MODULE, { memberIds: [a, b] });
    expect(states.map((state) => state?.householdId)).toEqual([householdId, householdId]);
    expect(await house.service.readHousehold(self(b), { memberId: b })).toEqual(joined);
    expect(await house.service.readHousehold(self(a), { memberId: b })).toBeNull();
  });

  it('holds a member once, also when many order it at once', async () => {
    const a = await someone();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => join(OPERATOR, a)));
    expect(outcomes.map(refusalCode).sort()).toEqual([
      ...Array(7).fill('HOUSEHOLD_ALREADY'),
      'accepted',
    ]);
  });

  it('closes when the last one leaves', async () => {
    const [a, b] = [await someone(), await someone()];
    const { householdId } = valueOrThrow(await join(OPERATOR, a));
    expect(refusalCode(await leave(self(b), a))).toBe('CALLER_MAY_NOT');
    expect(valueOrThrow(await leave(self(a), a)).members).toEqual([]);
    expect(refusalCode(await leave(self(a), a))).toBe('HOUSEHOLD_NONE');
    expect(refusalCode(await join(OPERATOR, b, householdId))).toBe('HOUSEHOLD_NOT_FOUND');
    expect((await house.service.memberStates(MODULE, { memberIds: [a] }))[0]).not.toHaveProperty(
      'householdId',
    );
  });

  it('goes with the person through a merge and back', async () => {
    const [a, b] = [await someone(), await someone()];
    const { householdId } = valueOrThrow(await join(OPERATOR, b));
    const merge = {
      idempotencyKey: house.key(),
      fromMemberId: b,
      toMemberId: a,
      reason: 'SAME_PERSON',
    };
    const { mergeId } = valueOrThrow(await house.service.mergeMembers(OPERATOR, merge));
    await house.confirmEvents();
    const homes = async () =>
      (await house.service.memberStates(MODULE, { memberIds: [a, b] })).map(
        (state) => state?.householdId,
      );
    expect(await homes()).toEqual([householdId, householdId]);
    valueOrThrow(
      await house.service.unmergeMembers(OPERATOR, {
        idempotencyKey: house.key(),
        mergeId,
        reason: 'TWO_PERSONS',
      }),
    );
    expect(await homes()).toEqual([undefined, householdId]);
  });
});
