/** The ledger's part of the graph, command by command and query by query, as callers would ask. */
import type { IdentityDoor } from '@guildhall/identity';
import { toUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemberId } from '../src/index.ts';
import { ask, ofMember, order } from './support/ask-graph.ts';
import {
  COUPON,
  DAY,
  expectOk,
  FUNDING,
  HOUR,
  member as memberCaller,
  newMember as newMemberId,
  nextKey,
  OPERATOR,
  type OpenLedger,
  openLedger,
  operator,
  RETAIL,
} from './support/open-ledger.ts';

let ledger: OpenLedger;
let enrolled: MemberId[];

/** Members as identity knows them: orders from outside name nobody else. */
async function enrol(many: number): Promise<MemberId[]> {
  const people = Array.from({ length: many }, (_, n) => ({
    identities: [{ type: 'PHONE' as const, value: `+86139${String(10_000_000 + n)}` }],
  }));
  const { results } = expectOk(
    await ledger.house.doors
      .get<IdentityDoor>('identity')
      .enrollMany(RETAIL, { idempotencyKey: 'people', people }),
  );
  return results.map((result) => expectOk(result).memberId as MemberId);
}

function newMember(): MemberId {
  const memberId = enrolled.pop();
  if (memberId === undefined) throw new Error('Enrol more members for these tests');
  return memberId;
}

beforeAll(async () => {
  ledger = await openLedger(
    [
      { scale: 2, expiry: { kind: 'AFTER_DAYS', days: 60 }, transferLimitMinor: 100_000n },
      { code: 'STATUS', scale: 2, qualifying: true, spendable: false },
    ],
    ['identity', 'ledger'],
  );
  enrolled = await enrol(40);
});
afterAll(() => ledger.close());

const AUDITOR: Principal = { ...operator('ann'), roles: ['auditor'] } as Principal;
const CLERK: Principal = {
  ...operator('carl'),
  roles: ['clerk'],
  subsidiary: 'retail',
} as Principal;
const later = (ms: number): string => new Date(ledger.clock.now().getTime() + ms).toISOString();
const reason = { type: 'order', id: 'o-1' };

function earnInput(memberId: MemberId, amount: string, over: object = {}): object {
  return {
    idempotencyKey: nextKey('g'),
    memberId,
    amount,
    subsidiary: 'retail',
    funding: FUNDING,
    reason,
    ...over,
  };
}
const earn = (memberId: MemberId, amount: string, over: object = {}) =>
  order(
    ledger,
    RETAIL,
    'earnPoints',
    '... on PointsEarned { postingId transferId ownerId currency amount lotId activeAt expiresAt debtRepaid toHousehold balance { available pending held debt } }',
    earnInput(memberId, amount, over),
  );
const spend = (memberId: MemberId, amount: string, over: object = {}): object => ({
  idempotencyKey: nextKey('g'),
  memberId,
  amount,
  subsidiary: 'retail',
  reason,
  ...over,
});
const balance = (memberId: MemberId, caller: Principal = OPERATOR) =>
  ofMember(
    ledger,
    caller,
    memberId,
    'points { available pending held debt nextExpiry nextExpiryAt }',
  );

