/** Errands: the last place in a window, and every way back. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  codeOf,
  DEPOT,
  expectOk,
  HOUR_MS,
  type OpenLogistics,
  openLogistics,
  START,
  TILL,
} from './support/open-logistics.ts';

describe('errands', () => {
  let open: OpenLogistics;
  let member: Awaited<ReturnType<OpenLogistics['member']>>;
  beforeAll(async () => {
    open = await openLogistics();
    member = await open.member('+8613800138001');
  });
  afterAll(() => open.close());

  let windows = 0;
  const openWindow = async (capacity: number): Promise<string> => {
    windows += 1;
    const startsAt = new Date(START.getTime() + (24 + windows) * HOUR_MS);
    const { windowId } = await expectOk(
      open.door.openErrandWindow(DEPOT, {
        idempotencyKey: `window-${windows}`,
        depotCode: 'SH-PD-01',
        startsAt,
        endsAt: new Date(startsAt.getTime() + HOUR_MS),
        feeMinor: 800n,
        capacity,
      }),
    );
    return windowId;
  };
  const book = (windowId: string, basketId: string, key = basketId, caller = member.caller) =>
    open.door.bookErrand(caller, {
      idempotencyKey: key,
      windowId,
      basketId,
      destination: '上海市浦东新区世纪大道 1 号 301 室',
      channel: 'APP',
    });
  const freeIn = async (windowId: string) => {
    const [window] = await open.door.windows(DEPOT, { ids: [windowId] });
    return (window?.capacity ?? 0) - (window?.booked ?? 0);
  };
  const told = async (errandId: string): Promise<unknown[]> => {
    const [errand] = await open.door.errands(DEPOT, { ids: [errandId] });
    const kit = open.house.local.get('logistics')?.kit;
    if (kit === undefined || errand === undefined) throw new Error('not there');
    const { rows } = await sql<{ externalId: string; kind: string; undoes: string | null }>`
      SELECT payload->>'externalId' AS "externalId", payload->>'kind' AS kind,
             (SELECT o.payload->>'externalId' FROM outbox o
              WHERE o.payload->>'transactionId' = e.payload->'reverses'->>'transactionId') AS undoes
      FROM outbox e WHERE payload->>'externalId' LIKE ${`${errand.errandNo}%`}
      ORDER BY payload->>'externalId'`.execute(kit.db.sql());
    return rows.map(({ externalId, kind, undoes }) => [
      externalId.replace(errand.errandNo, 'E'),
      kind,
      undoes?.replace(errand.errandNo, 'E') ?? null,
    ]);
  };

  it('bring a basket home and are told when booked and when done', async () => {
    const windowId = await openWindow(3);
    const basketId = await open.basket('ER-1', member.memberId);
    const { errandId } = await expectOk(book(windowId, basketId));
    expect(await freeIn(windowId)).toBe(2);
    const step = { idempotencyKey: 'ER-1', errandId };
    expect(await codeOf(open.door.completeErrand(DEPOT, step))).toBe('ERRAND_STEP_NOT_ALLOWED');
    await expectOk(open.door.collectErrand(DEPOT, step));
    await expectOk(open.door.completeErrand(DEPOT, { ...step, idempotencyKey: 'ER-1-done' }));
    const [errand] = await open.door.errands(member.caller, { ids: [errandId] });
    expect(errand).toMatchObject({
      state: 'DONE',
      feeMinor: 800n,
      pickupPlace: 'SH-001',
      destination: '上海市浦东新区世纪大道 1 号 301 室',
    });
    expect(await told(errandId)).toEqual([
      ['E', 'ERRAND_BOOKED', null],
      ['E:done', 'ERRAND_DONE', null],
    ]);
  });

  it('every step is heard by the member and by logistics, fetching too', async () => {
    const windowId = await openWindow(1);
    const heard: { type: string; payload: Readonly<Record<string, unknown>> }[] = [];
    const deaf = open.house.hearsay.listen((events) => heard.push(...events));
    const basketId = await open.basket('HEARD', member.memberId);
    const { errandId } = await expectOk(book(windowId, basketId));
    const step = (key: string) => ({ idempotencyKey: key, errandId });
    const fetched = await expectOk(open.door.collectErrand(DEPOT, step('heard-1')));
    await expectOk(open.door.collectErrand(DEPOT, step('heard-1')));
    await expectOk(open.door.completeErrand(DEPOT, step('heard-2')));
    await expectOk(open.door.refundErrand(DEPOT, step('heard-3')));
    deaf();
    const ours = heard.filter(({ type }) => type.startsWith('logistics.'));
    expect(ours.map(({ type, payload }) => payload.kind ?? type)).toEqual([
      'ERRAND_BOOKED',
      'logistics.errand-collected',
      'ERRAND_DONE',
      'ERRAND_REFUNDED',
      'ERRAND_REFUNDED',
    ]);
    for (const { payload } of ours)
      expect(payload).toMatchObject({ subsidiary: 'logistics', memberId: member.memberId });
    expect(ours[1]?.payload.errandId).toBe(errandId);
    // No deed that anything could come of.
    expect(fetched.transactionId).toBeNull();
  });

  it('give the last place to exactly one of those who want it', async () => {
    const windowId = await openWindow(1);
    const baskets = await Promise.all(
      Array.from({ length: 8 }, (_, turn) => open.basket(`RACE-${turn}`, member.memberId)),
    );
    const answers = await Promise.all(baskets.map((basketId) => codeOf(book(windowId, basketId))));
    expect(answers.filter((code) => code === 'accepted')).toHaveLength(1);
    expect(answers.filter((code) => code === 'WINDOW_FULL')).toHaveLength(7);
    expect(await freeIn(windowId)).toBe(0);
  });

  it('fetch the same basket once, however often it is asked at the same moment', async () => {
    const windowId = await openWindow(10);
    const basketId = await open.basket('SAME', member.memberId);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, turn) => codeOf(book(windowId, basketId, `same-${turn}`))),
    );
    expect(answers.filter((code) => code === 'accepted')).toHaveLength(1);
    expect(answers.filter((code) => code === 'ERRAND_ALREADY_BOOKED')).toHaveLength(7);
    expect(await freeIn(windowId)).toBe(9);
  });

  it('give their place back when called off, once, and the basket can be booked anew', async () => {
    const windowId = await openWindow(1);
    const basketId = await open.basket('OFF', member.memberId);
    const { errandId } = await expectOk(book(windowId, basketId));
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, turn) =>
        codeOf(open.door.cancelErrand(member.caller, { idempotencyKey: `off-${turn}`, errandId })),
      ),
    );
    expect(answers.filter((code) => code === 'accepted')).toHaveLength(1);
    expect(await freeIn(windowId)).toBe(1);
    expect(await told(errandId)).toEqual([
      ['E', 'ERRAND_BOOKED', null],
      ['E:cancelled', 'ERRAND_CANCELLED', 'E'],
    ]);
    await expectOk(book(windowId, basketId, 'OFF-again'));
  });

  it('that went wrong give the fee back, and undo the deed as well as the booking', async () => {
    const windowId = await openWindow(1);
    const { errandId } = await expectOk(
      book(windowId, await open.basket('WRONG', member.memberId)),
    );
    await expectOk(open.door.collectErrand(DEPOT, { idempotencyKey: 'w1', errandId }));
    await expectOk(open.door.completeErrand(DEPOT, { idempotencyKey: 'w2', errandId }));
    await expectOk(open.door.refundErrand(DEPOT, { idempotencyKey: 'w3', errandId }));
    expect(await told(errandId)).toEqual([
      ['E', 'ERRAND_BOOKED', null],
      ['E:done', 'ERRAND_DONE', null],
      ['E:done:refunded', 'ERRAND_REFUNDED', 'E:done'],
      ['E:refunded', 'ERRAND_REFUNDED', 'E'],
    ]);
    expect(await freeIn(windowId)).toBe(0);
  });

  it('are refused in the stated order', async () => {
    const windowId = await openWindow(0);
    const mine = await open.basket('ORDER-1', member.memberId);
    const stranger = await open.member('+8613800138009');
    expect(await codeOf(book('ewn_none', 'bsk_none'))).toBe('WINDOW_UNKNOWN');
    expect(await codeOf(book(windowId, 'bsk_none'))).toBe('ERRAND_BASKET_UNKNOWN');
    expect(await codeOf(book(windowId, mine, 'stranger', stranger.caller))).toBe(
      'ERRAND_BASKET_UNKNOWN',
    );
    expect(await codeOf(book(windowId, await open.basket('ORDER-2'), 'nobody', DEPOT))).toBe(
      'ERRAND_BASKET_WITHOUT_MEMBER',
    );
    const returned = await open.basket('ORDER-3', member.memberId);
    await expectOk(
      open.retail.returnGoods(TILL, {
        idempotencyKey: 'r',
        basketId: returned,
        returnNo: 'r',
        reason: 'OTHER',
      }),
    );
    expect(await codeOf(book(windowId, returned))).toBe('ERRAND_BASKET_RETURNED');
    expect(await codeOf(book(windowId, mine))).toBe('WINDOW_FULL');
    const before = await openWindow(1);
    open.clock.set(new Date(START.getTime() + 400 * HOUR_MS));
    expect(await codeOf(book(before, mine, 'late'))).toBe('WINDOW_STARTED');
  });
});
