/**
 * Two houses live through the same days. In one of them a member also pays with coupons and points, and has all of it
 * undone, later and in any order. Afterwards the houses cannot be told apart: counters, budgets, coupons, debts, wallet,
 * lots, tiers with what came of them, and every company's claims on every other.
 */
import type { ClearingDoor } from '@guildhall/clearing';
import type { MemberId } from '@guildhall/ledger';
import { toUuid } from '@guildhall/shared/ids';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calm, cutOffMonths, openWorld, owed, stateOf, type World } from './support/live-world.ts';
import { DAY, expectOk, MODULE, OPERATOR, refusalOf, START, system } from './support/open-house.ts';

/** More with UNDO_RUNS=50. */
const RUNS = Number(process.env.UNDO_RUNS ?? '3');

const retail = system('retail');
type Lines = Readonly<Record<string, number>>;

let never: World;
let undone: World;
const both = (): readonly World[] => [never, undone];

beforeAll(async () => {
  [never, undone] = [await openWorld(), await openWorld()];
}, 600_000);
afterAll(async () => {
  for (const { house } of both()) await house.close();
});

/** What a member buys without paying by coupons and points. */
async function buy({ house }: World, memberId: MemberId, lines: Lines): Promise<void> {
  await house.record({ memberId, storeCode: 'S1', lines });
  await calm(house, memberId);
}

interface Paid {
  readonly lines: readonly (readonly [string, number])[];
  /** By a session alone, or by a transaction that names its reservation. */
  readonly by: { readonly redemptionId: string } | { readonly transactionId: string };
}

/** Pays with everything of the member's that applies. */
async function pay(
  { house }: World,
  memberId: MemberId,
  lines: Lines,
  session: boolean,
): Promise<Paid> {
  const basket = {
    ...{ subsidiary: 'retail', kind: 'BASKET_BOUGHT', storeCode: 'S1' },
    lines: Object.entries(lines).map(([lineId, fen]) => ({
      ...{ lineId, itemCode: `item-${lineId}`, category: 'fresh', quantity: '1' },
      amountMinor: BigInt(fen),
    })),
  };
  const owned = await house.rows<{ code: string }>(
    'SELECT code FROM coupon WHERE member_id = $1 AND ended_as IS NULL ORDER BY id',
    [toUuid('mem', memberId)],
  );
  const wish = { memberId, basket, coupons: owned.map(({ code }) => code) };
  const quote = expectOk(await house.coupon.validate(retail, wish));
  const available = await house.points(memberId, 'SHORT');
  const most = quote.payableMinor / 100n;
  const points = available < most ? available : most;
  const reserved = await house.coupon.reserve(retail, {
    ...{ idempotencyKey: house.key(), memberId, basket },
    coupons: quote.applicable.map(({ couponId }) => couponId),
    ...(points > 0n ? { points: { currency: 'SHORT', amountMinor: points } } : {}),
  });
  const all = Object.entries(lines);
  if (!reserved.ok) {
    // Nothing to pay with: bought like any other, and undone like any other.
    const { transactionId } = await house.record({ memberId, storeCode: 'S1', lines });
    return { lines: all, by: { transactionId } };
  }
  const { reservationId } = reserved.value;
  if (session) {
    const order = { idempotencyKey: house.key(), reservationId, orderRef: house.key() };
    const { redemptionId } = expectOk(await house.coupon.redeem(retail, order));
    return { lines: all, by: { redemptionId } };
  }
  const told = { memberId, storeCode: 'S1', lines, reservationIds: [reservationId] };
  return { lines: all, by: { transactionId: (await house.record(told)).transactionId } };
}

/** One step of undoing: so much of a line, or all that is left. */
async function giveBack(
  { house }: World,
  memberId: MemberId,
  { by }: Paid,
  part?: { readonly lineId: string; readonly fen: number },
): Promise<void> {
  if ('redemptionId' in by) {
    const lines =
      part === undefined ? {} : { lines: [{ lineId: part.lineId, amountMinor: BigInt(part.fen) }] };
    const wish = { idempotencyKey: house.key(), redemptionId: by.redemptionId, ...lines };
    const reversed = await house.coupon.reverse(retail, wish);
    // Lines that nothing was taken off have nothing to give back.
    if (refusalOf(reversed) !== 'NOTHING_LEFT_TO_REVERSE') expectOk(reversed);
    return;
  }
  await house.record({
    ...{ memberId, kind: 'GOODS_RETURNED', storeCode: 'S1' },
    lines: part === undefined ? {} : { [part.lineId]: part.fen },
    reverses: {
      transactionId: by.transactionId,
      ...(part === undefined
        ? {}
        : { lines: [{ lineId: part.lineId, quantity: '0.5', amountMinor: String(part.fen) }] }),
    },
  });
}

