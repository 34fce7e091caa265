/** What callers of the graph are told: a question or an order that is wrong names what is wrong where it stands. */
import type { IdentityDoor } from '@guildhall/identity';
import type { Principal } from '@guildhall/shared/principal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemberId } from '../src/index.ts';
import { ask, ofMember, order } from './support/ask-graph.ts';
import {
  DAY,
  expectOk,
  FUNDING,
  HOUR,
  nextKey,
  OPERATOR,
  type OpenLedger,
  openLedger,
  operator,
  RETAIL,
} from './support/open-ledger.ts';

let ledger: OpenLedger;
let memberId: MemberId;
let other: MemberId;
beforeAll(async () => {
  ledger = await openLedger(
    [
      { scale: 2, expiry: { kind: 'AFTER_DAYS', days: 30 }, graceDays: 5 },
      { code: 'STATUS', scale: 0, qualifying: true },
    ],
    ['identity', 'ledger'],
  );
  const { results } = expectOk(
    await ledger.house.doors.get<IdentityDoor>('identity').enrollMany(RETAIL, {
      idempotencyKey: 'people',
      people: ['1', '2'].map((n) => ({
        identities: [{ type: 'PHONE' as const, value: `+861391000000${n}` }],
      })),
    }),
  );
  [memberId, other] = results.map((result) => expectOk(result).memberId) as [MemberId, MemberId];
});
afterAll(() => ledger.close());

const AUTO: Principal = { kind: 'system', clientId: 'auto-dms', subsidiary: 'auto' };
const AUDITOR: Principal = { ...operator('ann'), roles: ['auditor'] } as Principal;
const reason = { type: 'order', id: 'o-1' };
const from = (ms: number): string => new Date(ledger.clock.now().getTime() + ms).toISOString();
const say = (caller: Principal, name: string, input: object, success = '') =>
  order(ledger, caller, name, success, { idempotencyKey: nextKey('g'), ...input });
const points = (amount: string, over: object = {}): object => ({
  ...{ memberId, amount, subsidiary: 'retail', reason },
  ...over,
});
const earn = (amount: string, over: object = {}) =>
  say(
    RETAIL,
    'earnPoints',
    points(amount, { funding: FUNDING, ...over }),
    '... on PointsEarned { postingId }',
  );
const wrong = (code: string, path: readonly string[]) => ({ code, path });

describe('a question about what does not exist', () => {
  it.each([
    ['points(currency: "NONE") { available }', 'CURRENCY_UNKNOWN', ['currency']],
    ['pointLots(currency: "NONE") { id }', 'CURRENCY_UNKNOWN', ['currency']],
    ['pointsExpiring(currency: "NONE") { amount }', 'CURRENCY_UNKNOWN', ['currency']],
    [
      'pointStatement(currency: "NONE") { edges { node { id } } }',
      'CURRENCY_UNKNOWN',
      ['currency'],
    ],
    ['explainPoints(currency: "NONE") { asOf }', 'CURRENCY_UNKNOWN', ['currency']],
    ['explainTier(programme: "NONE") { lineCount }', 'TIER_PROGRAMME_UNKNOWN', ['programme']],
  ])('%s', async (fields, code, path) => {
    await expect(ofMember(ledger, OPERATOR, memberId, fields)).rejects.toMatchObject({
      originalError: { refusal: { kind: 'NOT_FOUND', code, path } },
    });
  });

  it('pointsOutstanding(currency: "NONE")', async () => {
    await expect(
      ask(ledger, AUDITOR, '{ pointsOutstanding(currency: "NONE") { available } }'),
    ).rejects.toMatchObject({ originalError: { refusal: { code: 'CURRENCY_UNKNOWN' } } });
  });
});

it('about POINT before it is defined is answered with nothing: whoever names no currency asks for it', async () => {
  const bare = await openLedger([], ['identity', 'ledger']);
  try {
    const shown = await ofMember(
      bare,
      OPERATOR,
      memberId,
      'points { available } pointLots { id } pointStatement { edges { node { id } } }',
    );
    expect(shown).toEqual({ points: null, pointLots: [], pointStatement: { edges: [] } });
  } finally {
    await bare.close();
  }
});

