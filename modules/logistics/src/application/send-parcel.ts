/**
 * Takes a parcel in: fee by the tariff, paid with coupons and points where the sender wishes, a waybill number of its
 * own. Names, telephone numbers and addresses are sealed before they reach the database.
 */
import {
  type CheckedOut,
  type CheckoutPlan,
  type Reservation,
  runCheckout,
} from '@guildhall/coupon';
import type { CommandContext } from '@guildhall/shared/commands';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { textSeal } from '@guildhall/shared/sealed-text';
import { sql } from 'kysely';
import { forbidden, notFound, refuseRule } from '../domain/refusals.ts';
import { parcelFee } from '../domain/tariff.ts';
import { waybillNo } from '../domain/waybills.ts';
import type { ParcelSent, SendParcel } from '../door.ts';
import { MEMBER, PARCEL, TRANSACTION } from '../ids.ts';
import { ParcelEventTable, ParcelTable } from '../storage/tables.ts';
import { type Kit, SUBSIDIARY, worksHere } from './caller.ts';
import { knownMembers } from './members.ts';
import { FEE_LINE, PARCEL_CATEGORY, PARCEL_SENT, parcelSent } from './transactions.ts';

export const SENDER_PURPOSE = 'logistics/parcel.sender';
export const RECIPIENT_PURPOSE = 'logistics/parcel.recipient';

interface Prepared {
  readonly senderId: string | null;
  readonly recipientId: string | null;
  readonly feeMinor: bigint;
  readonly sentAt: Date;
}

/**
 * By the people of logistics, or by a member for themselves. Refusals, first wins: LOGISTICS_NOT_YOURS,
 * PARCEL_IN_FUTURE, LOGISTICS_MEMBER_UNKNOWN, LOGISTICS_COUPONS_NEED_MEMBER, those of the coupon door's `reserve`.
 */
export async function sendParcel(
  kit: Kit,
  caller: Principal,
  input: SendParcel,
): Promise<Outcome<ParcelSent>> {
  const senderId = caller.kind === 'member' ? caller.memberId : input.senderId;
  const ownParcel = caller.kind === 'member' && (input.senderId ?? senderId) === senderId;
  if (!worksHere(caller) && !ownParcel) return forbidden('LOGISTICS_NOT_YOURS');
  const { idempotencyKey, ...wish } = input;
  const key = { caller, operation: 'send-parcel', idempotencyKey, input: wish };
  let checked: Outcome<Prepared> = forbidden('LOGISTICS_NOT_YOURS');
  const plan = async (): Promise<CheckoutPlan | undefined> => {
    checked = await prepare(kit, { ...input, senderId });
    return checked.ok ? planOf(checked.value, input) : undefined;
  };
  return runCheckout<ParcelSent & CheckedOut>(kit, key, plan, async (context, made) => {
    if (!checked.ok) return checked;
    if (made?.reservation.ok === false) return made.reservation;
    return store(kit, context, input, checked.value, made?.reservation.value);
  });
}

const paysOtherwise = ({ coupons, points }: Pick<SendParcel, 'coupons' | 'points'>): boolean =>
  points !== undefined || (coupons !== undefined && coupons.length > 0);

async function prepare(kit: Kit, input: SendParcel): Promise<Outcome<Prepared>> {
  const now = kit.clock.now();
  const sentAt = input.sentAt ?? now;
  if (sentAt > now) return refuseRule('PARCEL_IN_FUTURE', {}, ['sentAt']);
  const { senderId, recipientId } = input;
  const members = await knownMembers(kit, [senderId ?? [], recipientId ?? []].flat());
  if (senderId !== undefined && !members.has(senderId))
    return notFound('LOGISTICS_MEMBER_UNKNOWN', ['senderId']);
  if (recipientId !== undefined && !members.has(recipientId)) {
    return notFound('LOGISTICS_MEMBER_UNKNOWN', ['recipientId']);
  }
  if (paysOtherwise(input) && senderId === undefined) {
    return refuseRule('LOGISTICS_COUPONS_NEED_MEMBER', {}, ['senderId']);
  }
  return accept({
    senderId: senderId === undefined ? null : (members.get(senderId) ?? null),
    recipientId: recipientId === undefined ? null : (members.get(recipientId) ?? null),
    feeMinor: parcelFee(input.service, input.weightGrams, input.fromDistrict === input.toDistrict),
    sentAt,
  });
}

function planOf({ senderId, feeMinor }: Prepared, input: SendParcel): CheckoutPlan | undefined {
  if (!paysOtherwise(input) || senderId === null) return undefined;
  return {
    memberId: fromUuid(MEMBER, senderId),
    basket: {
      subsidiary: SUBSIDIARY,
      storeCode: input.depotCode,
      kind: PARCEL_SENT,
      lines: [
        {
          lineId: FEE_LINE,
          itemCode: input.service,
          category: PARCEL_CATEGORY,
          quantity: '1',
          amountMinor: feeMinor,
        },
      ],
    },
    coupons: input.coupons ?? [],
    ...(input.points === undefined ? {} : { points: input.points }),
  };
}

async function store(
  kit: Kit,
  { tx, now, publish }: CommandContext,
  input: SendParcel,
  prepared: Prepared,
  reservation: Reservation | undefined,
): Promise<Outcome<ParcelSent & CheckedOut>> {
  const id = newUuid(now);
  const { rows } = await sql<{
    serial: string;
  }>`SELECT nextval('waybill_serial') AS serial`.execute(tx.getKysely<unknown>());
  const parcel = {
    id,
    waybillNo: waybillNo(Number(rows[0]?.serial)),
    senderId: prepared.senderId,
    recipientId: prepared.recipientId,
    depotCode: input.depotCode,
    service: input.service,
    channel: input.channel,
    weightGrams: input.weightGrams,
    fromDistrict: input.fromDistrict,
    toDistrict: input.toDistrict,
    feeMinor: prepared.feeMinor,
    discountMinor: reservation === undefined ? 0n : prepared.feeMinor - reservation.payableMinor,
    state: 'CREATED' as const,
    stateAt: prepared.sentAt,
    sentAt: prepared.sentAt,
    recordedAt: now,
    transactionId: newUuid(now),
    reservationIds: reservation === undefined ? [] : [reservation.reservationId],
  };
  await tx.insert(ParcelTable, {
    ...parcel,
    senderSealed: textSeal(kit.secret, SENDER_PURPOSE).seal(JSON.stringify(input.sender), id),
    recipientSealed: textSeal(kit.secret, RECIPIENT_PURPOSE).seal(
      JSON.stringify(input.recipient),
      id,
    ),
  });
  await tx.insert(ParcelEventTable, {
    parcelId: id,
    seq: 1,
    state: 'CREATED',
    place: input.depotCode,
    occurredAt: prepared.sentAt,
    recordedAt: now,
  });
  await publish(parcelSent(parcel));
  return accept({
    parcelId: fromUuid(PARCEL, id),
    waybillNo: parcel.waybillNo,
    transactionId: fromUuid(TRANSACTION, parcel.transactionId),
    reservationId: reservation?.reservationId ?? null,
  });
}