/** Line by line, in halves, in the order that `draw` deals; the last step may be "all that is left". */
async function undoAll(
  world: World,
  memberId: MemberId,
  paid: readonly Paid[],
  draw: (below: number) => number,
): Promise<void> {
  const steps = paid.flatMap((one) =>
    one.lines.flatMap(([lineId, fen]) => {
      const half = Math.floor(fen / 2);
      const parts = half === 0 ? [fen] : [half, fen - half];
      return parts.map((part) => ({ one, part: { lineId, fen: part } }));
    }),
  );
  while (steps.length > 0) {
    const [step] = steps.splice(draw(steps.length), 1);
    if (step === undefined) break;
    const rest = steps.filter(({ one }) => one === step.one);
    const whole = rest.length === 0 || draw(6) === 0;
    await giveBack(world, memberId, step.one, whole ? undefined : step.part);
    if (whole) for (const gone of rest) steps.splice(steps.indexOf(gone), 1);
    if (draw(3) === 0) await calm(world.house, memberId);
  }
  await calm(world.house, memberId);
}

const priced = (fen: readonly number[], category: 'fresh' | 'l' = 'l'): Lines =>
  Object.fromEntries(fen.map((price, index) => [`${category}${index}`, price]));
const basket = fc.array(fc.integer({ min: 1, max: 6_000 }), { minLength: 1, maxLength: 3 });
const days = fc.array(
  fc.record({
    before: fc.array(basket, { minLength: 1, maxLength: 2 }),
    paid: fc.array(fc.record({ lines: basket, session: fc.boolean() }), {
      minLength: 1,
      maxLength: 3,
    }),
    /** Short enough for all, past a coupon's end, past the points' end. */
    wait: fc.constantFrom(0, 3, 13, 26, 40),
    paused: fc.boolean(),
    stranger: basket,
  }),
  { minLength: 1, maxLength: 2 },
);

describe('paid and undone', () => {
  it(
    'is as if it had never been',
    async () => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(days, fc.infiniteStream(fc.nat()), async (story, random) => {
          run += 1;
          const draw = (below: number): number => (random.next().value ?? 0) % below;
          // Each run has a time of its own, and two members nobody met before.
          for (const { house } of both())
            house.clock.set(new Date(START.getTime() + run * 200 * DAY));
          const [here, there] = [await never.house.member(), await undone.house.member()];
          const strangers = [await never.house.member(), await undone.house.member()] as const;
          for (const { before, paid, wait, paused, stranger } of story) {
            for (const lines of before) {
              await buy(never, here, priced(lines));
              await buy(undone, there, priced(lines));
            }
            const made: Paid[] = [];
            for (const { lines, session } of paid) {
              made.push(await pay(undone, there, priced(lines, 'fresh'), session));
              await calm(undone.house, there);
            }
            for (const [place, world] of both().entries()) {
              if (paused) await pauseAndResume(world);
              await buy(world, strangers[place] ?? here, priced(stranger));
              world.house.clock.advance(wait * DAY);
            }
            await undoAll(undone, there, made, draw);
            await calm(never.house, here);
            expect(await stateOf(undone, there)).toEqual(await stateOf(never, here));
          }
          for (const { house } of both())
            expect(expectOk(await house.ledger.verify(MODULE, {})).ok).toBe(true);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
      for (const world of both()) await cutOffMonths(world);
      expect(await owed(undone.house, 'amount_minor')).toEqual(
        await owed(never.house, 'amount_minor'),
      );
      const clearing = undone.house.house.doors.get<ClearingDoor>('clearing');
      expect(expectOk(await clearing.verify(MODULE, {}))).toMatchObject({ ok: true });
    },
    300_000 + RUNS * 60_000,
  );
});

async function pauseAndResume({ house, pausable: offerId }: World): Promise<void> {
  const wish = () => ({ idempotencyKey: house.key(), offerId });
  expectOk(await house.coupon.pauseOffer(OPERATOR, wish()));
  expectOk(await house.coupon.resumeOffer(OPERATOR, wish()));
}
