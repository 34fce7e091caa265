import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemberId, SpendingRight } from '../src/index.ts';
import {
  burnOf,
  COUPON,
  DAY,
  earn,
  expectOk,
  expectRefusal,
  FUNDING,
  HOUR,
  member,
  newMember,
  nextKey,
  OPERATOR,
  type OpenLedger,
  openLedger,
  operator,
} from './support/open-ledger.ts';
import { expectSound } from './support/race.ts';

let ledger: OpenLedger;
beforeAll(async () => {
  ledger = await openLedger([{ fourEyesLimitMinor: 100n }, { code: 'QP', qualifying: true }]);
});
afterAll(() => ledger.close());

const later = (ms: number): Date => new Date(ledger.clock.now().getTime() + ms);

it('history cannot be changed by the ledger itself', async () => {
  for (const table of ['posting', 'lot_move', 'funding', 'tier_change']) {
    for (const right of ['UPDATE', 'DELETE']) {
      const { rows } = await ledger.admin.query(
        `SELECT has_table_privilege('guildhall_ledger', 'ledger.${table}', '${right}') AS may`,
      );
      expect(rows[0]?.may).toBe(false);
    }
  }
});

describe('as of a moment', () => {
  it('balance and lots are what they were, and explained', async () => {
    const memberId = newMember();
    await earn(ledger, memberId, 100n, { expiresAt: later(10 * DAY) });
    const then = later(HOUR);
    ledger.clock.advance(2 * HOUR);
    expectOk(await ledger.door.postBurn(COUPON, burnOf(memberId, 30n, { occurredAt: later(0) })));
    ledger.clock.advance(20 * DAY);
    const [was] = expectOk(
      await ledger.door.balances(COUPON, { owners: [memberId], currency: 'POINT', asOf: then }),
    );
    expect(was?.availableMinor).toBe(100n);
    const past = expectOk(
      await ledger.door.explainBalance(COUPON, {
        ownerId: memberId,
        currency: 'POINT',
        asOf: then,
      }),
    );
    expect(past.lots.map(({ remainingMinor }) => remainingMinor)).toEqual([100n]);
    // Expired by now, though no schedule has run.
    const present = expectOk(
      await ledger.door.explainBalance(COUPON, { ownerId: memberId, currency: 'POINT' }),
    );
    expect(present.balance.availableMinor).toBe(0n);
    expect(
      present.byKind.map(({ kind, availableChangeMinor }) => [kind, availableChangeMinor]),
    ).toEqual([
      ['EARN', 100n],
      ['BURN', -30n],
      ['EXPIRE', -70n],
    ]);
  });

  it('a statement pages by cursor over everything, newest first', async () => {
    const memberId = newMember();
    for (let n = 1; n <= 7; n += 1) await earn(ledger, memberId, BigInt(n));
    const query = { ownerId: memberId, currency: 'POINT', first: 3 };
    const one = expectOk(await ledger.door.statement(COUPON, query));
    const two = expectOk(
      await ledger.door.statement(COUPON, { ...query, after: one.lines.at(-1)?.postingId ?? '' }),
    );
    const three = expectOk(
      await ledger.door.statement(COUPON, { ...query, after: two.lines.at(-1)?.postingId ?? '' }),
    );
    const lines = [...one.lines, ...two.lines, ...three.lines];
    expect(lines.map(({ balance }) => balance.availableMinor)).toEqual([
      28n,
      21n,
      15n,
      10n,
      6n,
      3n,
      1n,
    ]);
    expect([one.hasMore, three.hasMore]).toEqual([true, false]);
  });
});

describe('adjustments', () => {
  it('above the limit wait for another person', async () => {
    const memberId = newMember();
    const input = {
      idempotencyKey: nextKey(),
      memberId,
      currency: 'POINT',
      amountMinor: 500n,
      funding: FUNDING,
      subsidiary: 'retail',
      occurredAt: later(0),
      reason: { type: 'goodwill', id: 'g-1' },
    };
    const proposed = expectOk(await ledger.door.adjust(OPERATOR, input));
    expect(proposed.state).toBe('PROPOSED');
    expect(expectOk(await ledger.door.adjust(OPERATOR, input))).toEqual(proposed);
    const decision = { adjustmentId: proposed.adjustmentId, approve: true };
    const own = await ledger.door.decideAdjustment(OPERATOR, {
      ...decision,
      idempotencyKey: nextKey(),
    });
    expect(expectRefusal(own).code).toBe('FOUR_EYES_SAME_PERSON');
    const posted = expectOk(
      await ledger.door.decideAdjustment(operator('otto'), {
        ...decision,
        idempotencyKey: nextKey(),
      }),
    );
    expect(posted.state === 'POSTED' ? posted.posted.balance.availableMinor : 0n).toBe(500n);
    const small = { ...input, idempotencyKey: nextKey(), amountMinor: -100n };
    expect(expectOk(await ledger.door.adjust(OPERATOR, small)).state).toBe('POSTED');
    await expectSound(ledger);
  });
});

