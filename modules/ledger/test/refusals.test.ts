/**
 * Refusals win in this order: the shape of the input, who may act, what is named, the idempotency key, then the rules of
 * the operation as they stand in domain/rules/index.ts. Each row breaks everything from its place on, so that each must
 * win over all below it.
 */
import type { Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HoldId, MemberId } from '../src/index.ts';
import {
  burnOf,
  COUPON,
  DAY,
  earn,
  earnOf,
  expectOk,
  expectRefusal,
  HOUR,
  newMember,
  nextKey,
  OPERATOR,
  type OpenLedger,
  openLedger,
  RETAIL,
} from './support/open-ledger.ts';

const AUTO: Principal = { kind: 'system', clientId: 'auto-dms', subsidiary: 'auto' };

let ledger: OpenLedger;
beforeAll(async () => {
  ledger = await openLedger([
    { ceilingMinor: 1_000n, transferLimitMinor: 50n, transferDailyLimitMinor: 80n },
    { code: 'VISIT', qualifying: true, spendable: false },
  ]);
});
afterAll(() => ledger.close());

const now = (): Date => ledger.clock.now();
const later = (ms: number): Date => new Date(now().getTime() + ms);

async function frozenMember(points: bigint): Promise<MemberId> {
  const memberId = newMember();
  if (points > 0n) {
    await earn(ledger, memberId, points);
    await earn(ledger, memberId, 5n, { currency: 'VISIT' });
  }
  expectOk(await ledger.door.freezeMember(OPERATOR, { memberId, frozen: true }));
  return memberId;
}

type Row = readonly [code: string, mend: (memberId: MemberId) => Promise<unknown> | unknown];

/** Mends one fault after another; before each mend, its refusal must be the one that wins. */
async function walk(
  memberId: MemberId,
  rows: readonly Row[],
  attempt: () => Promise<Refusal | undefined>,
): Promise<void> {
  for (const [code, mend] of rows) {
    expect((await attempt())?.code).toBe(code);
    await mend(memberId);
  }
  expect(await attempt()).toBeUndefined();
}

const refusalOf = async (
  outcome: Promise<{ ok: boolean; refusal?: Refusal }>,
): Promise<Refusal | undefined> => (await outcome).refusal;
const thaw = async (memberId: MemberId): Promise<void> => {
  expectOk(await ledger.door.freezeMember(OPERATOR, { memberId, frozen: false }));
};