describe('a member nobody knows', () => {
  it('gets no points, sends none and is in no household, and has no wallet afterwards', async () => {
    const [known, stranger] = [newMember(), newMemberId()];
    await earn(known, '50');
    const refused = (path: string[]) => ({
      __typename: 'NotFoundRefusal',
      code: 'MEMBER_NOT_FOUND',
      message: 'There is no such member',
      path,
    });
    expect(await earn(stranger, '10')).toEqual(refused(['memberId']));
    for (const [name, over] of [
      ['burnPoints', {}],
      ['holdPoints', { expiresAt: later(HOUR) }],
      ['adjustPoints', { funding: FUNDING }],
    ] as const) {
      const caller = name === 'adjustPoints' ? OPERATOR : RETAIL;
      const input = spend(stranger, '1', over);
      expect(await order(ledger, caller, name, '', input)).toEqual(refused(['memberId']));
    }
    const gift = { fromMemberId: known, toMemberId: stranger, amount: '5' };
    expect(
      await order(ledger, OPERATOR, 'sendPoints', '', { idempotencyKey: nextKey('g'), ...gift }),
    ).toEqual(refused(['toMemberId']));
    const operations = [
      {
        operation: 'EARN',
        amount: '1',
        subsidiary: 'retail',
        funding: FUNDING,
        reason,
        memberId: known,
      },
      { operation: 'TRANSFER', amount: '1', reason, memberId: known, toMemberId: stranger },
    ];
    expect(
      await order(ledger, OPERATOR, 'postLinkedPoints', '', {
        idempotencyKey: nextKey('g'),
        operations,
      }),
    ).toEqual(refused(['operations', '1', 'toMemberId']));
    const members = [known, stranger].map((memberId) => ({
      memberId,
      contributionBps: 0,
      spending: 'FULL',
    }));
    expect(
      await order(ledger, OPERATOR, 'createPointHousehold', '', {
        idempotencyKey: nextKey('g'),
        name: 'Lin',
        members,
      }),
    ).toEqual(refused(['members', '1', 'memberId']));
    const { rows } = await ledger.admin.query(
      'SELECT count(*)::int AS wallets FROM wallet WHERE owner_id = $1',
      [toUuid('mem', stranger)],
    );
    expect(rows).toEqual([{ wallets: 0 }]);
    expect(await balance(known)).toMatchObject({ points: { available: '50.00' } });
  });
});