describe('tiers', () => {
  it('rise at once, say what is missing, and fall only after the grace', async () => {
    const benefits = { earnMultiplierBps: 10_000, freeServices: [] };
    const tier = (code: string, thresholdMinor: bigint) => ({
      code,
      name: { zh: code, en: code },
      thresholdMinor,
      benefits,
    });
    expectOk(
      await ledger.door.defineTierProgramme(OPERATOR, {
        idempotencyKey: nextKey(),
        code: 'GROUP',
        currency: 'QP',
        window: { kind: 'CALENDAR_YEAR' },
        tiers: [tier('SILVER', 100n), tier('GOLD', 1_000n)],
        downgradeGraceDays: 30,
      }),
    );
    const memberId = newMember();
    const posted = await earn(ledger, memberId, 300n, { currency: 'QP' });
    const [silver] = expectOk(await ledger.door.evaluateTiers(COUPON, { memberIds: [memberId] }));
    expect(silver).toMatchObject({
      tier: { code: 'SILVER' },
      qualifyingMinor: 300n,
      next: { missingMinor: 700n },
    });
    expect(silver?.next?.by.toISOString()).toBe('2026-12-31T15:59:59.999Z');
    // Taken back: never reached, so no grace.
    const part = {
      postingId: posted.postingId,
      amountMinor: 250n,
      occurredAt: later(0),
      reason: { type: 'return', id: 'r' },
    };
    expectOk(await ledger.door.reverse(COUPON, { ...part, idempotencyKey: nextKey() }));
    const [none] = expectOk(await ledger.door.evaluateTiers(COUPON, { memberIds: [memberId] }));
    expect(none?.tier).toBeNull();
    await earn(ledger, memberId, 100n, { currency: 'QP' });
    expectOk(await ledger.door.evaluateTiers(COUPON, { memberIds: [memberId] }));
    ledger.clock.set(new Date('2027-01-02T00:00:00Z'));
    const [kept] = expectOk(await ledger.door.evaluateTiers(COUPON, { memberIds: [memberId] }));
    expect(kept).toMatchObject({ tier: { code: 'SILVER' }, qualifyingMinor: 0n });
    ledger.clock.set(new Date('2027-02-02T00:00:00Z'));
    const [fallen] = expectOk(await ledger.door.evaluateTiers(COUPON, { memberIds: [memberId] }));
    expect(fallen?.tier).toBeNull();
    const story = expectOk(await ledger.door.explainTier(COUPON, { memberId, programme: 'GROUP' }));
    expect(story.changes.map(({ cause }) => cause)).toEqual([
      'UPGRADE',
      'DOWNGRADE',
      'UPGRADE',
      'GRACE_STARTED',
      'DOWNGRADE',
    ]);
  });
});

describe('households', () => {
  it('pool a part of each earn, limit who spends, and give back what is left', async () => {
    const [a, b] = [newMember(), newMember()];
    const household = expectOk(
      await ledger.door.createHousehold(OPERATOR, {
        idempotencyKey: nextKey(),
        currency: 'POINT',
        name: '王家',
        members: [
          { memberId: a, contributionBps: 3_000, spending: { kind: 'FULL' } },
          { memberId: b, contributionBps: 0, spending: { kind: 'LIMITED', perMonthMinor: 10n } },
        ],
      }),
    );
    const posted = await earn(ledger, a, 100n);
    expect(posted).toMatchObject({ householdMinor: 30n, balance: { availableMinor: 70n } });
    const burn = (amount: bigint) =>
      ledger.door.burnFromHousehold(COUPON, {
        ...burnOf(b, amount, { occurredAt: later(0) }),
        householdId: household.id,
      });
    expect(expectOk(await burn(8n)).balance.availableMinor).toBe(22n);
    expect(expectRefusal(await burn(3n)).code).toBe('SPENDING_LIMIT_EXCEEDED');
    expectOk(
      await ledger.door.leaveHousehold(OPERATOR, {
        idempotencyKey: nextKey(),
        householdId: household.id,
        memberId: a,
      }),
    );
    const [back] = expectOk(await ledger.door.balances(COUPON, { owners: [a], currency: 'POINT' }));
    expect(back?.availableMinor).toBe(92n);
    await expectSound(ledger);
  });
});

