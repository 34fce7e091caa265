/** Parcels through the door, on a real database. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isWaybillNo } from '../src/domain/waybills.ts';
import type { ParcelState, SendParcel } from '../src/index.ts';
import {
  codeOf,
  DEPOT,
  expectOk,
  HOUR_MS,
  OPERATOR,
  type OpenLogistics,
  openLogistics,
  START,
  TILL,
} from './support/open-logistics.ts';

describe('parcels', () => {
  let open: OpenLogistics;
  let sender: Awaited<ReturnType<OpenLogistics['member']>>;
  let recipient: Awaited<ReturnType<OpenLogistics['member']>>;
  beforeAll(async () => {
    open = await openLogistics();
    sender = await open.member('+8613800138001');
    recipient = await open.member('+8613800138002');
  });
  afterAll(() => open.close());

  const parcel = (key: string, over: Partial<SendParcel> = {}): SendParcel => ({
    idempotencyKey: key,
    depotCode: 'SH-PD-01',
    service: 'STANDARD',
    channel: 'STORE',
    weightGrams: 1_400,
    sender: { name: '林知夏', phone: '+8613800138001', address: '上海市浦东新区世纪大道 1 号' },
    recipient: { name: '周砚', phone: '+8613800138002', address: '杭州市西湖区文三路 9 号' },
    fromDistrict: '上海市浦东新区',
    toDistrict: '杭州市西湖区',
    senderId: sender.memberId,
    recipientId: recipient.memberId,
    ...over,
  });
  const move = (waybillNo: string, state: ParcelState, over: object = {}) =>
    open.door.moveParcel(DEPOT, {
      idempotencyKey: `${waybillNo}-${state}`,
      waybillNo,
      state,
      place: '上海转运中心',
      ...over,
    });
  const told = async (externalId: string): Promise<Record<string, unknown>> => {
    const kit = open.house.local.get('logistics')?.kit;
    if (kit === undefined) throw new Error('logistics is not open');
    const { rows } = await sql<{ payload: Record<string, unknown> }>`
      SELECT payload FROM outbox WHERE payload->>'externalId' = ${externalId}`.execute(
      kit.db.sql(),
    );
    if (rows.length !== 1) throw new Error(`${rows.length} events are called ${externalId}`);
    return rows[0]?.payload ?? {};
  };

  it('get a number of their own and a fee by the tariff, and the journal hears of it', async () => {
    const sent = await expectOk(open.door.sendParcel(DEPOT, parcel('P-1')));
    expect(isWaybillNo(sent.waybillNo)).toBe(true);
    expect(await open.door.sendParcel(DEPOT, parcel('P-1'))).toMatchObject({
      ok: true,
      value: sent,
    });
    const [stored] = await open.door.parcels(DEPOT, { ids: [sent.parcelId] });
    expect(stored).toMatchObject({
      feeMinor: 1_500n,
      state: 'CREATED',
      sender: { name: '林知夏' },
    });
    expect(await told(sent.waybillNo)).toMatchObject({
      kind: 'PARCEL_SENT',
      memberId: sender.memberId,
      amountMinor: '1500',
      attributes: { parcelWeightGrams: 1_400, sameDistrict: false },
    });
  });

  it('keep names and addresses out of the database and of events', async () => {
    const { waybillNo } = await expectOk(open.door.sendParcel(DEPOT, parcel('P-SEALED')));
    const kit = open.house.local.get('logistics')?.kit;
    if (kit === undefined) throw new Error('logistics is not open');
    const { rows } = await sql<{ text: string }>`
      SELECT (SELECT p::text FROM parcel p WHERE waybill_no = ${waybillNo})
          || (SELECT string_agg(o::text, '') FROM outbox o) || (SELECT string_agg(i::text, '') FROM idempotency i) AS text`.execute(
      kit.db.sql(),
    );
    for (const personal of ['林知夏', '周砚', '世纪大道', '13800138001'])
      expect(rows[0]?.text).not.toContain(personal);
  });

  it('are seen by sender and recipient, each with what is theirs to know', async () => {
    const { parcelId } = await expectOk(open.door.sendParcel(DEPOT, parcel('P-SIGHT')));
    const seenBy = async (caller: Parameters<typeof open.door.parcels>[0]) =>
      (await open.door.parcels(caller, { ids: [parcelId] })).map((view) => [
        view.sender?.name,
        view.recipient?.name,
      ]);
    expect(await seenBy(sender.caller)).toEqual([['林知夏', '周砚']]);
    expect(await seenBy(recipient.caller)).toEqual([[undefined, '周砚']]);
    expect(await seenBy(OPERATOR)).toEqual([[undefined, undefined]]);
    const stranger = await open.member('+8613800138003');
    expect(await seenBy(stranger.caller)).toEqual([]);
    expect(await seenBy(TILL)).toEqual([]);
  });

  it('go their way step by step; delivery is told, and nothing follows it', async () => {
    const { waybillNo, parcelId } = await expectOk(open.door.sendParcel(DEPOT, parcel('P-WAY')));
    for (const state of ['PICKED_UP', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED'] as const) {
      open.clock.advance(HOUR_MS);
      await expectOk(move(waybillNo, state));
    }
    const way = await open.door.parcelEvents(DEPOT, { parcelIds: [parcelId] });
    expect(way.map(({ seq, state }) => [seq, state])).toEqual([
      [1, 'CREATED'],
      [2, 'PICKED_UP'],
      [3, 'IN_TRANSIT'],
      [4, 'OUT_FOR_DELIVERY'],
      [5, 'DELIVERED'],
    ]);
    expect(await told(`${waybillNo}:delivered`)).toMatchObject({
      kind: 'PARCEL_DELIVERED',
      amountMinor: '0',
    });
    expect(await codeOf(move(waybillNo, 'LOST'))).toBe('PARCEL_STEP_NOT_ALLOWED');
  });

  it('are called off before pick-up only, once, and the sending is undone', async () => {
    const { waybillNo, transactionId } = await expectOk(
      open.door.sendParcel(DEPOT, parcel('P-OFF')),
    );
    const cancel = (key: string, caller = sender.caller) =>
      open.door.cancelParcel(caller, { idempotencyKey: key, waybillNo });
    expect(await codeOf(cancel('stranger', recipient.caller))).toBe('PARCEL_UNKNOWN');
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, turn) => codeOf(cancel(`off-${turn}`))),
    );
    expect(answers.filter((code) => code === 'accepted')).toHaveLength(1);
    expect(answers.filter((code) => code === 'PARCEL_STEP_NOT_ALLOWED')).toHaveLength(5);
    expect(await told(`${waybillNo}:cancelled`)).toMatchObject({
      reverses: { transactionId },
      amountMinor: '1500',
    });
    const other = await expectOk(open.door.sendParcel(DEPOT, parcel('P-OFF-2')));
    await expectOk(move(other.waybillNo, 'PICKED_UP'));
    const late = { idempotencyKey: 'late', waybillNo: other.waybillNo };
    expect(await codeOf(open.door.cancelParcel(sender.caller, late))).toBe(
      'PARCEL_STEP_NOT_ALLOWED',
    );
  });

  it('that are lost undo the sending too', async () => {
    const { waybillNo, transactionId } = await expectOk(
      open.door.sendParcel(DEPOT, parcel('P-LOST')),
    );
    await expectOk(move(waybillNo, 'PICKED_UP'));
    await expectOk(move(waybillNo, 'LOST'));
    expect(await told(`${waybillNo}:lost`)).toMatchObject({
      kind: 'PARCEL_LOST',
      reverses: { transactionId },
    });
  });

  it.each([
    ['LOGISTICS_NOT_YOURS', () => TILL, { sentAt: new Date('2030-01-01') }],
    ['LOGISTICS_NOT_YOURS', () => recipient.caller, {}],
    [
      'PARCEL_IN_FUTURE',
      () => DEPOT,
      { sentAt: new Date('2030-01-01'), senderId: 'mem_01kkaqhx80er88s8j6a76xghpc' },
    ],
    [
      'LOGISTICS_MEMBER_UNKNOWN',
      () => DEPOT,
      { senderId: 'mem_01kkaqhx80er88s8j6a76xghpc', coupons: ['c'] },
    ],
    ['LOGISTICS_COUPONS_NEED_MEMBER', () => DEPOT, { senderId: undefined, coupons: ['c'] }],
  ])(
    'are refused with %s before anything that comes later in the order',
    async (code, caller, over) => {
      expect(
        await codeOf(open.door.sendParcel(caller(), parcel(`P-${JSON.stringify(over)}`, over))),
      ).toBe(code);
    },
  );

  it.each([
    ['PARCEL_UNKNOWN', { waybillNo: 'GH000000000CN', state: 'CREATED' }],
    ['PARCEL_STEP_NOT_ALLOWED', { state: 'DELIVERED', occurredAt: new Date('2030-01-01') }],
    ['PARCEL_IN_FUTURE', { occurredAt: new Date('2030-01-01') }],
    ['PARCEL_STEP_TOO_EARLY', { occurredAt: new Date(START.getTime() - HOUR_MS) }],
  ] as const)('do not take a step that is %s', async (code, over) => {
    const { waybillNo } = await expectOk(open.door.sendParcel(DEPOT, parcel(`P-STEP-${code}`)));
    expect(await codeOf(move(waybillNo, 'PICKED_UP', over))).toBe(code);
  });

  it('of a member come newest first, whichever way they go', async () => {
    const traveller = await open.member('+8613800138004');
    for (const [key, over] of [
      ['L-1', { senderId: traveller.memberId }],
      ['L-2', { recipientId: traveller.memberId }],
      ['L-3', { senderId: traveller.memberId, recipientId: traveller.memberId }],
    ] as const) {
      open.clock.advance(HOUR_MS);
      await expectOk(open.door.sendParcel(DEPOT, parcel(key, over)));
    }
    const latest = await open.door.latestParcels(traveller.caller, {
      memberIds: [traveller.memberId],
      last: 2,
    });
    const all = await open.door.parcelPage(traveller.caller, { filter: {}, page: { limit: 10 } });
    expect(all).toHaveLength(3);
    expect(latest.map(({ parcel: { id } }) => id)).toEqual(all.slice(0, 2).map(({ id }) => id));
  });
});