describe('precedence of refusals', () => {
  it('of an earn', async () => {
    const memberId = await frozenMember(0n);
    const taken = earnOf(newMember(), 1n);
    expectOk(await ledger.door.postEarn(AUTO, { ...taken, subsidiary: 'auto' }));
    expectOk(
      await ledger.door.limitIssuance(OPERATOR, {
        idempotencyKey: nextKey(),
        subsidiary: 'auto',
        currency: 'POINT',
        ceilingMinor: 100n,
      }),
    );
    const state = { amount: 0n, subsidiary: 'retail', currency: 'NOPE', key: taken.idempotencyKey };
    const attempt = () =>
      refusalOf(
        ledger.door.postEarn(
          AUTO,
          earnOf(memberId, state.amount, {
            subsidiary: state.subsidiary,
            currency: state.currency,
            idempotencyKey: state.key === '' ? nextKey() : state.key,
          }),
        ),
      );
    await walk(
      memberId,
      [
        ['LEDGER_INPUT_INVALID', () => Object.assign(state, { amount: 1_001n })],
        ['SUBSIDIARY_NOT_YOURS', () => Object.assign(state, { subsidiary: 'auto' })],
        ['CURRENCY_UNKNOWN', () => Object.assign(state, { currency: 'POINT' })],
        ['IDEMPOTENCY_KEY_REUSED', () => Object.assign(state, { key: '' })],
        ['WALLET_FROZEN', thaw],
        ['BALANCE_CEILING_EXCEEDED', () => Object.assign(state, { amount: 1_000n })],
        ['ISSUANCE_CEILING_EXCEEDED', () => Object.assign(state, { amount: 99n })],
      ],
      attempt,
    );
  });

  it.each(['burn', 'hold'] as const)('of a %s', async (kind) => {
    const memberId = await frozenMember(10n);
    const state = { currency: 'VISIT', amount: 50n, expiresAt: later(0), subsidiary: 'auto' };
    const attempt = () => {
      const input = burnOf(memberId, state.amount, {
        currency: state.currency,
        subsidiary: state.subsidiary,
      });
      return refusalOf(
        kind === 'burn'
          ? ledger.door.postBurn(RETAIL, input)
          : ledger.door.holdPoints(RETAIL, { ...input, expiresAt: state.expiresAt }),
      );
    };
    const hold: readonly Row[] = [
      ['HOLD_EXPIRY_PASSED', () => Object.assign(state, { expiresAt: later(HOUR) })],
    ];
    await walk(
      memberId,
      [
        ['SUBSIDIARY_NOT_YOURS', () => Object.assign(state, { subsidiary: 'retail' })],
        ['CURRENCY_NOT_SPENDABLE', () => Object.assign(state, { currency: 'POINT' })],
        ['WALLET_FROZEN', thaw],
        ...(kind === 'hold' ? hold : []),
        ['INSUFFICIENT_POINTS', () => Object.assign(state, { amount: 10n })],
      ],
      attempt,
    );
  });

  it('of a capture', async () => {
    const memberId = newMember();
    await earn(ledger, memberId, 100n);
    const place = async (): Promise<HoldId> =>
      expectOk(
        await ledger.door.holdPoints(RETAIL, { ...burnOf(memberId, 20n), expiresAt: later(HOUR) }),
      ).holdId;
    const closed = await place();
    expectOk(await ledger.door.releaseHold(RETAIL, { idempotencyKey: nextKey(), holdId: closed }));
    const state: { caller: Principal; holdId: string; amount: bigint } = {
      caller: AUTO,
      holdId: 'hld_01jd000000e00800000000000a',
      amount: 21n,
    };
    const attempt = () =>
      refusalOf(
        ledger.door.captureHold(state.caller, {
          idempotencyKey: nextKey(),
          holdId: state.holdId,
          amountMinor: state.amount,
          occurredAt: now(),
        }),
      );
    await walk(
      memberId,
      [
        ['HOLD_UNKNOWN', () => Object.assign(state, { holdId: closed })],
        ['SUBSIDIARY_NOT_YOURS', () => Object.assign(state, { caller: RETAIL })],
        ['HOLD_CLOSED', async () => Object.assign(state, { holdId: await place() })],
        ['HOLD_EXCEEDED', () => Object.assign(state, { amount: 20n })],
      ],
      attempt,
    );
  });

  it('of a transfer between members', async () => {
    const memberId = await frozenMember(60n);
    const to = await frozenMember(0n);
    const full = newMember();
    await earn(ledger, full, 990n);
    const state: { caller: Principal; toMemberId: MemberId; currency: string; amount: bigint } = {
      caller: { kind: 'member', memberId: to, sessionId: 's' },
      toMemberId: memberId,
      currency: 'VISIT',
      amount: 200n,
    };
    const attempt = () =>
      refusalOf(
        ledger.door.transferPoints(state.caller, {
          idempotencyKey: nextKey(),
          fromMemberId: memberId,
          toMemberId: state.toMemberId,
          currency: state.currency,
          amountMinor: state.amount,
          occurredAt: now(),
          reason: { type: 'gift', id: 'g' },
        }),
      );
    await walk(
      memberId,
      [
        ['TRANSFER_TO_SELF', () => Object.assign(state, { toMemberId: to })],
        [
          'WALLET_NOT_YOURS',
          () => Object.assign(state, { caller: { kind: 'member', memberId, sessionId: 's' } }),
        ],
        ['CURRENCY_NOT_SPENDABLE', () => Object.assign(state, { currency: 'POINT' })],
        ['WALLET_FROZEN', thaw],
        ['WALLET_FROZEN', () => thaw(to)],
        ['TRANSFER_LIMIT_EXCEEDED', () => Object.assign(state, { amount: 50n, toMemberId: full })],
        ['BALANCE_CEILING_EXCEEDED', () => Object.assign(state, { toMemberId: to })],
      ],
      attempt,
    );
    // 50 are sent: 10 are left, and 30 of the day's 80.
    state.amount = 40n;
    expect((await attempt())?.code).toBe('TRANSFER_DAILY_LIMIT_EXCEEDED');
    state.amount = 30n;
    expect((await attempt())?.code).toBe('INSUFFICIENT_POINTS');
  });

  it('of a reversal', async () => {
    const memberId = newMember();
    const posted = await earn(ledger, memberId, 100n);
    const hold = expectOk(
      await ledger.door.holdPoints(RETAIL, { ...burnOf(memberId, 20n), expiresAt: later(HOUR) }),
    );
    const base = { occurredAt: now(), reason: { type: 'return', id: 'r' } };
    const whole = { ...base, idempotencyKey: nextKey(), postingId: posted.postingId };
    const reversed = expectOk(await ledger.door.reverse(RETAIL, { ...whole, amountMinor: 40n }));
    const another = expectOk(await ledger.door.postBurn(RETAIL, burnOf(memberId, 10n)));
    const undone = { ...base, idempotencyKey: nextKey(), postingId: another.postingId };
    expectOk(await ledger.door.reverse(RETAIL, undone));
    const state: { caller: Principal; postingId: string; amount: bigint } = {
      caller: AUTO,
      postingId: 'pst_01jd000000e00800000000000a',
      amount: 61n,
    };
    const attempt = () =>
      refusalOf(
        ledger.door.reverse(state.caller, {
          ...base,
          idempotencyKey: nextKey(),
          postingId: state.postingId,
          amountMinor: state.amount,
        }),
      );
    await walk(
      memberId,
      [
        ['POSTING_UNKNOWN', () => Object.assign(state, { postingId: reversed.postingId })],
        ['SUBSIDIARY_NOT_YOURS', () => Object.assign(state, { caller: RETAIL })],
        ['REVERSAL_OF_REVERSAL', () => Object.assign(state, { postingId: hold.postingId })],
        ['POSTING_NOT_REVERSIBLE', () => Object.assign(state, { postingId: another.postingId })],
        ['POSTING_REVERSED_ALREADY', () => Object.assign(state, { postingId: posted.postingId })],
        ['REVERSAL_EXCEEDS_POSTING', () => Object.assign(state, { amount: 60n })],
      ],
      attempt,
    );
  });
});

