/**
 * Batches of codes: ordered here, made in the background (generate-codes), brought by others (import-codes), paused,
 * resumed, closed. Their coupons are of the offer's version that is live when the batch is ordered.
 */
import { addDays, businessDay, endOfDay, startOfDay } from '@guildhall/shared/business-time';
import { runCommand } from '@guildhall/shared/commands';
import { newId } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { clientOf, type Principal } from '@guildhall/shared/principal';
import { type BatchMove, mayMoveBatch, movedBatch } from '../domain/coupons/batch-states.ts';
import type { BatchState } from '../domain/coupons/coupon.ts';
import type { CouponTemplate } from '../domain/offers/coupon-template.ts';
import { insertBatch, lockBatch, saveBatch } from '../storage/batches.ts';
import { lockOffer, versionsOf } from '../storage/offers.ts';
import { batchMoved } from './batch-moved.ts';

export const MAX_BATCH = 5_000_000;

export interface CreateBatch {
  readonly idempotencyKey: string;
  /** What people call it; unique. */
  readonly code: string;
  readonly offerId: string;
  /** Which of the offer's coupon benefits; the first when left out. */
  readonly benefitNo?: number | undefined;
  readonly origin: 'GENERATED' | 'IMPORTED';
  /** Of GENERATED: how many. */
  readonly size: number;
  readonly validFrom?: Date | undefined;
  /** Good until the end of this business day; as the offer says when left out. */
  readonly validUntil?: string | undefined;
}

export interface BatchChanged {
  readonly batchId: string;
  readonly state: BatchState;
}

export async function createBatch(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: CreateBatch,
): Promise<Outcome<BatchChanged>> {
  const { code, offerId, origin, size } = input;
  if (origin === 'GENERATED' && (size < 1 || size > MAX_BATCH))
    return refuse('VALIDATION', 'BATCH_SIZE_OUT_OF_RANGE', { most: MAX_BATCH }, ['size']);
  const command = { caller, operation: 'create-coupon-batch', idempotencyKey, input };
  return runCommand<BatchChanged>(kit, command, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const offer = await lockOffer(db, offerId);
    if (offer === undefined) return refuse('NOT_FOUND', 'OFFER_NOT_FOUND', {}, ['offerId']);
    if (offer.liveVersion === null) return refuse('RULE', 'OFFER_NOT_PUBLISHED', {}, ['offerId']);
    if (offer.state === 'ENDED') return refuse('RULE', 'OFFER_ENDED', {}, ['offerId']);
    const [version] = await versionsOf(db, [{ offerId, version: offer.liveVersion }]);
    const benefits = version?.definition.benefits ?? [];
    const benefitNo = input.benefitNo ?? benefits.findIndex(({ kind }) => kind === 'COUPON');
    const benefit = benefits[benefitNo];
    if (benefit?.kind !== 'COUPON')
      return refuse('RULE', 'OFFER_HAS_NO_COUPON', { benefit: benefitNo }, ['benefitNo']);
    if (benefit.coupon.bind !== null || benefit.coupon.instalments !== null)
      return refuse('RULE', 'COUPON_CANNOT_BE_A_CODE', {}, ['benefitNo']);
    const batchId = newId('bat', now);
    const state = origin === 'GENERATED' ? 'PENDING' : 'READY';
    const made = await insertBatch(
      db,
      {
        ...{ id: batchId, code, offerId, offerVersion: offer.liveVersion, benefitNo, origin },
        size: origin === 'GENERATED' ? size : 0,
        state,
        createdBy: clientOf(caller),
        ...validityOf(benefit.coupon, input, now),
      },
      now,
    );
    if (!made) return refuse('RULE', 'BATCH_CODE_TAKEN', { code }, ['code']);
    return accept({ batchId, state });
  });
}

/** Stated by the batch, else as the coupon's terms count from today. */
function validityOf(
  { validity }: CouponTemplate,
  { validFrom, validUntil }: Pick<CreateBatch, 'validFrom' | 'validUntil'>,
  now: Date,
): { readonly validFrom: Date; readonly expiresAt: Date } {
  const today = businessDay(now);
  if (validity.kind === 'UNTIL')
    return { validFrom: validFrom ?? now, expiresAt: endOfDay(validUntil ?? validity.day) };
  const start = addDays(today, validity.startsAfterDays);
  return {
    validFrom: validFrom ?? (validity.startsAfterDays === 0 ? now : startOfDay(start)),
    expiresAt: endOfDay(validUntil ?? addDays(start, validity.days)),
  };
}

export interface MoveBatch {
  readonly idempotencyKey: string;
  readonly batchId: string;
}

export function moveBatch(
  kit: ModuleKit,
  caller: Principal,
  move: BatchMove,
  { idempotencyKey, batchId }: MoveBatch,
): Promise<Outcome<BatchChanged>> {
  const operation = `${move.toLowerCase()}-coupon-batch`;
  const command = { caller, operation, idempotencyKey, input: { batchId } };
  return runCommand<BatchChanged>(kit, command, async ({ tx, now, publish }) => {
    const db = tx.getKysely<unknown>();
    const batch = await lockBatch(db, batchId);
    if (batch === undefined) return refuse('NOT_FOUND', 'BATCH_NOT_FOUND', {}, ['batchId']);
    if (!mayMoveBatch(batch.state, move))
      return refuse('RULE', 'BATCH_NOT_IN_STATE', { state: batch.state, move }, ['batchId']);
    const state = movedBatch(batch, move);
    await saveBatch(db, { ...batch, state }, now);
    await publish(batchMoved({ ...batch, state }, now));
    return accept({ batchId, state });
  });
}