describe('invitations into a household', () => {
  const found = async (keeper: MemberId) =>
    expectOk(
      await ledger.door.createHousehold(member(keeper), {
        idempotencyKey: nextKey(),
        currency: 'POINT',
        name: '林家',
        members: [{ memberId: keeper, contributionBps: 5_000, spending: { kind: 'FULL' } }],
      }),
    ).id;
  const invite = (keeper: MemberId, householdId: string, over: object = {}) =>
    ledger.door.inviteToHousehold(member(keeper), {
      idempotencyKey: nextKey(),
      householdId,
      spending: { kind: 'LIMITED', perMonthMinor: 20n },
      ...over,
    });
  const come = (memberId: MemberId, code: string, over: object = {}) => {
    ledger.clock.advance(1);
    return ledger.door.acceptInvitation(member(memberId), {
      idempotencyKey: nextKey(),
      code,
      contributionBps: 1_000,
      ...over,
    });
  };

  it('let one member in, once, with its own share and the right that was offered', async () => {
    const [keeper, guest, third] = [newMember(), newMember(), newMember()];
    const home = await found(keeper);
    const invitation = expectOk(await invite(keeper, home));
    expect(invitation.code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    const spoken = invitation.code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o');
    const seen = expectOk(await ledger.door.invitation(member(guest), { code: spoken }));
    expect(seen).toMatchObject({ householdName: '林家', state: 'OPEN', invitedBy: keeper });
    const wish = { idempotencyKey: nextKey() };
    const joined = expectOk(await come(guest, spoken, wish));
    expect(joined.members.at(1)).toMatchObject({
      memberId: guest,
      contributionBps: 1_000,
      spending: { kind: 'LIMITED', perMonthMinor: 20n },
    });
    expect(expectOk(await come(guest, spoken, wish))).toEqual(joined);
    expect(expectRefusal(await come(third, spoken)).code).toBe('HOUSEHOLD_INVITATION_ACCEPTED');
    expect(expectRefusal(await come(third, 'AAAA-BBBB-CCCC')).code).toBe(
      'HOUSEHOLD_INVITATION_UNKNOWN',
    );
    const again = expectOk(await invite(keeper, home));
    expect(expectRefusal(await come(guest, again.code)).code).toBe('HOUSEHOLD_JOINED_ALREADY');
    await found(third);
    expect(expectRefusal(await come(third, again.code)).code).toBe('YOU_IN_OTHER_HOUSEHOLD');
  });

  it('are one answer for one key, end by time or by the keeper, and wait five at most', async () => {
    const [keeper, guest] = [newMember(), newMember()];
    const home = await found(keeper);
    const wish = { idempotencyKey: nextKey(), hours: 1 };
    const brief = expectOk(await invite(keeper, home, wish));
    expect(expectOk(await invite(keeper, home, wish))).toEqual(brief);
    const open = async (memberId: MemberId) =>
      expectOk(await ledger.door.openInvitations(member(memberId), { householdIds: [home] }));
    expect((await open(keeper)).map(({ id }) => id)).toEqual([brief.id]);
    expect(await open(guest)).toEqual([]);
    const withdraw = (memberId: MemberId, invitationId: string) =>
      ledger.door.withdrawInvitation(member(memberId), {
        idempotencyKey: nextKey(),
        invitationId,
      });
    const second = expectOk(await invite(keeper, home));
    expect(expectRefusal(await withdraw(guest, second.id)).code).toBe(
      'HOUSEHOLD_INVITATION_UNKNOWN',
    );
    expectOk(await withdraw(keeper, second.id));
    expect(expectRefusal(await come(guest, second.code)).code).toBe(
      'HOUSEHOLD_INVITATION_WITHDRAWN',
    );
    for (let more = 0; more < 4; more += 1) expectOk(await invite(keeper, home));
    expect(expectRefusal(await invite(keeper, home)).code).toBe('HOUSEHOLD_INVITATIONS_OPEN');
    ledger.clock.advance(HOUR);
    expect(expectRefusal(await come(guest, brief.code)).code).toBe('HOUSEHOLD_INVITATION_EXPIRED');
  });

  it('leave the rights to the keeper and each share to its member', async () => {
    const [keeper, guest, stranger] = [newMember(), newMember(), newMember()];
    const home = await found(keeper);
    expectOk(await come(guest, expectOk(await invite(keeper, home)).code));
    const set = (caller: MemberId, memberId: MemberId, bps: number, right: SpendingRight) =>
      ledger.door.setHouseholdMember(member(caller), {
        idempotencyKey: nextKey(),
        householdId: home,
        ...{ memberId, contributionBps: bps, spending: right },
      });
    const limited: SpendingRight = { kind: 'LIMITED', perMonthMinor: 20n };
    expect(expectRefusal(await set(guest, guest, 1_000, { kind: 'FULL' })).code).toBe(
      'HOUSEHOLD_KEEPER_ONLY',
    );
    expect(expectRefusal(await set(keeper, guest, 9_000, limited)).code).toBe(
      'HOUSEHOLD_SHARE_NOT_YOURS',
    );
    expect(expectRefusal(await set(keeper, stranger, 0, limited)).code).toBe('HOUSEHOLD_UNKNOWN');
    expectOk(await set(guest, guest, 5_000, limited));
    const set2 = expectOk(await set(keeper, guest, 5_000, { kind: 'NONE' }));
    expect(set2.members.at(1)).toMatchObject({
      contributionBps: 5_000,
      spending: { kind: 'NONE' },
    });
    expect(expectRefusal(await invite(guest, home)).code).toBe('HOUSEHOLD_KEEPER_ONLY');
    const leave = (caller: MemberId, memberId: MemberId) =>
      ledger.door.leaveHousehold(member(caller), {
        idempotencyKey: nextKey(),
        ...{ householdId: home, memberId },
      });
    expect(expectRefusal(await leave(guest, keeper)).code).toBe('WALLET_NOT_YOURS');
    expectOk(await leave(keeper, guest));
    expect(expectRefusal(await leave(keeper, guest)).code).toBe('HOUSEHOLD_UNKNOWN');
  });

  it('points drawn from the pool keep their expiry and count against the month', async () => {
    const [keeper, guest] = [newMember(), newMember()];
    const home = await found(keeper);
    expectOk(await come(guest, expectOk(await invite(keeper, home)).code));
    await earn(ledger, keeper, 100n);
    const draw = (amountMinor: bigint) =>
      ledger.door.drawFromHousehold(member(guest), {
        idempotencyKey: nextKey(),
        ...{ householdId: home, memberId: guest, amountMinor },
      });
    expectOk(await draw(15n));
    expect(expectRefusal(await draw(6n)).code).toBe('SPENDING_LIMIT_EXCEEDED');
    const balances = expectOk(
      await ledger.door.balances(COUPON, { owners: [guest, home], currency: 'POINT' }),
    );
    expect(balances.map(({ availableMinor }) => availableMinor).toSorted()).toEqual([15n, 35n]);
    await expectSound(ledger);
  });
});

describe('linked and many-legged transfers', () => {
  it('are posted wholly or not at all', async () => {
    const [a, b] = [newMember(), newMember()];
    const base = {
      currency: 'POINT',
      subsidiary: 'retail',
      occurredAt: later(0),
      reason: { type: 'order', id: 'o' },
    };
    const gift = {
      operation: 'EARN' as const,
      ...base,
      memberId: a,
      amountMinor: 50n,
      funding: FUNDING,
    };
    const spend = { operation: 'BURN' as const, ...base, memberId: b, amountMinor: 5n };
    const refused = expectRefusal(
      await ledger.door.postLinked(COUPON, {
        idempotencyKey: nextKey(),
        operations: [gift, spend],
      }),
    );
    expect(refused).toMatchObject({
      code: 'INSUFFICIENT_POINTS',
      path: ['operations', '1', 'amount'],
    });
    const own = { ...spend, memberId: a };
    const linked = expectOk(
      await ledger.door.postLinked(COUPON, { idempotencyKey: nextKey(), operations: [gift, own] }),
    );
    expect(linked.postings.map(({ balance }) => balance.availableMinor)).toEqual([50n, 45n]);
    const entries = [
      { account: { kind: 'MEMBER' as const, memberId: a }, amountMinor: -40n },
      { account: { kind: 'MEMBER' as const, memberId: b }, amountMinor: 30n },
      { account: { kind: 'REDEEMED' as const, subsidiary: 'auto' }, amountMinor: 10n },
    ];
    const input = { idempotencyKey: nextKey(), funding: FUNDING, ...base, entries };
    const posted = expectOk(await ledger.door.postEntries(OPERATOR, input));
    expect(expectOk(await ledger.door.postEntries(OPERATOR, input))).toEqual(posted);
    const undo = {
      idempotencyKey: nextKey(),
      postingId: posted.postings[0]?.postingId ?? '',
      occurredAt: later(0),
      reason: base.reason,
    };
    expectOk(await ledger.door.reverse(OPERATOR, undo));
    const balances = expectOk(
      await ledger.door.balances(COUPON, { owners: [a, b], currency: 'POINT' }),
    );
    expect(
      new Map(balances.map(({ ownerId, availableMinor }) => [ownerId, availableMinor])),
    ).toEqual(
      new Map([
        [a, 45n],
        [b, 0n],
      ]),
    );
    await expectSound(ledger);
  });
});