describe('keys and refusals', () => {
  it('a rule’s no is remembered; a malformed, forbidden or unknown one leaves the key free', async () => {
    const memberId = newMember();
    const idempotencyKey = nextKey('free');
    const input = burnOf(memberId, 10n, { idempotencyKey });
    expect(
      expectRefusal(await ledger.door.postBurn(RETAIL, { ...input, amountMinor: -1n })).kind,
    ).toBe('VALIDATION');
    expect(
      expectRefusal(await ledger.door.postBurn(RETAIL, { ...input, subsidiary: 'auto' })).kind,
    ).toBe('FORBIDDEN');
    expect(
      expectRefusal(await ledger.door.postBurn(RETAIL, { ...input, currency: 'NOPE' })).kind,
    ).toBe('NOT_FOUND');
    expect(expectRefusal(await ledger.door.postBurn(RETAIL, input)).code).toBe(
      'INSUFFICIENT_POINTS',
    );
    await earn(ledger, memberId, 10n);
    expect(expectRefusal(await ledger.door.postBurn(RETAIL, input)).code).toBe(
      'INSUFFICIENT_POINTS',
    );
    expect(
      expectRefusal(await ledger.door.postBurn(RETAIL, { ...input, amountMinor: 5n })).code,
    ).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('a replay answers as before although the world has moved on', async () => {
    const memberId = newMember();
    await earn(ledger, memberId, 30n);
    const input = { ...burnOf(memberId, 10n), expiresAt: later(HOUR) };
    const first = expectOk(await ledger.door.holdPoints(RETAIL, input));
    ledger.clock.advance(200 * DAY);
    expect(expectOk(await ledger.door.holdPoints(RETAIL, input))).toEqual(first);
  });

  it.each([
    ['memberId', { memberId: 'cpn_01jd000000e00800000000000a' }],
    ['currency', { currency: 'point' }],
    ['amountMinor', { amountMinor: 10n ** 16n }],
    ['subsidiary', { subsidiary: 'Retail!' }],
    ['funding', { funding: { shares: [], pricePerPoint: '0.01', priceCurrency: 'CNY' } }],
    [
      'funding',
      {
        funding: {
          shares: [
            { subsidiary: 'auto', parts: 1 },
            { subsidiary: 'auto', parts: 1 },
          ],
          pricePerPoint: '1',
          priceCurrency: 'CNY',
        },
      },
    ],
    [
      'funding',
      {
        funding: {
          shares: [{ subsidiary: 'auto', parts: 0.5 }],
          pricePerPoint: '1',
          priceCurrency: 'CNY',
        },
      },
    ],
    [
      'funding',
      {
        funding: {
          shares: [{ subsidiary: 'auto', parts: 1 }],
          pricePerPoint: '1e3',
          priceCurrency: 'CNY',
        },
      },
    ],
    ['reason', { reason: { type: 'Bad Type', id: 'x' } }],
    ['idempotencyKey', { idempotencyKey: '' }],
    ['expiresAt', { expiresAt: new Date('2020-01-01T00:00:00Z') }],
  ] as const)('a malformed %s is named', async (field, over) => {
    const refusal = expectRefusal(
      await ledger.door.postEarn(COUPON, earnOf(newMember(), 1n, { occurredAt: now(), ...over })),
    );
    expect(refusal).toMatchObject({ kind: 'VALIDATION', path: [field] });
  });
});