describe('earning and spending', () => {
  it('earns in decimals, answers a repeated request as the first time, whenever it comes', async () => {
    const memberId = newMember();
    const input = earnInput(memberId, '12.50');
    const success = '... on PointsEarned { postingId postedAt amount balance { available } }';
    const first = await order(ledger, RETAIL, 'earnPoints', success, input);
    expect(first).toMatchObject({ amount: '12.50', balance: { available: '12.50' } });
    ledger.clock.advance(1_000);
    expect(await order(ledger, RETAIL, 'earnPoints', success, input)).toEqual(first);
    expect(
      await order(ledger, RETAIL, 'earnPoints', success, { ...input, amount: '13' }),
    ).toMatchObject({
      __typename: 'IdempotencyRefusal',
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('refuses by type, names the field and says the mend', async () => {
    const memberId = newMember();
    expect(await earn(memberId, '1.005')).toMatchObject({
      __typename: 'ValidationRefusal',
      path: ['amount'],
    });
    expect(await earn(memberId, '1', { subsidiary: 'auto' })).toMatchObject({
      __typename: 'ForbiddenRefusal',
      code: 'SUBSIDIARY_NOT_YOURS',
    });
    expect(await earn(memberId, '1', { currency: 'NONE' })).toMatchObject({
      __typename: 'NotFoundRefusal',
      code: 'CURRENCY_UNKNOWN',
    });
    await expect(
      order(ledger, memberCaller(memberId), 'earnPoints', '', earnInput(memberId, '1')),
    ).rejects.toThrow();
    const refused = await order(ledger, CLERK, 'burnPoints', '', spend(memberId, '7'));
    expect(refused).toMatchObject({ __typename: 'RuleRefusal', code: 'INSUFFICIENT_POINTS' });
    expect(refused.message).toContain('7');
  });

  it('takes no price in a money that companies do not settle in', async () => {
    const funding = { ...FUNDING, priceCurrency: 'USD' };
    const refused = await earn(newMember(), '1', { funding });
    expect(refused).toMatchObject({ code: 'LEDGER_INPUT_INVALID', path: ['funding'] });
  });

  it('a currency says how much may be sent, and to those who decide what needs two people', async () => {
    const wanted = '{ pointCurrencies { code transferLimit transferDailyLimit fourEyesLimit } }';
    const of = async (caller: Principal) =>
      (await ask(ledger, caller, wanted)).pointCurrencies.find(
        ({ code }: { readonly code: string }) => code === 'POINT',
      );
    const shown = { code: 'POINT', transferLimit: '1000.00', transferDailyLimit: null };
    expect(await of(OPERATOR)).toEqual({ ...shown, fourEyesLimit: '10.00' });
    expect(await of(memberCaller(newMember()))).toEqual({ ...shown, fourEyesLimit: null });
  });

  it('burns first-expiring first and shows lot by lot', async () => {
    const memberId = newMember();
    await earn(memberId, '10', { expiresAt: later(50 * DAY) });
    await earn(memberId, '10', { expiresAt: later(5 * DAY) });
    const burned = await order(
      ledger,
      CLERK,
      'burnPoints',
      '... on PointsBurned { amount lots { lotId amount expiresAt issuer } balance { available } }',
      spend(memberId, '12'),
    );
    expect(burned.lots.map((lot: { amount: string }) => lot.amount)).toEqual(['10.00', '2.00']);
    expect(burned.balance.available).toBe('8.00');
  });

  it('holds, captures a part, releases, and shows the hold', async () => {
    const memberId = newMember();
    await earn(memberId, '20');
    const held = await order(
      ledger,
      CLERK,
      'holdPoints',
      '... on PointsHeld { holdId amount expiresAt balance { available held } }',
      spend(memberId, '15', { expiresAt: later(HOUR) }),
    );
    expect(held.balance).toEqual({ available: '5.00', held: '15.00' });
    const { holdId } = held;
    const captured = await order(
      ledger,
      CLERK,
      'captureHold',
      '... on PointsCaptured { amount remaining released }',
      { idempotencyKey: nextKey('g'), holdId, amount: '4.25' },
    );
    expect(captured).toMatchObject({ amount: '4.25', remaining: '10.75', released: '0.00' });
    const { pointHold } = await ask(
      ledger,
      CLERK,
      'query ($id: ID!) { pointHold(id: $id) { state amount remaining captured } }',
      { id: holdId },
    );
    expect(pointHold).toEqual({
      state: 'OPEN',
      amount: '15.00',
      remaining: '10.75',
      captured: '4.25',
    });
    const released = await order(
      ledger,
      CLERK,
      'releaseHold',
      '... on PointsReleased { amount expired }',
      {
        idempotencyKey: nextKey('g'),
        holdId,
      },
    );
    expect(released).toMatchObject({ amount: '10.75', expired: '0.00' });
    const again = { idempotencyKey: nextKey('g'), holdId };
    expect((await order(ledger, CLERK, 'releaseHold', '', again)).code).toBe('HOLD_CLOSED');
    const { pointHolds } = await ofMember(ledger, OPERATOR, memberId, 'pointHolds { id state }');
    expect(pointHolds).toEqual([{ id: holdId, state: 'RELEASED' }]);
  });

  it('reverses in part and refuses the reversal of a reversal', async () => {
    const memberId = newMember();
    await earn(memberId, '20');
    const burned = await order(
      ledger,
      CLERK,
      'burnPoints',
      '... on PointsBurned { postingId }',
      spend(memberId, '9'),
    );
    const reversed = await order(
      ledger,
      CLERK,
      'reversePosting',
      '... on PointsReversed { postingId amount left balance { available } }',
      { idempotencyKey: nextKey('g'), postingId: burned.postingId, amount: '2.50', reason },
    );
    expect(reversed).toMatchObject({
      amount: '2.50',
      left: '6.50',
      balance: { available: '13.50' },
    });
    const again = await order(ledger, CLERK, 'reversePosting', '', {
      idempotencyKey: nextKey('g'),
      postingId: reversed.postingId,
      reason,
    });
    expect(again).toMatchObject({ __typename: 'RuleRefusal', code: 'REVERSAL_OF_REVERSAL' });
  });

  it('sends points within limits; a repeated sending happens once', async () => {
    const [from, to] = [newMember(), newMember()];
    await earn(from, '2000');
    const sending = (amount: string) => ({
      idempotencyKey: nextKey('g'),
      fromMemberId: from,
      toMemberId: to,
      amount,
    });
    const input = sending('30');
    const success = '... on PointsSent { transferId amount balance { available } }';
    const sent = await order(ledger, memberCaller(from), 'sendPoints', success, input);
    ledger.clock.advance(5_000);
    expect(await order(ledger, memberCaller(from), 'sendPoints', success, input)).toEqual(sent);
    expect((await balance(to)).points.available).toBe('30.00');
    expect(
      (await order(ledger, memberCaller(from), 'sendPoints', '', sending('1000.01'))).code,
    ).toBe('TRANSFER_LIMIT_EXCEEDED');
    expect((await order(ledger, memberCaller(to), 'sendPoints', '', sending('1'))).code).toBe(
      'WALLET_NOT_YOURS',
    );
  });
});

describe('several together', () => {
  it('linked operations are all or none', async () => {
    const [a, b] = [newMember(), newMember()];
    const operations = (burn: string): object[] => [
      {
        operation: 'EARN',
        memberId: a,
        amount: '10',
        subsidiary: 'retail',
        funding: FUNDING,
        reason,
      },
      { operation: 'TRANSFER', memberId: a, toMemberId: b, amount: '4', reason },
      { operation: 'BURN', memberId: b, amount: burn, subsidiary: 'retail', reason },
    ];
    const success = '... on PointsPostedTogether { transferId postings { ownerId amount } }';
    const post = (burn: string) =>
      order(ledger, OPERATOR, 'postLinkedPoints', success, {
        idempotencyKey: nextKey('g'),
        operations: operations(burn),
      });
    expect(await post('5')).toMatchObject({ code: 'INSUFFICIENT_POINTS' });
    expect((await balance(a)).points?.available ?? '0.00').toBe('0.00');
    const done = await post('3');
    expect(done.postings.map((posting: { amount: string }) => posting.amount)).toEqual([
      '10.00',
      '4.00',
      '3.00',
    ]);
    expect((await balance(b)).points.available).toBe('1.00');
    const lame = await order(ledger, OPERATOR, 'postLinkedPoints', '', {
      idempotencyKey: nextKey('g'),
      operations: [{ operation: 'EARN', memberId: a, amount: '1', subsidiary: 'retail', reason }],
    });
    expect(lame).toMatchObject({ path: ['operations', '0', 'funding'] });
  });

  it('entries over many accounts balance or are refused', async () => {
    const [a, b] = [newMember(), newMember()];
    const post = (last: string) =>
      order(
        ledger,
        OPERATOR,
        'postPointEntries',
        '... on PointsPostedTogether { postings { ownerId amount } }',
        {
          idempotencyKey: nextKey('g'),
          entries: [
            { account: 'MEMBER', memberId: a, amount: '6' },
            { account: 'MEMBER', memberId: b, amount: '4' },
            { account: 'ISSUED', subsidiary: 'retail', amount: last },
          ],
          funding: FUNDING,
          subsidiary: 'retail',
          reason,
        },
      );
    expect((await post('-9')).__typename).toBe('ValidationRefusal');
    expect((await post('-10')).postings).toHaveLength(2);
    expect((await balance(b)).points.available).toBe('4.00');
  });
});

describe('what a member sees', () => {
  it('balances, lots, what expires soon, and nobody else', async () => {
    const memberId = newMember();
    await earn(memberId, '10', { expiresAt: later(5 * DAY) });
    await earn(memberId, '20', { expiresAt: later(50 * DAY) });
    await earn(memberId, '5', { activeAt: later(2 * DAY), expiresAt: later(20 * DAY) });
    const self = memberCaller(memberId);
    const fields = `points { available pending nextExpiry nextExpiryAt }
      pointBalances { currency { code } available }
      pointLots { state amount remaining }
      pointsExpiring { expiresAt amount }
      all: pointsExpiring(days: 60) { amount }
      explainPoints { balance { available } lots { amount } byKind { kind lines } }`;
    const seen = await ofMember(ledger, self, memberId, fields);
    expect(seen.points).toMatchObject({ available: '30.00', pending: '5.00' });
    expect(seen.points.nextExpiry).toBe('10.00');
    expect(seen.pointBalances).toHaveLength(1);
    expect(seen.pointLots).toHaveLength(3);
    expect(seen.pointsExpiring.map((one: { amount: string }) => one.amount)).toEqual(['10.00']);
    expect(seen.all.map((one: { amount: string }) => one.amount)).toEqual(['10.00', '20.00']);
    expect(seen.explainPoints.byKind).toEqual([{ kind: 'EARN', lines: 3 }]);
    const stranger = await ofMember(ledger, memberCaller(newMember()), memberId, fields);
    expect(stranger).toMatchObject({ points: null, explainPoints: null });
  });

  it('a statement page by page, filtered by kind and by time', async () => {
    const memberId = newMember();
    const begin = ledger.clock.now().toISOString();
    for (let n = 1; n <= 7; n += 1) await earn(memberId, `${n}`);
    await order(ledger, CLERK, 'burnPoints', '', spend(memberId, '1'));
    const self = memberCaller(memberId);
    const amounts: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 5; page += 1) {
      const { pointStatement } = await ofMember(
        ledger,
        self,
        memberId,
        `pointStatement(first: 3${after === null ? '' : `, after: "${after}"`}) { edges { node { kind availableChange balance { available } } } pageInfo { hasNextPage endCursor } }`,
      );
      for (const { node } of pointStatement.edges) amounts.push(node.availableChange);
      if (!pointStatement.pageInfo.hasNextPage) break;
      after = pointStatement.pageInfo.endCursor;
    }
    expect(amounts).toEqual(['-1.00', '7.00', '6.00', '5.00', '4.00', '3.00', '2.00', '1.00']);
    const { burns, none } = await ofMember(
      ledger,
      self,
      memberId,
      `burns: pointStatement(kinds: [BURN]) { edges { node { id } } }
       none: pointStatement(to: "${new Date(Date.parse(begin) - 1).toISOString()}") { edges { node { id } } }`,
    );
    expect([burns.edges.length, none.edges.length]).toEqual([1, 0]);
    await expect(
      ofMember(
        ledger,
        self,
        memberId,
        'pointStatement(after: "nonsense") { edges { node { id } } }',
      ),
    ).rejects.toThrow();
  });

  it('as it was at a past moment', async () => {
    const memberId = newMember();
    await earn(memberId, '10');
    const then = ledger.clock.now().toISOString();
    ledger.clock.advance(HOUR);
    await earn(memberId, '5');
    const seen = await ofMember(
      ledger,
      OPERATOR,
      memberId,
      `then: points(asOf: "${then}") { available } now: points { available }`,
    );
    expect([seen.then.available, seen.now.available]).toEqual(['10.00', '15.00']);
  });
});

describe('operators', () => {
  it('adjust within the limit at once, above it with another person', async () => {
    const memberId = newMember();
    const adjustment = (amount: string) => ({
      idempotencyKey: nextKey('g'),
      memberId,
      amount,
      subsidiary: 'retail',
      funding: FUNDING,
      reason,
    });
    const success = '... on PointAdjustmentResult { adjustmentId state postingId }';
    const small = await order(ledger, OPERATOR, 'adjustPoints', success, adjustment('9'));
    expect(small.state).toBe('POSTED');
    const big = await order(ledger, OPERATOR, 'adjustPoints', success, adjustment('500'));
    expect(big.state).toBe('PROPOSED');
    const decide = (caller: Principal) =>
      order(ledger, caller, 'decidePointAdjustment', success, {
        idempotencyKey: nextKey('g'),
        adjustmentId: big.adjustmentId,
        approve: true,
      });
    // The same person with another account is still the same person.
    const otherAccount = { ...OPERATOR, accountId: 'second' } as Principal;
    expect((await decide(otherAccount)).code).toBe('FOUR_EYES_SAME_PERSON');
    expect((await decide(operator('otto'))).state).toBe('POSTED');
    expect((await balance(memberId)).points.available).toBe('509.00');
    const { pointAdjustments } = await ask(
      ledger,
      AUDITOR,
      '{ pointAdjustments(state: POSTED) { id state amount proposedBy decidedBy } }',
    );
    expect(pointAdjustments.map(({ id }: { id: string }) => id)).toContain(big.adjustmentId);
  });

  it('limit what a company may issue, and lift the limit', async () => {
    const memberId = newMember();
    const limit = (ceiling: string | null) =>
      order(ledger, OPERATOR, 'limitPointIssuance', '... on PointIssuanceLimit { ceiling }', {
        idempotencyKey: nextKey('g'),
        subsidiary: 'logistics',
        ...(ceiling === null ? {} : { ceiling }),
      });
    expect((await limit('10')).ceiling).toBe('10.00');
    const give = () =>
      order(
        ledger,
        OPERATOR,
        'earnPoints',
        '',
        earnInput(memberId, '8', { subsidiary: 'logistics' }),
      );
    expect((await give()).code).toBeUndefined();
    expect((await give()).code).toBe('ISSUANCE_CEILING_EXCEEDED');
    expect((await limit(null)).ceiling).toBeNull();
    expect((await give()).code).toBeUndefined();
  });

  it('extend lots, settle what is due, see postings, what is outstanding and that all is sound', async () => {
    const memberId = newMember();
    const { lotId, postingId } = await earn(memberId, '10', { expiresAt: later(2 * DAY) });
    const extended = await order(
      ledger,
      OPERATOR,
      'extendPointLots',
      '... on PointsExtended { lotIds }',
      {
        idempotencyKey: nextKey('g'),
        memberId,
        until: later(9 * DAY),
        reason,
      },
    );
    expect(extended.lotIds).toEqual([lotId]);
    ledger.clock.advance(3 * DAY);
    expect((await balance(memberId)).points.available).toBe('10.00');
    ledger.clock.advance(7 * DAY);
    const settled = await order(
      ledger,
      OPERATOR,
      'settleDuePoints',
      '... on PointsSettled { wallets expiredLots more }',
      { idempotencyKey: nextKey('g') },
    );
    expect(settled.expiredLots).toBeGreaterThan(0);
    expect((await balance(memberId)).points.available).toBe('0.00');
    const { pointPosting, pointsOutstanding, verifyPoints } = await ask(
      ledger,
      AUDITOR,
      `query ($id: ID!) {
        pointPosting(id: $id) { line { kind } lots { lotId freeChange } entries { account amount } }
        pointsOutstanding { available pending held debt accounts { kind subsidiary balance } }
        verifyPoints { ok postings checks { name ok offenders first } } }`,
      { id: postingId },
    );
    expect(pointPosting.line.kind).toBe('EARN');
    const legs: { amount: string }[] = pointPosting.entries;
    expect(legs.reduce((sum, { amount }) => sum + Number(amount), 0)).toBe(0);
    expect(pointsOutstanding.accounts.length).toBeGreaterThan(0);
    expect(verifyPoints).toMatchObject({ ok: true });
    await expect(ask(ledger, CLERK, '{ verifyPoints { ok } }')).rejects.toThrow();
  });

  it('define a currency once: what it means never changes', async () => {
    const define = (over: object) =>
      order(
        ledger,
        OPERATOR,
        'definePointCurrency',
        '... on PointCurrency { code scale graceDays expiryKind expiryCount }',
        {
          idempotencyKey: nextKey('g'),
          code: 'MILES',
          name: { zh: '里程', en: 'Miles' },
          ...over,
        },
      );
    expect(await define({ graceDays: 7, expiryKind: 'END_OF_YEAR', expiryCount: 2 })).toMatchObject(
      {
        graceDays: 7,
        expiryKind: 'END_OF_YEAR',
        expiryCount: 2,
      },
    );
    expect(await define({ scale: 2 })).toMatchObject({ code: 'CURRENCY_DEFINED_OTHERWISE' });
    const { pointCurrencies } = await ask(ledger, CLERK, '{ pointCurrencies { code name } }');
    expect(pointCurrencies).toContainEqual({ code: 'MILES', name: 'Miles' });
  });
});

describe('tiers and households', () => {
  it('a tier says what is missing in words, what it gives, and why', async () => {
    const programme = await order(
      ledger,
      OPERATOR,
      'defineTierProgramme',
      '... on TierProgramme { code version tiers { code freeServices { code perWindow } } }',
      {
        idempotencyKey: nextKey('g'),
        code: 'CLUB',
        currency: 'STATUS',
        window: 'CALENDAR_YEAR',
        tiers: [
          {
            code: 'SILVER',
            name: { zh: '银卡', en: 'Silver' },
            threshold: '100',
            freeServices: [{ code: 'car-wash', perWindow: 2 }],
          },
          {
            code: 'GOLD',
            name: { zh: '金卡', en: 'Gold' },
            threshold: '1500',
            earnMultiplierBps: 15_000,
          },
        ],
        downgradeGraceDays: 30,
      },
    );
    expect(programme.tiers[0].freeServices).toEqual([{ code: 'car-wash', perWindow: 2 }]);
    const memberId = newMember();
    await earn(memberId, '260', { currency: 'STATUS' });
    expectOk(await ledger.door.evaluateTiers(COUPON, { memberIds: [memberId] }));
    const { tiers, explainTier } = await ofMember(
      ledger,
      memberCaller(memberId),
      memberId,
      `tiers { tier { code freeServices { code } } qualifying missing missingBy explained nextTier { code earnMultiplier } }
       explainTier(programme: "CLUB") { lines { amount } changes { to cause } }`,
    );
    expect(tiers[0]).toMatchObject({
      tier: { code: 'SILVER', freeServices: [{ code: 'car-wash' }] },
      qualifying: '260.00',
      missing: '1240.00',
      explained: '1,240 more by 31 December 2026 for Gold',
      nextTier: { code: 'GOLD', earnMultiplier: '1.5000' },
    });
    expect(explainTier).toMatchObject({
      lines: [{ amount: '260.00' }],
      changes: [{ to: 'SILVER', cause: 'UPGRADE' }],
    });
    const { tierProgrammes } = await ask(ledger, CLERK, '{ tierProgrammes { code window } }');
    expect(tierProgrammes).toEqual([{ code: 'CLUB', window: 'CALENDAR_YEAR' }]);
  });

  it('a household shares, spends within rights, and lets go', async () => {
    const [a, b] = [newMember(), newMember()];
    const household = await order(
      ledger,
      OPERATOR,
      'createPointHousehold',
      '... on PointHousehold { id }',
      {
        idempotencyKey: nextKey('g'),
        name: '王家',
        members: [{ memberId: a, contributionBps: 5_000, spending: 'FULL' }],
      },
    );
    const set = await order(
      ledger,
      OPERATOR,
      'setHouseholdMember',
      '... on PointHousehold { id members { spending perMonth } }',
      {
        idempotencyKey: nextKey('g'),
        householdId: household.id,
        memberId: b,
        contributionBps: 0,
        spending: 'LIMITED',
        perMonth: '5',
      },
    );
    expect(set.members).toHaveLength(2);
    // A limit finer than the currency is no limit of nothing.
    const tooFine = await order(
      ledger,
      OPERATOR,
      'setHouseholdMember',
      '... on PointHousehold { id }',
      {
        ...{ idempotencyKey: nextKey('g'), householdId: household.id, memberId: b },
        ...{ contributionBps: 0, spending: 'LIMITED', perMonth: '5.001' },
      },
    );
    expect(tooFine).toMatchObject({ code: 'LEDGER_INPUT_INVALID', path: ['perMonth'] });
    expect((await earn(a, '20')).toHousehold).toBe('10.00');
    const burn = (memberId: MemberId, amount: string) =>
      order(ledger, CLERK, 'burnHouseholdPoints', '... on PointsBurned { ownerId amount }', {
        ...spend(memberId, amount),
        householdId: household.id,
      });
    expect((await burn(b, '4')).amount).toBe('4.00');
    expect((await burn(b, '2')).code).toBe('SPENDING_LIMIT_EXCEEDED');
    const { pointHousehold } = await ask(
      ledger,
      memberCaller(a),
      `query ($id: ID!) { pointHousehold(id: $id) { balance { available }
        pointStatement(first: 1, kinds: [BURN, CONTRIBUTE_IN]) {
          edges { node { kind actingMemberId availableChange } } pageInfo { hasNextPage } } } }`,
      { id: household.id },
    );
    expect(pointHousehold.balance.available).toBe('6.00');
    expect(pointHousehold.pointStatement).toEqual({
      edges: [{ node: { kind: 'BURN', actingMemberId: b, availableChange: '-4.00' } }],
      pageInfo: { hasNextPage: true },
    });
    const { households } = await ofMember(ledger, memberCaller(a), a, 'households { id }');
    expect(households).toEqual([{ id: household.id }]);
    const left = await order(
      ledger,
      memberCaller(a),
      'leaveHousehold',
      '... on PointHousehold { members { spending } }',
      {
        idempotencyKey: nextKey('g'),
        householdId: household.id,
        memberId: a,
      },
    );
    expect(left.members).toHaveLength(1);
    expect((await balance(a)).points.available).toBe('16.00');
  });
});