describe('an order', () => {
  const hold = 'hld_01jzzzzzzzfzzvzzzzzzzzzzzz';
  const posting = 'pst_01jzzzzzzzfzzvzzzzzzzzzzzz';

  it('about an unknown currency, hold or posting is not blamed on its decimals', async () => {
    const currency = { currency: 'NONE' };
    expect(await earn('1.5', currency)).toMatchObject(wrong('CURRENCY_UNKNOWN', ['currency']));
    expect(await say(RETAIL, 'captureHold', { holdId: hold, amount: '0.5' })).toMatchObject(
      wrong('HOLD_UNKNOWN', ['holdId']),
    );
    expect(
      await say(RETAIL, 'reversePosting', { postingId: posting, amount: '0.5', reason }),
    ).toMatchObject(wrong('POSTING_UNKNOWN', ['postingId']));
  });

  it('of more than any balance can be says so in points', async () => {
    expect(await earn('999999999999999')).toMatchObject({
      ...wrong('LEDGER_INPUT_INVALID', ['amount']),
      message: expect.stringContaining('at most 10000000000000.00 POINT'),
    });
  });

  it('names the operation, entry or tier that is wrong', async () => {
    const operations = ['1', '1.001'].map((amount) => ({
      operation: 'EARN',
      ...points(amount, { funding: FUNDING }),
    }));
    expect(await say(RETAIL, 'postLinkedPoints', { operations })).toMatchObject(
      wrong('LEDGER_INPUT_INVALID', ['operations', '1', 'amount']),
    );
    const entries = [
      { account: 'MEMBER', memberId, amount: '1.001' },
      { account: 'MEMBER', memberId: other, amount: '-1.001' },
    ];
    const many = { entries, subsidiary: 'retail', funding: FUNDING, reason };
    expect(await say(OPERATOR, 'postPointEntries', many)).toMatchObject(
      wrong('LEDGER_INPUT_INVALID', ['entries', '0', 'amount']),
    );
    expect(await say(OPERATOR, 'postPointEntries', { ...many, currency: 'NONE' })).toMatchObject(
      wrong('CURRENCY_UNKNOWN', ['currency']),
    );
    const tiers = ['0', '1.5'].map((threshold, n) => ({
      code: `T${n}`,
      name: { zh: '级', en: 'Tier' },
      threshold,
    }));
    const ladder = { code: 'LADDER', currency: 'STATUS', window: 'CALENDAR_YEAR', tiers };
    expect(await say(OPERATOR, 'defineTierProgramme', ladder)).toMatchObject(
      wrong('LEDGER_INPUT_INVALID', ['tiers', '1', 'threshold']),
    );
  });

  it("about another company's hold or posting names the hold or posting", async () => {
    const { postingId } = await earn('20');
    const held = await say(
      RETAIL,
      'holdPoints',
      points('5', { expiresAt: from(HOUR) }),
      '... on PointsHeld { holdId }',
    );
    for (const name of ['captureHold', 'releaseHold'])
      expect(await say(AUTO, name, { holdId: held.holdId })).toMatchObject(
        wrong('SUBSIDIARY_NOT_YOURS', ['holdId']),
      );
    expect(await say(AUTO, 'reversePosting', { postingId, reason })).toMatchObject(
      wrong('SUBSIDIARY_NOT_YOURS', ['postingId']),
    );
  });

  it("about somebody else's points names whose", async () => {
    const thief: Principal = { kind: 'member', memberId: other, sessionId: 's' };
    const gift = { fromMemberId: memberId, toMemberId: other, amount: '1' };
    expect(await say(thief, 'sendPoints', gift)).toMatchObject(
      wrong('WALLET_NOT_YOURS', ['fromMemberId']),
    );
  });

  it('to extend points into the past is refused, and stays answered when its moment has passed', async () => {
    const input = { memberId, reason, until: from(-DAY) };
    expect(await say(OPERATOR, 'extendPointLots', input)).toMatchObject(
      wrong('EXTENSION_PASSED', ['until']),
    );
    const again = { idempotencyKey: nextKey('g'), ...input, until: from(HOUR) };
    const shown = '... on PointsExtended { lotIds }';
    const first = await say(OPERATOR, 'extendPointLots', again, shown);
    ledger.clock.advance(2 * HOUR);
    expect(await say(OPERATOR, 'extendPointLots', again, shown)).toEqual(first);
  });
});

