/**
 * Makes the codes of batches in the background, in parts that commit by themselves together with the batch's progress:
 * whatever dies in between, the next part begins where the last one ended, and no code is made twice. Several
 * processes may work at once, each at another batch.
 */
import { randomBytes } from 'node:crypto';
import { violatedConstraint } from '@guildhall/shared/database/database';
import { newUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import type { BatchState } from '../domain/coupons/coupon.ts';
import { newCouponCodes } from '../domain/coupons/coupon-code.ts';
import { type CouponTemplate, faceValueMinor } from '../domain/offers/coupon-template.ts';
import {
  type BatchCoupon,
  type BatchRow,
  insertCodes,
  lockBatchToMake,
  saveBatch,
} from '../storage/batches.ts';
import { batchMoved } from './batch-moved.ts';
import { catalogueOf } from './catalogue.ts';
import { templateOf } from './coupon-templates.ts';
import { transact } from './transact.ts';

type Kit = Pick<ModuleKit, 'db' | 'clock' | 'events'>;

/** Rows of one part: enough to be set-based, few enough to commit several times a second. */
const PART = 10_000;
/** A schedule's turn: others want their turn too. */
const TURN_MS = 20_000;

/** Goes on until nothing is left to make, or its turn is over. */
export async function generateCodes(kit: Kit): Promise<void> {
  const begin = performance.now();
  while (performance.now() - begin < TURN_MS) {
    if (!(await makePart(kit))) return;
  }
}

export const batchCoupon = (template: CouponTemplate): BatchCoupon => {
  const stored = template.value.kind === 'STORED_VALUE';
  return {
    usesTotal: stored ? 1 : template.uses,
    valueTotal: stored ? faceValueMinor(template) : 0n,
  };
};

export async function templateOfBatch(
  kit: Pick<ModuleKit, 'db'>,
  batch: Pick<BatchRow, 'offerId' | 'offerVersion' | 'benefitNo'>,
): Promise<CouponTemplate> {
  const ref = { offerId: batch.offerId, version: batch.offerVersion };
  return templateOf(batch, await catalogueOf(kit).versions([ref]));
}

/** False when there was nothing to make. */
export async function makePart(kit: Kit, part = PART): Promise<boolean> {
  for (;;) {
    try {
      const { value: made, deliver } = await transact(kit, async ({ tx, now, publish }) => {
        const db = tx.getKysely<unknown>();
        const batch = await lockBatchToMake(db);
        if (batch === undefined) return false;
        const count = Math.min(part, batch.size - batch.made);
        const coupon = batchCoupon(await templateOfBatch(kit, batch));
        const ids = Array.from({ length: count }, () => newUuid(now));
        await insertCodes(db, batch, coupon, ids, newCouponCodes(count, randomBytes), now);
        const made = batch.made + count;
        const state: BatchState = made === batch.size ? 'READY' : 'GENERATING';
        await saveBatch(db, { ...batch, made, state }, now);
        await publish(batchMoved({ ...batch, made, state }, now));
        return true;
      });
      await deliver();
      return made;
    } catch (error) {
      // Once in tens of thousands of large batches a code is there already: then this part is made anew.
      if (violatedConstraint(error) !== 'coupon_code_once') throw error;
    }
  }
}
