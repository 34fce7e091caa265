/** What the outbox stores briefly is told later exactly as it was told at once. */
import type { DomainEvent } from '@guildhall/shared/events/event';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  burnOf,
  COUPON,
  DAY,
  earn,
  earnOf,
  expectOk,
  newMember,
  nextKey,
  OPERATOR,
  type OpenLedger,
  openLedger,
} from './support/open-ledger.ts';

let ledger: OpenLedger;
beforeAll(async () => {
  ledger = await openLedger([{ extendOnEarn: true, expiry: { kind: 'AFTER_DAYS', days: 10 } }]);
});
afterAll(() => ledger.close());

it('facts made from stored postings equal those handed on after commit', async () => {
  const { door, house, admin, clock } = ledger;
  const told = new Map<string, unknown>();
  house.hearsay.listen((events) => {
    for (const { id, payload } of events) told.set(id, JSON.parse(JSON.stringify(payload)));
  });
  const [giver, owner, merged] = [newMember(), newMember(), newMember()];
  await earn(ledger, giver, 40n);
  await earn(ledger, owner, 40n, { expiresAt: new Date(clock.now().getTime() + DAY) });
  const transfer = { currency: 'POINT', amountMinor: 10n, reason: { type: 'gift', id: 'g' } };
  expectOk(
    await door.transferPoints(OPERATOR, {
      ...transfer,
      idempotencyKey: nextKey(),
      fromMemberId: giver,
      toMemberId: owner,
    }),
  );
  await earn(ledger, merged, 5n);
  expectOk(
    await door.moveMember(COUPON, {
      idempotencyKey: nextKey(),
      mergeId: 'merge-1',
      fromMemberId: merged,
      toMemberId: owner,
    }),
  );
  // Out of a lot that continues another, one that was moved and one of its own; then a debt, and an earn that repays it.
  const burned = expectOk(await door.postBurn(COUPON, burnOf(owner, 53n)));
  expect(burned.lots.length).toBeGreaterThan(2);
  const first = expectOk(await door.postEarn(COUPON, earnOf(merged, 6n)));
  expectOk(await door.postBurn(COUPON, burnOf(owner, 6n)));
  expectOk(
    await door.reverse(COUPON, {
      idempotencyKey: nextKey(),
      postingId: first.postingId,
      reason: { type: 'return', id: 'r' },
    }),
  );
  clock.advance(DAY);
  // Extends what is open: what was told before says nothing of it.
  await earn(ledger, owner, 9n);
  await Promise.all([1n, 2n, 3n].map((amount) => door.postEarn(COUPON, earnOf(giver, amount))));

  const { rows } = await admin.query<Stored>(
    'SELECT id, type, version, occurred_at, recorded_at, payload FROM outbox ORDER BY id',
  );
  const brief = rows.filter(({ payload }) => 'postings' in payload);
  expect(brief.length).toBeGreaterThan(5);
  const outbox = house.local.get('ledger')?.kit.outbox;
  const whole = (await outbox?.whole(rows.map(eventOf))) ?? [];
  expect(whole).toHaveLength(rows.length);
  for (const { id, payload } of whole) expect([id, payload]).toEqual([id, told.get(id)]);
});

type Stored = Pick<DomainEvent, 'id' | 'type' | 'version' | 'payload'> & {
  readonly occurred_at: Date;
  readonly recorded_at: Date;
};

const eventOf = ({ occurred_at, recorded_at, ...event }: Stored): DomainEvent => ({
  ...event,
  occurredAt: occurred_at.toISOString(),
  recordedAt: recorded_at.toISOString(),
});