describe('what is decided upon is shown', () => {
  it('an adjustment says of which points, why, and who would pay', async () => {
    const input = { memberId, amount: '50', subsidiary: 'retail', funding: FUNDING, reason };
    const shown = '... on PointAdjustmentResult { adjustmentId state }';
    const { adjustmentId, state } = await say(OPERATOR, 'adjustPoints', input, shown);
    expect(state).toBe('PROPOSED');
    const wanted = `{ pointAdjustments(state: PROPOSED) {
      id currency amount reasonType reasonId funding { shares { subsidiary parts } } decidedAt } }`;
    const { pointAdjustments } = await ask(ledger, AUDITOR, wanted);
    expect(pointAdjustments).toContainEqual({
      id: adjustmentId,
      ...{ currency: 'POINT', amount: '50.00', reasonType: 'order', reasonId: 'o-1' },
      funding: { shares: FUNDING.shares },
      decidedAt: null,
    });
    const taken = { ...input, amount: '-9000', funding: undefined };
    const beyond = await say(OPERATOR, 'adjustPoints', taken, shown);
    const decision = { adjustmentId: beyond.adjustmentId, approve: true };
    expect(await say(operator('otto'), 'decidePointAdjustment', decision)).toMatchObject(
      wrong('INSUFFICIENT_POINTS', ['adjustmentId']),
    );
  });

  it('a ceiling on what a company issues is shown beside what it has issued, and may be nothing', async () => {
    const limit = (ceiling?: string) =>
      say(
        OPERATOR,
        'limitPointIssuance',
        { subsidiary: 'logistics', ...(ceiling === undefined ? {} : { ceiling }) },
        '... on PointIssuanceLimit { ceiling }',
      );
    expect(await limit('0')).toMatchObject({ ceiling: '0.00' });
    expect(
      await say(OPERATOR, 'earnPoints', points('1', { subsidiary: 'logistics', funding: FUNDING })),
    ).toMatchObject(wrong('ISSUANCE_CEILING_EXCEEDED', ['amount']));
    const account = async () => {
      const { pointsOutstanding } = await ask(
        ledger,
        AUDITOR,
        '{ pointsOutstanding { accounts { kind subsidiary balance ceiling } } }',
      );
      return pointsOutstanding.accounts.find(
        ({ subsidiary }: { readonly subsidiary: string | null }) => subsidiary === 'logistics',
      );
    };
    expect(await account()).toMatchObject({ kind: 'ISSUED', balance: '0.00', ceiling: '0.00' });
    await limit();
    expect(await account()).toMatchObject({ ceiling: null });
  });

  it('points in their grace say until when they can be spent', async () => {
    await earn('8', { currency: 'POINT', memberId: other, occurredAt: from(-32 * DAY) });
    const shown = await ofMember(
      ledger,
      OPERATOR,
      other,
      'pointLots { expiresAt spendableUntil } pointsExpiring { expiresAt spendableUntil amount }',
    );
    const [lot] = shown.pointLots;
    const [ends, until] = [Date.parse(lot.expiresAt), Date.parse(lot.spendableUntil)];
    expect(ends).toBeLessThan(ledger.clock.now().getTime());
    expect(until - ends).toBe(5 * DAY);
    expect(shown.pointsExpiring).toEqual([{ ...lot, amount: '8.00' }]);
    const spent = await say(
      RETAIL,
      'burnPoints',
      points('8', { memberId: other }),
      '... on PointsBurned { amount }',
    );
    expect(spent).toMatchObject({ amount: '8.00' });
  });

  it('a currency can end its points with the same year, and says its ceiling', async () => {
    const currency = (over: object) =>
      say(
        OPERATOR,
        'definePointCurrency',
        { code: 'YEAR', name: { zh: '年', en: 'Year' }, ceiling: '500', ...over },
        '... on PointCurrency { expiryKind expiryCount ceiling }',
      );
    expect(await currency({ expiryKind: 'END_OF_YEAR', expiryCount: 0 })).toMatchObject({
      ...{ expiryKind: 'END_OF_YEAR', expiryCount: 0, ceiling: '500' },
    });
    expect(await currency({ expiryKind: 'AFTER_MONTHS', expiryCount: 0 })).toMatchObject({
      path: ['expiryCount'],
    });
  });
});
